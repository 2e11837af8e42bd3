import { invariant, never } from '../src/index.ts';
import { jobHasFailed, type State } from './vocabulary/cdc.ts';

const aJobThatRestartsEndedAfterOneFailure = (state: State) =>
  jobHasFailed(state) && state.spent('FAILURE') === 1 && !state.ask.feature('gives-up-at-once');

export const survivesOneFailure = invariant({
  name: 'survives-one-failure',
  about: 'One lost TaskManager, or one failed checkpoint, does not end a job that has a restart strategy.',
  holds: never(aJobThatRestartsEndedAfterOneFailure),
});
