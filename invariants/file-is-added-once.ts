import { always, invariant, never } from '../src/index.ts';
import { aFileIsAddedAgain, type Spent, type StoreState } from './vocabulary/commit.ts';

export const fileIsAddedOnce = invariant({
  name: 'file-is-added-once',
  about: 'No data file is added to the table a second time.',
  holds: never(aFileIsAddedAgain),
});

const noFileIsAddedAgain = (state: StoreState & Spent<'EXPIRY_DUE'>) => !aFileIsAddedAgain(state);
const noSnapshotHasExpired = (state: Spent<'EXPIRY_DUE'>) => state.spent('EXPIRY_DUE') === 0;

export const fileIsAddedOnceUntilExpiry = invariant({
  name: 'file-is-added-once-until-expiry',
  about: 'While no snapshot has expired, no data file is added to the table a second time.',
  holds: always(noFileIsAddedAgain, { given: noSnapshotHasExpired }),
});
