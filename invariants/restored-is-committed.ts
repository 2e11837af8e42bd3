import { invariant, never } from '../src/index.ts';
import { somethingRestoredIsMissing } from './vocabulary/commit.ts';

/** What is filtered is not looked at again, and its source does not read it again. */
export const restoredIsCommitted = invariant({
  name: 'restored-is-committed',
  about: 'In a running job, every record of the committables that it was restored from is in the table, or is pending.',
  holds: never(somethingRestoredIsMissing),
});
