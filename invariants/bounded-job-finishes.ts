import type { system } from '../machines/scenarios/final-checkpoint.ts';
import { eventually, invariant, type ViewOf } from '../src/index.ts';

const allTasksHaveFinished = (state: ViewOf<typeof system>) => state.task.every((task) => task.matches('finished'));

export const boundedJobFinishes = invariant({
  name: 'bounded-job-finishes',
  about: 'A job at the end of its data finishes, and no checkpoint need time out for it.',
  holds: eventually(allTasksHaveFinished),
});
