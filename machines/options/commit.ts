/**
 * How Paimon commits: FileStoreCommitImpl, what it filters and checks, and when writers are closed.
 *
 * Read in the code of the releases 0.1.0 (Flink Table Store) to 2.0.0, unless an entry says otherwise.
 */
import type { AskOptions } from './definitions.ts';

/** Which of the files that a commit adds are looked for in the table first. */
function appendFilesChecked(ask: AskOptions): 'never' | 'always' | 'when restored' {
  if (!ask.since('paimon', '0.2.1')) return 'never';
  return ask.since('paimon', '0.8.0') ? 'when restored' : 'always';
}

export const commitOptions = {
  'write-only': {
    about: 'The writers of this job do not compact; another job may.',
    values: [false, true],
    default: false,
    documented: 'https://paimon.apache.org/docs/master/maintenance/configurations/#coreoptions',
  },
} as const;

export const commitFeatures = {
  'closes-writer-compacting': {
    about: 'An idle writer is closed although its compaction is not finished.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('paimon', '0.8.0'),
    source: 'AbstractFileStoreWrite.prepareCommit: && !isCompacting() since 0.8.0 (#2885)',
  },
  'filters-by-high-water-mark': {
    about:
      'A restored committable counts as committed up to the identifier of the latest snapshot of this user; before, if a scan of the snapshots from the newest on met its identifier before one that is not restored.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.3.0'),
    source: 'FileStoreCommitImpl.filterCommitted: FLINK-29805 (table-store#350) in 0.3.0',
  },
  'checks-append-files': {
    about: 'When a commit looks whether the files that it adds are in the table already.',
    of: ['never', 'always', 'when restored'],
    from: appendFilesChecked,
    source:
      'FileStoreCommitImpl.commit: not for kind APPEND until 0.2.0, always since 0.2.1 (FLINK-29367, table-store#301), only in filterAndCommit since 0.8.0 (#3112)',
  },
  'checks-levels': {
    about:
      'The check of a commit looks at the files that it adds, and at overlaps in levels above 0; before, only at those that it deletes.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.2.0'),
    source: 'FileStoreCommitImpl.noConflictsOrFail: FLINK-28582 in 0.2.0',
  },
  'checks-committer-parallelism': {
    about: 'A committer of one table that finds itself to be one of several fails.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.8.0'),
    source: 'CommitterOperator.initializeState, forceSingleParallelism: since 0.8.0 (#3237)',
  },
  'checks-files-exist': {
    about: 'A recovery looks first whether the files that it is about to commit still exist.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '0.6.0'),
    source: 'TableCommitImpl.checkFilesExistence: since 0.6.0 (#2326)',
  },
  'recognises-its-snapshot': {
    about: 'A commit that tries again looks first whether a snapshot of its user, identifier and kind has appeared.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '1.2.0'),
    source: 'FileStoreCommitImpl.tryCommitOnce: since 1.2.0 (#5771, #5776)',
  },
  'tries-again-after-exception': {
    about: 'A commit tries again if the atomic create throws; before, it gave up and the job was restarted.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '1.2.0'),
    source: 'FileStoreCommitImpl.tryCommitOnce: since 1.2.0 (#5776)',
  },
  'keeps-manifests-when-refused': {
    about: 'A commit that is told that its snapshot was not created deletes none of the manifests that it has written.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('paimon', '1.4.1'),
    source:
      'FileStoreCommitImpl.tryCommitOnce: since 1.4.1 (#7441); cleanUpNoReuseTmpManifests since 1.0.0, before cleanUpTmpManifests',
  },
  'partition-expiry-is-newest': {
    about: 'The snapshot in which a committer drops expired partitions has the identifier Long.MAX_VALUE.',
    of: [true, false],
    from: () => false,
    source:
      'PartitionExpire.expire(commitIdentifier): since #879, before the first release with partition expiry, 0.4.0',
  },
} as const;
