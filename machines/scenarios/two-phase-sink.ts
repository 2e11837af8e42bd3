/**
 * A job of any connector whose sink has transactions of its own: a savepoint that a checkpoint overtakes.
 *
 * One subtask of the sink, with its part of the external system. Paimon has no part in it.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';
import { externalSystem } from '../sinks/external-system.ts';
import { twoPhaseSink } from '../sinks/two-phase-sink.ts';

const SUBTASKS = 2;
const input = (table: number) => ({ table });
/** A message about a table: here it is the number of the subtask. */
const ofSubtask = (message: { readonly type: string; readonly table?: number }) => message.table ?? 0;

/** A job with such a sink: a second subtask is up where the mode is not `table`. */
export const parts = {
  components: {
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: SUBTASKS, input },
    source: { machine: source },
    sink: { machine: twoPhaseSink, replicas: SUBTASKS, input },
    store: { machine: externalSystem, replicas: SUBTASKS, input },
  },
  channels: {
    // The JobManager: its parts call each other.
    scheduling: {
      kind: 'call',
      from: 'jobmaster',
      to: 'coordinator',
      events: ['RESTORE_LATEST_CHECKPOINT', 'ALL_TASKS_RUNNING', 'SUSPEND', 'SHUT_DOWN'],
    },
    retention: {
      kind: 'call',
      from: 'coordinator',
      to: 'storage',
      events: ['KEEP_PENDING', 'DISCARD_PENDING', 'DISCARD_ALL', 'KEEP_SAVEPOINT'],
    },

    // The JobManager to the tasks, and back.
    cancelSource: { kind: 'call', from: 'jobmaster', to: 'source', events: ['CANCEL'] },
    cancelSinks: { kind: 'call', from: 'jobmaster', to: 'sink', events: ['CANCEL'] },
    toSource: { kind: 'call', from: 'coordinator', to: 'source', events: ['DEPLOY_SOURCE', 'BARRIER'] },
    toSink: {
      kind: 'call',
      from: 'coordinator',
      to: 'sink',
      events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE'],
      replica: ofSubtask,
    },
    taskStates: { kind: 'call', from: 'sink', to: 'jobmaster', events: ['TASK_RUNNING'] },
    taskFailures: {
      kind: 'fifo',
      from: 'sink',
      to: 'jobmaster',
      events: ['TASK_FAILED'],
      capacity: 1,
      about: 'Under way: the task has failed, and the JobManager does not know yet.',
    },
    sourceAcknowledges: { kind: 'call', from: 'source', to: 'coordinator', events: ['SOURCE_ACKNOWLEDGES'] },
    sinkAcknowledges: {
      kind: 'call',
      from: 'sink',
      to: 'coordinator',
      events: ['COMMITTER_ACKNOWLEDGES', 'NOTIFICATION_HANDLED'],
    },
    writesState: {
      kind: 'call',
      from: 'sink',
      to: 'storage',
      events: ['WRITE_STATE', 'READ_STATE'],
      replica: ofSubtask,
    },
    readsState: { kind: 'call', from: 'storage', to: 'sink', events: ['STATE'], replica: ofSubtask },

    // The data flow, and the external system.
    records: { kind: 'call', from: 'source', to: 'sink', events: ['RECORDS'], replica: ofSubtask },
    barriers: { kind: 'call', from: 'source', to: 'sink', events: ['BARRIER'] },
    commits: {
      kind: 'fifo',
      from: 'sink',
      to: 'store',
      events: ['COMMIT_TRANSACTION'],
      replica: ofSubtask,
      capacity: 1,
      about: 'Under way: not committed yet. A task that dies takes its commit with it.',
    },
    commitAnswers: {
      kind: 'fifo',
      from: 'store',
      to: 'sink',
      events: ['TRANSACTION_COMMITTED'],
      replica: ofSubtask,
      capacity: 1,
      about: 'Under way: committed, and the sink does not know yet.',
    },
  },

  environment: {
    SUBMIT_JOB: {
      to: 'jobmaster',
      variants: [{ streamingCheckpointEnabled: true, checkpointingEnabled: true }],
      fairness: 'weak',
      about: 'The client submits the job.',
    },
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }, { table: 1 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of records of one subtask arrives upstream.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    CHECKPOINT_COMPLETES: {
      to: 'coordinator',
      variants: [{ nth: 0 }, { nth: 1 }],
      fairness: 'weak',
      about: 'The last acknowledgement is processed: the checkpoint, or savepoint, is complete.',
    },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      fairness: 'weak',
      about: 'A task is told that the checkpoint is complete.',
    },
    COMMIT_THROWS: {
      to: 'sink',
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'The commit of a transaction throws. It may have been committed, or not.',
    },
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'TaskManager lost' }],
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'A TaskManager dies: every task is restarted.',
    },
  },
  // There are no writers.
  unheard: ['DEPLOY_WRITER'],
} as const;

export const system = defineSystem({
  name: 'two-phase-sink',
  about: "Flink's checkpoints and savepoints, and a TwoPhaseCommitSinkFunction",
  options: restrictOptions(options, {
    ...DEFAULTS,
    flink: between(FLINK, '1.8'),
    'execution.checkpointing.interval': ['set'],
  }),
  features: { 'checkpoints-overlap': true },
  ...parts,
  environment: {
    ...parts.environment,
    SAVEPOINT_REQUESTED: { to: 'coordinator', budget: 1, fairness: 'none', about: 'A user takes a savepoint.' },
  },
  budgets: { faults: 2 },
});
