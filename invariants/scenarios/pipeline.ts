import { system as cdcPipeline, paimonSystem } from '../../machines/scenarios/cdc-pipeline.ts';
import { system as sinkV2 } from '../../machines/scenarios/sink-v2.ts';
import { scenario } from '../../src/index.ts';
import { boundedJobEnds } from '../bounded-job-ends.ts';
import { checkpointedDataIsKept } from '../checkpointed-data-is-kept.ts';
import { committedExactlyOnce } from '../committed-exactly-once.ts';
import { dataGetsCommitted } from '../data-gets-committed.ts';
import { failsOnlyForAReason } from '../fails-only-for-a-reason.ts';
import { nothingGetsStuck } from '../no-deadlock.ts';
import { restoreEnds } from '../restore-ends.ts';
import { undisturbedJobCommitsEverything } from '../undisturbed-job-commits-everything.ts';
import { writerNotClosedWithUncommittedFiles } from '../writer-not-closed-with-uncommitted-files.ts';

export const scenarios = [
  scenario({
    name: 'cdc-pipeline',
    about: 'Does a pipeline of Flink CDC write everything once, through Sink V2 and a committer that is told little?',
    system: cdcPipeline,
    invariants: [committedExactlyOnce, restoreEnds, checkpointedDataIsKept, dataGetsCommitted, nothingGetsStuck],
  }),
  scenario({
    name: 'cdc-pipeline-writers',
    about: 'Does a writer of a pipeline know which of its files are committed?',
    system: paimonSystem.withBudgets({ CHECKPOINT_DUE: 5, CHECKPOINT_DROPPED: 1 }),
    invariants: [writerNotClosedWithUncommittedFiles],
  }),
  scenario({
    name: 'cdc-pipelines-share-a-table',
    about: 'May another pipeline write to the same table?',
    system: paimonSystem.withBudgets({ failures: 0, 'wrong answers': 1, 'other jobs': 1, NOTIFICATION_LOST: 0 }),
    invariants: [checkpointedDataIsKept, committedExactlyOnce],
  }),
  scenario({
    name: 'cdc-pipeline-bounded',
    about: 'Does a pipeline whose source comes to an end commit all of it?',
    system: cdcPipeline.withFeatures({ 'bounded-input': true }).withBudgets({
      ...{ INPUT_ENDS: 1, DATA_ARRIVES: 2, CHECKPOINT_DUE: 2, failures: 0, NOTIFICATION_LOST: 0 },
    }),
    invariants: [undisturbedJobCommitsEverything, committedExactlyOnce, nothingGetsStuck],
  }),
  scenario({
    name: 'sink-v2',
    about: 'Does a job with a Sink V2 come to its end, and commit once what the end of its input brings?',
    system: sinkV2,
    invariants: [
      boundedJobEnds,
      committedExactlyOnce,
      undisturbedJobCommitsEverything,
      failsOnlyForAReason,
      nothingGetsStuck,
    ],
  }),
  scenario({
    name: 'sink-v2-rescaled',
    about: 'May a subtask of a Sink V2 whose input had ended get more of it after a restart?',
    system: sinkV2.withBudgets({ growth: 1, DATA_ARRIVES: 1 }),
    invariants: [boundedJobEnds, committedExactlyOnce],
  }),
  scenario({
    name: 'sink-v2-batch',
    about: 'Does a batch job with a Sink V2 commit what its operators have numbered by themselves?',
    system: sinkV2
      .withFeatures({ 'batch-mode': true, 'numbers-the-end-itself': true })
      .withBudgets({ faults: 0, CHECKPOINT_DUE: 0 }),
    invariants: [undisturbedJobCommitsEverything],
  }),
];
