/**
 * Flink CDC's pipelines and their sinks, and the Sink V2 operators of Flink that they run in.
 *
 * Read in the code of apache/flink-cdc, release-3.0.0 to release-3.6.0, and in the classes of the releases of Flink,
 * unless an entry says otherwise.
 */
import type { AskOptions } from './definitions.ts';
import { CDC } from './releases.ts';

export const pipelineOptions = {
  'flink-cdc': {
    about: 'The release of Flink CDC, where a pipeline writes to the table.',
    releases: CDC,
    default: '3.6.0',
  },
  'pipeline sink': {
    about: 'The connector of a pipeline that writes to the table.',
    values: ['paimon', 'iceberg'],
    default: 'paimon',
    documented:
      'https://nightlies.apache.org/flink/flink-cdc-docs-stable/docs/connectors/pipeline-connectors/overview/',
  },
} as const;

/** The release of Paimon inside the connector of a release of Flink CDC (pom.xml of the connector, 3.1.0 is its first). */
export const BUNDLED_PAIMON = {
  '3.0.0': null,
  '3.0.1': null,
  '3.1.0': '0.7.0',
  '3.1.1': '0.7.0',
  '3.2.0': '0.8.2',
  '3.2.1': '0.8.2',
  '3.3.0': '0.9.0',
  '3.4.0': '1.0.1',
  '3.5.0': '1.2.0',
  '3.6.0': '1.3.1',
} as const;

/** The minor release of Flink that a release of Flink CDC is built with (pom.xml). */
export const BUILT_WITH_FLINK = {
  '3.0.0': '1.18',
  '3.0.1': '1.18',
  '3.1.0': '1.18',
  '3.1.1': '1.18',
  '3.2.0': '1.18',
  '3.2.1': '1.18',
  '3.3.0': '1.19',
  '3.4.0': '1.20',
  '3.5.0': '1.20',
  '3.6.0': '1.20',
} as const;

/** What the operators of Sink V2 do at the end of input. A minor release stands for its first one. */
function endOfInput(ask: AskOptions): 'repeats' | 'remembers' | 'counts on, ends at one' | 'counts on' {
  if (ask.since('flink', '2.2')) return 'counts on';
  if (ask.since('flink', '2.1')) return 'counts on, ends at one';
  return ask.since('flink', '2.0') ? 'remembers' : 'repeats';
}

export const pipelineFeatures = {
  'assumes-checkpoints': {
    about: 'Whoever builds the sink tells its committer that checkpoints are enabled, without a look at the job.',
    of: [true, false],
    from: () => true,
    source:
      'DataSinkTranslator.addCommittingTopology of Flink CDC, 3.0.0 to 3.6.0: isCheckpointingEnabled = true, "hard coding". Flink\'s own SinkTransformationTranslator asks the environment',
  },
  'prepares-commits-with': {
    about:
      'The identifier with which the writer prepares a commit: always 1, the checkpoint restored and one for each round since, or the checkpoint.',
    of: ['1', 'rounds', 'checkpoint'],
    from: (ask: AskOptions) => (ask.since('flink-cdc', '3.2.1') ? 'rounds' : '1'),
    source:
      'PaimonWriter: flush() calls prepareCommit(…, 1L) until 3.2.0; prepareCommit() counts from getRestoredCheckpointId() since 3.2.1 (FLINK-36541, apache/flink-cdc#3652, #3727). No release has the checkpoint',
  },
  'commits-in-snapshot-state': {
    about:
      'The operator before the committer commits, when its state is snapshotted and the checkpoint is not complete.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('flink-cdc', '3.3.0') && ask.is('pipeline sink', 'paimon'),
    source:
      'PreCommitOperator.snapshotState since 3.3.0 (FLINK-36964, apache/flink-cdc#3818): StoreMultiCommitter.commit, and nothing is sent to the committer',
  },
  'end-of-input-before-committer': {
    about: 'What becomes of what the end of input brings in the operator before the committer.',
    of: ['sent on', 'kept for a barrier', 'committed'],
    from: (ask: AskOptions) => {
      if (ask.is('pipeline sink', 'iceberg') || !ask.since('flink-cdc', '3.3.0')) return 'sent on';
      return ask.since('flink-cdc', '3.5.0') ? 'committed' : 'kept for a barrier';
    },
    source:
      'PreCommitOperator.finish: sends committables on until 3.2.1, not since 3.3.0 (FLINK-36964); endInput commits them since 3.5.0 (FLINK-37860, apache/flink-cdc#4029). The sink for Iceberg has no such operator',
  },
  'filters-committed': {
    about: 'When the committer looks whether a committable is committed already.',
    of: ['never', 'when retried', 'when it is the latest', 'always'],
    from: (ask: AskOptions) => {
      if (ask.is('pipeline sink', 'iceberg'))
        return ask.since('flink-cdc', '3.6.0') ? 'when it is the latest' : 'never';
      if (ask.since('flink-cdc', '3.3.0')) return 'never';
      if (ask.since('flink-cdc', '3.2.1')) return 'always';
      return ask.since('flink-cdc', '3.2.0') ? 'when retried' : 'never';
    },
    source:
      'PaimonCommitter.commit: filterAndCommit if getNumberOfRetries() > 0 since 3.2.0 (FLINK-35938, apache/flink-cdc#3504), always since 3.2.1 (FLINK-36517, #3639, #3715); PreCommitOperator, who commits instead since 3.3.0, does not. IcebergCommitter since 3.6.0 (FLINK-39056, #4269): getMaxCommittedCheckpointId() == checkpointId',
  },
  'retries-failed-commits': {
    about: 'A commit that throws is tried again by the committer, without a restart.',
    of: [true, false],
    from: (ask: AskOptions) =>
      ask.is('pipeline sink', 'paimon') && ask.since('flink-cdc', '3.2.0') && !ask.since('flink-cdc', '3.3.0'),
    source: 'PaimonCommitter.commit: catches, and calls retryLater(), since 3.2.0 (FLINK-35938)',
  },
  'shares-commit-user': {
    about: 'Every job writes with the same commit user.',
    of: [true, false],
    from: (ask: AskOptions) => ask.is('pipeline sink', 'paimon') && !ask.since('flink-cdc', '3.6.0'),
    source:
      'PaimonSink: "admin" unless commit.user is set; commit.user-prefix and a random part since 3.6.0 (FLINK-38478, apache/flink-cdc#4149)',
  },
  'takes-data-for-files': {
    about: 'Data that is in the table already is in the same file: nothing is written again before it is committed.',
    of: [true, false],
    from: () => false,
    source: 'A reduction of scenarios that do not look at files',
  },
  'end-of-input': {
    about:
      'The number of what writers hand over at the end of input, whether they do so again after a restore, and how far a committer without checkpoints commits.',
    of: ['repeats', 'remembers', 'counts on, ends at one', 'counts on'],
    from: endOfInput,
    source:
      'SinkWriterOperator.endInput, CommitterOperator.endInput. repeats: Long.MAX_VALUE each time, until 1.20.0 and 1.19.1. remembers: end_of_input_state (FLINK-25920) in 2.0.0, 1.20.1, 1.19.2. counts on: lastKnownCheckpointId + 1 (FLINK-37605) since 2.1.0, 2.0.1, 1.20.2, 1.19.3; at the end of a batch the committer stops at the last + 1 in 2.1.0, 1.20.2, 1.19.3, and commits everything since 2.2.0, 2.1.1, 2.0.1, 1.20.3 (FLINK-38370)',
  },
  'numbers-the-end-itself': {
    about:
      'Operators between writers and committers give what the end of input brings a number of their own: Long.MAX_VALUE.',
    of: [true, false],
    from: () => false,
    source:
      "A scenario with a pre-commit topology such as PreCommitOperator.finish of Flink CDC's Paimon sink until 3.2.1",
  },
} as const;
