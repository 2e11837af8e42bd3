/** A job that a user stops with a savepoint, and whose sink has transactions of its own, in two subtasks. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { stopWithSavepoint } from '../flink/stop-with-savepoint.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';
import { parts } from './two-phase-sink.ts';

export const system = defineSystem({
  name: 'stop-with-savepoint',
  about: 'A stop with savepoint, and a TwoPhaseCommitSinkFunction in two subtasks',
  options: restrictOptions(options, {
    ...DEFAULTS,
    flink: between(FLINK, '1.9'),
    mode: ['divided'],
    'execution.checkpointing.interval': ['set'],
  }),
  features: { 'checkpoints-overlap': true },
  ...parts,
  components: { ...parts.components, stop: { machine: stopWithSavepoint } },
  channels: {
    ...parts.channels,
    stopping: {
      kind: 'call',
      from: 'stop',
      to: 'coordinator',
      events: ['STOP_SCHEDULER', 'START_SCHEDULER', 'SYNCHRONOUS_SAVEPOINT_REQUESTED'],
    },
    savepoint: { kind: 'call', from: 'coordinator', to: 'stop', events: ['SAVEPOINT_COMPLETED', 'SAVEPOINT_FAILED'] },
    terminates: { kind: 'call', from: 'stop', to: 'jobmaster', events: ['GLOBAL_FAILURE', 'ALL_TASKS_FINISHED'] },
    executions: { kind: 'call', from: 'jobmaster', to: 'stop', events: ['STOP_REQUESTED', 'CANCEL'] },
    taskEnds: { kind: 'call', from: 'sink', to: 'stop', events: ['TASK_FINISHED'] },
  },
  environment: {
    ...parts.environment,
    CHECKPOINT_DUE: { ...parts.environment.CHECKPOINT_DUE, budget: 1 },
    STOP_WITH_SAVEPOINT: {
      to: 'jobmaster',
      budget: 1,
      fairness: 'none',
      about: 'A user stops the job with a savepoint.',
    },
    SAVEPOINT_TRIGGERED: { to: 'stop', fairness: 'weak', about: 'The savepoint of the stop is triggered.' },
    SAVEPOINT_NOT_TRIGGERED: {
      to: 'stop',
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'The savepoint of the stop cannot be triggered: its location cannot be initialised, say.',
    },
    SAVEPOINT_DECLINED: {
      to: 'coordinator',
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'A task declines the savepoint of the stop.',
    },
  },
  budgets: { faults: 2 },
});
