/**
 * The options of the model, which combinations of them exist, and what follows from them. One file of `options/` for
 * each family of questions; a scenario restricts them to what it needs (`restrictOptions`).
 */
import { type AskOf, defineOptions } from '../src/index.ts';
import { boundedFeatures } from './options/bounded.ts';
import { cdcFeatures } from './options/cdc.ts';
import { commitFeatures } from './options/commit.ts';
import { coordinatorCommitFeatures } from './options/coordinator-commit.ts';
import { definitions } from './options/definitions.ts';
import { flinkCheckpointFeatures } from './options/flink-checkpoints.ts';
import { jobFeatures } from './options/jobs.ts';
import { pipelineFeatures } from './options/pipeline.ts';
import { FLINK, NEWEST_FLINK } from './options/releases.ts';
import { scenarioFeatures } from './options/scenario.ts';
import { sinkFeatures } from './options/sinks.ts';

export const options = defineOptions(definitions, {
  valid: (c) =>
    FLINK.indexOf(c.flink) <= FLINK.indexOf(NEWEST_FLINK[c.paimon]) &&
    // CdcRecordStoreMultiWriteOperator throws for any other bucket mode, in every release.
    !(c.mode === 'combined' && c.bucket === 'unaware') &&
    // --eager_init reaches FlinkCdcMultiTableSink alone.
    !(c.eager_init && c.mode !== 'combined'),
  features: {
    ...cdcFeatures,
    ...jobFeatures,
    ...commitFeatures,
    ...scenarioFeatures,
    ...flinkCheckpointFeatures,
    ...boundedFeatures,
    ...sinkFeatures,
    ...coordinatorCommitFeatures,
    ...pipelineFeatures,
  },
});

/** The questions that the machines ask. */
export type PaimonAsk = AskOf<typeof options>;
