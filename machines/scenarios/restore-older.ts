/** A user cancels a job and starts it from an older checkpoint, or from a savepoint, perhaps without the sink's state. */
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
  name: 'paimon-restore-older',
  about: 'A CDC job that is cancelled and started from any of its retained checkpoints and savepoints',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.8.1'),
    flink: ['1.17'],
    'execution.checkpointing.interval': ['set'],
    'execution.savepoint.path': ['latest checkpoint', 'older checkpoint', 'savepoint'],
    'sink.operator-uid.suffix': ['kept', 'changed'],
  }),
  features: { 'keeps-restore-points': true },

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
    restorePoints: { kind: 'call', from: 'coordinator', to: 'storage', events: ['KEEP_SAVEPOINT', 'RESET_TO'] },
    newJob: { kind: 'call', from: 'coordinator', to: 'jobmaster', events: ['START_JOB'] },
    newUser: { kind: 'call', from: 'coordinator', to: 'store', events: ['COMMIT_USER_CHANGES'] },
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
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    SAVEPOINT_REQUESTED: { to: 'coordinator', budget: 1, fairness: 'none', about: 'A user asks for a savepoint.' },
    ...ofOneTable,
    CANCEL_JOB: { to: 'jobmaster', budget: 1, fairness: 'none', about: 'A user cancels the job.' },
    RESTORE_FROM: {
      to: 'coordinator',
      variants: [{ nth: 0 }],
      budget: 1,
      fairness: 'none',
      about: 'A user starts the job again; of several checkpoints or savepoints from the oldest.',
    },
    ...ofOneFailure,
  },
});
