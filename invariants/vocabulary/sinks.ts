/** The words of the invariants about sinks with transactions of their own, and about stopping a job with a savepoint. */
import type { system as stop } from '../../machines/scenarios/stop-with-savepoint.ts';
import type { ViewOf } from '../../src/index.ts';

export type StopState = ViewOf<typeof stop>;
type Job = Pick<StopState, 'jobmaster'>;

/** A failure has just been handled: the job is about to restart, or has ended in FAILED. */
export const jobHasJustFailed = ({ jobmaster }: Job) => jobmaster.matches('restarting') || jobmaster.matches('failed');

/** The job has ended as its user wanted. */
export const jobHasStopped = ({ jobmaster }: Job) => jobmaster.matches('finished');

/** The savepoint that the job was to stop with is complete, and the job has ended in FAILED. */
export const stopHasFailedAfterItsSavepoint = ({
  jobmaster,
  coordinator,
}: Pick<StopState, 'jobmaster' | 'coordinator'>) =>
  jobmaster.matches('failed') && coordinator.context.retained.length > 0;

/** All tasks run, and nobody is about to stop the job. */
export const jobRunsOn = ({ jobmaster, stop }: Pick<StopState, 'jobmaster' | 'stop'>) =>
  jobmaster.matches('running') && (stop.matches('notRequested') || stop.matches('failed'));

type Stored = Pick<StopState, 'store'>;

/** How often a batch of data is in the external system. */
export const copiesOf = ({ store }: Stored, subtask: number, batch: number) =>
  store[subtask]!.context.copies[batch] ?? 0;

/** A batch is among the transactions that a savepoint says are to be committed. */
export const isPendingInSavepoint = ({ storage }: Pick<StopState, 'storage'>, subtask: number, batch: number) =>
  storage[subtask]!.context.retained.at(-1)?.committables.some(({ batches }) => batches.includes(batch)) === true;
