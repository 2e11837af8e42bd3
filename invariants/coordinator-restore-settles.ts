import { always, invariant } from '../src/index.ts';
import { type CoordinatorState, coordinatorHasRecovered } from './vocabulary/coordinator.ts';

const nothingIsLeftToRecover = ({ committer, store }: Pick<CoordinatorState, 'committer' | 'store'>) =>
  !committer.matches('running') || store[0]!.context.latestIdentifier >= committer.context.restoredUpTo;

export const coordinatorRestoreSettles = invariant({
  name: 'coordinator-restore-settles',
  about: 'When the coordinator runs again, the filter leaves nothing of what was restored.',
  holds: always(nothingIsLeftToRecover, { given: coordinatorHasRecovered }),
});
