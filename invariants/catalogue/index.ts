/** The catalogue: known failures between Flink and Paimon, each with the scenario and the invariant that show it. */
import { boundedEntries } from './bounded.ts';
import { cdcEntries } from './cdc.ts';
import { commitEntries } from './commit.ts';
import { findingEntries } from './findings.ts';
import { flinkCheckpointEntries } from './flink-checkpoints.ts';
import { pipelineEntries } from './pipeline.ts';
import { savepointEntries } from './savepoints.ts';
import { sinkEntries } from './sinks.ts';

export const catalogue = [
  ...cdcEntries,
  ...boundedEntries,
  ...commitEntries,
  ...savepointEntries,
  ...flinkCheckpointEntries,
  ...sinkEntries,
  ...pipelineEntries,
  ...findingEntries,
];
