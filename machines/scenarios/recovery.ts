/**
 * What a committer makes of what it has restored when it cannot find out any more what it has committed: its snapshots
 * are expired, since another job has compacted the table, or say something else.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { source } from '../flink/source.ts';
import { storage } from '../flink/storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { client } from '../paimon/client.ts';
import { committer } from '../paimon/committer.ts';
import { otherJob } from '../paimon/other-job.ts';
import { store } from '../paimon/store.ts';
import { writer } from '../paimon/writer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofOneFailure,
  ofOneTable,
  ofRefusals,
  ofTable,
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-recovery',
  about: 'A write-only job, and a job beside it that compacts the table and expires snapshots',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.2.0'),
    flink: between(FLINK, '1.15'),
    'execution.checkpointing.interval': ['set'],
    'restart-strategy.type': ['exponential-delay'],
    'write-only': [true],
  }),
  features: { 'checkpoints-overlap': true, 'looks-at-files': true },

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source },
    writer: { machine: writer, replicas: TABLES, input },
    committer: { machine: committer, replicas: TABLES, input },
    store: { machine: store, replicas: TABLES, input },
    otherJob: { machine: otherJob },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    otherCommits: {
      kind: 'call',
      from: 'otherJob',
      to: 'store',
      events: ['COMPACT_TABLE', 'EXPIRE_SNAPSHOTS'],
      replica: ofTable,
    },
    ...ofRefusals,
  },

  environment: {
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }],
      budget: 1,
      fairness: 'none',
      about: 'A batch of changes arrives upstream.',
    },
    COMPACTION_DUE: {
      to: 'otherJob',
      budget: 1,
      fairness: 'none',
      about: 'The other job merges the files of the table.',
    },
    EXPIRY_DUE: { to: 'otherJob', budget: 1, fairness: 'none', about: 'All snapshots but the latest are expired.' },
    TAG_SNAPSHOT: { to: 'store', budget: 1, fairness: 'none', about: 'A user creates a tag for the latest snapshot.' },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    ...ofOneFailure,
  },
});
