import { invariant, never } from '../src/index.ts';
import { jobHasJustFailed, type StopState } from './vocabulary/sinks.ts';

const aFailureHasNoCause = (state: Pick<StopState, 'jobmaster' | 'spent'>) =>
  jobHasJustFailed(state) && state.spent('faults') === 0;

export const jobFailsOnlyByAFault = invariant({
  name: 'job-fails-only-by-a-fault',
  about: 'A job restarts, or fails, only after a fault. A notification that is late, or of what was subsumed, is none.',
  holds: never(aFailureHasNoCause),
});
