import { assign, emit, enqueueActions, setup } from 'xstate';
import {
  type AboutTable,
  type Barrier,
  type Committable,
  type CommittableAndBarrier,
  type CommittableAndEndOfData,
  type DeployCommitter,
  type DeployWriter,
  END_OF_INPUT,
  type EndOfData,
  type Records,
  type RestoredState,
  type TaskFailed,
  type WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** What has been written since the last committables. */
  readonly written: readonly number[];
  /** SinkWriterOperator.lastKnownCheckpointId: the checkpoint restored, or the last one with committables. */
  readonly lastKnown: number;
  /** The checkpoint restored; 0: none. */
  readonly restored: number;
  /** SinkWriterOperator.endOfInput. */
  readonly ended: boolean;
  /** EndOfData that came before the operator was initialised; 0: none. */
  readonly endAt: number;
}

type Event =
  | DeployWriter
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredState
  | Records
  | Barrier
  | EndOfData;

type Emitted = AboutTable<'READ_STATE'> | WriteState | CommittableAndBarrier | CommittableAndEndOfData | TaskFailed;

const FRESH = { written: [], lastKnown: 0, restored: 0, ended: false, endAt: 0 } as const satisfies Omit<
  Context,
  'table'
>;

/** Its own state is the list `end_of_input_state` where it has one: an entry stands for true, none for false. */
export const sinkWriter = (ask: PaimonAsk) => {
  const remembersItsEnd = () => ask.feature('end-of-input') === 'remembers';
  /** The number of the committables of the end of input. */
  const numberOfTheEnd = ({ lastKnown }: Context): number => {
    if (ask.feature('numbers-the-end-itself')) return END_OF_INPUT;
    return ['repeats', 'remembers'].includes(ask.feature('end-of-input')) ? END_OF_INPUT : lastKnown + 1;
  };

  return setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'its input had ended': ({ event }) => (event as RestoredState).committables.length > 0,
      'an end waits': ({ context }) => context.endAt > 0,
      'has ended': ({ context }) => context.ended,
      'has ended, and insists on it': ({ context }) => context.ended && remembersItsEnd(),
    },
    actions: {
      restoredFrom: assign(({ event }) => {
        const { checkpoint } = event as DeployCommitter;
        return { lastKnown: checkpoint, restored: checkpoint };
      }),
      readState: emit(({ context: { table } }) => ({ type: 'READ_STATE' as const, table })),
      restoreEnd: assign({ ended: true }),
      write: assign({ written: ({ context, event }) => [...context.written, (event as Records).batch] }),
      wait: assign({ endAt: ({ event }) => (event as EndOfData).through }),
      emitCommittables: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind, through } = event as Barrier;
        const { table, written: batches } = context;
        const committable = { checkpoint, batches, compacted: [], transaction: nameOf(context, through), through };
        enqueue.emit({ type: 'COMMITTABLE_AND_BARRIER', table, checkpoint, kind, committable });
        enqueue.assign({ written: [], lastKnown: checkpoint });
      }),
      passBarrier: emit(({ context: { table }, event }) => {
        const { checkpoint, kind } = event as Barrier;
        return { type: 'COMMITTABLE_AND_BARRIER' as const, table, checkpoint, kind, committable: null };
      }),
      snapshotState: enqueueActions(({ context, event, enqueue }) => {
        if (!remembersItsEnd()) return;
        const { checkpoint, kind, through } = event as Barrier;
        const entry: Committable = { checkpoint: END_OF_INPUT, batches: [], compacted: [], through };
        const committables = context.ended ? [entry] : [];
        enqueue.emit({ type: 'WRITE_STATE', table: context.table, checkpoint, kind, committables });
      }),
      endInput: enqueueActions(({ context, event, enqueue }) => {
        const { table, written: batches, endAt } = context;
        const through = endAt > 0 ? endAt : (event as EndOfData).through;
        const checkpoint = numberOfTheEnd(context);
        const committable = { checkpoint, batches, compacted: [], transaction: nameOf(context, through), through };
        enqueue.emit({ type: 'COMMITTABLE_AND_END_OF_DATA', table, committable });
        enqueue.assign({ written: [], ended: true, endAt: 0 });
      }),
      passEnd: enqueueActions(({ context: { table }, enqueue }) => {
        enqueue.emit({ type: 'COMMITTABLE_AND_END_OF_DATA', table, committable: null });
        enqueue.assign({ endAt: 0 });
      }),
      failTask: emit(({ context: { table, lastKnown: checkpoint } }) => ({
        type: 'TASK_FAILED' as const,
        onPurpose: false,
        table,
        checkpoint,
      })),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'sinkWriter',
    description:
      'Flink: the SinkWriterOperator of a Sink V2, with a writer that opens a transaction for each round of committables. Left out: the state of that writer.',
    context: ({ input }) => ({ table: input.table, ...FRESH }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_WRITER: { target: 'initializing', actions: 'readState' } } },
      initializing: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          DEPLOY_COMMITTER: { actions: 'restoredFrom' },
          END_OF_DATA: { actions: 'wait' },
          STATE: [
            {
              guard: 'its input had ended',
              target: 'running',
              actions: 'restoreEnd',
              description:
                'SinkWriterOperator.initializeState, 2.0.0, 1.20.1, 1.19.2: end_of_input_state says that this subtask had ended (FLINK-25920, read).',
            },
            { target: 'running' },
          ],
        },
      },
      running: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          RECORDS: [
            {
              guard: 'has ended, and insists on it',
              target: 'failed',
              actions: 'failTask',
              description:
                'SinkWriterOperator.processElement: checkState(!endOfInput, "Received element after endOfInput"). That it had ended was true of another attempt (FLINK-37605, read).',
            },
            { actions: 'write' },
          ],
          BARRIER: [
            {
              guard: 'has ended',
              actions: ['passBarrier', 'snapshotState'],
              description: 'SinkWriterOperator.prepareSnapshotPreBarrier: nothing after endOfInput (read).',
            },
            {
              actions: ['emitCommittables', 'snapshotState'],
              description:
                'SinkWriterOperator.prepareSnapshotPreBarrier: flush, prepareCommit, a CommittableSummary, even of nothing (read).',
            },
          ],
          END_OF_DATA: [
            {
              guard: 'has ended',
              actions: 'passEnd',
              description: 'SinkWriterOperator.endInput: not a second time (FLINK-25920, read).',
            },
            {
              actions: 'endInput',
              description:
                'SinkWriterOperator.endInput: Long.MAX_VALUE until 2.0.0; lastKnownCheckpointId + 1 since 2.1 (FLINK-37605), below what any later attempt will use (read).',
            },
          ],
        },
        always: [
          { guard: ({ context }) => context.endAt > 0 && context.ended, actions: 'passEnd' },
          { guard: 'an end waits', actions: 'endInput' },
        ],
      },
      failed: {
        description: 'The task has failed. The JobMaster does not know yet.',
        on: { CANCEL: { target: 'down', actions: 'reset' }, RECORDS: {}, BARRIER: {}, END_OF_DATA: {} },
      },
    },
  });
};

/** A name that no other transaction has: those of one attempt end at different places of the input. */
function nameOf({ restored }: Context, through: number): number {
  return 100 * restored + through;
}
