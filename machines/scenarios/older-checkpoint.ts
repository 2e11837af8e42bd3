/**
 * A user cancels a job and starts it from an older checkpoint: what the committer makes of committables that it has
 * committed long ago.
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
  ofOneTable,
  ofRefusals,
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-older-checkpoint',
  about: 'A job with one table that is cancelled, and started from one of its checkpoints',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.2.0'),
    flink: between(FLINK, '1.15'),
    'execution.checkpointing.interval': ['set'],
    'restart-strategy.type': ['exponential-delay'],
    'write-only': [false, true],
    'execution.savepoint.path': ['older checkpoint'],
  }),
  features: {
    'checkpoints-overlap': true,
    'looks-at-files': true,
    'writers-compact': true,
    'keeps-restore-points': true,
  },

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
    cancellation: { kind: 'call', from: 'jobmaster', to: 'coordinator', events: ['JOB_CANCELLED'] },
    restorePoints: { kind: 'call', from: 'coordinator', to: 'storage', events: ['RESET_TO'] },
    newJob: { kind: 'call', from: 'coordinator', to: 'jobmaster', events: ['START_JOB'] },
    ...ofRefusals,
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
    COMPACTION_FINISHES: { to: 'writer', fairness: 'weak', about: 'A writer has merged the files that it knows.' },
    CANCEL_JOB: { to: 'jobmaster', budget: 1, fairness: 'none', about: 'A user cancels the job.' },
    RESTORE_FROM: {
      to: 'coordinator',
      variants: [{ nth: 0 }],
      budget: 1,
      fairness: 'none',
      about: 'A user starts the job from one of its checkpoints, oldest first.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
  },
});
