import type { PaimonAsk } from '../options.ts';
import { commits } from './store/commits.ts';
import { EMPTY, table } from './store/context.ts';
import { maintenance } from './store/maintenance.ts';
import { reads } from './store/reads.ts';

/** FileStoreCommitImpl.commit and tryCommit, one half of a committable. */
const COMMIT = [
  {
    guard: 'empty and ignored',
    actions: 'answerNoSnapshot',
    description:
      'FileStoreCommitImpl.commit: no new files and ignoreEmptyCommit, so there is no snapshot. The sink asks for that where it believes that checkpoints are off: FlinkWriteSink.createCommitterFactory, ignoreEmptyCommit(!streamingCheckpointEnabled); 0.7.0 to 2.0.0 (read).',
  },
  {
    guard: 'the latest snapshot cannot be read',
    actions: 'throwUnreadable',
    description:
      'FileStoreCommitImpl.tryCommitOnce reads the manifest lists of the latest snapshot, to add to them: "Exception occurs when preparing snapshot" (read).',
  },
  {
    guard: 'conflicts with the table',
    actions: ['keepRefused', 'throwConflict'],
    description:
      'FileStoreCommitImpl.noConflictsOrFail: "File deletion conflicts detected!" or "LSM conflicts detected! Give up committing." For kind COMPACT in every release; of that only its deleted files in 0.1.0 (FLINK-28582). For APPEND since 0.2.1 (FLINK-29367), from 0.8.0 on only for what was restored (#3112) (read).',
  },
  {
    guard: 'takes the snapshot of another job for its own',
    actions: ['takeAnswer', 'answerSnapshot'],
    description:
      'FileStoreCommitImpl.tryCommitOnce: another job with the same commit user, at a checkpoint of the same number, has created the snapshot. The second try finds it, and takes it for its own; since 1.2.0 (#5771, read).',
  },
  {
    guard: 'another job was first',
    actions: ['createSnapshot', 'takeAnswer', 'answerSnapshot'],
    description: 'FileStoreCommitImpl.tryCommit: the next number, on top of the snapshot of the other job (read).',
  },
  {
    guard: 'gives up after an exception',
    actions: ['createSnapshot', 'takeAnswer', 'throwUnknownOutcome'],
    description:
      'FileStoreCommitImpl.tryCommitOnce: "Cannot clean up because we can\'t determine the success"; the job is restarted, and filters; until 1.1.1 (read).',
  },
  {
    guard: 'gives up after an exception, for nothing',
    actions: ['takeAnswer', 'throwUnknownOutcome'],
    description: 'The same, and there is no snapshot: after the restart the filter leaves the committable (read).',
  },
  {
    guard: 'tries again after an exception',
    actions: ['createSnapshot', 'takeAnswer', 'answerSnapshot'],
    description: 'FileStoreCommitImpl.tryCommitOnce: "Retry commit for exception"; since 1.2.0 (#5776, read).',
  },
  {
    guard: 'cleans up, and finds its own snapshot',
    actions: ['createSnapshot', 'deleteManifests', 'takeAnswer', 'answerSnapshot'],
    description:
      'FileStoreCommitImpl.tryCommitOnce: the base manifest list of the snapshot is deleted (cleanUpNoReuseTmpManifests), and the second try finds the snapshot and reports success; 1.2.0 to 1.3.2 (#7441, read).',
  },
  {
    guard: 'cleans up',
    actions: ['createSnapshot', 'deleteManifests', 'takeAnswer', 'throwUnreadable'],
    description:
      'FileStoreCommitImpl.tryCommitOnce: "Clean up and try again" deletes the manifest lists of the snapshot (until 0.9.0 both, cleanUpTmpManifests; since 1.0.0 that of the base, and that of the changes when the second try fails). The second try reads them; until 1.1.1 (read).',
  },
  {
    guard: 'finds its own snapshot',
    actions: ['createSnapshot', 'takeAnswer', 'answerSnapshot'],
    description:
      'FileStoreCommitImpl.tryCommitOnce tries again, and finds a snapshot of its user, identifier and kind that was not there before; since 1.2.0 (#5771, #5776), after a false answer unharmed since 1.4.1 (#7441, read).',
  },
  {
    guard: 'conflicts with its own snapshot',
    actions: ['createSnapshot', 'takeAnswer', 'keepRefused', 'throwConflict'],
    description:
      'FileStoreCommitImpl.tryCommitOnce tries again, on a snapshot that it has not checked yet, which is its own: its files are there already. In no release, as it looks for its own snapshot first (derived).',
  },
  {
    guard: 'believes that there is none',
    actions: ['createSnapshot', 'createSnapshot', 'takeAnswer', 'answerSnapshot'],
    description:
      'FileStoreCommitImpl.tryCommit tries again, without a check (what was restored was checked before the first try): the same files are added by a second snapshot of kind APPEND. In no release: it is what the retry of #5776 would do without #5771 (derived).',
  },
  {
    actions: ['createSnapshot', 'answerSnapshot'],
    description: 'FileStoreCommitImpl.tryCommit: a snapshot of this kind, with this identifier (read).',
  },
] as const;

/**
 * It is never down. A commit is one half of a committable: kind APPEND with its new files, then kind COMPACT with what a
 * compaction has merged, if there is anything. Another committer's commit may come late.
 */
export const store = (ask: PaimonAsk) =>
  table
    .extend(commits(ask))
    .extend(reads(ask))
    .extend(maintenance(ask))
    .createMachine({
      id: 'store',
      description:
        'Paimon: a table of one bucket with its snapshots, and the FileStoreCommitImpl of whoever commits to it. A commit adds a snapshot, adds none because it is empty, or is refused. Left out: manifests (unless they are lost), the schema, and, unless a scenario looks at them, files.',
      context: ({ input }) => ({ table: input.table, ...EMPTY }),
      initial: 'table',
      states: {
        table: {
          tags: 'rest',
          on: {
            COMMIT,
            LATE_COMMIT: COMMIT,
            ANSWER_IS_WRONG: {
              guard: 'is about this table',
              actions: 'expectWrongAnswer',
              description:
                'An object store, a rename or a catalog may have done what it reports as failed: the answer is lost, or the request is repeated below Paimon. Of an exception nobody knows whether the snapshot exists.',
            },
            COMPACT_TABLE: {
              guard: 'has something to merge',
              actions: 'mergeFiles',
              description: 'FileStoreCommitImpl.commit of another user: a snapshot of kind COMPACT (read).',
            },
            TAG_SNAPSHOT: { guard: 'has a snapshot', actions: 'tagSnapshot' },
            EXPIRE_SNAPSHOTS: {
              guard: 'has old snapshots',
              actions: 'expireSnapshots',
              description:
                'ExpireSnapshotsImpl (FileStoreExpireImpl before 0.8.0): snapshots are counted, whoever made them, so the latest one of a commit user may go; of files that no snapshot and no tag needs nothing remains (read).',
            },
            DROP_PARTITION: {
              guard: 'has committed',
              actions: 'dropPartition',
              description:
                'PartitionExpire.doExpire, called by TableCommitImpl after a commit: an OVERWRITE snapshot of the same user, with the identifier of that commit (#879, before 0.4.0 was released). The partition that goes is not that of the model (read).',
            },
            CREATE_TAGS: {
              actions: 'createTags',
              description:
                'SnapshotManager.findSnapshotsForIdentifiers, TagManager.createTag: an identifier without a snapshot gets no tag, and nobody says so (read).',
            },
            DELETE_TAG: { actions: 'deleteTag' },
            ANOTHER_JOB_COMMITS: {
              guard: 'has its commit user',
              actions: 'takeOver',
              description:
                'SnapshotManager.latestSnapshotOfUser: whose snapshot it is, the commit user says. Another job with the same one counts its checkpoints from 1 as well (read).',
            },
            ANOTHER_JOB_IS_FIRST: { actions: 'loseRace' },
            COMMIT_USER_CHANGES: {
              actions: 'forgetUser',
              description: 'The snapshots that are there have another commit user: the new one has none (read).',
            },
            READ_LATEST_SNAPSHOT: { actions: 'answerWriter' },
            FILTER_COMMITTED: {
              actions: 'answerCommitter',
              description:
                'FileStoreCommitImpl.filterCommitted: identifiers up to that of the latest snapshot of this user are committed. A high-water mark, not a set; 0.7.0 to 2.0.0 (read).',
            },
          },
        },
      },
    });
