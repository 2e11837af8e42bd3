/** The commit: writers and committers to a table, and back. */
import type { DataFile, FileChanges } from './files.ts';

export interface AboutTable<T extends string> {
  readonly type: T;
  readonly table: number;
  /** The writer that asks, where a table has several; or the committer. */
  readonly writer?: number;
  readonly committer?: number;
}

/** The identifier of the latest snapshot of this job's commit user; 0: it has none. */
export interface LatestIdentifier<T extends string> {
  readonly type: T;
  readonly table: number;
  readonly identifier: number;
  /** The writer that asked, where a table has several; or the committer. */
  readonly writer?: number;
  readonly committer?: number;
  /** To a worker of dedicated compaction: of each batch, how often it has been merged. */
  readonly merged?: readonly number[];
  /** Where the scenario looks at files: those of the latest snapshot of anybody. */
  readonly files?: readonly DataFile[];
  /** The identifiers of this user's snapshots, newest first, as far as they are not expired. */
  readonly identifiers?: readonly number[];
  /** The files that do not exist any more. */
  readonly expired?: readonly string[];
}

/** One committable becomes a snapshot of kind APPEND, then, where it has compacted files, one of kind COMPACT. */
export type CommitKind = 'APPEND' | 'COMPACT';

/** A committer to its table. */
export interface Commit {
  readonly type: 'COMMIT';
  readonly table: number;
  readonly identifier: number;
  readonly kind: CommitKind;
  readonly batches: readonly number[];
  readonly through: number;
  readonly ignoreEmptyCommit: boolean;
  readonly watermark?: number;
  /** Whose it is, where several committers have one table. */
  readonly committer?: number;
  /** Where the scenario looks at files: those of this half, and whether it was restored (checkAppendFiles). */
  readonly files?: FileChanges;
  readonly restored?: boolean;
}

export interface Committed {
  readonly type: 'COMMITTED';
  readonly table: number;
  readonly committer?: number;
  readonly newSnapshot: boolean;
}

/** The commit throws. Unless there was a conflict, the snapshot may exist. */
export interface CommitRefused {
  readonly type: 'COMMIT_REFUSED';
  readonly table: number;
  readonly reason: 'conflict' | 'unknown outcome' | 'latest snapshot unreadable';
}

/** A committer to what is left behind of it: its TaskManager has lost the JobManager, and goes on. */
export interface LeftBehind {
  readonly type: 'LEFT_BEHIND';
  /** What it was committing. */
  readonly commits: readonly Omit<Commit, 'type'>[];
}

/** A commit of a TaskManager that the JobManager believes to be dead. */
export interface LateCommit extends Omit<Commit, 'type'> {
  readonly type: 'LATE_COMMIT';
}

/** Another job to a table: it merges all files, in a commit of its own user. The number tells its commits apart. */
export interface CompactTable {
  readonly type: 'COMPACT_TABLE';
  readonly number: number;
}

/** A committer to its commit listeners: what has been committed. */
export interface NotifyCommittables {
  readonly type: 'NOTIFY_COMMITTABLES';
  /** One of them has the identifier of the end of input. */
  readonly endInput: boolean;
}
