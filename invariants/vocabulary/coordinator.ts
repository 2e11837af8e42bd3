/** The words of the invariants about the commit in the JobManager. */
import { system } from '../../machines/scenarios/coordinator-commit.ts';
import { stepsOf, type ViewOf } from '../../src/index.ts';

export type CoordinatorState = ViewOf<typeof system>;
type Running = Pick<CoordinatorState, 'jobmaster' | 'committer'>;

const { takes } = stepsOf(system);

/** The scheduler learns that the coordinator has failed the job on purpose. */
export const jobIsFailedOnPurpose = takes('jobmaster', 'TASK_FAILED', {
  where: ({ onPurpose }) => onPurpose,
  label: 'an intentional failure',
});

/** Every task is RUNNING, and what was restored is committed. The tasks do not wait for the coordinator. */
export const jobAndCoordinatorRun = ({ jobmaster, committer }: Running) =>
  jobmaster.matches('running') && committer.matches('running');

export const jobAndCoordinatorRestore = (state: Running) =>
  !state.jobmaster.matches('created') && !jobAndCoordinatorRun(state);

/** The coordinator goes on, and there was something to recover. */
export const coordinatorHasRecovered = ({ committer }: Pick<CoordinatorState, 'committer'>) =>
  committer.matches('running') && committer.context.restoredUpTo > 0;
