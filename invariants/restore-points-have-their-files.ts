import { always, invariant } from '../src/index.ts';
import { hasItsFiles, restorePoints, type StoreState } from './vocabulary/checkpoint-store.ts';

const allHaveTheirFiles = (state: StoreState) => restorePoints(state).every((point) => hasItsFiles(state, point));

export const restorePointsHaveTheirFiles = invariant({
  name: 'restore-points-have-their-files',
  about: 'A restore never points to discarded files.',
  holds: always(allHaveTheirFiles),
});
