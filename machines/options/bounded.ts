/**
 * Bounded input: what decides how a job comes to its end.
 *
 * Read in the code of apache/paimon, release-0.5.0-incubating to release-2.0.0, and of Flink 1.14 to 2.2, unless an
 * entry says otherwise.
 */
import type { AskOptions } from './definitions.ts';

export const boundedOptions = {
  'partition.mark-done.recover-from-state': {
    about: 'Whether the mark-done listener is told of committables that are restored from a checkpoint.',
    values: [true, false],
    default: true,
    since: { paimon: '1.2.0' },
    documented: 'https://paimon.apache.org/docs/master/maintenance/configurations/#flinkconnectoroptions',
  },
} as const;

export const boundedFeatures = {
  'bounded-input': {
    about: 'The input ends: each source subtask comes to its end of data.',
    of: [true, false],
    from: () => false,
    source: 'A reduction of the scenarios whose input never ends',
  },
  'batch-mode': {
    about:
      'The job runs in batch mode: no checkpoints, results are kept, and a region that has failed is restarted alone.',
    of: [true, false],
    from: () => false,
    source: 'execution.runtime-mode; a scenario is about one of them',
  },
  'listens-for-mark-done': {
    about:
      'The sink marks a partition done at the end of input (partition.end-input-to-done, partition.idle-time-to-done).',
    of: [true, false],
    from: () => false,
    source: 'PartitionMarkDone since 0.9.0 (#3317, #3507), PartitionMarkDoneListener since 1.2.0; off by default',
  },
  'writers-are-chained-to-sources': {
    about:
      'Each writer ends with its own source subtask. Behind a shuffle all of them end between the same two barriers.',
    of: [true, false],
    // Behind a shuffle, EndOfData and barrier of each channel are in the same order for every writer, and a writer ends
    // with the last channel; alignment makes that the same interval for all (derived).
    from: (ask: AskOptions) => ask.is('bucket', 'unaware') && !ask.is('program', 'CDC action'),
    source:
      'FlinkSinkBuilder.buildUnawareBucketSink: no shuffle where sink.parallelism is that of the input. CdcSinkBuilder.buildForUnawareBucket: rebalance() (read)',
  },
  'writers-have-union-state': {
    about:
      'Writers keep the commit user in union list state: Flink completes no checkpoint at which only some have ended.',
    of: [true, false],
    from: (ask: AskOptions) =>
      !ask.is('bucket', 'unaware') || !ask.since('paimon', ask.is('program', 'CDC action') ? '1.3.0' : '1.0.0'),
    source:
      'TableWriteOperator.getCommitUser; overridden by the writers of RowUnawareBucketSink since 1.0.0 (#4219), and by CdcAppendTableWriteOperator since 1.3.0',
  },
  'checkpoints-after-tasks-finish': {
    about:
      'Checkpoints are taken when some tasks have ended, and a task waits for its final checkpoint before it does.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('flink', '1.15'),
    source:
      'FLIP-147: execution.checkpointing.checkpoints-after-tasks-finish.enabled, off in 1.14, on since 1.15 (FLINK-25105)',
  },
  'merges-end-of-input': {
    about: 'A second committable of the end of input is merged into the first. Before, it was an exception.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.7.0'),
    source: 'CommitterOperator.pollInputs since 0.7.0 (#2462)',
  },
  'filters-end-of-input': {
    about: 'What is committed up to the end of input is filtered first, as on a restore.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.8.2'),
    source:
      'CommitterOperator.commitUpToCheckpoint: filterAndCommit for END_INPUT_CHECKPOINT_ID since 0.8.2 and 0.9.0 (#3699)',
  },
  'recovery-marks-done': {
    about: 'The mark-done listener is told of restored committables.',
    of: [true, false],
    from: (ask: AskOptions) => ask.is('partition.mark-done.recover-from-state', true),
    source:
      'StoreCommitter.filterAndCommit: always until 1.1.1; partition.mark-done.recover-from-state since 1.2.0 (#5581, #5648), true by default',
  },
  'keeps-partial-end-of-input': {
    about: 'Remedy #9284: a restored committable of the end of input stays pending until every writer has ended.',
    of: [true, false],
    from: () => false,
  },
  'end-of-input-waits-for-final-checkpoint': {
    about:
      'Remedy: what has the identifier of the end of input is committed at a checkpoint after the end of every input.',
    of: [true, false],
    from: () => false,
  },
} as const;
