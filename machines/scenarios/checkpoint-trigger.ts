/**
 * Whether periodic checkpoints go on: the parts of Flink's CheckpointCoordinator that trigger one, an OperatorCoordinator
 * whose snapshot it waits for, and what aborts a checkpoint meanwhile.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { checkpointFailureManager } from '../flink/checkpoint-failure-manager.ts';
import { checkpointTrigger } from '../flink/checkpoint-trigger.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { operatorCoordinator } from '../flink/operator-coordinator.ts';
import { pendingCheckpoint } from '../flink/pending-checkpoint.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { FLINK } from '../options/releases.ts';
import { options } from '../options.ts';

const ofAttempt = (message: { readonly type: string; readonly attempt?: number }) => message.attempt ?? 0;

export const system = defineSystem({
  name: 'flink-checkpoint-trigger',
  about: "Flink's periodic checkpoint trigger, its stages and what they wait for",
  options: restrictOptions(options, { ...DEFAULTS, flink: FLINK, 'restart-strategy.type': ['exponential-delay'] }),

  components: {
    jobmaster: { machine: jobmaster },
    trigger: { machine: checkpointTrigger },
    pending: { machine: pendingCheckpoint, replicas: 2, input: (attempt: number) => ({ attempt }) },
    operatorCoordinator: { machine: operatorCoordinator },
    failureManager: { machine: checkpointFailureManager },
  },

  channels: {
    scheduling: {
      kind: 'call',
      from: 'jobmaster',
      to: 'trigger',
      events: ['RESTORE_LATEST_CHECKPOINT', 'ALL_TASKS_RUNNING', 'SUSPEND'],
    },
    attempts: { kind: 'call', from: 'trigger', to: 'pending', events: ['BEGIN', 'ABORT'], replica: ofAttempt },
    progress: {
      kind: 'call',
      from: 'pending',
      to: 'trigger',
      events: ['TRIGGER_ENDED', 'ABORTED', 'COMPLETED', 'RELEASED'],
    },
    resets: { kind: 'call', from: 'trigger', to: 'operatorCoordinator', events: ['RESET_COORDINATOR'] },
    coordinatorSnapshots: {
      kind: 'call',
      from: 'pending',
      to: 'operatorCoordinator',
      events: ['CHECKPOINT_COORDINATOR', 'REOPEN_COORDINATOR'],
    },
    coordinatorAnswers: {
      kind: 'call',
      from: 'operatorCoordinator',
      to: 'pending',
      events: ['COORDINATOR_SNAPSHOT', 'COORDINATOR_SNAPSHOT_FAILED', 'COORDINATOR_SNAPSHOT_DROPPED'],
      replica: ofAttempt,
    },
    outcomes: {
      kind: 'call',
      from: 'pending',
      to: 'failureManager',
      events: ['CHECKPOINT_FAILED', 'CHECKPOINT_SUCCEEDED'],
    },
    failures: { kind: 'call', from: 'failureManager', to: 'jobmaster', events: ['GLOBAL_FAILURE'] },
    coordinatorFailures: { kind: 'call', from: 'operatorCoordinator', to: 'jobmaster', events: ['GLOBAL_FAILURE'] },
  },
  unheard: ['CANCEL', 'SHUT_DOWN'],

  environment: {
    SUBMIT_JOB: {
      to: 'jobmaster',
      variants: [{ streamingCheckpointEnabled: true, checkpointingEnabled: true }],
      fairness: 'weak',
      about: 'The job is submitted.',
    },
    TASK_RUNNING: { to: 'jobmaster', fairness: 'weak', about: 'The last task has left INITIALIZING.' },
    CHECKPOINT_INTERVAL_PASSES: { to: 'trigger', fairness: 'weak', about: 'The checkpoint interval has passed.' },
    LOCATION_INITIALIZED: {
      to: 'pending',
      fairness: 'weak',
      about: 'The IO executor has made the directory of the checkpoint.',
    },
    ACKNOWLEDGED_BY_ALL: { to: 'pending', fairness: 'weak', about: 'The last task acknowledges the checkpoint.' },
    CALL_RETURNS: { to: 'operatorCoordinator', fairness: 'weak', about: 'The long call of the coordinator returns.' },
    LONG_CALL: {
      to: 'operatorCoordinator',
      budget: 1,
      fairness: 'none',
      fault: true,
      about: "The coordinator's only thread is busy for longer than a checkpoint may take.",
    },
    EXPIRES: {
      to: 'pending',
      budget: 2,
      fairness: 'none',
      fault: true,
      about: 'execution.checkpointing.timeout has passed since the checkpoint was made pending.',
    },
    REGION_FAILOVER: {
      to: 'trigger',
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'A pipelined region of the job is restarted, while the others run.',
    },
    GLOBAL_FAILURE: {
      to: 'jobmaster',
      variants: [{ recoverable: true }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'All tasks are restarted, and the coordinators are reset.',
    },
  },
});
