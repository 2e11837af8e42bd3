/**
 * What is run besides the CDC actions, and tags.
 *
 * Every entry was read in the code of the releases (apache/paimon, tags release-0.3.0 to release-2.0.0).
 */
import type { AskOptions } from './definitions.ts';

export const jobOptions = {
  program: {
    about:
      'What builds the job: a CDC action, a program that enables checkpoints before or after it builds the sink, or dedicated compaction.',
    values: ['CDC action', 'checkpoints-then-sink', 'sink-then-checkpoints', 'dedicated compaction'],
    default: 'CDC action',
    documented: 'https://paimon.apache.org/docs/master/flink/action-jars/',
  },
  'execution.savepoint.path': {
    about: 'What a user starts a cancelled job from.',
    values: ['latest checkpoint', 'older checkpoint', 'savepoint'],
    default: 'latest checkpoint',
    documented: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/#state-recovery',
  },
  'sink.operator-uid.suffix': {
    about:
      "Whether a job that is started anew finds the sink's state: it does not if the operators' identifiers change.",
    values: ['kept', 'changed'],
    default: 'kept',
    documented: 'https://paimon.apache.org/docs/master/maintenance/configurations/#flinkconnectoroptions',
  },
  'snapshot.ignore-empty-commit': {
    about: 'Batch writes and compact_database in mode combined: an empty commit makes no snapshot.',
    values: [true, false],
    default: true,
    since: { paimon: '1.3.0' },
    documented: 'https://paimon.apache.org/docs/master/maintenance/configurations/#coreoptions',
  },
} as const;

/** CombinedTableCompactorSink, until 0.8.2 MultiTablesCompactorSink. */
const compactsCombined = (ask: AskOptions) => ask.is('program', 'dedicated compaction') && ask.is('mode', 'combined');

export const jobFeatures = {
  'builds-sink-first': {
    about: 'A program builds the sink, and enables checkpoints after that.',
    of: [true, false],
    from: (ask: AskOptions) => ask.is('program', 'sink-then-checkpoints'),
    source:
      'FlinkSink.doCommit, 0.3.0 to 2.0.0: streamingCheckpointEnabled is what isCheckpointingEnabled() says while the sink is being built',
  },
  'ignores-empty-commits': {
    about: 'What the sink says to ignoreEmptyCommit.',
    of: ['where checkpoints are off', 'always', 'never'],
    from: (ask: AskOptions) => {
      if (!ask.is('program', 'dedicated compaction')) return 'where checkpoints are off';
      return compactsCombined(ask) && ask.is('snapshot.ignore-empty-commit', false) ? 'never' : 'always';
    },
    source:
      'FlinkWriteSink: !streamingCheckpointEnabled. CombinedTableCompactorSink: true, since 1.3.0 snapshot.ignore-empty-commit, which is true by default (#5941). CompactorSink leaves the default, true',
  },
  'notes-savepoints': {
    about: 'The committer is wrapped in AutoTagForSavepointCommitterOperator.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.is('mode', 'combined'),
    source:
      'FlinkSink.doCommit with sink.savepoint.auto-tag since 0.5.0; FlinkCdcMultiTableSink builds a bare CommitterOperator, 0.5.0 to 2.0.0',
  },
  'tags-earlier-savepoints': {
    about: 'A notification tags every savepoint up to its checkpoint, not only one with its own identifier.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.6.0'),
    source: 'AutoTagForSavepointCommitterOperator.notifyCheckpointComplete since 0.6.0 (#2058)',
  },
  'forces-snapshot-for-tag': {
    about: 'With tag.automatic-creation=process-time a checkpoint without data forces a snapshot to be tagged.',
    of: ['never', 'always', 'when due'],
    from: (ask: AskOptions) => (ask.since('paimon', '0.6.0') ? 'when due' : 'never'),
    source:
      'TagAutoCreation.forceCreatingSnapshot: absent until 0.5.0; always (#2188), then when nextTag is due (#2262), both first released in 0.6.0',
  },
} as const;
