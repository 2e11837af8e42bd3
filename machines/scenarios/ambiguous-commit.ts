/**
 * What goes wrong when a commit does not learn what has become of it: the file system, or an object store, has created
 * the snapshot and says that it has not, or answers with an exception. What writers make of a table that cannot be read is
 * left out: they go on.
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
  name: 'paimon-ambiguous-commit',
  about: 'A job with one table, on a file system that does not always tell the truth',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.2.0'),
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
      budget: 1,
      fairness: 'none',
      about: 'A batch of changes arrives upstream.',
    },
    COMPACTION_FINISHES: { to: 'writer', fairness: 'weak', about: 'A writer has merged the files that it knows.' },
    ANSWER_IS_WRONG: {
      to: 'store',
      variants: [
        { table: 0, answer: 'not created' },
        { table: 0, answer: 'exception' },
        { table: 0, answer: 'exception, not created' },
      ],
      budget: 1,
      fairness: 'none',
      fault: true,
      about:
        'The next snapshot will be created, and the answer is that it is not; or an exception, whether it is or not.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    ...ofOneFailure,
  },
});
