/**
 * Two committers of one table, as if the committer's parallelism were two: why it must be one.
 *
 * FlinkSink.doCommit builds it with parallelism 1 and maximum parallelism 1 in every release from 0.3.0 on (read), and Flink
 * keeps to that: AdaptiveBatch decides about vertices without a parallelism only, and neither the adaptive scheduler nor
 * pipeline.jobvertex-parallelism-overrides goes beyond the maximum (derived). `sink.parallelism` is that of the writers. So
 * it takes something that rewrites the job graph; #3237, which looks at the parallelism when the task starts, names no case.
 *
 * Source, writers and coordinator tell the two halves of the sink apart as they tell two tables apart elsewhere: each half
 * has its part of the data, a writer and a committer, chained. The table is one.
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
  ofTables,
  ofWriters,
  outside,
} from './parts/sink-channels.ts';

const HALVES = 2;
/** There is one table, whoever asks. */
const theTable = () => 0;
const whoAsked = (answer: { readonly type: string; readonly committer?: number; readonly writer?: number }) =>
  answer.committer ?? answer.writer ?? 0;

export const system = defineSystem({
  name: 'paimon-parallel-committers',
  about: 'A job with one table, whose sink has two committers',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.3.0'),
    flink: ['1.16'],
    'execution.checkpointing.interval': ['set'],
    mode: ['divided'],
  }),

  components: {
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: HALVES, input },
    source: { machine: source },
    writer: { machine: writer, replicas: HALVES, input },
    committer: {
      machine: committer,
      replicas: HALVES,
      input: (half: number) => ({ table: half, tables: [0], parallelism: HALVES }),
    },
    store: { machine: store, replicas: 1, input },
  },

  channels: {
    ...insideJobManager,
    ...betweenJobManagerAndTasks,
    ...ofBareCommitter,
    ...ofWriters,
    ...ofTables,
    reads: { ...ofWriters.reads, replica: theTable },
    latestSnapshot: { ...ofWriters.latestSnapshot, replica: whoAsked },
    committedUpTo: { ...ofTables.committedUpTo, replica: whoAsked },
    commitAnswers: { ...ofTables.commitAnswers, replica: whoAsked },
  },

  environment: {
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: [{ table: 0 }, { table: 1 }],
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes arrives upstream, for one of the writers.',
    },
    CHECKPOINT_DUE: { to: 'coordinator', budget: 3, fairness: 'weak', about: 'The checkpoint interval has passed.' },
    NOTIFICATION_ARRIVES: {
      to: 'coordinator',
      variants: [{ table: 0 }, { table: 1 }],
      fairness: 'weak',
      about: 'A committer is told that the checkpoint is complete.',
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
