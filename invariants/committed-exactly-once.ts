import { invariant, never } from '../src/index.ts';
import { type State, TABLES } from './vocabulary.ts';

const aBatchIsCommittedTwice = (state: State) =>
  TABLES.some((table) => state.store[table]!.context.copies.some((copies) => copies > 1));

export const committedExactlyOnce = invariant({
  name: 'committed-exactly-once',
  about: 'No record is added by two snapshots.',
  holds: never(aBatchIsCommittedTwice),
});
