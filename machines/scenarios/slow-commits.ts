/**
 * What goes wrong while a commit takes longer than a checkpoint: a writer is closed, or opened, between two snapshots
 * that belong together, and committables pile up.
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
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-slow-commits',
  about: 'A job with one table whose writers compact, and whose commits take longer than a checkpoint',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.1.0'),
    flink: between(FLINK, '1.15'),
    'execution.checkpointing.interval': ['set'],
    'restart-strategy.type': ['exponential-delay'],
  }),
  features: { 'checkpoints-overlap': true, 'looks-at-files': true, 'writers-compact': true },

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
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    ...ofRefusals,
  },

  environment: {
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes arrives upstream. They have the same key.',
    },
    COMPACTION_FINISHES: { to: 'writer', fairness: 'weak', about: 'A writer has merged the files that it knows.' },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    ...ofOneFailure,
  },
});
