/**
 * The options of the model, which combinations of them exist, and what follows from them.
 *
 * Every entry was read in the code of the releases (apache/paimon, tags release-0.7.0-incubating to
 * release-2.0.0; Flink 1.17 to 2.2), unless it says otherwise.
 */
import { type Ask, type AskOf, defineOptions } from '../src/index.ts';

/** The newest Flink that a Paimon release has a module for (paimon-flink/pom.xml of the release). */
const NEWEST_FLINK = {
  '0.7.0': '1.18',
  '0.8.0': '1.19',
  '0.8.1': '1.19',
  '0.8.2': '1.19',
  '0.9.0': '1.20',
  '1.0.0': '1.20',
  '1.0.1': '1.20',
  '1.1.0': '2.0',
  '1.1.1': '2.0',
  '1.2.0': '2.0',
  '1.3.0': '2.1',
  '1.3.1': '2.1',
  '1.3.2': '2.1',
  '1.4.1': '2.2',
  '1.4.2': '2.2',
  '2.0.0': '2.2',
} as const;

const FLINK = ['1.17', '1.18', '1.19', '1.20', '2.0', '2.1', '2.2'] as const;

const definitions = {
  paimon: {
    about: 'The release of Apache Paimon: every release tag from 0.7.0 to 2.0.0 (there is none for 1.4.0).',
    releases: [
      '0.7.0',
      '0.8.0',
      '0.8.1',
      '0.8.2',
      '0.9.0',
      '1.0.0',
      '1.0.1',
      '1.1.0',
      '1.1.1',
      '1.2.0',
      '1.3.0',
      '1.3.1',
      '1.3.2',
      '1.4.1',
      '1.4.2',
      '2.0.0',
    ],
    default: '2.0.0',
  },
  flink: {
    about: 'The minor release of Apache Flink.',
    releases: FLINK,
    default: '1.20',
  },
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

/** A feature follows from options alone. */
type AskOptions = Ask<typeof definitions, Record<never, never>>;

export const options = defineOptions(definitions, {
  valid: (c) =>
    FLINK.indexOf(c.flink) <= FLINK.indexOf(NEWEST_FLINK[c.paimon]) &&
    // CdcRecordStoreMultiWriteOperator throws for any other bucket mode, in every release.
    !(c.mode === 'combined' && c.bucket === 'unaware') &&
    // --eager_init reaches FlinkCdcMultiTableSink alone.
    !(c.eager_init && c.mode !== 'combined'),
  features: {
    'capture-order': {
      about:
        'Whether the CDC action builds its sink before or after it sets a checkpoint interval where there is none.',
      of: ['build-first', 'enable-first'],
      from: (ask: AskOptions) => (ask.since('paimon', '1.1.0') ? 'enable-first' : 'build-first'),
      source: 'SynchronizationActionBase.run: wrong order since 0.7.0 (#2461), right since 1.1.0 (#5011)',
    },
    'writer-clean-up': {
      about:
        'When an idle writer is closed, by its last modification and the last identifier committed: if <=, if <, or always.',
      of: ['always', 'lte', 'lt'],
      from: (ask: AskOptions) => {
        if (!ask.since('paimon', '0.8.1')) return 'lte';
        return ask.since('paimon', '1.0.0') && ask.is('bucket', 'unaware') ? 'always' : 'lt';
      },
      source:
        'AbstractFileStoreWrite.prepareCommit: <= until 0.8.0, < since 0.8.1 (#3499); createNoConflictAwareWriterCleanChecker for unaware buckets since 1.0.0 (#4219)',
    },
    'state-manager': {
      about: 'What a committer does after it has committed restored committables: fail on purpose, or go on.',
      of: ['restore', 'restore-and-fail'],
      from: (ask: AskOptions) =>
        ask.since('paimon', '1.2.0') && ask.is('bucket', 'unaware') ? 'restore' : 'restore-and-fail',
      source:
        'FlinkWriteSink and FlinkCdcMultiTableSink: RestoreAndFailCommittableStateManager; CdcAppendTableSink since 1.2.0: RestoreCommittableStateManager (#5746)',
    },
    'restart-behaviour': {
      about: 'How many failures the restart strategy survives.',
      of: ['none', 'attempts-1', 'attempts-3', 'failure-rate', 'never-gives-up'],
      from: (ask: AskOptions) => {
        if (ask.is('restart-strategy.type', 'none')) return 'none';
        if (ask.is('restart-strategy.type', 'fixed-delay')) return 'attempts-1';
        if (ask.is('restart-strategy.type', 'fixed-delay (3 attempts)')) return 'attempts-3';
        if (ask.is('restart-strategy.type', 'failure-rate')) return 'failure-rate';
        // Set by the user, exponential-delay restarts for ever: until 1.18 canRestart() is true, since 1.19 the
        // number of attempts is infinite by default.
        // Unset, with checkpoints enabled: fixed-delay with Integer.MAX_VALUE attempts until 1.18, exponential-delay
        // since 1.19 (FLINK-33738). The client enables checkpoints in every configuration.
        return 'never-gives-up';
      },
      source: 'RestartBackoffTimeStrategyFactoryLoader, RestartStrategyOptions of Flink 1.17 to 2.2',
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
  },
});

/** The questions that the machines ask. */
export type PaimonAsk = AskOf<typeof options>;
