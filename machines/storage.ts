import { assign, emit, setup } from 'xstate';
import type { AboutTable, Committable, CommitterState } from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  readonly table: number;
  /** The state of the pending checkpoint; empty while it is not acknowledged. */
  readonly pending: readonly Committable[];
  /** The state of the one completed checkpoint that is retained. */
  readonly completed: readonly Committable[];
}

/**
 * The checkpoint storage, as far as it holds the state of one committer: the list state
 * `streaming_committer_raw_states`. It outlives the tasks.
 */
export const storage = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as
        | CommitterState<'WRITE_STATE'>
        | AboutTable<'READ_STATE'>
        | { readonly type: 'KEEP_PENDING' | 'DISCARD_PENDING' | 'DISCARD_ALL' },
      emitted: {} as CommitterState<'STATE'>,
    },
    actions: {
      write: assign({ pending: ({ event }) => (event as CommitterState<'WRITE_STATE'>).committables }),
      read: emit(({ context: { table, completed } }) => ({ type: 'STATE', table, committables: completed })),
      keepPending: assign(({ context }) => ({ completed: context.pending, pending: [] })),
      discardPending: assign({ pending: [] }),
      discardAll: assign({ pending: [], completed: [] }),
    },
  }).createMachine({
    id: 'storage',
    context: ({ input }) => ({ table: input.table, pending: [], completed: [] }),
    initial: 'storage',
    states: {
      storage: {
        tags: 'rest',
        on: {
          WRITE_STATE: { actions: 'write' },
          READ_STATE: { actions: 'read' },
          KEEP_PENDING: {
            actions: 'keepPending',
            description: 'CompletedCheckpointStore.addCheckpointAndSubsumeOldestOne; num-retained is 1 (read).',
          },
          DISCARD_PENDING: { actions: 'discardPending' },
          DISCARD_ALL: { actions: 'discardAll' },
        },
      },
    },
  });
