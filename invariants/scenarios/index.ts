/** The scenarios: for each family of questions, what must hold of the systems that `machines/scenarios` composes. */
import { scenarios as bounded } from './bounded.ts';
import { scenarios as commit } from './commit.ts';
import { scenarios as flinkCheckpoints } from './flink-checkpoints.ts';
import { scenarios as pipeline } from './pipeline.ts';
import { scenarios as savepoints } from './savepoints.ts';
import { scenarios as sinks } from './sinks.ts';

export const scenarios = [...bounded, ...commit, ...savepoints, ...flinkCheckpoints, ...sinks, ...pipeline];
