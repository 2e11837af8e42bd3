/** The scenarios: for each family of questions, what must hold of the systems that `machines/scenarios` composes. */
import { scenarios as bounded } from './catalogue/bounded-scenarios.ts';
import { scenarios as commit } from './catalogue/commit-scenarios.ts';
import { scenarios as flinkCheckpoints } from './catalogue/flink-checkpoints-scenarios.ts';
import { scenarios as pipeline } from './catalogue/pipeline-scenarios.ts';
import { scenarios as savepoints } from './catalogue/savepoints-scenarios.ts';
import { scenarios as sinks } from './catalogue/sinks-scenarios.ts';

export const scenarios = [...bounded, ...commit, ...savepoints, ...flinkCheckpoints, ...sinks, ...pipeline];
