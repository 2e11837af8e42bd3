/** Partition expiry commits under the user of the job: what a recovery makes of the identifier of that snapshot. */
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
import { partitionExpiry } from '../paimon/partition-expiry.ts';
import { store } from '../paimon/store.ts';
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
  name: 'paimon-partition-expiry',
  about: 'A job with one table, whose committer also drops expired partitions',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.4.0'),
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
    partitionExpiry: { machine: partitionExpiry },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    afterCommit: { kind: 'call', from: 'committer', to: 'partitionExpiry', events: ['NOTIFICATION_HANDLED'] },
    dropsPartition: {
      kind: 'call',
      from: 'partitionExpiry',
      to: 'store',
      events: ['DROP_PARTITION'],
      replica: ofTable,
    },
    refusals: {
      kind: 'fifo',
      from: 'store',
      to: 'committer',
      events: ['COMMIT_REFUSED'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way: the commit throws.',
    },
  },

  environment: {
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes arrives upstream.',
    },
    PARTITION_EXPIRES: { to: 'partitionExpiry', budget: 1, fairness: 'none', about: 'A partition is old enough.' },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      fairness: 'weak',
      about: 'The committer is told that the checkpoint is complete.',
    },
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'TaskManager lost' }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'A TaskManager dies: every task is restarted.',
    },
  },
});
