import { always, invariant } from '../src/index.ts';
import { recoveryHasEnded, type State, TABLES } from './vocabulary/cdc.ts';

const someRecoveryHasEnded = (state: State) => TABLES.some((table) => recoveryHasEnded(state, table));

/** `filterCommitted` of what was restored would be empty. */
const nothingIsLeftToRecover = (state: State) =>
  TABLES.every(
    (table) =>
      !recoveryHasEnded(state, table) ||
      state.store[table]!.context.latestIdentifier >= state.committer[table]!.context.restoredUpTo,
  );

export const restoreSettles = invariant({
  name: 'restore-settles',
  about: 'After one recovery, the filter leaves nothing of the restored committables.',
  holds: always(nothingIsLeftToRecover, { given: someRecoveryHasEnded }),
});
