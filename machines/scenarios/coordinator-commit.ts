/**
 * An append table without buckets, whose committer is in the JobManager: `sink.coordinator-commit.enabled`.
 *
 * Two subtasks write one table. Wherever the shared machines say table, the number of the subtask is meant.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';
import { coordinatingWriter } from '../paimon/coordinating-writer.ts';
import { coordinatorCommitter } from '../paimon/coordinator-committer.ts';
import { store } from '../paimon/store.ts';

const SUBTASKS = 2;
const ofSubtask = (message: { readonly type: string; readonly table?: number }) => message.table ?? 0;

/** The parts of every scenario of the commit in the JobManager. */
export const parts = {
  components: {
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: SUBTASKS, input: (table: number) => ({ table }) },
    committer: { machine: coordinatorCommitter, input: () => ({ parallelism: SUBTASKS }) },
    source: { machine: source },
    writer: { machine: coordinatingWriter, replicas: SUBTASKS, input: (subtask: number) => ({ subtask }) },
    store: { machine: store, replicas: 1, input: () => ({ table: 0 }) },
  },

  channels: {
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
      events: ['KEEP_PENDING', 'DISCARD_PENDING', 'DISCARD_ALL'],
    },

    // In the JobManager: the OperatorCoordinator of the sink.
    toCommitter: {
      kind: 'call',
      from: 'coordinator',
      to: 'committer',
      events: ['DEPLOY_COMMITTER', 'BARRIER', 'NOTIFY_COORDINATOR'],
    },
    rejects: { kind: 'call', from: 'committer', to: 'coordinator', events: ['COORDINATOR_REJECTS'] },
    cancelCommitter: { kind: 'call', from: 'jobmaster', to: 'committer', events: ['CANCEL'] },
    failures: {
      kind: 'fifo',
      from: 'committer',
      to: 'jobmaster',
      events: ['TASK_FAILED'],
      capacity: 1,
      about: 'Under way: the coordinator has failed the job, and the scheduler does not know yet.',
    },

    // The JobManager to the tasks, and back.
    cancelSource: { kind: 'call', from: 'jobmaster', to: 'source', events: ['CANCEL'] },
    cancelWriters: { kind: 'call', from: 'jobmaster', to: 'writer', events: ['CANCEL'] },
    toSource: { kind: 'call', from: 'coordinator', to: 'source', events: ['DEPLOY_SOURCE'] },
    triggers: {
      kind: 'fifo',
      from: 'committer',
      to: 'source',
      events: ['BARRIER'],
      capacity: 2,
      about: 'Under way: the coordinator has given its state, and no task has been triggered.',
    },
    toWriter: {
      kind: 'call',
      from: 'coordinator',
      to: 'writer',
      events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE'],
      replica: ofSubtask,
    },
    aborts: { kind: 'call', from: 'coordinator', to: 'writer', events: ['NOTIFY_CHECKPOINT_ABORTED'] },
    taskStates: { kind: 'call', from: 'writer', to: 'jobmaster', events: ['TASK_RUNNING'] },
    sourceAcknowledges: { kind: 'call', from: 'source', to: 'coordinator', events: ['SOURCE_ACKNOWLEDGES'] },
    writerAcknowledges: {
      kind: 'call',
      from: 'writer',
      to: 'coordinator',
      events: ['COMMITTER_ACKNOWLEDGES', 'NOTIFICATION_HANDLED'],
    },
    writesState: {
      kind: 'call',
      from: 'writer',
      to: 'storage',
      events: ['WRITE_STATE', 'READ_STATE'],
      replica: ofSubtask,
    },
    readsState: { kind: 'call', from: 'storage', to: 'writer', events: ['STATE'], replica: ofSubtask },
    restored: {
      kind: 'fifo',
      from: 'writer',
      to: 'committer',
      events: ['RESTORED_COMMITTABLE_EVENT'],
      capacity: 1,
      about: 'Under way: the writer runs, and the coordinator does not know its state.',
    },
    committables: {
      kind: 'call',
      from: 'writer',
      to: 'committer',
      events: ['COMMITTABLE_EVENT'],
      about: 'It arrives before the acknowledgement that is sent after it.',
    },

    // The data flow, and the table.
    records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS'], replica: ofSubtask },
    barriers: { kind: 'call', from: 'source', to: 'writer', events: ['BARRIER'] },
    filter: { kind: 'call', from: 'committer', to: 'store', events: ['FILTER_COMMITTED'] },
    committedUpTo: { kind: 'call', from: 'store', to: 'committer', events: ['COMMITTED_UP_TO'] },
    commits: {
      kind: 'fifo',
      from: 'committer',
      to: 'store',
      events: ['COMMIT'],
      capacity: 1,
      about: 'Under way: the snapshot does not exist yet. A coordinator that is closed takes its commit with it.',
    },
    commitAnswers: {
      kind: 'fifo',
      from: 'store',
      to: 'committer',
      events: ['COMMITTED'],
      capacity: 1,
      about: 'Under way: the snapshot exists, and the coordinator does not know yet.',
    },
  },

  environment: {
    SUBMIT_JOB: {
      to: 'jobmaster',
      variants: [{ streamingCheckpointEnabled: true, checkpointingEnabled: true }],
      fairness: 'weak',
      about: 'The client submits the job. Without checkpoints the sink cannot be planned.',
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
      about: 'The last acknowledgement is processed: the checkpoint is in the store, and the coordinator is told.',
    },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      fairness: 'weak',
      about: 'A writer is told that the checkpoint is complete.',
    },
  },
  // There is no writer without state here.
  unheard: ['DEPLOY_WRITER'],
  features: { 'checkpoints-overlap': true, 'jobmanager-commits': true },
} as const;

export const system = defineSystem({
  name: 'coordinator-commit',
  about: "An append table whose committer is in Flink's JobManager",
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: ['2.0.0'],
    flink: between(FLINK, '1.20', '1.20'),
    'execution.checkpointing.interval': ['set'],
    'commit.force-create-snapshot': [false, true],
    mode: ['divided'],
    bucket: ['unaware'],
  }),
  ...parts,
  environment: {
    ...parts.environment,
    TRIGGER_TIMES_OUT: {
      to: 'coordinator',
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'The pending checkpoint is aborted for a reason that is not counted.',
    },
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'TaskManager lost' }],
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'A TaskManager dies: every task is restarted, and the coordinator is replaced.',
    },
  },
  budgets: { faults: 2 },
  remedies: {
    '8970': {
      about: 'The coordinator does not fail the job after it has committed what was restored (#8970).',
      features: { 'coordinator-fails-on-purpose': false },
    },
  },
});
