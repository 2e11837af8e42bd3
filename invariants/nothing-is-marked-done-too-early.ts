import { invariant, never } from '../src/index.ts';
import { isMarkedDoneTooEarly } from './vocabulary/bounded.ts';

/** Who reads the table starts when a partition is marked done. */
export const nothingIsMarkedDoneTooEarly = invariant({
  name: 'nothing-is-marked-done-too-early',
  about: 'When a partition is marked done, the input has ended, and every record of it is in a snapshot.',
  holds: never(isMarkedDoneTooEarly),
});
