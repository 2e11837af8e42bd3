import { assign, emit, setup } from 'xstate';
import type { AboutCheckpoint, AboutTable, Committable, RestoredState, WriteState } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

/** The state of a committer in one checkpoint. */
interface Stored {
  readonly checkpoint: number;
  readonly committables: readonly Committable[];
  /** The list state `streaming_committer_for_tags_states`: savepoints that are to be tagged. */
  readonly savepoints: readonly number[];
}

interface Context {
  readonly table: number;
  /** Of the pending checkpoints that this committer has acknowledged. */
  readonly pending: readonly Stored[];
  /** Of the latest completed checkpoint. */
  readonly completed: readonly Committable[];
  readonly savepoints: readonly number[];
  /** Which one that is; 0: none yet. */
  readonly latest: number;
  /** Of what a user may restore from instead. */
  readonly retained: readonly Stored[];
}

type Event =
  | WriteState
  | AboutTable<'READ_STATE'>
  | AboutCheckpoint<'KEEP_PENDING' | 'DISCARD_PENDING' | 'KEEP_SAVEPOINT' | 'RESET_TO'>
  | { readonly type: 'DISCARD_ALL' };

/** Of an event about a checkpoint. */
const checkpointOf = (event: Event): number => ('checkpoint' in event ? event.checkpoint : 0);
const EMPTY = { pending: [], completed: [], savepoints: [], latest: 0, retained: [] } as const;

export const storage = (ask: PaimonAsk) => {
  const stateOf = ({ pending }: Context, event: Event) => pending.find((p) => p.checkpoint === checkpointOf(event));

  return setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as RestoredState,
    },
    actions: {
      write: assign({
        pending: ({ context, event }) => {
          const { checkpoint, committables, savepoints = [] } = event as WriteState;
          return [...context.pending, { checkpoint, committables, savepoints }];
        },
      }),
      read: emit(({ context: { table, completed, savepoints } }) => ({
        type: 'STATE',
        table,
        committables: completed,
        savepoints,
      })),
      keepPending: assign(({ context, event }) => ({
        completed: stateOf(context, event)?.committables ?? [],
        savepoints: stateOf(context, event)?.savepoints ?? [],
        latest: checkpointOf(event),
        pending: context.pending.filter((p) => p.checkpoint !== checkpointOf(event)),
        retained:
          ask.feature('keeps-restore-points') && context.latest > 0
            ? [...context.retained, latestOf(context)].sort(byCheckpoint)
            : context.retained,
      })),
      keepSavepoint: assign(({ context, event }) => ({
        retained: [
          ...context.retained,
          stateOf(context, event) ?? { checkpoint: checkpointOf(event), committables: [], savepoints: [] },
        ],
        pending: context.pending.filter((p) => p.checkpoint !== checkpointOf(event)),
      })),
      resetTo: assign(({ context, event }) => {
        const chosen = [...context.retained, latestOf(context)].find((r) => r.checkpoint === checkpointOf(event));
        const { committables = [], savepoints = [] } = chosen ?? {};
        return { ...EMPTY, completed: committables, savepoints, latest: checkpointOf(event) };
      }),
      discardPending: assign({
        pending: ({ context, event }) => context.pending.filter((p) => p.checkpoint !== checkpointOf(event)),
      }),
      discardAll: assign(EMPTY),
    },
  }).createMachine({
    id: 'storage',
    description:
      "Flink: the checkpoint storage, as far as it holds the state of one committer (Paimon's list state streaming_committer_raw_states) or writer, in each checkpoint. It outlives the tasks. Left out: files and handles.",
    context: ({ input }) => ({ table: input.table, ...EMPTY }),
    initial: 'storage',
    states: {
      storage: {
        tags: 'rest',
        on: {
          WRITE_STATE: { actions: 'write' },
          READ_STATE: { actions: 'read' },
          KEEP_PENDING: {
            actions: 'keepPending',
            description:
              'CompletedCheckpointStore.addCheckpointAndSubsumeOldestOne: num-retained is 1, or more where a user may restore from an older one (read).',
          },
          KEEP_SAVEPOINT: {
            actions: 'keepSavepoint',
            description: 'A savepoint lies where the user asked for it; nobody but the user restores from it.',
          },
          RESET_TO: { actions: 'resetTo' },
          DISCARD_PENDING: { actions: 'discardPending' },
          DISCARD_ALL: { actions: 'discardAll' },
        },
      },
    },
  });
};

const latestOf = ({ latest, completed, savepoints }: Context): Stored => ({
  checkpoint: latest,
  committables: completed,
  savepoints,
});
const byCheckpoint = (a: Stored, b: Stored) => a.checkpoint - b.checkpoint;
