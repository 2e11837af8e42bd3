import { assign, emit, enqueueActions, setup } from 'xstate';
import {
  type AboutTable,
  type Barrier,
  type Committable,
  type CommittableAndBarrier,
  type CommittableAndEndOfData,
  type DataFile,
  type DeployWriter,
  END_OF_INPUT,
  type EndOfData,
  type FileChanges,
  type LatestIdentifier,
  type Records,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';
import { write as writeFiles } from './files.ts';

/** A WriterContainer of AbstractFileStoreWrite: the open writer of one bucket. */
interface Container {
  /** The identifier of the last commit that it had files for; 0: none yet (Long.MIN_VALUE). */
  readonly lastModified: number;
  /** What it has written since the last barrier. */
  readonly dirty: readonly number[];
  /** The latest identifier that it saw when it was opened; null once its first files are on their way. */
  readonly base: number | null;
  /** The files that it knows: those that it found, and its own. */
  readonly files: readonly DataFile[];
  /** Its compaction. What has finished is handed over at the next barrier. */
  readonly compaction: 'none' | 'running' | 'finished';
}

interface Context {
  readonly table: number;
  readonly container: Container | null;
  /** The barrier that is being handled. */
  readonly barrier: Pick<Barrier, 'checkpoint' | 'kind' | 'through'> | null;
  /** How often a user has started the job from an older checkpoint: files written since then have other names. */
  readonly start: number;
  /** Which of the table's writers, where it has several. */
  readonly writer: number;
  /** What its result partition keeps, in batch mode: a committer that is restarted alone reads it again. */
  readonly produced: Committable | null;
}

type Event =
  | DeployWriter
  | { readonly type: 'CANCEL' | 'COMPACTION_FINISHES' }
  | EndOfData
  | AboutTable<'READ_RESULT_PARTITION'>
  | Records
  | Barrier
  | LatestIdentifier<'LATEST_SNAPSHOT'>;

/**
 * A writer keeps its container open over idle checkpoints, and then hands over a committable without files. Such a
 * committable exists and is empty: without it there is no endless restart.
 */
export const writer = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number; writer?: number },
      events: {} as Event,
      emitted: {} as CommittableAndBarrier | CommittableAndEndOfData | AboutTable<'READ_LATEST_SNAPSHOT'>,
    },
    guards: {
      'is synchronised': ({ context }) => context.table === 0 || !ask.is('mode', 'table'),
      'is mine': ({ context, event }) => event.type === 'RECORDS' && event.table === context.table,
      'is mine, and nothing is open': ({ context, event }) =>
        event.type === 'RECORDS' && event.table === context.table && context.container === null,
      'nothing is open': ({ context }) => context.container === null,
      'has new files': ({ context }) => context.container !== null && context.container.dirty.length > 0,
      'has finished a compaction': ({ context }) => context.container?.compaction === 'finished',
      'is compacting': ({ context }) => context.container?.compaction === 'running',
      'is closed when idle': ({ context, event }) => {
        const { identifier } = event as LatestIdentifier<'LATEST_SNAPSHOT'>;
        const { lastModified, compaction } = context.container!;
        if (compaction === 'running' && !ask.feature('closes-writer-compacting')) return false;
        if (lastModified > identifier) return ask.feature('closes-writer-uncommitted');
        return lastModified < identifier || ask.feature('closes-writer-once-committed');
      },
    },
    actions: {
      open: assign({
        container: ({ event }) => ({
          ...{ lastModified: 0, dirty: [(event as Records).batch], base: null, files: [] },
          compaction: ask.feature('writers-compact') && !ask.is('write-only', true) ? 'running' : 'none',
        }),
      }),
      write: assign({
        container: ({ context, event }) => ({
          ...context.container!,
          dirty: [...context.container!.dirty, (event as Records).batch],
          compaction: ask.feature('writers-compact') && !ask.is('write-only', true) ? 'running' : 'none',
        }),
      }),
      finishCompaction: assign({
        container: ({ context }) => ({ ...context.container!, compaction: 'finished' as const }),
      }),
      readLatestSnapshot: emit(({ context: { table, writer } }) => ({ type: 'READ_LATEST_SNAPSHOT', table, writer })),
      keepBase: assign({
        container: ({ context, event }) => ({
          ...context.container!,
          base: (event as LatestIdentifier<'LATEST_SNAPSHOT'>).identifier,
          files: (event as LatestIdentifier<'LATEST_SNAPSHOT'>).files ?? [],
        }),
      }),
      takeBarrier: assign({
        barrier: ({ event }) => {
          const { checkpoint, kind, through } = event as Barrier;
          return { checkpoint, kind, through };
        },
      }),
      flush: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint } = event as Barrier;
        const { dirty, files, compaction } = context.container!;
        const merges = compaction === 'finished';
        const container = {
          ...{ lastModified: checkpoint, dirty: [], base: null, files },
          compaction: merges ? ('none' as const) : compaction,
        };
        if (ask.feature('looks-at-files')) {
          const written = writeFiles(files, { name: `${context.start}.${checkpoint}`, batches: dirty, merges });
          enqueue.assign({ container: { ...container, files: written.files } });
          enqueue.emit(handOver(context.table, event as Barrier, dirty, written));
        } else {
          enqueue.assign({ container });
          enqueue.emit(handOver(context.table, event as Barrier, dirty));
        }
      }),
      passBarrier: emit(({ context, event }) => handOver(context.table, event as Barrier, null)),
      handOverEmpty: emit(({ context }) => handOver(context.table, context.barrier!, [])),
      close: assign({ container: null }),
      endInput: enqueueActions(({ context: { table, container }, event, enqueue }) => {
        const { through } = event as EndOfData;
        const committable = container && {
          ...{ checkpoint: END_OF_INPUT, batches: container.dirty, compacted: [], through },
        };
        enqueue.emit({ type: 'COMMITTABLE_AND_END_OF_DATA', table, committable });
        enqueue.assign({ container: null, produced: ask.feature('batch-mode') ? committable : null });
      }),
      sendAgain: emit(({ context: { table, produced: committable } }) => ({
        type: 'COMMITTABLE_AND_END_OF_DATA',
        table,
        committable,
      })),
      endBarrier: assign({ barrier: null }),
      reset: assign({ container: null, barrier: null, start: 0, produced: null }),
      countStart: assign({ start: ({ event }) => (event as DeployWriter).start ?? 0 }),
    },
  }).createMachine({
    id: 'writer',
    description:
      'Paimon: the writer of one table, a PrepareCommitOperator with its AbstractFileStoreWrite, for one bucket. It hands over a committable at each barrier, and closes its WriterContainer when that is idle. Left out: flushes between barriers, and changelog files.',
    context: ({ input: { table, writer = table } }) => ({
      ...{ table, container: null, barrier: null, start: 0, writer, produced: null },
    }),
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_WRITER: { guard: 'is synchronised', target: 'running', actions: 'countStart' } },
      },
      running: {
        initial: 'writing',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          READ_RESULT_PARTITION: { description: 'Nothing is in it before the end of the input.' },
        },
        states: {
          writing: {
            on: {
              END_OF_DATA: {
                target: 'ended',
                actions: 'endInput',
                description:
                  'PrepareCommitOperator.endInput: prepareCommit once more, with the identifier Long.MAX_VALUE. It does not ask whether checkpoints are on; 0.5.0 to 2.0.0 (read).',
              },
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
              COMPACTION_FINISHES: {
                guard: 'is compacting',
                actions: 'finishCompaction',
                description:
                  'MergeTreeCompactManager: what it knows is merged into one file, with the changelog of its records. With lookup-wait the barrier waits for it; without, prepareCommit takes what has finished (read).',
              },
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
                {
                  guard: 'has finished a compaction',
                  actions: 'flush',
                  description: 'MergeTreeWriter.prepareCommit: no new files, but the result of a compaction (read).',
                },
                { target: 'cleaningUp', actions: ['takeBarrier', 'readLatestSnapshot'] },
              ],
            },
          },
          ended: {
            on: {
              BARRIER: {
                actions: 'passBarrier',
                description:
                  'PrepareCommitOperator.prepareSnapshotPreBarrier: after endInput nothing is handed over (read). The task runs on until its final checkpoint.',
              },
              READ_RESULT_PARTITION: { actions: 'sendAgain' },
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
                    'AbstractFileStoreWrite.prepareCommit: an idle writer hands over an empty committable, and is closed if lastModified <= the latest identifier of this user (until 0.8.0), < (since 0.8.1, #3499), not while it compacts (since 0.8.0, #2885), or always (unaware buckets since 1.0.0, #4219) (read).',
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
  files?: { readonly APPEND: FileChanges; readonly COMPACT: FileChanges },
): CommittableAndBarrier {
  if (files) {
    const { APPEND, COMPACT } = files;
    const compacted = COMPACT.added.flatMap((file) => file.batches);
    const committable = { checkpoint, batches: batches ?? [], compacted, through, files: { APPEND, COMPACT } };
    return { type: 'COMMITTABLE_AND_BARRIER', table, checkpoint, kind, committable };
  }
  const committable = batches && { checkpoint, batches, compacted: [], through };
  return { type: 'COMMITTABLE_AND_BARRIER', table, checkpoint, kind, committable };
}
