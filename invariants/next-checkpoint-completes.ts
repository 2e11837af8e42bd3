import { invariant, leadsTo } from '../src/index.ts';
import { jobRunsOn, type StopState } from './vocabulary/sinks.ts';

const checkpointsRemain = (state: Pick<StopState, 'jobmaster' | 'stop' | 'remaining'>) =>
  jobRunsOn(state) && state.remaining('CHECKPOINT_DUE') > 0;
const noCheckpointRemains = (state: Pick<StopState, 'jobmaster' | 'stop' | 'remaining' | 'coordinator'>) =>
  !checkpointsRemain(state);
/** The last one that is triggered completes, or is aborted. */
const oneIsPending = (state: Pick<StopState, 'jobmaster' | 'stop' | 'coordinator'>) =>
  jobRunsOn(state) && state.coordinator.context.pending.length > 0;
const noneIsPending = (state: Pick<StopState, 'jobmaster' | 'stop' | 'coordinator'>) => !oneIsPending(state);

export const nextCheckpointCompletes = invariant({
  name: 'next-checkpoint-completes',
  about: 'While a job runs that nobody stops, checkpoints are triggered, and each of them comes to an end.',
  holds: [leadsTo(checkpointsRemain, noCheckpointRemains), leadsTo(oneIsPending, noneIsPending)],
});
