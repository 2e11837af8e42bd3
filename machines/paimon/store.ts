import { assign, emit, setup } from 'xstate';
import {
  type AboutTable,
  type Commit,
  type CommitRefused,
  type Committed,
  type CompactTable,
  type CreateTags,
  type DataFile,
  type DeleteTag,
  END_OF_INPUT,
  type LateCommit,
  type LatestIdentifier,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';
import { apply, conflicts, identifiersOf, latestOf, NO_CHANGES, type Snapshot } from './files.ts';

interface Context {
  readonly table: number;
  /** The commit identifier of the latest snapshot of this job's commit user; 0: it has none. */
  readonly latestIdentifier: number;
  /** The identifiers of this job's snapshots, and those of them that have a tag. */
  readonly identifiers: readonly number[];
  readonly tags: readonly number[];
  /** Where the scenario looks at files: the snapshots that are not expired, oldest first. */
  readonly snapshots: readonly Snapshot[];
  /** A snapshot that is kept by a tag. */
  readonly tagged: Snapshot | null;
  /** The files that snapshot expiry has deleted. */
  readonly expired: readonly string[];
  /** What the file system will say to the next atomic create, which succeeds. */
  readonly nextAnswer: 'created' | 'not created' | 'exception' | 'another job was first';
  /** Ghost: the files that a snapshot has added, and whether one was added again. */
  readonly added: readonly string[];
  readonly addedAgain: boolean;
  /** Ghost: a commit was given up because of a conflict. */
  readonly refused: boolean;
  /** Ghost: the sequence number of each batch of data, in the file in which it was added last, by batch. */
  readonly sequences: readonly number[];
  /** Ghost: in how many snapshots each batch of data has been added (2: twice or more), by batch. */
  readonly copies: readonly number[];
  /** Where compaction is a job of its own: in how many snapshots each batch has been merged (2: twice or more). */
  readonly merged: readonly number[];
  /** Ghost: the source's offset at the checkpoint of the latest identifier. */
  readonly through: number;
  /** Ghost: a snapshot had a smaller identifier than the one before it. */
  readonly wentBack: boolean;
}

/** FileStoreCommitImpl.commit and tryCommit, one half of a committable. */
const COMMIT = [
  {
    guard: 'empty and ignored',
    actions: { type: 'answer', params: { newSnapshot: false } },
    description:
      'FileStoreCommitImpl.commit: no new files and ignoreEmptyCommit, so there is no snapshot. The sink asks for that where it believes that checkpoints are off: FlinkWriteSink.createCommitterFactory, ignoreEmptyCommit(!streamingCheckpointEnabled); 0.7.0 to 2.0.0 (read).',
  },
  {
    guard: 'conflicts with the table',
    actions: ['keepRefused', { type: 'refuse', params: { reason: 'conflict' } }],
    description:
      'FileStoreCommitImpl.noConflictsOrFail: "File deletion conflicts detected!" or "LSM conflicts detected! Give up committing." For kind COMPACT in every release; for APPEND since 0.2.1 (FLINK-29367), from 0.8.0 on only for what was restored (#3112) (read).',
  },
  {
    guard: 'takes the snapshot of another job for its own',
    actions: ['takeAnswer', { type: 'answer', params: { newSnapshot: true } }],
    description:
      'FileStoreCommitImpl.tryCommitOnce: another job with the same commit user, at a checkpoint of the same number, has created the snapshot. The second try finds it, and takes it for its own; since 1.2.0 (#5771, read).',
  },
  {
    guard: 'another job was first',
    actions: ['createSnapshot', 'takeAnswer', { type: 'answer', params: { newSnapshot: true } }],
    description: 'FileStoreCommitImpl.tryCommit: the next number, on top of the snapshot of the other job (read).',
  },
  {
    guard: 'gives up after an exception',
    actions: ['createSnapshot', 'takeAnswer', { type: 'refuse', params: { reason: 'unknown outcome' } }],
    description:
      'FileStoreCommitImpl.tryCommitOnce: "Cannot clean up because we can\'t determine the success"; the job is restarted, and filters; until 1.1.1 (read).',
  },
  {
    guard: 'finds its own snapshot',
    actions: ['createSnapshot', 'takeAnswer', { type: 'answer', params: { newSnapshot: true } }],
    description:
      'FileStoreCommitImpl.tryCommitOnce tries again, and finds a snapshot of its user, identifier and kind that was not there before; since 1.2.0 (#5771, #5776, read).',
  },
  {
    guard: 'conflicts with its own snapshot',
    actions: ['createSnapshot', 'takeAnswer', 'keepRefused', { type: 'refuse', params: { reason: 'conflict' } }],
    description:
      'FileStoreCommitImpl.tryCommitOnce tries again, on a snapshot that it has not checked yet, which is its own: its files are there already (read).',
  },
  {
    guard: 'believes that there is none',
    actions: ['createSnapshot', 'createAgain', 'takeAnswer', { type: 'answer', params: { newSnapshot: true } }],
    description:
      'FileStoreCommitImpl.tryCommit tries again, without a check (what was restored was checked before the first try): the same files are added by a second snapshot; kind APPEND until 0.2.0, and from 0.8.0 to 1.1.1 (read).',
  },
  {
    actions: ['createSnapshot', { type: 'answer', params: { newSnapshot: true } }],
    description: 'FileStoreCommitImpl.tryCommit: a snapshot of kind APPEND with this identifier (read).',
  },
] as const;

/**
 * A table: its snapshots, and FileStoreCommitImpl that adds one. It is never down.
 *
 * A commit is one half of a committable: kind APPEND with its new files, then kind COMPACT with what a compaction has
 * merged, if there is anything. Files are those of one bucket.
 */
export const store = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as
        | Commit
        | LateCommit
        | AboutTable<'READ_LATEST_SNAPSHOT'>
        | AboutTable<'FILTER_COMMITTED'>
        | CreateTags
        | DeleteTag
        | CompactTable
        | { readonly type: 'ANSWER_IS_WRONG'; readonly table?: number; readonly answer: 'not created' | 'exception' }
        | { readonly type: 'ANOTHER_JOB_COMMITS'; readonly identifier: number }
        | { readonly type: 'ANOTHER_JOB_IS_FIRST' }
        | { readonly type: 'COMMIT_USER_CHANGES' | 'TAG_SNAPSHOT' | 'EXPIRE_SNAPSHOTS' | 'DROP_PARTITION' },
      emitted: {} as
        | Committed
        | CommitRefused
        | { readonly type: 'LATE_COMMIT_SUCCEEDS' | 'LATE_COMMIT_THROWS' }
        | LatestIdentifier<'LATEST_SNAPSHOT'>
        | LatestIdentifier<'COMMITTED_UP_TO'>,
    },
    guards: {
      'empty and ignored': ({ event }) =>
        'ignoreEmptyCommit' in event && event.batches.length === 0 && event.ignoreEmptyCommit,
      'conflicts with the table': ({ context, event }) => {
        const { files, batches } = event as Commit;
        if (ask.feature('takes-data-for-files')) {
          return batches.some((batch) => context.copies[batch]) && isChecked(ask, event as Commit);
        }
        return files !== undefined && conflicts(latestOf(context.snapshots), files) && isChecked(ask, event as Commit);
      },
      'has its commit user': () => ask.feature('shares-commit-user'),
      'another job was first': ({ context }) => context.nextAnswer === 'another job was first',
      'takes the snapshot of another job for its own': ({ context }) =>
        context.nextAnswer === 'another job was first' &&
        ask.feature('recognises-its-snapshot') &&
        ask.feature('shares-commit-user'),
      'gives up after an exception': ({ context }) =>
        context.nextAnswer === 'exception' && !ask.feature('tries-again-after-exception'),
      'is about this table': ({ context, event }) => !('table' in event) || event.table === context.table,
      'finds its own snapshot': ({ context }) => answerIsWrong(context) && ask.feature('recognises-its-snapshot'),
      'conflicts with its own snapshot': ({ context, event }) =>
        answerIsWrong(context) &&
        changesFiles(event as Commit) &&
        ((event as Commit).kind === 'COMPACT' || ask.feature('checks-append-files') === 'always'),
      'believes that there is none': ({ context }) => answerIsWrong(context),
      'has something to merge': ({ context }) => latestOf(context.snapshots).some(({ level }) => level === 0),
      'has a snapshot': ({ context }) => context.snapshots.length > 0,
      'has old snapshots': ({ context }) => context.snapshots.length > 1,
      'has committed': ({ context }) => context.latestIdentifier > 0,
    },
    actions: {
      createSnapshot: assign(({ context, event }) => snapshotOf(ask, context, event as Commit)),
      createAgain: assign(({ context, event }) => snapshotOf(ask, context, event as Commit)),
      createTags: assign({
        tags: ({ context, event }) =>
          including(
            context.tags,
            context.identifiers.filter((i) => (event as CreateTags).identifiers.includes(i)),
          ),
      }),
      deleteTag: assign({
        tags: ({ context, event }) => context.tags.filter((tag) => tag !== (event as DeleteTag).identifier),
      }),
      forgetUser: assign({ latestIdentifier: 0 }),
      expectWrongAnswer: assign({
        nextAnswer: ({ event }) => (event as { answer: 'not created' | 'exception' }).answer,
      }),
      takeAnswer: assign({ nextAnswer: 'created' }),
      loseRace: assign({ nextAnswer: 'another job was first' }),
      takeOver: assign({ latestIdentifier: ({ event }) => (event as { identifier: number }).identifier }),
      refuse: emit(({ context, event }, { reason }: Pick<CommitRefused, 'reason'>) =>
        event.type === 'LATE_COMMIT'
          ? { type: 'LATE_COMMIT_THROWS' as const }
          : { type: 'COMMIT_REFUSED' as const, table: context.table, reason },
      ),
      keepRefused: assign({ refused: true }),
      mergeFiles: assign(({ context, event }) => {
        const files = latestOf(context.snapshots);
        const name = `other.${(event as CompactTable).number}`;
        const batches = files.flatMap((file) => file.batches).sort((a, b) => a - b);
        const sequence = Math.max(...files.map((file) => file.sequence));
        const merged: DataFile = { name, level: 1, batches, sequence };
        const identifier = (event as CompactTable).number;
        return {
          snapshots: [
            ...context.snapshots,
            { user: 'other' as const, identifier, kind: 'COMPACT' as const, files: [merged] },
          ],
        };
      }),
      tagSnapshot: assign({ tagged: ({ context }) => context.snapshots.at(-1)! }),
      expireSnapshots: assign(({ context }) => {
        const kept = context.snapshots.slice(-1);
        const needed = [...kept, ...(context.tagged ? [context.tagged] : [])].flatMap(({ files }) => namesOf(files));
        const gone = context.snapshots.flatMap(({ files }) => namesOf(files)).filter((name) => !needed.includes(name));
        return {
          snapshots: kept,
          expired: [...new Set([...context.expired, ...gone])].sort(),
          latestIdentifier: identifiersOf(kept)[0] ?? 0,
        };
      }),
      dropPartition: assign(({ context }) => {
        const identifier = ask.feature('partition-expiry-is-newest') ? END_OF_INPUT : context.latestIdentifier;
        const files = latestOf(context.snapshots);
        return {
          latestIdentifier: identifier,
          snapshots: [...context.snapshots, { user: 'job' as const, identifier, kind: 'OVERWRITE' as const, files }],
        };
      }),
      answer: emit(({ context, event }, { newSnapshot }: { newSnapshot: boolean }) =>
        event.type === 'LATE_COMMIT'
          ? { type: 'LATE_COMMIT_SUCCEEDS' as const }
          : { type: 'COMMITTED' as const, table: context.table, newSnapshot },
      ),
      answerWriter: emit(({ context, event }) => ({
        type: 'LATEST_SNAPSHOT' as const,
        table: context.table,
        writer: (event as AboutTable<'READ_LATEST_SNAPSHOT'>).writer ?? context.table,
        identifier: context.latestIdentifier,
        ...(ask.is('program', 'dedicated compaction') && { merged: context.merged }),
        ...(ask.feature('looks-at-files') && { files: latestOf(context.snapshots) }),
      })),
      answerCommitter: emit(({ context }) => ({
        type: 'COMMITTED_UP_TO' as const,
        table: context.table,
        identifier: context.latestIdentifier,
        ...(ask.feature('looks-at-files') && {
          identifiers: identifiersOf(context.snapshots),
          expired: context.expired,
        }),
      })),
    },
  }).createMachine({
    id: 'store',
    context: ({ input }) => ({
      ...{
        table: input.table,
        latestIdentifier: 0,
        identifiers: [],
        tags: [],
        copies: [],
        through: 0,
        wentBack: false,
      },
      merged: [],
      ...{
        snapshots: [],
        tagged: null,
        expired: [],
        nextAnswer: 'created',
        refused: false,
        sequences: [],
        added: [],
        addedAgain: false,
      },
    }),
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
              'An object store or a rename may have done what it reports as failed: the answer is lost, or the request is repeated below Paimon.',
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

/** FileStoreCommitImpl.tryCommitOnce: what the table is with one more snapshot. */
function snapshotOf(ask: PaimonAsk, context: Context, commit: Commit): Partial<Context> {
  const { identifier, kind, batches, through, files = NO_CHANGES } = commit;
  return {
    ...(ask.feature('looks-at-files') && {
      snapshots: [
        ...context.snapshots,
        { user: 'job' as const, identifier, kind, files: apply(latestOf(context.snapshots), files) },
      ],
      added: [...new Set([...context.added, ...namesOf(files.added)])].sort(),
      addedAgain: context.addedAgain || namesOf(files.added).some((name) => context.added.includes(name)),
      sequences: kind === 'APPEND' ? withSequences(context.sequences, files.added) : context.sequences,
    }),
    latestIdentifier: identifier,
    identifiers: ask.feature('makes-tags') ? including(context.identifiers, [identifier]) : context.identifiers,
    copies: kind === 'APPEND' ? addCopies(context.copies, batches) : context.copies,
    merged:
      kind === 'COMPACT' && ask.is('program', 'dedicated compaction')
        ? addCopies(context.merged, batches)
        : context.merged,
    through,
    wentBack: context.wentBack || identifier < context.latestIdentifier,
  };
}

const namesOf = (files: readonly DataFile[]): readonly string[] => files.map(({ name }) => name);

const answerIsWrong = ({ nextAnswer }: Context) => nextAnswer === 'not created' || nextAnswer === 'exception';

const changesFiles = ({ files }: Commit) => files !== undefined && files.added.length + files.deleted.length > 0;

/** ConflictCheck: is this commit compared with the table as it is? */
function isChecked(ask: PaimonAsk, { kind, restored }: Commit): boolean {
  if (kind === 'COMPACT') return true;
  if (restored) return ask.feature('checks-append-files') !== 'never';
  return ask.feature('checks-append-files') === 'always';
}

/** The records of a file have consecutive sequence numbers. */
function withSequences(sequences: readonly number[], added: readonly DataFile[]): number[] {
  const all = [...sequences];
  for (const { batches, sequence } of added) {
    batches.forEach((batch, i) => {
      for (let b = all.length; b < batch; b++) all[b] = 0;
      all[batch] = sequence - batches.length + 1 + i;
    });
  }
  return all;
}

const including = (present: readonly number[], more: readonly number[]) =>
  [...new Set([...present, ...more])].sort((a, b) => a - b);

function addCopies(copies: readonly number[], batches: readonly number[]): number[] {
  const length = Math.max(copies.length, ...batches.map((batch) => batch + 1));
  return Array.from({ length }, (_, batch) => Math.min(2, (copies[batch] ?? 0) + (batches.includes(batch) ? 1 : 0)));
}
