import { system } from '../machines/scenarios/checkpoint-trigger.ts';
import { invariant, never, stepsOf } from '../src/index.ts';

const { emits } = stepsOf(system);

/** What ends a checkpoint is no reason to end the job: only the number of failed checkpoints is. */
export const noFailoverWithoutAFault = invariant({
  name: 'no-failover-without-a-fault',
  about: 'No OperatorCoordinator fails the job because a checkpoint was aborted.',
  holds: never(emits('operatorCoordinator', 'GLOBAL_FAILURE')),
});
