import { system as coordinatorCommit } from '../../machines/scenarios/coordinator-commit.ts';
import { system as coordinatorCommitSavepoint } from '../../machines/scenarios/coordinator-commit-savepoint.ts';
import { system as epochSink } from '../../machines/scenarios/epoch-sink.ts';
import { system as stopWithSavepoint } from '../../machines/scenarios/stop-with-savepoint.ts';
import { system as twoPhaseSink } from '../../machines/scenarios/two-phase-sink.ts';
import { scenario } from '../../src/index.ts';
import { committedExactlyOnce } from '../committed-exactly-once.ts';
import { coordinatorRestoreCompletes } from '../coordinator-restore-completes.ts';
import { coordinatorRestoreSettles } from '../coordinator-restore-settles.ts';
import { failedStopCanBeResumed } from '../failed-stop-can-be-resumed.ts';
import { failsOnlyForAReason } from '../fails-only-for-a-reason.ts';
import { identifiersNeverGoBack } from '../identifiers-never-go-back.ts';
import { jobFailsOnlyByAFault } from '../job-fails-only-by-a-fault.ts';
import { nextCheckpointCompletes } from '../next-checkpoint-completes.ts';
import { nothingGetsStuck } from '../no-deadlock.ts';
import { nothingLost } from '../nothing-lost.ts';
import { oneEpochPerTransaction } from '../one-epoch-per-transaction.ts';
import { restoreCompletes } from '../restore-completes.ts';
import { stoppedJobHasCommittedItsSavepoint } from '../stopped-job-has-committed-its-savepoint.ts';

export const scenarios = [
  scenario({
    name: 'two-phase-sink',
    about: 'Does a sink with transactions of its own bear a savepoint that a checkpoint overtakes?',
    system: twoPhaseSink,
    invariants: [
      ...[jobFailsOnlyByAFault, committedExactlyOnce, oneEpochPerTransaction, nothingLost],
      ...[restoreCompletes, nothingGetsStuck],
    ],
  }),
  scenario({
    name: 'stop-with-savepoint',
    about:
      'Is what a job that is stopped with a savepoint has written what the savepoint says, also if the stop fails?',
    system: stopWithSavepoint,
    invariants: [
      ...[stoppedJobHasCommittedItsSavepoint, failedStopCanBeResumed, nextCheckpointCompletes],
      ...[committedExactlyOnce, nothingLost, jobFailsOnlyByAFault, restoreCompletes, nothingGetsStuck],
    ],
  }),
  scenario({
    name: 'epoch-sink',
    about: 'What becomes of what a writer has handed over, if its checkpoint is aborted?',
    system: epochSink,
    invariants: [oneEpochPerTransaction, committedExactlyOnce, nothingLost, jobFailsOnlyByAFault, nothingGetsStuck],
  }),
  scenario({
    name: 'coordinator-commit',
    about: 'Is the commit in the JobManager as good as that in a task?',
    system: coordinatorCommit,
    invariants: [
      ...[committedExactlyOnce, nothingLost, identifiersNeverGoBack, coordinatorRestoreCompletes],
      ...[coordinatorRestoreSettles, failsOnlyForAReason, jobFailsOnlyByAFault, nothingGetsStuck],
    ],
  }),
  scenario({
    name: 'coordinator-commit-savepoint',
    about: 'Is everything that a savepoint was taken after in the table, when a job has been started from it?',
    system: coordinatorCommitSavepoint,
    invariants: [nothingLost, failsOnlyForAReason, nothingGetsStuck],
  }),
];
