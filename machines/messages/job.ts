/** The life of a job: the client and the JobManager to its parts, the JobManager to the tasks, and back. */

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

/** The JobManager's StopWithSavepointTerminationManager: a global failure, perhaps one that no restart helps against. */
export interface GlobalFailure {
  readonly type: 'GLOBAL_FAILURE';
  readonly recoverable: boolean;
}

/** About one task, by its number. */
export interface AboutTask<T extends string> {
  readonly type: T;
  readonly task: number;
}

/** About one pipelined region of a job, by its number. */
export interface AboutRegion<T extends string> {
  readonly type: T;
  readonly region: number;
}
