/** What a table is, what it is asked and what it answers. */
import { setup } from 'xstate';
import type { GuardsOf } from '../../guards.ts';
import type {
  AboutTable,
  Commit,
  CommitRefused,
  Committed,
  CompactTable,
  CreateTags,
  DeleteTag,
  LateCommit,
  LatestIdentifier,
} from '../../messages.ts';
import type { Snapshot } from '../files.ts';

export interface Context {
  readonly table: number;
  /** Where the scenario looks at watermarks: that of the latest snapshot; 0: none. */
  readonly watermark: number;
  /** The commit identifier of the latest snapshot of this job's commit user; 0: it has none. */
  readonly latestIdentifier: number;
  /** Where tags are made: the identifiers of this job's snapshots. */
  readonly identifiers: readonly number[];
  /** Those of them that have a tag. */
  readonly tags: readonly number[];
  /** Where compaction is a job of its own: in how many snapshots each batch has been merged (2: twice or more). */
  readonly merged: readonly number[];

  /** Where the scenario looks at files: the snapshots that are not expired, oldest first. */
  readonly snapshots: readonly Snapshot[];
  /** A snapshot that is kept by a tag. */
  readonly tagged: Snapshot | null;
  /** The files that snapshot expiry has deleted. */
  readonly expired: readonly string[];

  /** What the file system will say to the next atomic create. It succeeds where nothing else is said. */
  readonly nextAnswer: 'created' | WrongAnswer['answer'] | 'another job was first';
  /** Manifest lists of the latest snapshot are deleted: nobody can read the table, or commit to it. */
  readonly unreadable: boolean;

  /** Ghost: in how many snapshots each batch of data has been added (2: twice or more), by batch. */
  readonly copies: readonly number[];
  /** Ghost: the source's offset at the checkpoint of the latest identifier. */
  readonly through: number;
  /** Ghost: a snapshot had a smaller identifier than the one before it. */
  readonly wentBack: boolean;
  /** Ghost: a commit was given up because of a conflict. */
  readonly refused: boolean;
  /** Ghost: the sequence number of each batch of data, in the file in which it was added last, by batch. */
  readonly sequences: readonly number[];
  /** Ghost: the files that a snapshot has added, and whether one was added again. */
  readonly added: readonly string[];
  readonly addedAgain: boolean;
}

/** A table without any snapshot. */
export const EMPTY = {
  watermark: 0,
  latestIdentifier: 0,
  identifiers: [],
  tags: [],
  copies: [],
  through: 0,
  wentBack: false,
  merged: [],
  snapshots: [],
  tagged: null,
  expired: [],
  nextAnswer: 'created',
  unreadable: false,
  refused: false,
  sequences: [],
  added: [],
  addedAgain: false,
} as const satisfies Omit<Context, 'table'>;

/** The file system creates the snapshot and denies it; or it throws, and has created it or not. */
export interface WrongAnswer {
  readonly type: 'ANSWER_IS_WRONG';
  readonly table?: number;
  readonly answer: 'not created' | 'exception' | 'exception, not created';
}

export type Event =
  | Commit
  | LateCommit
  | AboutTable<'READ_LATEST_SNAPSHOT'>
  | AboutTable<'FILTER_COMMITTED'>
  | CreateTags
  | DeleteTag
  | CompactTable
  | WrongAnswer
  | { readonly type: 'ANOTHER_JOB_COMMITS'; readonly identifier: number }
  | { readonly type: 'ANOTHER_JOB_IS_FIRST' }
  | { readonly type: 'COMMIT_USER_CHANGES' | 'TAG_SNAPSHOT' | 'EXPIRE_SNAPSHOTS' | 'DROP_PARTITION' };

type Emitted =
  | Committed
  | CommitRefused
  | { readonly type: 'LATE_COMMIT_SUCCEEDS' | 'LATE_COMMIT_THROWS' }
  | LatestIdentifier<'LATEST_SNAPSHOT'>
  | LatestIdentifier<'COMMITTED_UP_TO'>;

/** The statechart's types; its guards and actions come by subject. */
export const table = setup({
  types: {
    context: {} as Context,
    input: {} as { table: number },
    events: {} as Event,
    emitted: {} as Emitted,
  },
});
export const { assign, emit } = table;

export type Guards = GuardsOf<Context, Event>;

/** Whom a table answers, where several committers have it. */
export const askedBy = (event: Event) =>
  'committer' in event && event.committer !== undefined ? { committer: event.committer } : {};

/** The union of some identifiers, ascending. */
export const including = (present: readonly number[], more: readonly number[]) =>
  [...new Set([...present, ...more])].sort((a, b) => a - b);

export const namesOf = (files: Snapshot['files']): readonly string[] => files.map(({ name }) => name);
