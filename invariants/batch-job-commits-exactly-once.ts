import { system } from '../machines/scenarios/batch.ts';
import { invariant, never, stepsOf } from '../src/index.ts';
import { aBatchIsCommittedTwice } from './vocabulary/bounded.ts';

const { takes } = stepsOf(system);

/** The table may notice, or not, that the files are there already: either way the restart was not harmless. */
export const batchJobCommitsExactlyOnce = invariant({
  name: 'batch-job-commits-exactly-once',
  about:
    'Whatever is restarted of a batch job, no record is added by two snapshots, and no task fails for having tried.',
  holds: [
    never(aBatchIsCommittedTwice),
    never(
      takes('jobmaster', 'TASK_FAILED', { where: ({ onPurpose }) => !onPurpose, label: 'a task that fails by itself' }),
    ),
  ],
});
