import { invariant, never } from '../src/index.ts';
import type { State } from './vocabulary/cdc.ts';

const anIdentifierWentBack = ({ store }: Pick<State, 'store'>) => store.some(({ context }) => context.wentBack);

export const identifiersNeverGoBack = invariant({
  name: 'identifiers-never-go-back',
  about: "The commit identifiers of one user never decrease along a table's snapshots.",
  holds: never(anIdentifierWentBack),
});
