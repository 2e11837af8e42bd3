/** What the components say to each other, and nothing else: types without any code. */

/** `Long.MAX_VALUE`: the commit identifier of the end of input, newer than every checkpoint. */
export const END_OF_INPUT = 9999;

/** A data file of a table, where the scenario looks at files. A name is never given again. */
export interface DataFile {
  readonly name: string;
  /** 0: as it was flushed; 1: the result of a compaction, with the changelog of its records. */
  readonly level: 0 | 1;
  /** The batches of data whose records it holds, in their order. */
  readonly batches: readonly number[];
  /** The sequence number of the last of them. The records before it have the numbers before it. */
  readonly sequence: number;
}

/** What a snapshot changes: files added, and the names of files that are no longer part of the table. */
export interface FileChanges {
  readonly added: readonly DataFile[];
  readonly deleted: readonly string[];
}

/** A ManifestCommittable: what the writers of one table hand over at one checkpoint. */
export interface Committable {
  /** The checkpoint, or END_OF_INPUT: its commit identifier. */
  readonly checkpoint: number;
  /** The batches of data whose new files it adds; empty: there was an idle writer and nothing new. */
  readonly batches: readonly number[];
  /** The batches whose files a finished compaction has merged; empty: there is no COMPACT half. */
  readonly compacted: readonly number[];
  /** The files of both halves, where the scenario looks at files. */
  readonly files?: { readonly APPEND: FileChanges; readonly COMPACT: FileChanges };
  /** The name of the transaction that it stands for, where a connector has transactions. */
  readonly transaction?: number;
  /** Ghost: the source's offset at that checkpoint, so that what is committed can be compared with what is owed. */
  readonly through: number;
  /** In the state of a checkpoint, with the remedy of #9284: some writer had not come to its end of input. */
  readonly partial?: true;
}

/** The client to the JobManager. */
export interface SubmitJob {
  readonly type: 'SUBMIT_JOB';
  /** What the sink was built with. */
  readonly streamingCheckpointEnabled: boolean;
  /** What the job will do. */
  readonly checkpointingEnabled: boolean;
}

/** The JobManager to its checkpoint coordinator: deploy all tasks, with the state of the latest checkpoint. */
export interface RestoreLatestCheckpoint {
  readonly type: 'RESTORE_LATEST_CHECKPOINT';
  readonly streamingCheckpointEnabled: boolean;
  /** Remedy 3b: of each table, the checkpoint after whose recovery its committer failed on purpose; 0: none. */
  readonly recovered: readonly number[];
}

/** The JobManager to itself: deploy the committers alone, in batch mode. */
export interface RestartRegion {
  readonly type: 'RESTART_REGION';
  readonly streamingCheckpointEnabled: boolean;
}

/** A user starts the job from what execution.savepoint.path says; the n-th of several, from 0. */
export interface RestoreFrom {
  readonly type: 'RESTORE_FROM';
  readonly nth: number;
}

export interface DeploySource {
  readonly type: 'DEPLOY_SOURCE';
  readonly offset: number;
}

export interface DeployWriter {
  readonly type: 'DEPLOY_WRITER';
  /** How often a user has started the job from an older checkpoint or a savepoint, if ever. */
  readonly start?: number;
}

export interface DeployCommitter {
  readonly type: 'DEPLOY_COMMITTER';
  readonly table: number;
  readonly streamingCheckpointEnabled: boolean;
  /** The checkpoint that is restored; 0: none. */
  readonly checkpoint: number;
  /** Remedy 3b. */
  readonly alreadyRecovered: boolean;
}

/** A task has left INITIALIZING. */
export interface TaskRunning {
  readonly type: 'TASK_RUNNING';
}

/** An exception has failed a task. */
export interface TaskFailed {
  readonly type: 'TASK_FAILED';
  readonly onPurpose: boolean;
  readonly table: number;
  /** The checkpoint from which it was restored. */
  readonly checkpoint: number;
}

/**
 * What is taken. A savepoint is not put into the store, and no task is notified of it; a synchronous savepoint is that of
 * a stop-with-savepoint: it is not put into the store either, but the tasks are notified, and end.
 */
export type SnapshotKind = 'checkpoint' | 'savepoint' | 'synchronous savepoint';

/** The coordinator or the source to what comes behind it. */
export interface Barrier {
  readonly type: 'BARRIER';
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly through: number;
}

/** A writer to its committer: the committables of `prepareSnapshotPreBarrier`, then the barrier. */
export interface CommittableAndBarrier {
  readonly type: 'COMMITTABLE_AND_BARRIER';
  readonly table: number;
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committable: Committable | null;
}

export interface SourceAcknowledges {
  readonly type: 'SOURCE_ACKNOWLEDGES';
  readonly checkpoint: number;
  readonly offset: number;
  /** Of the subtasks of one vertex, some have come to their end of data and others have not. */
  readonly partlyFinished?: true;
}

export interface CommitterAcknowledges {
  readonly type: 'COMMITTER_ACKNOWLEDGES';
  readonly checkpoint: number;
  readonly table: number;
}

/** A committer to the checkpoint storage: its part of a checkpoint. */
export interface WriteState {
  readonly type: 'WRITE_STATE';
  readonly table: number;
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committables: readonly Committable[];
  /** What the operator that tags savepoints adds: those that are to be tagged. */
  readonly savepoints?: readonly number[];
}

/** The checkpoint storage to a committer. */
export interface RestoredState {
  readonly type: 'STATE';
  readonly table: number;
  readonly committables: readonly Committable[];
  readonly savepoints: readonly number[];
}

export interface NotifyCheckpointComplete {
  readonly type: 'NOTIFY_CHECKPOINT_COMPLETE';
  readonly table: number;
  readonly checkpoint: number;
  readonly through: number;
}

export interface NotifyCheckpointAborted {
  readonly type: 'NOTIFY_CHECKPOINT_ABORTED';
  readonly aborted: number;
  /** The latest completed checkpoint; 0: there is none yet. */
  readonly latestCompleted: number;
  readonly through: number;
}

/** A record of a table, or several that belong together. */
export interface Records {
  readonly type: 'RECORDS';
  readonly table: number;
  readonly batch: number;
  /** Which writer of the table, where it has several. */
  readonly writer?: number;
}

/** The source to a writer: EndOfData, the input of this writer has ended. */
export interface EndOfData {
  readonly type: 'END_OF_DATA';
  readonly writer: number;
  readonly through: number;
}

/** A writer to its committer: the committable of `endInput`, if it has one, then EndOfData. */
export interface CommittableAndEndOfData {
  readonly type: 'COMMITTABLE_AND_END_OF_DATA';
  readonly table: number;
  readonly committable: Committable | null;
}

/** A committer to its commit listeners: what has been committed. */
export interface NotifyCommittables {
  readonly type: 'NOTIFY_COMMITTABLES';
  /** One of them has the identifier of the end of input. */
  readonly endInput: boolean;
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
  /** Where the scenario looks at files: those of this half, and whether it was restored (checkAppendFiles). */
  readonly files?: FileChanges;
  readonly restored?: boolean;
}

export interface Committed {
  readonly type: 'COMMITTED';
  readonly table: number;
  readonly newSnapshot: boolean;
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

/** There is no snapshot: the commit throws. */
export interface CommitRefused {
  readonly type: 'COMMIT_REFUSED';
  readonly table: number;
  readonly reason: 'conflict' | 'unknown outcome';
}

/** Another job to a table: it merges all files, in a commit of its own user. The number tells its commits apart. */
export interface CompactTable {
  readonly type: 'COMPACT_TABLE';
  readonly number: number;
}

/** The identifier of the latest snapshot of this job's commit user; 0: it has none. */
export interface LatestIdentifier<T extends string> {
  readonly type: T;
  readonly table: number;
  readonly identifier: number;
  /** The writer that asked, where a table has several. */
  readonly writer?: number;
  /** To a worker of dedicated compaction: of each batch, how often it has been merged. */
  readonly merged?: readonly number[];
  /** Where the scenario looks at files: those of the latest snapshot of anybody. */
  readonly files?: readonly DataFile[];
  /** The identifiers of this user's snapshots, newest first, as far as they are not expired. */
  readonly identifiers?: readonly number[];
  /** The files that do not exist any more. */
  readonly expired?: readonly string[];
}

export interface AboutTable<T extends string> {
  readonly type: T;
  readonly table: number;
  /** The writer that asks, where a table has several. */
  readonly writer?: number;
}

/** The committer's operator to its table: a tag `savepoint-n` for each snapshot with one of these identifiers. */
export interface CreateTags {
  readonly type: 'CREATE_TAGS';
  readonly table: number;
  readonly identifiers: readonly number[];
}

export interface DeleteTag {
  readonly type: 'DELETE_TAG';
  readonly table: number;
  readonly identifier: number;
}

/** TagAutoCreation.forceCreatingSnapshot to the committer that asks it. */
export interface TagDue {
  readonly type: 'TAG_DUE';
  readonly table: number;
  readonly due: boolean;
}

/** The coordinator to the checkpoint storage. */
export interface AboutCheckpoint<T extends string> {
  readonly type: T;
  readonly checkpoint: number;
}

/** A sink with transactions of its own to the external system: commit what was pre-committed at that checkpoint. */
export interface CommitTransaction {
  readonly type: 'COMMIT_TRANSACTION';
  readonly table: number;
  readonly transaction: Committable;
  /** Ghost: the checkpoints at whose barriers what it holds was handed over, if anything. */
  readonly epochs: readonly number[];
}

/** The JobManager's StopWithSavepointTerminationManager: a global failure, perhaps one that no restart helps against. */
export interface GlobalFailure {
  readonly type: 'GLOBAL_FAILURE';
  readonly recoverable: boolean;
}

/** Flink's CommitterOperator to the connector's Committer: the CommitRequests of one checkpoint, or of the end of input. */
export interface CommitRequests {
  readonly type: 'COMMIT_REQUESTS';
  readonly table: number;
  readonly committable: Committable;
  /** CommitRequest.getNumberOfRetries: in this attempt. */
  readonly retries: number;
}

/** What has become of them: signalAlreadyCommitted, retryLater, or an exception that fails the task. */
export interface CommitRequestsDone {
  readonly type: 'COMMIT_REQUESTS_DONE';
  readonly table: number;
  readonly outcome: 'committed' | 'retry later' | 'exception';
}
