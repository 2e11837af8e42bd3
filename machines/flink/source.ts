import { assign, emit, enqueueActions, setup } from 'xstate';
import {
  type Barrier,
  type DeploySource,
  type EndOfData,
  MAX_WATERMARK,
  type Records,
  type SourceAcknowledges,
  type Watermark,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** The upstream log: of each batch, the table it belongs to. It outlives the job. */
  readonly log: readonly number[];
  /** How many of them this attempt has read. */
  readonly offset: number;
  /** How many subtasks there are, and which of them reads each entry of the log, where the input is bounded. */
  readonly subtasks: number;
  readonly readers: readonly number[];
}

/** Entries of the log that are no batch: here the input of its reader ends, or has ended in a run before this one. */
export const ENDS = -1;
const HAD_ENDED = -2;

type Event =
  | DeploySource
  | { readonly type: 'CANCEL' }
  | { readonly type: 'DATA_ARRIVES'; readonly table: number; readonly reader?: number }
  /** The first input that ends is that of subtask 0, and so on: they differ by nothing else. */
  | { readonly type: 'INPUT_ENDS' }
  | { readonly type: 'INPUT_GROWS' }
  | { readonly type: 'WATERMARK_DUE'; readonly isLast: boolean }
  | Barrier
  | { readonly type: 'NOTIFY_SOURCE' };

/**
 * No data arrives between a barrier and the end of that checkpoint's notifications: nobody looks at it before the next
 * barrier, so it may as well arrive then, or after the restart if there is one (a reduction of this model). Where the
 * scenario lets checkpoints overlap, it may arrive at any moment.
 */
export const source = (ask: PaimonAsk) => {
  /** The subtasks whose input ends among the first entries of the log. */
  const ended = ({ log, readers }: Context, upTo = log.length): readonly number[] =>
    readers.slice(0, upTo).filter((_, entry) => log[entry] === ENDS);

  /** The writers whose input ends with this entry. */
  const writersThatEnd = (context: Context, entry: number): readonly number[] => {
    if (ask.feature('writers-are-chained-to-sources')) return [context.readers[entry]!];
    return ended(context, entry + 1).length === context.subtasks ? subtasksOf(context) : [];
  };

  /** Of the writers that end with their source subtask, some have and others have not. */
  const isPartlyFinished = (context: Context): boolean => {
    const { length } = ended(context, context.offset);
    return length > 0 && length < context.subtasks && ask.feature('writers-are-chained-to-sources');
  };

  return setup({
    types: {
      context: {} as Context,
      events: {} as Event,
      input: {} as { subtasks?: number } | undefined,
      emitted: {} as Records | Barrier | SourceAcknowledges | EndOfData | Watermark,
    },
    delays: { poll: 1 },
    guards: {
      'is the last barrier': ({ event }) => (event as Barrier).kind === 'synchronous savepoint',
      'checkpoints overlap': () => ask.feature('checkpoints-overlap'),
      'reads in a step of its own': () => ask.feature('looks-at-files') && ask.feature('checkpoints-overlap'),
      'something is left to read': ({ context }) => context.offset < context.log.length,
      'the input is bounded': () => ask.feature('bounded-input'),
      'an input has not ended': ({ context }) => ended(context).length < context.subtasks,
      'its input has not ended': ({ context, event }) => !ended(context).includes((event as { reader: number }).reader),
      'the table is synchronised': ({ context, event }) =>
        event.type === 'DATA_ARRIVES' && (event.table === 0 || (context.log.includes(0) && !ask.is('mode', 'table'))),
    },
    actions: {
      seek: assign({ offset: ({ event }) => (event as DeploySource).offset }),
      append: assign({
        log: ({ context, event }) => [...context.log, (event as { table: number }).table],
      }),
      readAll: enqueueActions(({ context, enqueue }) => {
        for (let batch = context.offset; batch < context.log.length; batch++) {
          enqueue.emit({ type: 'RECORDS', table: context.log[batch]!, batch });
        }
        enqueue.assign({ offset: context.log.length });
      }),
      arrive: assign(({ context, event }) => {
        const { table, reader = 0 } = event as { table: number; reader?: number };
        return { log: [...context.log, table], readers: [...context.readers, reader] };
      }),
      end: assign(({ context }) => ({
        log: [...context.log, ENDS],
        readers: [...context.readers, ended(context).length],
      })),
      readNext: enqueueActions(({ context, enqueue }) => {
        const { log, readers, offset: batch } = context;
        const table = log[batch]!;
        if (table >= 0) enqueue.emit({ type: 'RECORDS', table, batch, writer: readers[batch]! });
        if (table === ENDS) {
          const through = batch + 1;
          for (const writer of writersThatEnd(context, batch)) enqueue.emit({ type: 'END_OF_DATA', writer, through });
        }
        enqueue.assign({ offset: batch + 1 });
      }),
      endAgain: enqueueActions(({ context, enqueue }) => {
        const { offset: through } = context;
        const before = ended(context, through);
        const alone = ask.feature('writers-are-chained-to-sources');
        const writers = alone || before.length === context.subtasks ? before : [];
        for (const writer of writers) enqueue.emit({ type: 'END_OF_DATA', writer, through });
      }),
      grow: assign({ log: ({ context }) => context.log.map((table) => (table === ENDS ? HAD_ENDED : table)) }),
      passBarrier: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind } = event as Barrier;
        const partly = isPartlyFinished(context) ? ({ partlyFinished: true } as const) : {};
        enqueue.emit({ type: 'SOURCE_ACKNOWLEDGES', checkpoint, offset: context.offset, ...partly });
        enqueue.emit({ type: 'BARRIER', checkpoint, kind, through: context.offset });
      }),
      sendWatermark: emit(({ context, event }) => ({
        type: 'WATERMARK' as const,
        watermark: (event as { isLast: boolean }).isLast ? MAX_WATERMARK : context.offset,
      })),
      reset: assign({ offset: 0 }),
    },
  }).createMachine({
    id: 'source',
    description:
      'The source of the job and the upstream log that it reads: its state is an offset, and its input may end. Left out: what a batch of records holds, and the splits.',
    context: ({ input }) => ({ log: [], offset: 0, subtasks: input?.subtasks ?? 1, readers: [] }),
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: {
          DEPLOY_SOURCE: { target: 'running', actions: 'seek' },
          INPUT_GROWS: {
            actions: 'grow',
            description: 'A new run of the job reads to a later end than the last one did.',
          },
        },
      },
      running: {
        initial: 'seeking',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          seeking: {
            always: [
              {
                guard: 'the input is bounded',
                target: 'bounded',
                actions: 'endAgain',
                description:
                  'FLIP-147: a subtask that had ended is deployed again, without splits, and ends again: finish() and endInput() are called once more (read).',
              },
              { guard: 'something is left to read', target: 'behind' },
              { target: 'caughtUp' },
            ],
          },
          bounded: {
            description:
              'Input that ends. A barrier may come between any two entries of the log, and entries between any two barriers: what a writer hands over at the end of its input is not that of a checkpoint.',
            initial: 'reading',
            on: {
              BARRIER: { actions: 'passBarrier' },
              NOTIFY_SOURCE: { description: 'It has not waited for the end of the checkpoint.' },
            },
            states: {
              reading: {
                always: { guard: 'something is left to read', target: 'behind' },
                on: {
                  DATA_ARRIVES: { guard: 'its input has not ended', actions: ['arrive', 'readNext'] },
                  INPUT_ENDS: {
                    guard: 'an input has not ended',
                    actions: ['end', 'readNext'],
                    description: 'DataInputStatus.END_OF_DATA: EndOfData goes downstream, and the task runs on (read).',
                  },
                },
              },
              behind: { after: { poll: { target: 'reading', actions: 'readNext' } } },
            },
          },
          behind: {
            after: {
              poll: {
                target: 'caughtUp',
                actions: 'readAll',
                description: 'What was read after the restored checkpoint is read once more.',
              },
            },
            on: {
              BARRIER: [
                { guard: 'is the last barrier', target: 'ended', actions: ['readAll', 'passBarrier'] },
                {
                  guard: 'reads in a step of its own',
                  actions: 'passBarrier',
                  description: 'So that a writer that it opens has read the table before the barrier comes.',
                },
                { guard: 'checkpoints overlap', target: 'caughtUp', actions: ['readAll', 'passBarrier'] },
                { target: 'inCheckpoint', actions: ['readAll', 'passBarrier'] },
              ],
            },
          },
          caughtUp: {
            on: {
              DATA_ARRIVES: { guard: 'the table is synchronised', actions: ['append', 'readAll'] },
              WATERMARK_DUE: { actions: 'sendWatermark' },
              BARRIER: [
                {
                  guard: 'is the last barrier',
                  target: 'ended',
                  actions: 'passBarrier',
                  description:
                    'SourceStreamTask.triggerCheckpointAsync: before the barrier of a synchronous savepoint the source is stopped, so nothing comes after it (read).',
                },
                { guard: 'checkpoints overlap', actions: 'passBarrier' },
                { target: 'inCheckpoint', actions: 'passBarrier' },
              ],
            },
          },
          inCheckpoint: { on: { NOTIFY_SOURCE: 'caughtUp' } },
          ended: {
            on: {
              BARRIER: { description: 'The task waits for the end of its synchronous savepoint, and takes no other.' },
            },
          },
        },
      },
    },
  });
};

const subtasksOf = ({ subtasks }: Context): number[] => Array.from({ length: subtasks }, (_, subtask) => subtask);
