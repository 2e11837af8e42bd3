import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Barrier,
  CommittableAndBarrier,
  DeployWriter,
  LatestIdentifier,
  Records,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

/** A WriterContainer of AbstractFileStoreWrite: the open writer of one bucket. It writes nothing, it compacts. */
interface Container {
  /** The identifier of the last commit that it had files for; 0: none yet (Long.MIN_VALUE). */
  readonly lastModified: number;
  /** The batches whose files are being merged. */
  readonly merging: readonly number[];
  /** The batches whose files have been merged since the last barrier. */
  readonly merged: readonly number[];
}

interface Context {
  readonly table: number;
  readonly container: Container | null;
  /** Ghost: what it has handed over last, if anything, also before the last failure. */
  readonly handedOver: { readonly checkpoint: number; readonly batches: readonly number[] };
  /** The barrier that is being handled. */
  readonly barrier: Pick<Barrier, 'checkpoint' | 'kind' | 'through'> | null;
}

type Event =
  | DeployWriter
  | { readonly type: 'CANCEL' }
  | Records
  | { readonly type: 'COMPACTION_ENDS' }
  | Barrier
  | LatestIdentifier<'LATEST_SNAPSHOT'>;

/**
 * Compaction is asynchronous: its result is handed over at the first barrier after it has ended, as the COMPACT half of
 * a committable. While nothing has ended, an open container hands over an empty one.
 *
 * All batches are of one table here: a worker that opens a bucket finds every batch there up to the one it is told of.
 */
export const compactor = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as CommittableAndBarrier | AboutTable<'READ_LATEST_SNAPSHOT'>,
    },
    guards: {
      'is compacted': ({ context }) => context.table === 0 || !ask.is('mode', 'table'),
      'is mine': ({ context, event }) => event.type === 'RECORDS' && event.table === context.table,
      'is mine, and nothing is open': ({ context, event }) =>
        event.type === 'RECORDS' && event.table === context.table && context.container === null,
      'nothing is open': ({ context }) => context.container === null,
      'has just been opened': ({ context }) => context.container !== null && context.container.merging.length > 0,
      'has merged': ({ context }) => context.container !== null && context.container.merged.length > 0,
      'is merging': ({ context }) => context.container !== null && context.container.merging.length > 0,
      'is closed when idle': ({ context, event }) => {
        const { identifier } = event as LatestIdentifier<'LATEST_SNAPSHOT'>;
        const { lastModified, merging } = context.container!;
        if (merging.length > 0 && !ask.feature('closes-writer-compacting')) return false;
        if (lastModified === 0) return false;
        return (
          lastModified < identifier || (lastModified === identifier && ask.feature('closes-writer-once-committed'))
        );
      },
    },
    actions: {
      open: assign({
        container: ({ event }) => ({ lastModified: 0, merging: [(event as Records).batch], merged: [] }),
      }),
      lookAtFiles: assign({
        container: ({ context, event }) => {
          const { merged = [] } = event as LatestIdentifier<'LATEST_SNAPSHOT'>;
          const container = context.container!;
          const named = Math.max(...container.merging);
          const merging = Array.from({ length: named + 1 }, (_, batch) => batch).filter((batch) => !merged[batch]);
          return { ...container, merging };
        },
      }),
      merge: assign({
        container: ({ context, event }) => {
          const { merging, ...rest } = context.container!;
          const { batch } = event as Records;
          return { ...rest, merging: merging.includes(batch) ? merging : [...merging, batch] };
        },
      }),
      end: assign({
        container: ({ context }) => {
          const { lastModified, merging, merged } = context.container!;
          return { lastModified, merging: [], merged: [...merged, ...merging].sort() };
        },
      }),
      readLatestSnapshot: emit(({ context }) => ({ type: 'READ_LATEST_SNAPSHOT', table: context.table })),
      takeBarrier: assign({
        barrier: ({ event }) => {
          const { checkpoint, kind, through } = event as Barrier;
          return { checkpoint, kind, through };
        },
      }),
      handOver: enqueueActions(({ context, event, enqueue }) => {
        const { merging, merged } = context.container!;
        const { checkpoint } = event as Barrier;
        enqueue.assign({
          container: { lastModified: checkpoint, merging, merged: [] },
          handedOver: { checkpoint, batches: merged },
        });
        enqueue.emit(committable(context.table, event as Barrier, merged));
      }),
      passBarrier: emit(({ context, event }) => committable(context.table, event as Barrier, null)),
      handOverEmpty: emit(({ context }) => committable(context.table, context.barrier!, [])),
      close: assign({ container: null }),
      endBarrier: assign({ barrier: null }),
      reset: assign({ container: null, barrier: null }),
    },
  }).createMachine({
    id: 'compactor',
    description:
      'Paimon: the worker of dedicated compaction for one bucket of a table, StoreCompactOperator (MultiTablesStoreCompactOperator for mode combined). Left out: how its source finds the snapshots of the writers with write-only=true; a batch is one of them.',
    context: ({ input }) => ({
      table: input.table,
      container: null,
      handedOver: { checkpoint: 0, batches: [] },
      barrier: null,
    }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_WRITER: { guard: 'is compacted', target: 'running' } } },
      running: {
        initial: 'waiting',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMPACTION_ENDS: { guard: 'is merging', actions: 'end' },
        },
        states: {
          waiting: {
            on: {
              RECORDS: [
                {
                  guard: 'is mine, and nothing is open',
                  actions: ['open', 'readLatestSnapshot'],
                },
                {
                  guard: 'is mine',
                  actions: 'merge',
                  description:
                    'StoreCompactOperator.processElement: notifyNewFiles, and compact without waiting for it (read).',
                },
              ],
              LATEST_SNAPSHOT: {
                guard: 'has just been opened',
                actions: 'lookAtFiles',
                description:
                  'AbstractFileStoreWrite.createWriterContainer: all files of the bucket in the latest snapshot are there to be merged, also those that an attempt before had merged and not committed (read).',
              },
              BARRIER: [
                { guard: 'nothing is open', actions: 'passBarrier' },
                {
                  guard: 'has merged',
                  actions: 'handOver',
                  description:
                    'AbstractFileStoreWrite.prepareCommit(waitCompaction=false): what has been merged is the COMPACT half of a committable, lastModifiedCommitIdentifier := checkpoint (read).',
                },
                { target: 'cleaningUp', actions: ['takeBarrier', 'readLatestSnapshot'] },
              ],
            },
          },
          cleaningUp: {
            on: {
              LATEST_SNAPSHOT: [
                { guard: 'is closed when idle', target: 'waiting', actions: ['handOverEmpty', 'close', 'endBarrier'] },
                {
                  target: 'waiting',
                  actions: ['handOverEmpty', 'endBarrier'],
                  description:
                    'AbstractFileStoreWrite.prepareCommit: nothing has been merged since the last barrier; the committable is there, and empty (read).',
                },
              ],
            },
          },
        },
      },
    },
  });

/** What `prepareCommit` hands over at a barrier, then the barrier itself. */
function committable(
  table: number,
  { checkpoint, kind, through }: Pick<Barrier, 'checkpoint' | 'kind' | 'through'>,
  compacted: readonly number[] | null,
): CommittableAndBarrier {
  const handedOver = compacted && { checkpoint, batches: [], compacted, through };
  return { type: 'COMMITTABLE_AND_BARRIER', table, checkpoint, kind, committable: handedOver };
}
