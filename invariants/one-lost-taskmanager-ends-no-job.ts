import { invariant, never } from '../src/index.ts';
import { incidents, jobHasEnded, type RestartState, restartsAtAll } from './vocabulary/restarts.ts';

const endsAtTheFirstIncident = (state: RestartState) => jobHasEnded(state) && incidents(state) === 1;

export const oneLostTaskmanagerEndsNoJob = invariant({
  name: 'one-lost-taskmanager-ends-no-job',
  about: 'A job with a restart strategy survives the first TaskManager that it loses.',
  holds: never(endsAtTheFirstIncident, { given: restartsAtAll }),
});
