/**
 * Whether the watermark of a snapshot is true: everything before it is in the table. Tags by watermark and reads of a point
 * in time rely on it.
 *
 * The watermark n says that n batches have come before it. The writer passes it on; the committer remembers it.
 */
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
import { writer } from '../paimon/writer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofOneFailure,
  ofOneTable,
  ofTables,
  ofWriters,
  outside,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-watermarks',
  about: 'A job with one table, whose source says how far it has come',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.7.0'),
    flink: ['1.17'],
    'execution.checkpointing.interval': ['set'],
    'commit.force-create-snapshot': [false, true],
  }),
  features: { 'looks-at-watermarks': true, 'checkpoints-overlap': true },

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: 1, input },
    source: { machine: source },
    writer: { machine: writer, replicas: 1, input },
    committer: { machine: committer, replicas: 1, input },
    store: { machine: store, replicas: 1, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    watermarks: { kind: 'call', from: 'source', to: 'committer', events: ['WATERMARK'] },
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
    WATERMARK_DUE: {
      to: 'source',
      variants: [{ isLast: false }, { isLast: true }],
      budget: 2,
      fairness: 'none',
      about: 'The source says how far it has come, or that nothing comes any more.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    ...ofOneFailure,
  },
});
