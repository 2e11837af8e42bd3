import { atMost, invariant, leadsTo, worstCase } from '../src/index.ts';
import { jobAndCoordinatorRestore, jobAndCoordinatorRun, jobIsFailedOnPurpose } from './vocabulary/coordinator.ts';

export const coordinatorRestoreCompletes = invariant({
  name: 'coordinator-restore-completes',
  about: 'A restore ends with the coordinator running, and on the way it fails the job on purpose at most once.',
  kind: 'liveness',
  holds: [
    leadsTo(jobAndCoordinatorRestore, jobAndCoordinatorRun),
    atMost(1, jobIsFailedOnPurpose).between(jobAndCoordinatorRestore, jobAndCoordinatorRun),
  ],
  worstCase: {
    ...worstCase(jobIsFailedOnPurpose).between(jobAndCoordinatorRestore, jobAndCoordinatorRun),
    unit: 'intentional failures until a restore completes',
    remark: 'One coordinator commits for all subtasks, so the number does not grow with them.',
  },
});
