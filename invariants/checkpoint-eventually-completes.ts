import { invariant, leadsTo } from '../src/index.ts';
import { jobHasFailed, jobIsSubmitted, type State } from './vocabulary/cdc.ts';

const checkpointsRemain = (state: State) =>
  jobIsSubmitted(state) && !jobHasFailed(state) && state.remaining('CHECKPOINT_DUE') > 0;
const noCheckpointRemains = (state: State) => !checkpointsRemain(state);

/**
 * One checkpoint is triggered at a time, so the next is triggered only if the one before it has come to an end. If
 * none completed from some time on, some would remain for ever.
 */
export const checkpointEventuallyCompletes = invariant({
  name: 'checkpoint-eventually-completes',
  about: 'While a job has not failed and checkpoints remain, another one completes (or the last one is used up).',
  holds: leadsTo(checkpointsRemain, noCheckpointRemains),
});
