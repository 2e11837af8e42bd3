/** The parts of the CheckpointCoordinator to each other and to what surrounds them, where a scenario looks into it. */

/**
 * About one attempt to take a checkpoint, by the number of the PendingCheckpoint that stands for it. Flink's checkpoint
 * identifiers never come again; here a number is used again when nothing of its last attempt is left.
 */
export interface AboutAttempt<T extends string> {
  readonly type: T;
  readonly attempt: number;
}

/** Why a pending checkpoint ends without being complete: CheckpointFailureReason, as far as it matters. */
export type AbortReason = 'suspended' | 'region failover' | 'expired';

export interface Abort extends AboutAttempt<'ABORT'> {
  readonly reason: AbortReason;
}

export interface Aborted extends AboutAttempt<'ABORTED'> {
  readonly reason: AbortReason;
}

/** To the CheckpointFailureManager: a checkpoint has failed for a reason that counts, or has succeeded. */
export interface CheckpointOutcome {
  readonly type: 'CHECKPOINT_FAILED' | 'CHECKPOINT_SUCCEEDED';
}

/** What a completed checkpoint consists of: its own files, and the shared ones of the checkpoint it builds on. */
export interface CompletedCheckpoint {
  readonly checkpoint: number;
  /** An incremental checkpoint refers to what that one has uploaded; 0: to nothing, it is a full one. */
  readonly base: number;
  readonly savepoint: boolean;
}

export interface OfCompleted<T extends string> extends CompletedCheckpoint {
  readonly type: T;
}

export interface AboutFiles<T extends string> {
  readonly type: T;
  readonly checkpoint: number;
}

/** The restore points that a new JobManager finds, oldest first. */
export interface RestorePoints {
  readonly type: 'RESTORE_POINTS';
  readonly found: readonly (CompletedCheckpoint & { readonly readable: boolean })[];
}

/** From which checkpoint the tasks start; 0: without state. */
export interface Restored {
  readonly type: 'RESTORED';
  readonly checkpoint: number;
  readonly savepoint: boolean;
}
