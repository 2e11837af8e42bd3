import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  Barrier,
  CommitRequests,
  CommitRequestsDone,
  CommittableAndBarrier,
  DeployWriter,
  TaskFailed,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** The barrier that is passing. */
  readonly barrier: Pick<Barrier, 'checkpoint' | 'kind'> | null;
}

type Event = DeployWriter | { readonly type: 'CANCEL' } | Barrier | CommittableAndBarrier | CommitRequestsDone;

/**
 * The PreCommitOperator of Flink CDC's Paimon sink, between writers and committers.
 *
 * It learns the checkpoint in prepareSnapshotPreBarrier, and gives it to the committables that came before. Since 3.3.0 it
 * also commits them, and the committer behind it gets none.
 */
export const pipelinePreCommit = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as CommittableAndBarrier | CommitRequests | TaskFailed,
    },
    guards: {
      'commits what has come': ({ event }) =>
        (event as CommittableAndBarrier).committable !== null && ask.feature('commits-in-snapshot-state'),
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
      commit: emit(({ context, event }) => ({
        type: 'COMMIT_REQUESTS' as const,
        table: context.table,
        committable: { ...(event as CommittableAndBarrier).committable!, checkpoint: context.barrier!.checkpoint },
        retries: 0,
      })),
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
      reset: assign({ barrier: null }),
    },
  }).createMachine({
    id: 'preCommit',
    context: ({ input }) => ({ table: input.table, barrier: null }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_WRITER: 'running' } },
      running: {
        initial: 'passing',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          passing: {
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
              COMMIT_REQUESTS_DONE: { description: 'It was the committer that asked.' },
            },
          },
          committing: {
            on: {
              COMMIT_REQUESTS_DONE: [
                { guard: 'it has failed', target: '#preCommit.failed', actions: 'failTask' },
                { target: 'passing', actions: 'passBarrier' },
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
