/** What the components say to each other, and nothing else: types without any code. */

/** `Long.MAX_VALUE`: the commit identifier of the end of input, newer than every checkpoint. */
export const END_OF_INPUT = 9999;

/** A ManifestCommittable: what the writers of one table hand over at one checkpoint. */
export interface Committable {
  /** The checkpoint, or END_OF_INPUT: its commit identifier. */
  readonly checkpoint: number;
  /** The batches of data whose new files it adds; empty: there was an idle writer and nothing new. */
  readonly batches: readonly number[];
  /** The batches whose files a finished compaction has merged; empty: there is no COMPACT half. */
  readonly compacted: readonly number[];
  /** Ghost: the source's offset at that checkpoint, so that what is committed can be compared with what is owed. */
  readonly through: number;
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

/** The JobManager to its checkpoint coordinator: a user starts the job from the n-th of what is retained, from 0. */
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

/** What is taken (flink.md 2.1): a savepoint is not put into the store, and no task is notified of it. */
export type SnapshotKind = 'checkpoint' | 'savepoint';

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
  readonly committables: readonly Committable[];
}

/** The checkpoint storage to a committer. */
export interface RestoredState {
  readonly type: 'STATE';
  readonly table: number;
  readonly committables: readonly Committable[];
}

export interface NotifyCheckpointComplete {
  readonly type: 'NOTIFY_CHECKPOINT_COMPLETE';
  readonly table: number;
  readonly checkpoint: number;
  readonly through: number;
}

export interface NotifyCheckpointAborted {
  readonly type: 'NOTIFY_CHECKPOINT_ABORTED';
  /** The latest completed checkpoint; 0: there is none yet. */
  readonly latestCompleted: number;
  readonly through: number;
}

/** A record of a table, or several that belong together. */
export interface Records {
  readonly type: 'RECORDS';
  readonly table: number;
  readonly batch: number;
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
}

export interface Committed {
  readonly type: 'COMMITTED';
  readonly table: number;
  readonly newSnapshot: boolean;
}

/** The identifier of the latest snapshot of this job's commit user; 0: it has none. */
export interface LatestIdentifier<T extends string> {
  readonly type: T;
  readonly table: number;
  readonly identifier: number;
}

export interface AboutTable<T extends string> {
  readonly type: T;
  readonly table: number;
}

/** The coordinator to the checkpoint storage. */
export interface AboutCheckpoint<T extends string> {
  readonly type: T;
  readonly checkpoint: number;
}
