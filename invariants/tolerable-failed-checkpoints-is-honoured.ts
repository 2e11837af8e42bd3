import { always, invariant } from '../src/index.ts';
import { type StoreState, toleratedFailures } from './vocabulary/checkpoint-store.ts';

const noMoreThanTolerated = (state: StoreState) => state.completion.context.failedInARow <= toleratedFailures(state);

export const tolerableFailedCheckpointsIsHonoured = invariant({
  name: 'tolerable-failed-checkpoints-is-honoured',
  about: 'No job runs on after more failed checkpoints in a row than it tolerates.',
  holds: always(noMoreThanTolerated),
});
