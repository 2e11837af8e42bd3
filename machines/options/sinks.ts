/**
 * What a sink with transactions of its own depends on: what its tasks hear, and how Flink stops a job with a savepoint.
 * Read in Flink's history from 1.8 to 2.2, unless an entry says otherwise. `stores-savepoints` is in flink-checkpoints.ts.
 */
import type { AskOptions } from './definitions.ts';

export const sinkFeatures = {
  'ignores-old-news': {
    about: 'A task does not hear of a checkpoint that is older than the last one it was told of.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('flink', '1.14'),
    source: 'StreamTask.notifyCheckpointComplete: latestReportCheckpointId since 1.14 (FLINK-24096)',
  },
  'expects-a-transaction': {
    about: 'A notification that finds no transaction pending is an error.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('flink', '1.10'),
    source:
      'TwoPhaseCommitSinkFunction.notifyCheckpointComplete: checkState(pendingTransactionIterator.hasNext()), removed in 1.10 (FLINK-10377)',
  },
  'failed-stop-is-final': {
    about: 'A job that fails after the savepoint it was to stop with is complete does not restart.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('flink', '1.15'),
    source: 'StopWithSavepointStoppingException, a NonRecoverableError, is in 1.15.0 (FLINK-26783, FLINK-26923)',
  },
  'declined-stop-fails-the-job': {
    about: 'The job is restarted if a task declines the savepoint that it is to stop with: other tasks wait for it.',
    of: [true, false],
    from: () => true,
    source:
      'LegacyScheduler.stopWithSavepoint, then CheckpointFailureManager: since 1.9 (FLINK-12858), the first release with stop-with-savepoint',
  },
  'results-by-epoch': {
    about: 'What writers hand over carries its checkpoint, and is committed apart from that of others.',
    of: [true, false],
    from: () => true,
    source:
      "Iceberg's FlinkWriteResult since apache/iceberg#10526; before it IcebergFilesCommitter.writeResultsOfCurrentCkpt, one list for all that came since the last snapshotState",
  },
} as const;
