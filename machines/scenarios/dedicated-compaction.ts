/** Dedicated compaction as a job of its own: whether it comes back after a failure, and what becomes of its results. */
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
import { compactor } from '../paimon/compactor.ts';
import { store } from '../paimon/store.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofOneFailure,
  ofTable,
  ofTables,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-dedicated-compaction',
  about: 'A compact or compact_database action that runs beside the writers of its tables',
  options: restrictOptions(options, {
    ...DEFAULTS,
    // compact_database has the mode combined since 0.6.0.
    paimon: between(PAIMON, '0.6.0'),
    flink: ['1.17'],
    program: ['dedicated compaction'],
    mode: ['table', 'divided', 'combined'],
    'snapshot.ignore-empty-commit': [true, false],
  }),

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source },
    compactor: { machine: compactor, replicas: TABLES, input },
    committer: { machine: committer, replicas: TABLES, input },
    store: { machine: store, replicas: TABLES, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofTables,
    cancelCompactors: { kind: 'call', from: 'jobmaster', to: 'compactor', events: ['CANCEL'] },
    toCompactors: { kind: 'call', from: 'coordinator', to: 'compactor', events: ['DEPLOY_WRITER'] },
    records: { kind: 'call', from: 'source', to: 'compactor', events: ['RECORDS'], replica: ofTable },
    barriers: { kind: 'call', from: 'source', to: 'compactor', events: ['BARRIER'] },
    committables: {
      kind: 'call',
      from: 'compactor',
      to: 'committer',
      events: ['COMMITTABLE_AND_BARRIER'],
      replica: ofTable,
    },
    reads: { kind: 'call', from: 'compactor', to: 'store', events: ['READ_LATEST_SNAPSHOT'], replica: ofTable },
    latestSnapshot: { kind: 'call', from: 'store', to: 'compactor', events: ['LATEST_SNAPSHOT'], replica: ofTable },
  },

  environment: {
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }],
      budget: 2,
      fairness: 'none',
      about: 'A writer of the first table commits a batch, which is not compacted.',
    },
    COMPACTION_ENDS: { to: 'compactor', fairness: 'weak', about: 'An asynchronous compaction has ended.' },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 4, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      fairness: 'weak',
      about: 'A committer is told that the checkpoint is complete.',
    },
    ...ofOneFailure,
  },

  remedies: {
    noop: {
      about:
        'Mode combined keeps no committables in its state, as the single-table sink (NoopCommittableStateManager).',
      features: { 'stores-committables': false },
    },
    restore: {
      about: 'Mode combined commits what it restores and goes on (RestoreCommittableStateManager).',
      features: { 'state-manager': 'restore' },
    },
    'commit-empty': {
      about: 'Users set snapshot.ignore-empty-commit=false.',
      set: { 'snapshot.ignore-empty-commit': false },
    },
  },
});
