/** What the CheckpointCoordinator notifies an operator of when a checkpoint is complete, or aborted. */
import type { NotifyCheckpointAborted, NotifyCheckpointComplete } from '../messages.ts';

export type Notification = NotifyCheckpointComplete | NotifyCheckpointAborted;

/** The checkpoint that is complete then: an abort carries the latest completed one. */
export const completedBy = (notification: Notification): number =>
  notification.type === 'NOTIFY_CHECKPOINT_ABORTED' ? notification.latestCompleted : notification.checkpoint;
