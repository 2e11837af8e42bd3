/**
 * The options of a CDC job, and what follows from them.
 *
 * Every entry was read in the code of the releases (apache/paimon, tags release-0.7.0-incubating to
 * release-2.0.0; Flink 1.17 to 2.2), unless it says otherwise.
 */
import type { AskOptions } from './definitions.ts';

export const cdcOptions = {
  'execution.checkpointing.interval': {
    about: 'Whether the user sets an interval, in the job or in the cluster configuration.',
    values: ['unset', 'set'],
    default: 'unset',
    documented: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/#checkpointing',
  },
  'commit.force-create-snapshot': {
    about: 'Commit an empty snapshot at a checkpoint for which nothing is pending.',
    values: [false, true],
    default: false,
    since: { paimon: '0.8.0' },
    documented: 'https://paimon.apache.org/docs/master/maintenance/configurations/#coreoptions',
  },
  mode: {
    about:
      'What the CDC action synchronises: one table, or two tables with a sink each (divided) or one sink (combined).',
    values: ['table', 'divided', 'combined'],
    default: 'table',
    documented: 'https://paimon.apache.org/docs/master/cdc-ingestion/overview/',
  },
  bucket: {
    about: "The table's bucket mode: a fixed number of buckets, or an append table without (unaware).",
    values: ['fixed', 'unaware'],
    default: 'fixed',
    documented: 'https://paimon.apache.org/docs/master/maintenance/configurations/#coreoptions',
  },
  eager_init: {
    about: 'The combined sink opens the committers of all tables when it starts, not when it first sees data for them.',
    values: [false, true],
    default: false,
    since: { paimon: '1.1.0' },
    documented: 'https://paimon.apache.org/docs/master/cdc-ingestion/kafka-cdc/',
  },
  'restart-strategy.type': {
    about: "Flink's restart strategy, with the defaults of its type unless a number is given.",
    values: ['unset', 'none', 'fixed-delay', 'fixed-delay (3 attempts)', 'failure-rate', 'exponential-delay'],
    default: 'unset',
    documented: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/task_failure_recovery/',
  },
} as const;

function closesUncommitted(ask: AskOptions): boolean {
  return ask.since('paimon', '1.0.0') && ask.is('bucket', 'unaware');
}

/** How many failures the restart strategy survives. A job of this model always has checkpoints enabled. */
function attempts(ask: AskOptions): number {
  if (ask.is('restart-strategy.type', 'none')) return 0;
  if (ask.is('restart-strategy.type', 'fixed-delay')) return 1;
  if (ask.is('restart-strategy.type', 'fixed-delay (3 attempts)')) return 3;
  if (ask.is('restart-strategy.type', 'unset') && !ask.since('flink', '1.19')) {
    // Fixed delay with this number of attempts; exponential delay since 1.19 (FLINK-33738).
    return 2 ** 31 - 1;
  }
  // Exponential delay: always restarts until 1.18, attempts-before-reset-backoff is infinite since 1.19.
  return Number.POSITIVE_INFINITY;
}

export const cdcFeatures = {
  'captures-too-early': {
    about: 'The sink reads whether checkpoints are enabled before the CDC action enables them by default.',
    of: [true, false],
    // With an interval of the user's the order does not matter, and the combined sink does not read: it is built with
    // the literal true (FlinkCdcMultiTableSink, 0.7.0 to 2.0.0).
    from: (ask: AskOptions) =>
      !ask.since('paimon', '1.1.0') &&
      ask.is('execution.checkpointing.interval', 'unset') &&
      !ask.is('mode', 'combined'),
    source:
      'SynchronizationActionBase.run: build() before enableCheckpointing since 0.7.0 (#2461), after it since 1.1.0 (#5011)',
  },
  // Two questions instead of one with three answers: most of the time neither matters.
  'closes-writer-once-committed': {
    about: 'An idle writer is closed if its last files are those of the latest identifier: <=, not <.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('paimon', '0.8.1') || closesUncommitted(ask),
    source: 'AbstractFileStoreWrite.prepareCommit: <= until 0.8.0, < since 0.8.1 (#3499)',
  },
  'closes-writer-uncommitted': {
    about: 'An idle writer is closed whether its last files are committed or not.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('paimon', '0.3.0') || closesUncommitted(ask),
    source:
      'StoreSinkWriter.prepareCommit in 0.1.0, AbstractTableWrite.prepareCommit until 0.2.1; not since 0.3.0 (FLINK-29840, table-store#354); AppendOnlyUnawareBucketFileStoreWrite.createWriterCleanChecker (AppendFileStoreWrite since 1.2.0): always true for unaware buckets since 1.0.0 (#4219)',
  },
  'state-manager': {
    about: 'What a committer does after it has committed restored committables: fail on purpose, or go on.',
    of: ['restore', 'restore-and-fail'],
    from: (ask: AskOptions) => {
      if (!ask.since('paimon', '0.2.0')) return 'restore';
      return ask.since('paimon', '1.2.0') && ask.is('bucket', 'unaware') ? 'restore' : 'restore-and-fail';
    },
    source:
      'AbstractCommitterOperator.initializeState in 0.1.0; CommitterOperator.commit since 0.2.0 (FLINK-28605, table-store#225); FlinkWriteSink and FlinkCdcMultiTableSink: RestoreAndFailCommittableStateManager; CdcAppendTableSink since 1.2.0: RestoreCommittableStateManager (#5746)',
  },
  // A question of its own, and not a third state manager: asked at every barrier, it must not tell releases apart.
  'stores-committables': {
    about: 'The state manager writes what is pending into the checkpoint. One that does not has nothing to restore.',
    of: [true, false],
    from: (ask: AskOptions) => !(ask.is('program', 'dedicated compaction') && !ask.is('mode', 'combined')),
    source:
      'Every CDC sink. NoopCommittableStateManager belongs to CompactorSink, the sink of dedicated compaction except in mode combined, 0.3.0 to 2.0.0',
  },
  'forces-known-tables-only': {
    about: 'A snapshot is forced only in tables for which this attempt of the committer has seen something.',
    of: [true, false],
    from: (ask: AskOptions) => ask.is('mode', 'combined') && !ask.is('eager_init', true),
    source:
      'StoreMultiCommitter.commit: "tableCommitters may not contain all tables", 0.7.0 to 2.0.0; with --eager_init it does, since 1.1.0 (#5170, #5175)',
  },
  // The restart strategy is asked about one failure at a time: which one it is matters only then.
  'gives-up-at-once': {
    about: 'The first failure ends the job.',
    of: [true, false],
    from: (ask: AskOptions) => attempts(ask) === 0,
    source: 'NoRestartBackoffTimeStrategy of Flink 1.17 to 2.2',
  },
  'gives-up-after-1': {
    about: 'One failure is survived, in the whole life of the job.',
    of: [true, false],
    from: (ask: AskOptions) => attempts(ask) === 1,
    source: 'FixedDelayRestartBackoffTimeStrategy; restart-strategy.fixed-delay.attempts is 1 where the type is set',
  },
  'gives-up-after-3': {
    about: 'Three failures are survived, in the whole life of the job.',
    of: [true, false],
    from: (ask: AskOptions) => attempts(ask) === 3,
    source: 'FixedDelayRestartBackoffTimeStrategy of Flink 1.17 to 2.2',
  },
  'limits-the-rate': {
    about: 'One failure is survived in each interval.',
    of: [true, false],
    from: (ask: AskOptions) => ask.is('restart-strategy.type', 'failure-rate'),
    source:
      'FailureRateRestartBackoffTimeStrategy: max-failures-per-interval + 1 timestamps (FLINK-20752); one per minute by default',
  },
  'commits-empty-when-forced': {
    about: 'Remedy 2a: with force-create on, an empty commit is never ignored.',
    of: [true, false],
    from: () => false,
  },
  'commits-empty-committables': {
    about: 'Remedy 2b: an empty commit is never ignored where a writer sent a committable.',
    of: [true, false],
    from: () => false,
  },
  'fails-only-after-a-snapshot': {
    about: 'Remedy 3a: the committer fails on purpose only if its recovery created a snapshot.',
    of: [true, false],
    from: () => false,
  },
  'jobmanager-remembers': {
    about:
      'Remedy 3b: who need not fail on purpose again: every committer, once one did for this checkpoint; or each committer once it did.',
    of: ['checkpoint', 'committer', 'nothing'],
    from: () => 'nothing',
  },
} as const;
