/**
 * A job of any connector whose writer hands over what it has written at each barrier, and whose committer makes a
 * transaction of it: what becomes of a checkpoint that is aborted between the two. Paimon has no part in it.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';
import { epochCommitter } from '../sinks/epoch-committer.ts';
import { epochWriter } from '../sinks/epoch-writer.ts';
import { externalSystem } from '../sinks/external-system.ts';

const ONE = () => ({ table: 0 });

export const system = defineSystem({
  name: 'epoch-sink',
  about: "Flink's checkpoints, and a sink whose writer hands over to its committer at each barrier",
  options: restrictOptions(options, {
    ...DEFAULTS,
    flink: between(FLINK, '1.17'),
    'execution.checkpointing.interval': ['set'],
  }),

  components: {
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: 1, input: ONE },
    source: { machine: source },
    writer: { machine: epochWriter },
    committer: { machine: epochCommitter },
    store: { machine: externalSystem, replicas: 1, input: ONE },
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
    cancelSource: { kind: 'call', from: 'jobmaster', to: 'source', events: ['CANCEL'] },
    cancelWriter: { kind: 'call', from: 'jobmaster', to: 'writer', events: ['CANCEL'] },
    cancelCommitter: { kind: 'call', from: 'jobmaster', to: 'committer', events: ['CANCEL'] },
    toSource: {
      kind: 'call',
      from: 'coordinator',
      to: 'source',
      events: ['DEPLOY_SOURCE', 'BARRIER', 'NOTIFY_SOURCE'],
    },
    toWriter: { kind: 'call', from: 'coordinator', to: 'writer', events: ['DEPLOY_WRITER'] },
    toCommitter: {
      kind: 'call',
      from: 'coordinator',
      to: 'committer',
      events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE', 'NOTIFY_CHECKPOINT_ABORTED'],
    },
    taskStates: { kind: 'call', from: 'committer', to: 'jobmaster', events: ['TASK_RUNNING'] },
    sourceAcknowledges: { kind: 'call', from: 'source', to: 'coordinator', events: ['SOURCE_ACKNOWLEDGES'] },
    committerAcknowledges: {
      kind: 'call',
      from: 'committer',
      to: 'coordinator',
      events: ['COMMITTER_ACKNOWLEDGES', 'NOTIFICATION_HANDLED'],
    },
    writesState: { kind: 'call', from: 'committer', to: 'storage', events: ['WRITE_STATE', 'READ_STATE'] },
    readsState: { kind: 'call', from: 'storage', to: 'committer', events: ['STATE'] },

    records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS'] },
    barriers: { kind: 'call', from: 'source', to: 'writer', events: ['BARRIER'] },
    results: {
      kind: 'fifo',
      from: 'writer',
      to: 'committer',
      events: ['COMMITTABLE_AND_BARRIER'],
      capacity: 3,
      about: 'Under way: the writer has handed over, and the committer has not seen the barrier.',
    },
    commits: {
      kind: 'fifo',
      from: 'committer',
      to: 'store',
      events: ['COMMIT_TRANSACTION'],
      capacity: 1,
      about: 'Under way: not committed yet. A task that dies takes its commit with it.',
    },
    commitAnswers: {
      kind: 'fifo',
      from: 'store',
      to: 'committer',
      events: ['TRANSACTION_COMMITTED'],
      capacity: 1,
      about: 'Under way: committed, and the committer does not know yet.',
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
      variants: [{ table: 0 }],
      budget: 3,
      fairness: 'none',
      about: 'A batch of records arrives upstream.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    CHECKPOINT_COMPLETES: {
      to: 'coordinator',
      fairness: 'weak',
      about: 'The last acknowledgement is processed: the checkpoint is complete.',
    },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      fairness: 'weak',
      about: 'The committer is told that the checkpoint is complete.',
    },
    TRIGGER_TIMES_OUT: {
      to: 'coordinator',
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'A trigger of the pending checkpoint times out, after others have arrived.',
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
  budgets: { faults: 2 },
});
