import { always, invariant } from '../src/index.ts';
import type { State } from './vocabulary/cdc.ts';

type Stored = Pick<State, 'store' | 'source'>;

/** A batch belongs to the table of its number, or, where there is one table only, to that. */
const isOf = (state: Stored, batch: number, table: number) =>
  state.store.length === 1 || state.source.context.log[batch] === table;

const holdsWhatItClaims = (state: Stored, table: number) => {
  const { through, copies } = state.store[table]!.context;
  for (let batch = 0; batch < through; batch++) {
    if (!copies[batch] && isOf(state, batch, table)) return false;
  }
  return true;
};

const tablesHoldWhatTheyClaim = (state: Stored) => state.store.every((_, table) => holdsWhatItClaims(state, table));

export const nothingLost = invariant({
  name: 'nothing-lost',
  about: 'Once the latest identifier of a table is n, every record of its checkpoints up to n is in a snapshot.',
  holds: always(tablesHoldWhatTheyClaim),
});
