import { invariant, leadsTo } from '../src/index.ts';
import type { State } from './vocabulary/cdc.ts';

type JobState = Pick<State, 'jobmaster'>;

const jobRestarts = ({ jobmaster }: JobState) => jobmaster.matches('restarting') || jobmaster.matches('initializing');
const jobDoesNotRestart = (state: JobState) => !jobRestarts(state);

export const restoreEnds = invariant({
  name: 'restore-ends',
  about: 'A job that restarts is running at some time, or has ended.',
  kind: 'liveness',
  holds: leadsTo(jobRestarts, jobDoesNotRestart),
});
