import { assign, emit, enqueueActions, setup } from 'xstate';
import type { AboutFiles, CompletedCheckpoint, OfCompleted, RestorePoints } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** What ZooKeeper or the ConfigMap points to, oldest first. */
  readonly pointers: readonly CompletedCheckpoint[];
  /** The checkpoints whose `_metadata` exists. */
  readonly metadata: readonly number[];
  /** The checkpoints whose shared files exist. */
  readonly shared: readonly number[];
  /** What is being written, and not answered. */
  readonly writing: CompletedCheckpoint | null;
}

/** How a write can go wrong. In the last two cases the pointer exists. */
export type WriteFault = 'refused' | 'answer lost, not applied' | 'answer lost, applied' | 'applied, then retried';

type Event =
  | OfCompleted<'WRITE_FILES'>
  | OfCompleted<'ADD_AND_LOCK'>
  | AboutFiles<'RELEASE_AND_TRY_REMOVE'>
  | AboutFiles<'DISCARD_METADATA'>
  | AboutFiles<'DISCARD_SHARED'>
  | { readonly type: 'READ_ALL' | 'FORGET' | 'WRITE_IS_DONE' }
  | { readonly type: 'WRITE_GOES_WRONG'; readonly how: WriteFault };

type Emitted = { readonly type: 'ADDED' | 'ADD_FAILED' | 'ADD_IN_DOUBT' } | RestorePoints;

export const durableStorage = (ask: PaimonAsk) => {
  const withCurrent = ({ pointers, writing }: Context) => (writing ? [...pointers, writing] : pointers);
  const without = (files: readonly number[], event: Event) =>
    files.filter((file) => file !== (event as AboutFiles<string>).checkpoint);

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'is writing': ({ context }) => context.writing !== null,
      'is refused': ({ context, event }) =>
        context.writing !== null && event.type === 'WRITE_GOES_WRONG' && event.how === 'refused',
      'is lost': ({ context, event }) =>
        context.writing !== null && event.type === 'WRITE_GOES_WRONG' && event.how === 'answer lost, not applied',
      'is applied': ({ context, event }) =>
        context.writing !== null && event.type === 'WRITE_GOES_WRONG' && event.how === 'answer lost, applied',
      'is retried': ({ context, event }) =>
        context.writing !== null &&
        event.type === 'WRITE_GOES_WRONG' &&
        event.how === 'applied, then retried' &&
        ask.is('high-availability.type', 'zookeeper'),
    },
    actions: {
      writeFiles: assign(({ context, event }) => {
        const { checkpoint } = event as OfCompleted<'WRITE_FILES'>;
        return { metadata: [...context.metadata, checkpoint], shared: [...context.shared, checkpoint] };
      }),
      beginWrite: assign({
        writing: ({ event }) => {
          const { checkpoint, base, savepoint } = event as OfCompleted<'ADD_AND_LOCK'>;
          return { checkpoint, base, savepoint };
        },
      }),
      apply: assign(({ context }) => ({ pointers: withCurrent(context), writing: null })),
      drop: assign({ writing: null }),
      added: emit({ type: 'ADDED' }),
      failed: emit({ type: 'ADD_FAILED' }),
      unknown: enqueueActions(({ enqueue }) => {
        enqueue.emit({ type: ask.feature('keeps-files-when-in-doubt') ? 'ADD_IN_DOUBT' : 'ADD_FAILED' });
      }),
      nodeExists: enqueueActions(({ enqueue }) => {
        enqueue.emit({ type: ask.feature('trusts-own-node') ? 'ADDED' : 'ADD_FAILED' });
      }),
      removePointer: assign({
        pointers: ({ context, event }) =>
          context.pointers.filter(({ checkpoint }) => checkpoint !== (event as AboutFiles<string>).checkpoint),
      }),
      deleteMetadata: assign({ metadata: ({ context, event }) => without(context.metadata, event) }),
      deleteShared: assign({ shared: ({ context, event }) => without(context.shared, event) }),
      answerAll: emit(({ context: { pointers, metadata } }) => ({
        type: 'RESTORE_POINTS' as const,
        found: pointers.map((point) => ({ ...point, readable: metadata.includes(point.checkpoint) })),
      })),
    },
  }).createMachine({
    id: 'durableStorage',
    description:
      'Flink: what outlives a JobManager. The files of checkpoints, and the pointers to them in ZooKeeper or in a ConfigMap, with the StateHandleStore that writes those. Left out: locks of other leaders.',
    context: { pointers: [], metadata: [], shared: [], writing: null },
    initial: 'storage',
    states: {
      storage: {
        tags: 'rest',
        on: {
          WRITE_FILES: { actions: 'writeFiles' },
          ADD_AND_LOCK: { actions: 'beginWrite' },
          WRITE_IS_DONE: { guard: 'is writing', actions: ['apply', 'added'] },
          WRITE_GOES_WRONG: [
            { guard: 'is refused', actions: ['drop', 'failed'] },
            { guard: 'is lost', actions: ['drop', 'unknown'] },
            {
              guard: 'is applied',
              actions: ['apply', 'unknown'],
              description:
                'The connection is lost after the write. Until 1.13 any exception means that nothing was written (FLINK-22494, read).',
            },
            {
              guard: 'is retried',
              actions: ['apply', 'nodeExists'],
              description:
                'Curator retries a transaction that was applied, and finds that the node exists. Until 1.14 that means that nothing was written (FLINK-24543, read). A ConfigMap is not retried like this.',
            },
          ],
          FORGET: {
            actions: 'drop',
            description:
              'The JobManager that writes is lost, and its write with it. One that was applied is a write that went wrong before.',
          },
          RELEASE_AND_TRY_REMOVE: { actions: 'removePointer' },
          DISCARD_METADATA: { actions: 'deleteMetadata' },
          DISCARD_SHARED: { actions: 'deleteShared' },
          READ_ALL: { actions: 'answerAll' },
        },
      },
    },
  });
};
