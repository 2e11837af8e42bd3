/**
 * Two tables with one committer, as the combined sink has where their names come to the same subtask, or where it has only
 * one: flink-cdc's PaimonCommitter and dedicated compaction of a database do the same with StoreMultiCommitter.
 *
 * In `main` each table of mode combined has a committer of its own.
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
  ofOneTable,
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

/** There is one committer, whatever the table. */
const theOne = () => 0;

export const system = defineSystem({
  name: 'paimon-multi-table-commit',
  about: 'A CDC job in mode combined, whose two tables have one committer',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.7.0'),
    flink: ['1.17'],
    mode: ['combined'],
    'commit.force-create-snapshot': [false, true],
    eager_init: [false, true],
  }),
  features: { 'one-committer': true },

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: 1, input },
    source: { machine: source },
    writer: { machine: writer, replicas: TABLES, input },
    committer: { machine: committer, replicas: 1, input: () => ({ table: 0, tables: [0, 1], writers: TABLES }) },
    store: { machine: store, replicas: TABLES, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    committables: { ...ofWriters.committables, replica: theOne },
    committedUpTo: { ...ofTables.committedUpTo, replica: theOne },
    commitAnswers: { ...ofTables.commitAnswers, replica: theOne },
  },

  environment: {
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }, { table: 1 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes of one table arrives upstream.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    NOTIFICATION_LOST: {
      to: 'coordinator',
      variants: [{ table: 0 }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The notification of the committer is lost. It is sent once, and not confirmed.',
    },
    CHECKPOINT_DROPPED: {
      to: 'coordinator',
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The pending checkpoint is aborted for a reason that is not counted.',
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
});
