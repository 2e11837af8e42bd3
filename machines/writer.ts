import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Barrier,
  CommittableAndBarrier,
  DeployWriter,
  LatestIdentifier,
  Records,
} from './messages.ts';
import type { PaimonAsk } from './options.ts';

/** A WriterContainer of AbstractFileStoreWrite: the open writer of one bucket. */
interface Container {
  /** The identifier of the last commit that it had files for; 0: none yet (Long.MIN_VALUE). */
  readonly lastModified: number;
  /** What it has written since the last barrier. */
  readonly dirty: readonly number[];
  /** The latest identifier that it saw when it was opened; null once its first files are on their way. */
  readonly base: number | null;
}

interface Context {
  readonly table: number;
  readonly container: Container | null;
  /** The barrier that is being handled. */
  readonly barrier: Pick<Barrier, 'checkpoint' | 'kind' | 'through'> | null;
}

type Event = DeployWriter | { readonly type: 'CANCEL' } | Records | Barrier | LatestIdentifier<'LATEST_SNAPSHOT'>;

/**
 * The writer of one table: a PrepareCommitOperator with its AbstractFileStoreWrite, for one bucket.
 *
 * A writer keeps its container open over idle checkpoints and then hands over a committable without
 * files. Such a committable exists and is empty: without it there is no endless restart.
 */
export const writer = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as CommittableAndBarrier | AboutTable<'READ_LATEST_SNAPSHOT'>,
    },
    guards: {
      'is synchronised': ({ context }) => context.table === 0 || !ask.is('mode', 'table'),
      'is mine': ({ context, event }) => event.type === 'RECORDS' && event.table === context.table,
      'is mine, and nothing is open': ({ context, event }) =>
        event.type === 'RECORDS' && event.table === context.table && context.container === null,
      'nothing is open': ({ context }) => context.container === null,
      'has new files': ({ context }) => context.container !== null && context.container.dirty.length > 0,
      'is closed when idle': ({ context, event }) => {
        const { identifier } = event as LatestIdentifier<'LATEST_SNAPSHOT'>;
        const { lastModified } = context.container!;
        if (lastModified > identifier) return ask.feature('closes-writer-uncommitted');
        return lastModified < identifier || ask.feature('closes-writer-once-committed');
      },
    },
    actions: {
      open: assign({
        container: ({ event }) => ({ lastModified: 0, dirty: [(event as Records).batch], base: null }),
      }),
      write: assign({
        container: ({ context, event }) => ({
          ...context.container!,
          dirty: [...context.container!.dirty, (event as Records).batch],
        }),
      }),
      readLatestSnapshot: emit(({ context }) => ({ type: 'READ_LATEST_SNAPSHOT', table: context.table })),
      keepBase: assign({
        container: ({ context, event }) => ({
          ...context.container!,
          base: (event as LatestIdentifier<'LATEST_SNAPSHOT'>).identifier,
        }),
      }),
      takeBarrier: assign({
        barrier: ({ event }) => {
          const { checkpoint, kind, through } = event as Barrier;
          return { checkpoint, kind, through };
        },
      }),
      flush: enqueueActions(({ context, event, enqueue }) => {
        const { dirty } = context.container!;
        enqueue.assign({ container: { lastModified: (event as Barrier).checkpoint, dirty: [], base: null } });
        enqueue.emit(handOver(context.table, event as Barrier, dirty));
      }),
      passBarrier: emit(({ context, event }) => handOver(context.table, event as Barrier, null)),
      handOverEmpty: emit(({ context }) => handOver(context.table, context.barrier!, [])),
      close: assign({ container: null }),
      endBarrier: assign({ barrier: null }),
      reset: assign({ container: null, barrier: null }),
    },
  }).createMachine({
    id: 'writer',
    context: ({ input }) => ({ table: input.table, container: null, barrier: null }),
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_WRITER: { guard: 'is synchronised', target: 'running' } },
      },
      running: {
        initial: 'writing',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          writing: {
            on: {
              RECORDS: [
                {
                  guard: 'is mine, and nothing is open',
                  actions: ['open', 'readLatestSnapshot'],
                  description:
                    'AbstractFileStoreWrite.createWriterContainer: a writer is opened at its first record and reads the latest snapshot (read). In unaware buckets it ignores the files it finds (withIgnorePreviousFiles, read).',
                },
                { guard: 'is mine', actions: 'write' },
              ],
              LATEST_SNAPSHOT: { guard: 'has new files', actions: 'keepBase' },
              BARRIER: [
                {
                  guard: 'nothing is open',
                  actions: 'passBarrier',
                  description:
                    'AbstractFileStoreWrite.prepareCommit: no open writer, no committable for this checkpoint (read).',
                },
                {
                  guard: 'has new files',
                  actions: 'flush',
                  description:
                    'AbstractFileStoreWrite.prepareCommit: new files, lastModifiedCommitIdentifier := checkpoint (read).',
                },
                { target: 'cleaningUp', actions: ['takeBarrier', 'readLatestSnapshot'] },
              ],
            },
          },
          cleaningUp: {
            on: {
              LATEST_SNAPSHOT: [
                {
                  guard: 'is closed when idle',
                  target: 'writing',
                  actions: ['handOverEmpty', 'close', 'endBarrier'],
                  description:
                    'AbstractFileStoreWrite.prepareCommit: an idle writer hands over an empty committable, and is closed if lastModified <= the latest identifier of this user (until 0.8.0), < (since 0.8.1, #3499), or always (unaware buckets since 1.0.0, #4219) (read).',
                },
                {
                  target: 'writing',
                  actions: ['handOverEmpty', 'endBarrier'],
                  description:
                    'AbstractFileStoreWrite.prepareCommit: an idle writer whose files may be uncommitted stays open, and hands over an empty committable (read).',
                },
              ],
            },
          },
        },
      },
    },
  });

/** What `prepareCommit` hands over at a barrier, then the barrier itself. */
function handOver(
  table: number,
  { checkpoint, kind, through }: Pick<Barrier, 'checkpoint' | 'kind' | 'through'>,
  batches: readonly number[] | null,
): CommittableAndBarrier {
  const committable = batches && { checkpoint, batches, compacted: [], through };
  return { type: 'COMMITTABLE_AND_BARRIER', table, checkpoint, kind, committable };
}
