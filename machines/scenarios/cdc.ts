/**
 * The shipped model: how Flink's checkpoints and Paimon's commits work together in a CDC job.
 *
 * Two tables, each with a writer and a committer; one table where the mode is `table`: the second one's
 * writer and committer then stay down.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { between, FLINK, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { client } from '../paimon/client.ts';
import { committer } from '../paimon/committer.ts';
import { store } from '../paimon/store.ts';
import { writer } from '../paimon/writer.ts';

const TABLES = 2;
const input = (table: number) => ({ table });
/** A message about a table goes to the writer, committer or store of that table. */
const ofTable = (message: { readonly type: string; readonly table?: number }) => message.table ?? 0;

export const system = defineSystem({
  name: 'paimon-cdc',
  about: "Flink's checkpoint coordinator and failover handler, and Paimon's writers and committers, in a CDC job",
  options: restrictOptions(options, {
    paimon: between(PAIMON, '0.7.0'),
    flink: between(FLINK, '1.17'),
    'high-availability.type': ['NONE'],
    'write-only': [false],
    'execution.checkpointing.tolerable-failed-checkpoints': [0],
    'jobmanager.execution.failover-strategy': ['region'],
    program: ['CDC action'],
    'snapshot.ignore-empty-commit': [true],
    'execution.savepoint.path': ['latest checkpoint'],
    'sink.operator-uid.suffix': ['kept'],
    'flink-cdc': ['3.6.0'],
    'pipeline sink': ['paimon'],
    'partition.mark-done.recover-from-state': [true],
  }),

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source },
    writer: { machine: writer, replicas: TABLES, input },
    committer: { machine: committer, replicas: TABLES, input },
    store: { machine: store, replicas: TABLES, input },
  },

  channels: {
    submission: { kind: 'call', from: 'client', to: 'jobmaster', events: ['SUBMIT_JOB'] },

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
      events: ['KEEP_PENDING', 'DISCARD_PENDING', 'DISCARD_ALL'],
    },

    // The JobManager to the tasks, and back.
    cancelSource: { kind: 'call', from: 'jobmaster', to: 'source', events: ['CANCEL'] },
    cancelWriters: { kind: 'call', from: 'jobmaster', to: 'writer', events: ['CANCEL'] },
    cancelCommitters: { kind: 'call', from: 'jobmaster', to: 'committer', events: ['CANCEL'] },
    toSource: {
      kind: 'call',
      from: 'coordinator',
      to: 'source',
      events: ['DEPLOY_SOURCE', 'BARRIER', 'NOTIFY_SOURCE'],
    },
    toWriters: { kind: 'call', from: 'coordinator', to: 'writer', events: ['DEPLOY_WRITER'] },
    toCommitter: {
      kind: 'call',
      from: 'coordinator',
      to: 'committer',
      events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE'],
      replica: ofTable,
    },
    aborts: { kind: 'call', from: 'coordinator', to: 'committer', events: ['NOTIFY_CHECKPOINT_ABORTED'] },
    taskStates: { kind: 'call', from: 'committer', to: 'jobmaster', events: ['TASK_RUNNING'] },
    taskFailures: {
      kind: 'fifo',
      from: 'committer',
      to: 'jobmaster',
      events: ['TASK_FAILED'],
      capacity: 1,
      about: 'Under way: the task has failed, and the JobManager does not know yet.',
    },
    sourceAcknowledges: { kind: 'call', from: 'source', to: 'coordinator', events: ['SOURCE_ACKNOWLEDGES'] },
    committerAcknowledges: {
      kind: 'call',
      from: 'committer',
      to: 'coordinator',
      events: ['COMMITTER_ACKNOWLEDGES', 'NOTIFICATION_HANDLED'],
    },
    writesState: {
      kind: 'call',
      from: 'committer',
      to: 'storage',
      events: ['WRITE_STATE', 'READ_STATE'],
      replica: ofTable,
    },
    readsState: { kind: 'call', from: 'storage', to: 'committer', events: ['STATE'], replica: ofTable },

    // The data flow. Records, committables and barriers of one step pass all tasks in order.
    records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS'], replica: ofTable },
    barriers: { kind: 'call', from: 'source', to: 'writer', events: ['BARRIER'] },
    committables: {
      kind: 'call',
      from: 'writer',
      to: 'committer',
      events: ['COMMITTABLE_AND_BARRIER'],
      replica: ofTable,
    },

    // The tables.
    reads: { kind: 'call', from: 'writer', to: 'store', events: ['READ_LATEST_SNAPSHOT'], replica: ofTable },
    latestSnapshot: { kind: 'call', from: 'store', to: 'writer', events: ['LATEST_SNAPSHOT'], replica: ofTable },
    filter: { kind: 'call', from: 'committer', to: 'store', events: ['FILTER_COMMITTED'], replica: ofTable },
    committedUpTo: { kind: 'call', from: 'store', to: 'committer', events: ['COMMITTED_UP_TO'], replica: ofTable },
    commits: {
      kind: 'fifo',
      from: 'committer',
      to: 'store',
      events: ['COMMIT'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the snapshot does not exist yet. A committer that dies takes its commit with it.',
    },
    commitAnswers: {
      kind: 'fifo',
      from: 'store',
      to: 'committer',
      events: ['COMMITTED'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the snapshot exists, and the committable is still pending.',
    },
  },

  environment: {
    NEXT_STATEMENT: { to: 'client', fairness: 'weak', about: 'The next statement of run().' },
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }, { table: 1 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes of one table arrives upstream.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 4, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    CHECKPOINT_COMPLETES: {
      to: 'coordinator',
      fairness: 'weak',
      about: 'The last acknowledgement is processed: the checkpoint is in the store.',
    },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      fairness: 'weak',
      about: 'A committer is told that the checkpoint is complete.',
    },
    NOTIFICATION_LOST: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The notification of a committer is lost. It is sent once, and not confirmed.',
    },
    CHECKPOINT_DROPPED: {
      to: 'coordinator',
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The pending checkpoint is aborted for a reason that is not counted.',
    },
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'TaskManager lost' }, { cause: 'checkpoint failed' }],
      budget: 2,
      fairness: 'none',
      fault: true,
      about: 'A TaskManager dies, or a checkpoint fails for a reason that is counted: every task is restarted.',
    },
    FAILURE_RATE_INTERVAL_PASSED: {
      to: 'jobmaster',
      fairness: 'none',
      about: 'restart-strategy.failure-rate.failure-rate-interval has passed since the failure before.',
    },
  },

  remedies: {
    '1': {
      about: 'Users set execution.checkpointing.interval explicitly.',
      set: { 'execution.checkpointing.interval': 'set' },
    },
    '2a': {
      about: 'With commit.force-create-snapshot, an empty commit is never ignored.',
      features: { 'commits-empty-when-forced': true },
    },
    '2b': {
      about: 'An empty commit is never ignored where a committable exists.',
      features: { 'commits-empty-committables': true },
    },
    '3a': {
      about: 'The committer fails on purpose only if its recovery created a snapshot.',
      features: { 'fails-only-after-a-snapshot': true },
    },
    '3b': {
      about:
        'The JobManager remembers that this checkpoint was recovered; then no committer fails on purpose. Its price shows with three batches of data (--budget DATA_ARRIVES=3).',
      features: { 'jobmanager-remembers': 'checkpoint' },
    },
    '3b-each': {
      about: 'The JobManager remembers which committers have recovered this checkpoint; those do not fail on purpose.',
      features: { 'jobmanager-remembers': 'committer' },
    },
  },
});
