import type { Notification } from '../messages.ts';

/** The checkpoint that is complete when an operator is notified: an abort carries the latest completed one. */
export const completedBy = (notification: Notification): number =>
  notification.type === 'NOTIFY_CHECKPOINT_ABORTED' ? notification.latestCompleted : notification.checkpoint;
