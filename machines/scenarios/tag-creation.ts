/** Whether each day gets its tag, with or without data: tag.automatic-creation=process-time in a CDC job. */
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
import { tagCreation } from '../paimon/tag-creation.ts';
import { writer } from '../paimon/writer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofTable,
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-tag-creation',
  about: 'A CDC job whose tables have tag.automatic-creation=process-time and tag.creation-period=daily',
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      paimon: between(PAIMON, '0.5.0'),
      flink: ['1.17'],
      'execution.checkpointing.interval': ['unset', 'set'],
      mode: ['table', 'combined'],
      eager_init: [false, true],
    },
    (c) =>
      // Before 0.7.0 a CDC action sets no interval (#2461): without one there is no checkpoint, and no snapshot.
      !(c['execution.checkpointing.interval'] === 'unset' && ['0.5.0', '0.6.0', '0.6.1'].includes(c.paimon)) &&
      // --eager_init reaches FlinkCdcMultiTableSink alone.
      !(c.eager_init && c.mode !== 'combined'),
  ),

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source },
    writer: { machine: writer, replicas: TABLES, input },
    committer: { machine: committer, replicas: TABLES, input },
    store: { machine: store, replicas: TABLES, input },
    tagCreation: { machine: tagCreation, replicas: TABLES, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,

    // TagAutoCreation is a part of the committer.
    cancelTagCreation: { kind: 'call', from: 'jobmaster', to: 'tagCreation', events: ['CANCEL'] },
    createsTagCreation: {
      kind: 'call',
      from: 'coordinator',
      to: 'tagCreation',
      events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE'],
      replica: ofTable,
    },
    newSnapshots: { kind: 'call', from: 'store', to: 'tagCreation', events: ['COMMITTED'], replica: ofTable },
    maintenance: {
      kind: 'call',
      from: 'committer',
      to: 'tagCreation',
      events: ['NOTIFICATION_HANDLED', 'TASK_FAILED'],
      replica: ofTable,
    },
    tagIsDue: { kind: 'call', from: 'tagCreation', to: 'committer', events: ['TAG_DUE'], replica: ofTable },
  },

  environment: {
    ...outside,
    DAY_PASSES: {
      to: 'tagCreation',
      replicas: 'all',
      budget: 2,
      fairness: 'none',
      about: 'A day is over, and the next begins.',
    },
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }],
      budget: 1,
      fairness: 'none',
      about: 'A batch of changes of the first table arrives upstream.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      fairness: 'weak',
      about: 'A committer is told that the checkpoint is complete.',
    },
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'TaskManager lost' }],
      budget: 2,
      fairness: 'none',
      fault: true,
      about: 'A TaskManager dies: every task is restarted.',
    },
  },

  remedies: {
    'eager-init': { about: 'Users set --eager_init (since 1.1.0).', set: { eager_init: true } },
  },
});
