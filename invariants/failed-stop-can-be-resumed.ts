import { always, invariant } from '../src/index.ts';
import { copiesOf, isPendingInSavepoint, type StopState, stopHasFailedAfterItsSavepoint } from './vocabulary/sinks.ts';

const isCommittedOnceOrPending = (state: StopState) =>
  state.source.context.log.every((subtask, batch) => {
    const copies = copiesOf(state, subtask, batch);
    return copies === 1 || (copies === 0 && isPendingInSavepoint(state, subtask, batch));
  });

/** FLINK-26783: "we ask users to manually restart a job from that savepoint". */
export const failedStopCanBeResumed = invariant({
  name: 'failed-stop-can-be-resumed',
  about:
    'Where a stop has failed after its savepoint was complete, each record is in the external system once, or the savepoint says that it is to be committed.',
  holds: always(isCommittedOnceOrPending, { given: stopHasFailedAfterItsSavepoint }),
});
