import { always, invariant } from '../src/index.ts';
import { nothingRestoredIsLeftOut } from './vocabulary/savepoints.ts';

export const restoredDataIsCommitted = invariant({
  name: 'restored-data-is-committed',
  about: 'When nothing is pending, all that the latest checkpoint holds for commit is in the table.',
  holds: always(nothingRestoredIsLeftOut),
});
