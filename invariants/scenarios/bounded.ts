import { system as batch } from '../../machines/scenarios/batch.ts';
import { system as boundedCdc } from '../../machines/scenarios/bounded-cdc.ts';
import { system as boundedInput } from '../../machines/scenarios/bounded-input.ts';
import { system as markDone } from '../../machines/scenarios/mark-done.ts';
import { system as resumed } from '../../machines/scenarios/resumed.ts';
import { scenario } from '../../src/index.ts';
import { batchJobCommitsExactlyOnce } from '../batch-job-commits-exactly-once.ts';
import { boundedJobEnds } from '../bounded-job-ends.ts';
import { committedExactlyOnce } from '../committed-exactly-once.ts';
import { failsOnlyForAReason } from '../fails-only-for-a-reason.ts';
import { finishedJobIsMarkedDone } from '../finished-job-is-marked-done.ts';
import { identifiersNeverGoBack } from '../identifiers-never-go-back.ts';
import { nothingGetsStuck } from '../no-deadlock.ts';
import { nothingIsMarkedDoneTooEarly } from '../nothing-is-marked-done-too-early.ts';
import { recoveredJobCommitsEverything } from '../recovered-job-commits-everything.ts';
import { restoreCompletes } from '../restore-completes.ts';
import { restoreMarksNothingDone } from '../restore-marks-nothing-done.ts';
import { survivesOneFailure } from '../survives-one-failure.ts';
import { undisturbedJobCommitsEverything } from '../undisturbed-job-commits-everything.ts';

export const scenarios = [
  scenario({
    name: 'bounded-input',
    about: 'Does a streaming job whose inputs end at different times commit all of them, once, and end?',
    system: boundedInput,
    invariants: [
      undisturbedJobCommitsEverything,
      recoveredJobCommitsEverything,
      committedExactlyOnce,
      identifiersNeverGoBack,
      failsOnlyForAReason,
      boundedJobEnds,
      restoreCompletes,
      nothingGetsStuck,
    ],
  }),
  scenario({
    name: 'mark-done',
    about: 'Is a partition marked done when, and only when, all of a bounded input is in the table?',
    system: markDone,
    invariants: [nothingIsMarkedDoneTooEarly, restoreMarksNothingDone, finishedJobIsMarkedDone, committedExactlyOnce],
  }),
  scenario({
    name: 'bounded-cdc',
    about: 'What does a sink do at the end of its input that believes that checkpoints are off?',
    system: boundedCdc,
    invariants: [
      committedExactlyOnce,
      undisturbedJobCommitsEverything,
      recoveredJobCommitsEverything,
      identifiersNeverGoBack,
      boundedJobEnds,
    ],
  }),
  scenario({
    name: 'batch',
    about: 'May the committer of a batch job be restarted alone?',
    system: batch,
    invariants: [batchJobCommitsExactlyOnce, recoveredJobCommitsEverything, survivesOneFailure, nothingGetsStuck],
  }),
  scenario({
    name: 'resumed',
    about: 'May a bounded job that has finished be started again from a savepoint, to read on?',
    system: resumed,
    invariants: [undisturbedJobCommitsEverything, recoveredJobCommitsEverything, boundedJobEnds, nothingGetsStuck],
  }),
];
