/** Whether each savepoint gets its tag: sink.savepoint.auto-tag is on, and users take savepoints of a CDC job. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { client } from '../paimon/client.ts';
import { committer } from '../paimon/committer.ts';
import { store } from '../paimon/store.ts';
import { tagger } from '../paimon/tagger.ts';
import { writer } from '../paimon/writer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofOneFailure,
  ofTable,
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-savepoint-tags',
  about: 'A CDC job with sink.savepoint.auto-tag, whose user takes savepoints while it runs',
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      paimon: between(PAIMON, '0.5.0'),
      flink: ['1.17'],
      'execution.checkpointing.interval': ['unset', 'set'],
      mode: ['table', 'combined'],
    },
    // Before 0.7.0 a CDC action sets no interval (#2461): without one there is no checkpoint, and no snapshot.
    (c) => !(c['execution.checkpointing.interval'] === 'unset' && ['0.5.0', '0.6.0', '0.6.1'].includes(c.paimon)),
  ),
  // A checkpoint may complete while a savepoint is pending. Savepoints are kept, so that one can tell which there are.
  features: { 'makes-tags': true, 'checkpoints-overlap': true, 'keeps-restore-points': true },

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source },
    writer: { machine: writer, replicas: TABLES, input },
    tagger: { machine: tagger, replicas: TABLES, input },
    committer: { machine: committer, replicas: TABLES, input },
    store: { machine: store, replicas: TABLES, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofWriters,
    ...ofTables,

    savepoints: { kind: 'call', from: 'coordinator', to: 'storage', events: ['KEEP_SAVEPOINT'] },

    // The operator that wraps the committer.
    cancelTaggers: { kind: 'call', from: 'jobmaster', to: 'tagger', events: ['CANCEL'] },
    toTagger: {
      kind: 'call',
      from: 'coordinator',
      to: 'tagger',
      events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE'],
      replica: ofTable,
    },
    abortsToTaggers: { kind: 'call', from: 'coordinator', to: 'tagger', events: ['NOTIFY_CHECKPOINT_ABORTED'] },
    wrapped: {
      kind: 'call',
      from: 'committer',
      to: 'tagger',
      events: ['WRITE_STATE', 'TASK_RUNNING', 'TASK_FAILED', 'NOTIFICATION_HANDLED'],
      replica: ofTable,
    },
    writesState: { kind: 'call', from: 'tagger', to: 'storage', events: ['WRITE_STATE'], replica: ofTable },
    restoresTags: { kind: 'call', from: 'storage', to: 'tagger', events: ['STATE'], replica: ofTable },
    restoresState: { kind: 'call', from: 'tagger', to: 'committer', events: ['STATE'], replica: ofTable },
    notificationsHandled: { kind: 'call', from: 'tagger', to: 'coordinator', events: ['NOTIFICATION_HANDLED'] },
    tags: { kind: 'call', from: 'tagger', to: 'store', events: ['CREATE_TAGS', 'DELETE_TAG'], replica: ofTable },
  },

  environment: {
    ...outside,
    CHECKPOINT_COMPLETES: {
      ...outside.CHECKPOINT_COMPLETES,
      variants: [{ nth: 0 }, { nth: 1 }],
      about:
        'The last acknowledgement is processed: a checkpoint is in the store, or a savepoint where its user wants it.',
    },
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }],
      budget: 1,
      fairness: 'none',
      about: 'A batch of changes of the first table arrives upstream.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    SAVEPOINT_REQUESTED: { to: 'coordinator', budget: 1, fairness: 'none', about: 'A user asks for a savepoint.' },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
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
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The pending checkpoint or savepoint is aborted for a reason that is not counted.',
    },
    ...ofOneFailure,
  },
});
