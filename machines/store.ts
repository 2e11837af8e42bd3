import { assign, emit, setup } from 'xstate';
import type { AboutTable, Commit, Committed, LatestIdentifier } from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  readonly table: number;
  /** The commit identifier of the latest snapshot of this job's commit user; 0: it has none. */
  readonly latestIdentifier: number;
  /** Ghost: in how many snapshots each batch of data has been added (2: twice or more), by batch. */
  readonly copies: readonly number[];
  /** Ghost: the source's offset at the checkpoint of the latest identifier. */
  readonly through: number;
  /** Ghost: a snapshot had a smaller identifier than the one before it. */
  readonly wentBack: boolean;
}

/**
 * A table: its snapshots, and FileStoreCommitImpl that adds one. It is never down.
 *
 * A commit has one half here. The second snapshot of a commit with compacted files (kind COMPACT) is
 * not part of this model.
 */
export const store = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Commit | AboutTable<'READ_LATEST_SNAPSHOT'> | AboutTable<'FILTER_COMMITTED'>,
      emitted: {} as Committed | LatestIdentifier<'LATEST_SNAPSHOT'> | LatestIdentifier<'COMMITTED_UP_TO'>,
    },
    guards: {
      'empty and ignored': ({ event }) =>
        event.type === 'COMMIT' && event.batches.length === 0 && event.ignoreEmptyCommit,
    },
    actions: {
      createSnapshot: assign(({ context, event }) => {
        const { identifier, batches, through } = event as Commit;
        return {
          latestIdentifier: identifier,
          copies: addCopies(context.copies, batches),
          through,
          wentBack: context.wentBack || identifier < context.latestIdentifier,
        };
      }),
      answer: emit(({ context }, { newSnapshot }: { newSnapshot: boolean }) => ({
        type: 'COMMITTED',
        table: context.table,
        newSnapshot,
      })),
      answerWriter: emit(({ context }) => ({
        type: 'LATEST_SNAPSHOT',
        table: context.table,
        identifier: context.latestIdentifier,
      })),
      answerCommitter: emit(({ context }) => ({
        type: 'COMMITTED_UP_TO',
        table: context.table,
        identifier: context.latestIdentifier,
      })),
    },
  }).createMachine({
    id: 'store',
    context: ({ input }) => ({ table: input.table, latestIdentifier: 0, copies: [], through: 0, wentBack: false }),
    initial: 'table',
    states: {
      table: {
        tags: 'rest',
        on: {
          COMMIT: [
            {
              guard: 'empty and ignored',
              actions: { type: 'answer', params: { newSnapshot: false } },
              description:
                'FileStoreCommitImpl.commit: no new files and ignoreEmptyCommit, so there is no snapshot. The sink asks for that where it believes that checkpoints are off: FlinkWriteSink.createCommitterFactory, ignoreEmptyCommit(!streamingCheckpointEnabled); 0.7.0 to 2.0.0 (read).',
            },
            {
              actions: ['createSnapshot', { type: 'answer', params: { newSnapshot: true } }],
              description: 'FileStoreCommitImpl.tryCommit: a snapshot of kind APPEND with this identifier (read).',
            },
          ],
          READ_LATEST_SNAPSHOT: { actions: 'answerWriter' },
          FILTER_COMMITTED: {
            actions: 'answerCommitter',
            description:
              'FileStoreCommitImpl.filterCommitted: identifiers up to that of the latest snapshot of this user are committed. A high-water mark, not a set; 0.7.0 to 2.0.0 (read).',
          },
        },
      },
    },
  });

function addCopies(copies: readonly number[], batches: readonly number[]): number[] {
  const length = Math.max(copies.length, ...batches.map((batch) => batch + 1));
  return Array.from({ length }, (_, batch) => Math.min(2, (copies[batch] ?? 0) + (batches.includes(batch) ? 1 : 0)));
}
