import { ofTable } from '../machines/paimon/committables.ts';
import { always, invariant } from '../src/index.ts';
import { recoveryHasEnded, type State, TABLES } from './vocabulary/cdc.ts';

const committersThatHaveRecovered = (state: State) =>
  TABLES.filter((n) => state.committer[n] && recoveryHasEnded(state, n));

const someRecoveryHasEnded = (state: State) => committersThatHaveRecovered(state).length > 0;

/** `filterCommitted` of what was restored would be empty, in each of its tables. */
const nothingIsLeftToRecover = (state: State) =>
  committersThatHaveRecovered(state).every((n) => {
    const { completed: restored } = state.storage[n]!.context;
    return state.committer[n]!.context.tables.every((table) =>
      ofTable(restored, table).every((c) => c.checkpoint <= state.store[table]!.context.latestIdentifier),
    );
  });

export const restoreSettles = invariant({
  name: 'restore-settles',
  about: 'After one recovery, the filter leaves nothing of the restored committables.',
  holds: always(nothingIsLeftToRecover, { given: someRecoveryHasEnded }),
});
