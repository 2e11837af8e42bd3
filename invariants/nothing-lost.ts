import { always, invariant } from '../src/index.ts';
import { type State, TABLES, type Table } from './vocabulary.ts';

const holdsWhatItClaims = (state: State, table: Table) => {
  const { through, copies } = state.store[table]!.context;
  for (let batch = 0; batch < through; batch++) {
    if (!copies[batch] && state.source.context.log[batch] === table) return false;
  }
  return true;
};

const tablesHoldWhatTheyClaim = (state: State) => TABLES.every((table) => holdsWhatItClaims(state, table));

export const nothingLost = invariant({
  name: 'nothing-lost',
  about: 'Once the latest identifier of a table is n, every record of its checkpoints up to n is in a snapshot.',
  holds: always(tablesHoldWhatTheyClaim),
});
