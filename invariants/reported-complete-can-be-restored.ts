import { always, invariant } from '../src/index.ts';
import { hasItsFiles, outcomeIsKnown, restorePoints, type StoreState } from './vocabulary/checkpoint-store.ts';

/** A newer checkpoint is as good. A savepoint that was reported lies where the user asked for it. */
const reportedCanBeRestored = (state: StoreState) => {
  const { reported, reportedSavepoint } = state.completion.context;
  const newest = Math.max(0, ...restorePoints(state).map((p) => (hasItsFiles(state, p) ? p.checkpoint : 0)));
  return newest >= reported && (reportedSavepoint === 0 || state.storage.context.metadata.includes(reportedSavepoint));
};

export const reportedCompleteCanBeRestored = invariant({
  name: 'reported-complete-can-be-restored',
  about: 'A checkpoint that a client was told to be complete, or a newer one, is there to be restored.',
  holds: always(reportedCanBeRestored, { given: outcomeIsKnown }),
});
