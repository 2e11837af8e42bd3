/** Checkpoints, apart from their barriers: the tasks to the coordinator and the storage, and back. */
import type { Committable, SnapshotKind } from './data-flow.ts';

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

/** What the coordinator notifies an operator of. */
export type Notification = NotifyCheckpointComplete | NotifyCheckpointAborted;

/** The coordinator to the checkpoint storage. */
export interface AboutCheckpoint<T extends string> {
  readonly type: T;
  readonly checkpoint: number;
}
