import { invariant, never } from '../src/index.ts';
import { aFinishedJobIsNotMarkedDone } from './vocabulary/bounded.ts';

/** Who reads the table waits for it. */
export const finishedJobIsMarkedDone = invariant({
  name: 'finished-job-is-marked-done',
  about: 'When a job has ended in FINISHED, what it has written is marked done.',
  holds: never(aFinishedJobIsNotMarkedDone),
});
