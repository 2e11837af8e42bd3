/** Writers to the committer in the JobManager. */
import type { Committable } from './data-flow.ts';

/** A CommittableEvent: what a writer hands over to the coordinator at a barrier, also if that is nothing. */
export interface CommittableEvent {
  readonly type: 'COMMITTABLE_EVENT';
  readonly subtask: number;
  readonly committable: Committable;
}

/** A RestoredCommittableEvent: what was in a writer's state; one from every subtask, also if that is nothing. */
export interface RestoredCommittableEvent {
  readonly type: 'RESTORED_COMMITTABLE_EVENT';
  readonly subtask: number;
  readonly checkpoint: number;
  readonly committables: readonly Committable[];
}
