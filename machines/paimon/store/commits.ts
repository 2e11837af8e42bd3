/** FileStoreCommitImpl: how a commit becomes a snapshot, or why it does not. */
import { addCopies } from '../../ghosts.ts';
import type { Commit, CommitRefused, DataFile } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { apply, conflicts, latestOf, NO_CHANGES } from '../files.ts';
import {
  askedBy,
  assign,
  type Context,
  type Event,
  emit,
  type Guards,
  including,
  namesOf,
  type WrongAnswer,
} from './context.ts';

export const commits = (ask: PaimonAsk) => ({
  guards: {
    'empty and ignored': ({ event }) =>
      'ignoreEmptyCommit' in event && event.batches.length === 0 && event.ignoreEmptyCommit,
    'conflicts with the table': ({ context, event }) => {
      const { files, batches } = event as Commit;
      if (ask.feature('takes-data-for-files')) {
        return batches.some((batch) => context.copies[batch]) && isChecked(ask, event as Commit);
      }
      const base = latestOf(context.snapshots);
      return files !== undefined && conflicts(base, files, looksAt(ask)) && isChecked(ask, event as Commit);
    },
    'the latest snapshot cannot be read': ({ context }) => context.unreadable,

    // Another job's snapshot was there first.
    'takes the snapshot of another job for its own': ({ context }) =>
      context.nextAnswer === 'another job was first' &&
      ask.feature('recognises-its-snapshot') &&
      ask.feature('shares-commit-user'),
    'another job was first': ({ context }) => context.nextAnswer === 'another job was first',

    // The file system does not tell of the snapshot that it has created.
    'gives up after an exception': ({ context }) =>
      context.nextAnswer === 'exception' && !ask.feature('tries-again-after-exception'),
    'gives up after an exception, for nothing': ({ context }) =>
      context.nextAnswer === 'exception, not created' && !ask.feature('tries-again-after-exception'),
    'tries again after an exception': ({ context }) => context.nextAnswer === 'exception, not created',
    'cleans up, and finds its own snapshot': ({ context }) =>
      cleansUp(ask, context) && ask.feature('recognises-its-snapshot'),
    'cleans up': ({ context }) => cleansUp(ask, context),
    'finds its own snapshot': ({ context }) => answerIsWrong(context) && ask.feature('recognises-its-snapshot'),
    'conflicts with its own snapshot': ({ context, event }) =>
      answerIsWrong(context) &&
      changesFiles(event as Commit) &&
      ((event as Commit).kind === 'COMPACT' || ask.feature('checks-append-files') === 'always'),
    'believes that there is none': ({ context }) => answerIsWrong(context),
    'is about this table': ({ context, event }) => !('table' in event) || event.table === context.table,
  } satisfies Guards,

  actions: {
    createSnapshot: assign(({ context, event }) => snapshotOf(ask, context, event as Commit)),
    deleteManifests: assign({ unreadable: true }),
    keepRefused: assign({ refused: true }),

    // What the committer hears; one that was left behind hears the same.
    answerSnapshot: emit(({ context, event }) => answer(context, event, true)),
    answerNoSnapshot: emit(({ context, event }) => answer(context, event, false)),
    throwConflict: emit(({ context, event }) => refusal(context, event, 'conflict')),
    throwUnknownOutcome: emit(({ context, event }) => refusal(context, event, 'unknown outcome')),
    throwUnreadable: emit(({ context, event }) => refusal(context, event, 'latest snapshot unreadable')),

    // What the file system will answer to the next commit.
    expectWrongAnswer: assign({
      nextAnswer: ({ event }) => (event as WrongAnswer).answer,
    }),
    loseRace: assign({ nextAnswer: 'another job was first' }),
    takeAnswer: assign({ nextAnswer: 'created' }),
  },
});

const answerIsWrong = ({ nextAnswer }: Context) => nextAnswer === 'not created' || nextAnswer === 'exception';

/** The snapshot that was created is taken for one that was not, and its manifests are deleted. */
const cleansUp = (ask: PaimonAsk, { nextAnswer }: Context) =>
  nextAnswer === 'not created' && !ask.feature('keeps-manifests-when-refused');

const looksAt = (ask: PaimonAsk) => (ask.feature('checks-levels') ? 'all files' : 'deleted files');

const changesFiles = ({ files }: Commit) => files !== undefined && files.added.length + files.deleted.length > 0;

const answer = ({ table }: Context, event: Event, newSnapshot: boolean) =>
  event.type === 'LATE_COMMIT'
    ? ({ type: 'LATE_COMMIT_SUCCEEDS' } as const)
    : ({ type: 'COMMITTED', table, ...askedBy(event), newSnapshot } as const);

const refusal = ({ table }: Context, { type }: Event, reason: CommitRefused['reason']) =>
  type === 'LATE_COMMIT'
    ? ({ type: 'LATE_COMMIT_THROWS' } as const)
    : ({ type: 'COMMIT_REFUSED', table, reason } as const);

/** ConflictCheck: is this commit compared with the table as it is? */
function isChecked(ask: PaimonAsk, { kind, restored }: Commit): boolean {
  if (kind === 'COMPACT') return true;
  if (restored) return ask.feature('checks-append-files') !== 'never';
  return ask.feature('checks-append-files') === 'always';
}

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
    watermark: Math.max(context.watermark, commit.watermark ?? 0),
    wentBack: context.wentBack || identifier < context.latestIdentifier,
  };
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
