import { invariant, never } from '../src/index.ts';
import { aHalfIsMissing } from './vocabulary/commit.ts';

export const committableIsCommittedWhole = invariant({
  name: 'committable-is-committed-whole',
  about: 'In a running job, a restored committable that counts as committed has both of its snapshots.',
  holds: never(aHalfIsMissing),
});
