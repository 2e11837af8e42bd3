import { invariant, leadsTo } from '../src/index.ts';
import { barriersAreUnderWay, type TriggerState, tasksRun } from './vocabulary/checkpoints.ts';

const triggeredOrNotRunning = (state: TriggerState) => barriersAreUnderWay(state) || !tasksRun(state);

/** Faults are few in a run, so a job that runs for long enough has a checkpoint under way again and again. */
export const checkpointsGoOn = invariant({
  name: 'checkpoints-go-on',
  about: 'While the tasks run, another checkpoint is triggered at some time.',
  holds: leadsTo(tasksRun, triggeredOrNotRunning),
});
