import { always, invariant } from '../src/index.ts';
import { baseExists, jobIsNotLost } from './vocabulary/checkpoint-store.ts';

export const incrementalBaseExists = invariant({
  name: 'incremental-base-exists',
  about: 'The files to which the next incremental checkpoint refers are not discarded.',
  holds: always(baseExists, { given: jobIsNotLost }),
});
