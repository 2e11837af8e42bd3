/**
 * A pipeline of Flink CDC that writes to one table: Flink's Sink V2 operators, with the writer and the committer of Flink
 * CDC's connector for Paimon, or its committer for Iceberg.
 *
 * Configurations are releases of Flink CDC, each with the release of Paimon in its connector and the release of Flink that
 * it is built with.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { composer } from '../cdc-pipeline/composer.ts';
import { pipelineCommitter } from '../cdc-pipeline/pipeline-committer.ts';
import { pipelinePreCommit } from '../cdc-pipeline/pipeline-precommit.ts';
import { pipelineWriter } from '../cdc-pipeline/pipeline-writer.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { BUILT_WITH_FLINK, BUNDLED_PAIMON } from '../options/pipeline.ts';
import { between, CDC, FLINK, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { store } from '../paimon/store.ts';
import { writer } from '../paimon/writer.ts';
import { sinkCommitter } from '../sinks/sink-committer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofTable,
  outside,
} from './parts/sink-channels.ts';

const TABLES = 1;

export const system = defineSystem({
  name: 'cdc-pipeline',
  about: "Flink's checkpoints and Sink V2 operators, and the Paimon and Iceberg sinks of Flink CDC, in a pipeline",
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      'flink-cdc': between(CDC, '3.1.0'),
      'pipeline sink': ['paimon', 'iceberg'],
      paimon: between(PAIMON, '0.7.0'),
      flink: between(FLINK, '1.18', '1.20'),
      'execution.checkpointing.interval': ['unset', 'set'],
      'restart-strategy.type': ['exponential-delay'],
    },
    (c) =>
      c.paimon === BUNDLED_PAIMON[c['flink-cdc']] &&
      c.flink === BUILT_WITH_FLINK[c['flink-cdc']] &&
      // The connector for Iceberg is in 3.4.0 first.
      !(c['pipeline sink'] === 'iceberg' && CDC.indexOf(c['flink-cdc']) < CDC.indexOf('3.4.0')),
  ),
  features: { 'takes-data-for-files': true },

  components: {
    composer: { machine: composer },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source },
    pipelineWriter: { machine: pipelineWriter },
    writer: { machine: writer, replicas: TABLES, input },
    preCommit: { machine: pipelinePreCommit, replicas: TABLES, input },
    committer: { machine: sinkCommitter, replicas: TABLES, input },
    pipelineCommitter: { machine: pipelineCommitter, replicas: TABLES, input },
    store: { machine: store, replicas: TABLES, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    submission: { kind: 'call', from: 'composer', to: 'jobmaster', events: ['SUBMIT_JOB'] },
    finish: { kind: 'call', from: 'committer', to: 'jobmaster', events: ['ALL_TASKS_FINISHED'] },

    // The JobManager to the tasks of this sink.
    cancelPipelineWriter: { kind: 'call', from: 'jobmaster', to: 'pipelineWriter', events: ['CANCEL'] },
    cancelWriters: { kind: 'call', from: 'jobmaster', to: 'writer', events: ['CANCEL'] },
    cancelPreCommit: { kind: 'call', from: 'jobmaster', to: 'preCommit', events: ['CANCEL'] },
    cancelPipelineCommitters: { kind: 'call', from: 'jobmaster', to: 'pipelineCommitter', events: ['CANCEL'] },
    toPipelineWriter: {
      kind: 'call',
      from: 'coordinator',
      to: 'pipelineWriter',
      events: ['DEPLOY_WRITER', 'DEPLOY_COMMITTER'],
    },
    toWriters: { kind: 'call', from: 'coordinator', to: 'writer', events: ['DEPLOY_WRITER'] },
    toPreCommit: { kind: 'call', from: 'coordinator', to: 'preCommit', events: ['DEPLOY_WRITER'] },
    toPipelineCommitter: {
      kind: 'call',
      from: 'coordinator',
      to: 'pipelineCommitter',
      events: ['DEPLOY_COMMITTER'],
      replica: ofTable,
    },
    preCommitFailures: {
      kind: 'fifo',
      from: 'preCommit',
      to: 'jobmaster',
      events: ['TASK_FAILED'],
      capacity: 1,
      about: 'Under way: the task has failed, and the JobManager does not know yet.',
    },

    // The data flow. The barrier that the writer gets has the identifier that the connector gives it; what it hands over
    // gets that of the checkpoint from the operator behind it.
    records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS', 'END_OF_DATA'], replica: ofTable },
    barriersToCome: { kind: 'call', from: 'source', to: 'preCommit', events: ['BARRIER'] },
    barriers: { kind: 'call', from: 'source', to: 'pipelineWriter', events: ['BARRIER'] },
    preparations: { kind: 'call', from: 'pipelineWriter', to: 'writer', events: ['BARRIER'] },
    prepared: {
      kind: 'call',
      from: 'writer',
      to: 'preCommit',
      events: ['COMMITTABLE_AND_BARRIER', 'COMMITTABLE_AND_END_OF_DATA'],
      replica: ofTable,
    },
    committables: {
      kind: 'call',
      from: 'preCommit',
      to: 'committer',
      events: ['COMMITTABLE_AND_BARRIER', 'COMMITTABLE_AND_END_OF_DATA'],
      replica: ofTable,
    },

    // What commits, and the table.
    requests: {
      kind: 'call',
      from: 'committer',
      to: 'pipelineCommitter',
      events: ['COMMIT_REQUESTS'],
      replica: ofTable,
    },
    earlyRequests: {
      kind: 'call',
      from: 'preCommit',
      to: 'pipelineCommitter',
      events: ['COMMIT_REQUESTS'],
      replica: ofTable,
    },
    done: {
      kind: 'call',
      from: 'pipelineCommitter',
      to: 'committer',
      events: ['COMMIT_REQUESTS_DONE'],
      replica: ofTable,
    },
    earlyDone: {
      kind: 'call',
      from: 'pipelineCommitter',
      to: 'preCommit',
      events: ['COMMIT_REQUESTS_DONE'],
      replica: ofTable,
    },
    reads: { kind: 'call', from: 'writer', to: 'store', events: ['READ_LATEST_SNAPSHOT'], replica: ofTable },
    latestSnapshot: { kind: 'call', from: 'store', to: 'writer', events: ['LATEST_SNAPSHOT'], replica: ofTable },
    filter: { kind: 'call', from: 'pipelineCommitter', to: 'store', events: ['FILTER_COMMITTED'], replica: ofTable },
    committedUpTo: {
      kind: 'call',
      from: 'store',
      to: 'pipelineCommitter',
      events: ['COMMITTED_UP_TO'],
      replica: ofTable,
    },
    commits: {
      kind: 'fifo',
      from: 'pipelineCommitter',
      to: 'store',
      events: ['COMMIT'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the snapshot does not exist yet. A committer that dies takes its commit with it.',
    },
    commitAnswers: {
      kind: 'fifo',
      from: 'store',
      to: 'pipelineCommitter',
      events: ['COMMITTED', 'COMMIT_REFUSED'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the snapshot exists, and nobody knows.',
    },
  },

  environment: {
    EXECUTE: { to: 'composer', fairness: 'weak', about: 'The pipeline is submitted.' },
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0, reader: 0 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes arrives upstream.',
    },
    INPUT_ENDS: { to: 'source', budget: 0, fairness: 'weak', about: 'The source comes to its end.' },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 4, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    CHECKPOINT_COMPLETES: outside.CHECKPOINT_COMPLETES,
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      fairness: 'weak',
      about: 'A committer is told that the checkpoint is complete.',
    },
    NOTIFICATION_LOST: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The notification of a committer is lost. It is sent once, and not confirmed.',
    },
    CHECKPOINT_DROPPED: {
      to: 'coordinator',
      budget: 0,
      fairness: 'none',
      fault: true,
      about: 'The pending checkpoint is aborted for a reason that is not counted.',
    },
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'TaskManager lost' }],
      budget: 'failures',
      fairness: 'none',
      fault: true,
      about: 'A TaskManager dies: every task is restarted.',
    },
    ANSWER_IS_WRONG: {
      to: 'store',
      variants: [{ answer: 'exception' }, { answer: 'exception, not created' }],
      budget: 'wrong answers',
      fairness: 'none',
      fault: true,
      about: 'The committer will be told of an exception, whether the next snapshot is created or not.',
    },
    ANOTHER_JOB_COMMITS: {
      to: 'store',
      variants: [{ identifier: 1 }, { identifier: 2 }],
      budget: 'other jobs',
      fairness: 'none',
      about: 'Another pipeline writes to the same table, and has come to this checkpoint.',
    },
    ANOTHER_JOB_IS_FIRST: {
      to: 'store',
      budget: 'other jobs',
      fairness: 'none',
      about: 'While the next commit looks for its place, another pipeline commits its checkpoint of the same number.',
    },
  },
  budgets: { failures: 1, 'wrong answers': 0, 'other jobs': 0 },

  remedies: {
    'filter up to': {
      about:
        'What is committed is filtered first: everything up to the latest checkpoint that is committed. For Iceberg: Paimon since 3.3.0 writes replayed data into new files of a later checkpoint, which this model does not tell apart.',
      features: { 'filters-committed': 'always' },
    },
    'number of the checkpoint': {
      about: 'The writer is told the checkpoint at which it prepares a commit, and does not count.',
      features: { 'prepares-commits-with': 'checkpoint' },
    },
    'ask for the interval': {
      about: "The committer is told whether the job has checkpoints, as by Flink's own translation of a sink.",
      features: { 'assumes-checkpoints': false },
    },
    'commit when complete': {
      about: 'As in 3.2.1: the committer commits when it is notified, and filters first.',
      features: {
        'filters-committed': 'always',
        'commits-in-snapshot-state': false,
        'end-of-input-before-committer': 'sent on',
      },
    },
  },
});

/** Without what only the sink for Iceberg does, and a job that never commits. */
export const paimonSystem = defineSystem({
  ...system,
  about: "Flink's checkpoints and Sink V2 operators, and the Paimon sink of Flink CDC, in a pipeline with checkpoints",
  options: restrictOptions(system.options, {
    'pipeline sink': ['paimon'],
    'execution.checkpointing.interval': ['set'],
  }),
});
