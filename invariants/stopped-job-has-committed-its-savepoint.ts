import { invariant, never } from '../src/index.ts';
import { copiesOf, jobHasStopped, type StopState } from './vocabulary/sinks.ts';

/** The source has ended at the savepoint, so all that ever arrived is before it. */
const somethingIsNotThereOnce = (state: StopState) =>
  jobHasStopped(state) && state.source.context.log.some((subtask, batch) => copiesOf(state, subtask, batch) !== 1);

export const stoppedJobHasCommittedItsSavepoint = invariant({
  name: 'stopped-job-has-committed-its-savepoint',
  about: 'When a stop with savepoint has succeeded, every record before the savepoint is in the external system, once.',
  holds: never(somethingIsNotThereOnce),
});
