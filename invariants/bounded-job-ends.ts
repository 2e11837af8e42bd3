import { invariant, leadsTo } from '../src/index.ts';
import { type BoundedState, jobHasEnded, theInputHasEnded } from './vocabulary/bounded.ts';

const checkpointsRemain = (state: BoundedState) =>
  theInputHasEnded(state) && !jobHasEnded(state) && state.remaining('CHECKPOINT_DUE') > 0;
const jobHasEndedOrNoCheckpointRemains = (state: BoundedState) =>
  jobHasEnded(state) || state.remaining('CHECKPOINT_DUE') === 0;

/** The final checkpoint must complete, so it needs one to be due. */
export const boundedJobEnds = invariant({
  name: 'bounded-job-ends',
  about: 'A job whose input has ended comes to its end while checkpoints remain (or the last one is used up).',
  holds: leadsTo(checkpointsRemain, jobHasEndedOrNoCheckpointRemains),
});
