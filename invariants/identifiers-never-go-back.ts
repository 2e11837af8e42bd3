import { invariant, never } from '../src/index.ts';
import { type State, TABLES } from './vocabulary.ts';

const anIdentifierWentBack = (state: State) => TABLES.some((table) => state.store[table]!.context.wentBack);

export const identifiersNeverGoBack = invariant({
  name: 'identifiers-never-go-back',
  about: "The commit identifiers of one user never decrease along a table's snapshots.",
  holds: never(anIdentifierWentBack),
});
