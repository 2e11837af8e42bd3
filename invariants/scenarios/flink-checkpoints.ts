import { system as checkpointStore } from '../../machines/scenarios/checkpoint-store.ts';
import { system as checkpointTrigger } from '../../machines/scenarios/checkpoint-trigger.ts';
import { system as finalCheckpoint } from '../../machines/scenarios/final-checkpoint.ts';
import { system as restartStrategies } from '../../machines/scenarios/restart-strategies.ts';
import { scenario } from '../../src/index.ts';
import { boundedJobFinishes } from '../bounded-job-finishes.ts';
import { checkpointsGoOn } from '../checkpoints-go-on.ts';
import { incrementalBaseExists } from '../incremental-base-exists.ts';
import { newJobmanagerRecovers } from '../new-jobmanager-recovers.ts';
import { nothingGetsStuck } from '../no-deadlock.ts';
import { noFailoverWithoutAFault } from '../no-failover-without-a-fault.ts';
import { oneLostTaskmanagerEndsNoJob } from '../one-lost-taskmanager-ends-no-job.ts';
import { oneLostTaskmanagerIsOneAttempt } from '../one-lost-taskmanager-is-one-attempt.ts';
import { reportedCompleteCanBeRestored } from '../reported-complete-can-be-restored.ts';
import { restorePointsHaveTheirFiles } from '../restore-points-have-their-files.ts';
import { tolerableFailedCheckpointsIsHonoured } from '../tolerable-failed-checkpoints-is-honoured.ts';

export const scenarios = [
  scenario({
    name: 'checkpoint-trigger',
    about: 'Do periodic checkpoints go on, whatever becomes of one of them?',
    system: checkpointTrigger,
    invariants: [checkpointsGoOn, noFailoverWithoutAFault, nothingGetsStuck],
  }),
  scenario({
    name: 'checkpoint-store',
    about: 'Can what was completed be restored, by this JobManager or by one that takes over?',
    system: checkpointStore,
    invariants: [
      restorePointsHaveTheirFiles,
      newJobmanagerRecovers,
      reportedCompleteCanBeRestored,
      incrementalBaseExists,
      tolerableFailedCheckpointsIsHonoured,
      nothingGetsStuck,
    ],
  }),
  scenario({
    name: 'final-checkpoint',
    about: 'Does a job whose tasks finish at different times come to its end?',
    system: finalCheckpoint,
    invariants: [boundedJobFinishes, nothingGetsStuck],
  }),
  scenario({
    name: 'restart-strategies',
    about: 'What does one lost TaskManager cost a job of several regions?',
    system: restartStrategies,
    invariants: [oneLostTaskmanagerIsOneAttempt, oneLostTaskmanagerEndsNoJob, nothingGetsStuck],
  }),
];
