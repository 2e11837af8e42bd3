/** A program of the user's writes into a table: whether a restore ends, whatever the order of its statements. */
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
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-programs',
  about: "A program that builds Paimon's sink with FlinkSinkBuilder, and enables checkpoints before or after that",
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      paimon: between(PAIMON, '0.3.0'),
      flink: ['1.16'],
      program: ['checkpoints-then-sink', 'sink-then-checkpoints'],
      bucket: ['fixed', 'unaware'],
      'commit.force-create-snapshot': [false, true],
    },
    // Append tables without buckets are there since 0.5.0.
    (c) => !(c.bucket === 'unaware' && ['0.3.0', '0.4.0'].includes(c.paimon)),
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
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
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
    CHECKPOINT_DUE: { to: 'coordinator', budget: 4, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    NOTIFICATION_LOST: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The notification of the committer is lost. It is sent once, and not confirmed.',
    },
    ...ofOneFailure,
  },

  remedies: {
    'commit-empty': {
      about: 'An empty commit is never ignored where a committable exists (#4422).',
      features: { 'commits-empty-committables': true },
    },
    'checkpoints-first': {
      about: 'Users enable checkpoints before they build the sink.',
      set: { program: 'checkpoints-then-sink' },
    },
  },
});
