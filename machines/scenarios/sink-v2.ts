/**
 * A job of any connector with a Sink V2, whose input ends: writer, committer, and an external system whose commits are
 * idempotent. Paimon has no part in it.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { composer } from '../cdc-pipeline/composer.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';
import { externalSystem } from '../sinks/external-system.ts';
import { sinkCommitter } from '../sinks/sink-committer.ts';
import { sinkWriter } from '../sinks/sink-writer.ts';
import { transactionalCommitter } from '../sinks/transactional-committer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofOneTable,
  ofTable,
  outside,
} from './parts/sink-channels.ts';

const SUBTASKS = 1;
const ofWriter = (message: { readonly type: string; readonly writer?: number }) => message.writer ?? 0;

export const system = defineSystem({
  name: 'sink-v2',
  about: "Flink's Sink V2 operators in a job whose input ends, and a connector whose commits are idempotent",
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      flink: between(FLINK, '1.15'),
      'execution.checkpointing.interval': ['set'],
      'restart-strategy.type': ['exponential-delay'],
    },
    () => true,
  ),
  features: {
    'bounded-input': true,
    'writers-are-chained-to-sources': true,
    'writers-have-union-state': false,
    'assumes-checkpoints': false,
  },

  components: {
    composer: { machine: composer },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: SUBTASKS, input },
    writerStorage: { machine: storage, replicas: SUBTASKS, input },
    source: { machine: source, input: () => ({ subtasks: SUBTASKS }) },
    writer: { machine: sinkWriter, replicas: SUBTASKS, input },
    committer: { machine: sinkCommitter, replicas: SUBTASKS, input },
    transactions: { machine: transactionalCommitter, replicas: SUBTASKS, input },
    store: { machine: externalSystem, replicas: SUBTASKS, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    submission: { kind: 'call', from: 'composer', to: 'jobmaster', events: ['SUBMIT_JOB'] },
    writerRetention: {
      kind: 'call',
      from: 'coordinator',
      to: 'writerStorage',
      events: ['KEEP_PENDING', 'DISCARD_PENDING', 'DISCARD_ALL'],
    },
    cancelWriters: { kind: 'call', from: 'jobmaster', to: 'writer', events: ['CANCEL'] },
    cancelTransactions: { kind: 'call', from: 'jobmaster', to: 'transactions', events: ['CANCEL'] },
    toWriters: { kind: 'call', from: 'coordinator', to: 'writer', events: ['DEPLOY_WRITER', 'DEPLOY_COMMITTER'] },
    toTransactions: {
      kind: 'call',
      from: 'coordinator',
      to: 'transactions',
      events: ['DEPLOY_COMMITTER'],
      replica: ofTable,
    },
    writerStates: {
      kind: 'call',
      from: 'writer',
      to: 'writerStorage',
      events: ['READ_STATE', 'WRITE_STATE'],
      replica: ofTable,
    },
    writerRestores: { kind: 'call', from: 'writerStorage', to: 'writer', events: ['STATE'], replica: ofTable },
    writerFailures: {
      kind: 'fifo',
      from: 'writer',
      to: 'jobmaster',
      events: ['TASK_FAILED'],
      capacity: 1,
      about: 'Under way: the task has failed, and the JobManager does not know yet.',
    },
    finish: { kind: 'call', from: 'committer', to: 'jobmaster', events: ['ALL_TASKS_FINISHED'] },

    records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS', 'END_OF_DATA'], replica: ofWriter },
    barriers: { kind: 'call', from: 'source', to: 'writer', events: ['BARRIER'] },
    committables: {
      kind: 'call',
      from: 'writer',
      to: 'committer',
      events: ['COMMITTABLE_AND_BARRIER', 'COMMITTABLE_AND_END_OF_DATA'],
      replica: ofTable,
    },

    requests: { kind: 'call', from: 'committer', to: 'transactions', events: ['COMMIT_REQUESTS'], replica: ofTable },
    done: { kind: 'call', from: 'transactions', to: 'committer', events: ['COMMIT_REQUESTS_DONE'], replica: ofTable },
    commits: {
      kind: 'fifo',
      from: 'transactions',
      to: 'store',
      events: ['COMMIT_TRANSACTION'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the transaction is not committed yet.',
    },
    commitAnswers: {
      kind: 'fifo',
      from: 'store',
      to: 'transactions',
      events: ['TRANSACTION_COMMITTED'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the transaction is committed, and the committer does not know.',
    },
  },

  environment: {
    EXECUTE: { to: 'composer', fairness: 'weak', about: 'The job is submitted.' },
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0, reader: 0 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of data arrives upstream.',
    },
    INPUT_ENDS: {
      to: 'source',
      variants: [{ reader: 0 }],
      budget: 2,
      fairness: 'weak',
      about: 'The source comes to its end.',
    },
    INPUT_GROWS: {
      to: 'source',
      budget: 'growth',
      fairness: 'none',
      about:
        'With the restart the job is rescaled, or started again from its final savepoint: the subtask gets more to read.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    CHECKPOINT_COMPLETES: outside.CHECKPOINT_COMPLETES,
    ...ofOneTable,
    NOTIFICATION_LOST: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      budget: 'faults',
      fairness: 'none',
      fault: true,
      about: 'The notification of the committer is lost. It is sent once, and not confirmed.',
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
  budgets: { growth: 0, faults: 1 },
});
