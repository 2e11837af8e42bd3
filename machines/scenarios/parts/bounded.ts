/** What the scenarios have in common whose input ends. */

import { coordinator } from '../../flink/coordinator.ts';
import { jobmaster } from '../../flink/jobmaster.ts';
import { source } from '../../flink/source.ts';
import { storage } from '../../flink/storage.ts';
import { client } from '../../paimon/client.ts';
import { committer } from '../../paimon/committer.ts';
import { store } from '../../paimon/store.ts';
import { writer } from '../../paimon/writer.ts';
import {
  betweenJobManagerAndTasks,
  input,
  insideJobManager,
  ofBareCommitter,
  ofSeveralWriters,
  ofTables,
  outside,
  TABLES,
} from './sink-channels.ts';

/** A source with so many subtasks, a writer for each of them, and one committer for all. */
export const parts = (writers: 1 | 2) =>
  ({
    client: { machine: client },
    jobmaster: { machine: jobmaster },
    coordinator: { machine: coordinator },
    storage: { machine: storage, replicas: TABLES, input },
    source: { machine: source, input: () => ({ subtasks: writers }) },
    writer: { machine: writer, replicas: writers, input: (writer: number) => ({ table: 0, writer }) },
    committer: { machine: committer, replicas: TABLES, input: (table: number) => ({ table, writers }) },
    store: { machine: store, replicas: TABLES, input },
  }) as const;

export const channels = {
  ...insideJobManager,
  ...betweenJobManagerAndTasks,
  ...ofBareCommitter,
  ...ofSeveralWriters,
  ...ofTables,
  finish: { kind: 'call', from: 'committer', to: 'jobmaster', events: ['ALL_TASKS_FINISHED'] },
} as const;

/** What happens from outside: with budgets where it need not happen, or must not happen for ever. */
export const environment = (writers: 1 | 2) =>
  ({
    ...outside,
    DATA_ARRIVES: {
      to: 'source',
      variants: Array.from({ length: writers }, (_, reader) => ({ table: 0, reader })),
      budget: 2,
      fairness: 'none',
      about: 'A batch of changes arrives upstream, for one of the source subtasks.',
    },
    INPUT_ENDS: {
      to: 'source',
      budget: writers,
      fairness: 'weak',
      about: 'The input of a source subtask comes to its end.',
    },
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
  }) as const;

export const remedies = {
  '9284': {
    about: 'A restored committable of the end of input stays pending until every writer has ended (#9284).',
    features: { 'keeps-partial-end-of-input': true },
  },
  'final checkpoint': {
    about: 'The end of input is committed at a checkpoint that was taken after the end of every input, and not before.',
    features: { 'end-of-input-waits-for-final-checkpoint': true },
  },
  '9284 and final checkpoint': {
    about: 'Both.',
    features: { 'keeps-partial-end-of-input': true, 'end-of-input-waits-for-final-checkpoint': true },
  },
} as const;
