import { system } from '../machines/scenarios/bounded-input.ts';
import { invariant, never, stepsOf } from '../src/index.ts';

const { takes } = stepsOf(system);

export const failsOnlyForAReason = invariant({
  name: 'fails-only-for-a-reason',
  about: 'No task fails by itself: a failure is a fault from outside, or on purpose.',
  holds: never(
    takes('jobmaster', 'TASK_FAILED', { where: ({ onPurpose }) => !onPurpose, label: 'a task that fails by itself' }),
  ),
});
