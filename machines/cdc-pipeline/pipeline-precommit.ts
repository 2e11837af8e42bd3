import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  Barrier,
  CommitRequests,
  CommitRequestsDone,
  Committable,
  CommittableAndBarrier,
  CommittableAndEndOfData,
  DeployWriter,
  TaskFailed,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** The barrier that is passing. */
  readonly barrier: Pick<Barrier, 'checkpoint' | 'kind'> | null;
  /** What the end of input has brought, where it waits for a barrier. */
  readonly end: Committable | null;
  /** The end of input itself, where it has come while a commit is under way: it waits in the input. */
  readonly input: CommittableAndEndOfData | null;
}

type Event =
  | DeployWriter
  | { readonly type: 'CANCEL' }
  | Barrier
  | CommittableAndBarrier
  | CommittableAndEndOfData
  | CommitRequestsDone;

/** It learns the checkpoint in prepareSnapshotPreBarrier, after the committables have come. */
export const pipelinePreCommit = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as CommittableAndBarrier | CommittableAndEndOfData | CommitRequests | TaskFailed,
    },
    guards: {
      'commits what has come': ({ context, event }) =>
        ((event as CommittableAndBarrier).committable ?? context.end) !== null &&
        ask.feature('commits-in-snapshot-state'),
      'commits the end': ({ event }) =>
        (event as CommittableAndEndOfData).committable !== null &&
        ask.feature('end-of-input-before-committer') === 'committed',
      'keeps the end': () => ask.feature('end-of-input-before-committer') === 'kept for a barrier',
      'the end waits': ({ context }) => context.input !== null,
      'it has failed': ({ event }) => (event as CommitRequestsDone).outcome !== 'committed',
    },
    actions: {
      takeBarrier: assign({
        barrier: ({ event }) => {
          const { checkpoint, kind } = event as Barrier;
          return { checkpoint, kind };
        },
      }),
      forward: enqueueActions(({ context, event, enqueue }) => {
        const { table } = context;
        const { checkpoint, kind } = context.barrier!;
        const { committable } = event as CommittableAndBarrier;
        enqueue.emit({
          ...{ type: 'COMMITTABLE_AND_BARRIER', table, checkpoint, kind },
          committable: committable && { ...committable, checkpoint },
        });
        enqueue.assign({ barrier: null });
      }),
      commit: enqueueActions(({ context, event, enqueue }) => {
        const { table, barrier, end } = context;
        const committable = {
          ...((event as CommittableAndBarrier).committable ?? end)!,
          checkpoint: barrier!.checkpoint,
        };
        enqueue.emit({ type: 'COMMIT_REQUESTS', table, committable, retries: 0 });
        enqueue.assign({ end: null });
      }),
      forwardEnd: emit(({ event }) => event as CommittableAndEndOfData),
      keepEnd: assign({ end: ({ event }) => (event as CommittableAndEndOfData).committable }),
      commitEnd: emit(({ context: { table }, event }) => ({
        type: 'COMMIT_REQUESTS' as const,
        table,
        committable: (event as CommittableAndEndOfData).committable!,
        retries: 0,
      })),
      passEnd: enqueueActions(({ context: { table, barrier }, enqueue }) => {
        enqueue.emit({ type: 'COMMITTABLE_AND_END_OF_DATA', table, committable: null });
        if (barrier) enqueue.emit({ type: 'COMMITTABLE_AND_BARRIER', table, ...barrier, committable: null });
        enqueue.assign({ barrier: null });
      }),
      passBarrier: enqueueActions(({ context, enqueue }) => {
        const { table, barrier } = context;
        enqueue.emit({ type: 'COMMITTABLE_AND_BARRIER', table, ...barrier!, committable: null });
        enqueue.assign({ barrier: null });
      }),
      failTask: emit(({ context: { table } }) => ({
        type: 'TASK_FAILED' as const,
        onPurpose: false,
        table,
        checkpoint: 0,
      })),
      hold: assign({ input: ({ event }) => event as CommittableAndEndOfData }),
      takeEnd: enqueueActions(({ context, enqueue }) => {
        enqueue.raise(context.input!);
        enqueue.assign({ input: null });
      }),
      reset: assign({ barrier: null, end: null, input: null }),
    },
  }).createMachine({
    id: 'pipelinePreCommit',
    description:
      'Flink CDC: the PreCommitOperator of its Paimon sink, between writers and committers. It gives committables their checkpoint; since 3.3.0 it also commits them, and the committer behind it gets none. Left out: several tables.',
    context: ({ input }) => ({ table: input.table, barrier: null, end: null, input: null }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_WRITER: 'running' } },
      running: {
        initial: 'passing',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          passing: {
            always: { guard: 'the end waits', actions: 'takeEnd' },
            on: {
              BARRIER: { actions: 'takeBarrier' },
              COMMITTABLE_AND_BARRIER: [
                {
                  guard: 'commits what has come',
                  target: 'committing',
                  actions: 'commit',
                  description:
                    'PreCommitOperator.snapshotState since 3.3.0 (FLINK-36964): StoreMultiCommitter.commit when the barrier has come. The checkpoint is not complete, and may never be (read).',
                },
                {
                  actions: 'forward',
                  description:
                    'PreCommitOperator.prepareSnapshotPreBarrier until 3.2.1: a CommittableSummary and the committables, with this checkpoint (read).',
                },
              ],
              COMMITTABLE_AND_END_OF_DATA: [
                {
                  guard: 'commits the end',
                  target: 'committingTheEnd',
                  actions: 'commitEnd',
                  description:
                    'PreCommitOperator.endInput since 3.5.0: commitUpToCheckpoint(Long.MAX_VALUE) (apache/flink-cdc#4029, read).',
                },
                {
                  guard: 'keeps the end',
                  actions: ['keepEnd', 'passEnd'],
                  description:
                    'PreCommitOperator.finish since 3.3.0: gives what has come the number Long.MAX_VALUE, and does no more: only snapshotState commits (read).',
                },
                {
                  actions: 'forwardEnd',
                  description:
                    'PreCommitOperator.finish until 3.2.1: sends a CommittableSummary and the committables, with the number Long.MAX_VALUE. The sink for Iceberg has no such operator (read).',
                },
              ],
              COMMIT_REQUESTS_DONE: { description: 'It was the committer that asked.' },
            },
          },
          committing: {
            on: {
              COMMITTABLE_AND_END_OF_DATA: { actions: 'hold' },
              COMMIT_REQUESTS_DONE: [
                { guard: 'it has failed', target: '#pipelinePreCommit.failed', actions: 'failTask' },
                { target: 'passing', actions: 'passBarrier' },
              ],
            },
          },
          committingTheEnd: {
            on: {
              BARRIER: { actions: 'takeBarrier' },
              COMMITTABLE_AND_BARRIER: { description: 'The barrier waits in the input; nothing comes with it.' },
              COMMIT_REQUESTS_DONE: [
                { guard: 'it has failed', target: '#pipelinePreCommit.failed', actions: 'failTask' },
                { target: 'passing', actions: 'passEnd' },
              ],
            },
          },
        },
      },
      failed: {
        description: 'snapshotState has thrown. The JobMaster does not know yet.',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
      },
    },
  });
