/**
 * A TaskManager that the JobManager believes to be dead, and that still commits while its successor has restored: what
 * the conflict check of the release makes of that.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { coordinator } from '../flink/coordinator.ts';
import { jobmaster } from '../flink/jobmaster.ts';
import { lostTaskManager } from '../flink/lost-taskmanager.ts';
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
  ofTable,
  ofTables,
  ofWriters,
  outside,
  TABLES,
} from './parts/sink-channels.ts';

export const system = defineSystem({
  name: 'paimon-late-taskmanager',
  about: 'A job with one table, and a TaskManager that goes on after it counts as lost',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.2.0'),
    flink: between(FLINK, '1.15'),
    'execution.checkpointing.interval': ['set'],
    'restart-strategy.type': ['exponential-delay'],
    'write-only': [false, true],
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
    lostTaskManager: { machine: lostTaskManager },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    // The same as elsewhere, and a commit that has succeeded is known to have: what is left behind is what has not.
    commitAnswers: { kind: 'call', from: 'store', to: 'committer', events: ['COMMITTED'], replica: ofTable },
    leftBehind: { kind: 'call', from: 'committer', to: 'lostTaskManager', events: ['LEFT_BEHIND'] },
    missedHeartbeats: { kind: 'call', from: 'lostTaskManager', to: 'jobmaster', events: ['TASK_FAILED'] },
    lateCommits: {
      kind: 'fifo',
      from: 'lostTaskManager',
      to: 'store',
      events: ['LATE_COMMIT'],
      replica: ofTable,
      capacity: 1,
      about: 'Under way for any time: the snapshot does not exist yet.',
    },
    lateAnswers: {
      kind: 'call',
      from: 'store',
      to: 'lostTaskManager',
      events: ['LATE_COMMIT_SUCCEEDS', 'LATE_COMMIT_THROWS'],
    },
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
    CHECKPOINT_DUE: { to: 'coordinator', budget: 2, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    ...ofOneTable,
    CONTACT_LOST: {
      to: 'committer',
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'A TaskManager loses the JobManager while its committer commits, and goes on.',
    },
  },
});
