import { invariant, never } from '../src/index.ts';
import type { StopState } from './vocabulary/sinks.ts';

const aTransactionHoldsTwoEpochs = ({ store }: Pick<StopState, 'store'>) => store.some(({ context }) => context.mixed);

export const oneEpochPerTransaction = invariant({
  name: 'one-epoch-per-transaction',
  about: 'One transaction in the external system holds what was written between two barriers, and no more.',
  holds: never(aTransactionHoldsTwoEpochs),
});
