/** The words of the invariants about the life of Flink's checkpoints. */
import type { system as trigger } from '../../machines/scenarios/checkpoint-trigger.ts';
import type { ViewOf } from '../../src/index.ts';

export type TriggerState = ViewOf<typeof trigger>;

/** Every task is RUNNING. */
export const tasksRun = (state: Pick<TriggerState, 'jobmaster'>) => state.jobmaster.matches('running');
/** A checkpoint has been triggered at the tasks, and is not complete. */
export const barriersAreUnderWay = (state: Pick<TriggerState, 'pending'>) =>
  state.pending.some((pending) => pending.matches('acknowledging'));
