import { invariant, noDeadlock } from '../src/index.ts';

export const nothingGetsStuck = invariant({
  name: 'no-deadlock',
  about: 'Something can always happen, until the job has failed.',
  holds: noDeadlock,
});
