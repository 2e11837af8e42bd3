import { invariant, never } from '../src/index.ts';
import type { State } from './vocabulary/cdc.ts';

const aBatchIsCommittedTwice = ({ store }: Pick<State, 'store'>) =>
  store.some(({ context }) => context.copies.some((copies) => copies > 1));

export const committedExactlyOnce = invariant({
  name: 'committed-exactly-once',
  about: 'No record is added by two snapshots.',
  holds: never(aBatchIsCommittedTwice),
});
