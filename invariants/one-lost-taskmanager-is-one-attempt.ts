import { always, invariant } from '../src/index.ts';
import { attempts, incidents, type RestartState, restartsAtAll } from './vocabulary/restarts.ts';

const noMoreAttemptsThanIncidents = (state: RestartState) => attempts(state) <= incidents(state);

export const oneLostTaskmanagerIsOneAttempt = invariant({
  name: 'one-lost-taskmanager-is-one-attempt',
  about: 'One lost TaskManager is one attempt of the restart strategy, however many regions ran on it.',
  holds: always(noMoreAttemptsThanIncidents, { given: restartsAtAll }),
});
