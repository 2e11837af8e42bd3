import { assign, emit, enqueueActions, setup } from 'xstate';
import { completedBy } from '../flink/notification.ts';
import type {
  AboutTable,
  Barrier,
  Committable,
  CommittableEvent,
  CommitterAcknowledges,
  DeployCommitter,
  Notification,
  Records,
  RestoredCommittableEvent,
  RestoredState,
  TaskRunning,
  WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly subtask: number;
  /** What it has written since the last barrier. */
  readonly written: readonly number[];
  /** pendingCommittables: what it has handed over, and is not told that the checkpoint is complete. */
  readonly pending: readonly Committable[];
  /** StreamTask.latestReportCheckpointId: the checkpoint restored, or the last one notified. */
  readonly latestReported: number;
}

type Event = DeployCommitter | { readonly type: 'CANCEL' } | RestoredState | Records | Barrier | Notification;

type Emitted =
  | AboutTable<'READ_STATE'>
  | TaskRunning
  | CommittableEvent
  | RestoredCommittableEvent
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>;

const FRESH = { written: [], pending: [], latestReported: 0 } as const;

/**
 * Flink asks an OperatorCoordinator for its state before any task takes its own, so what is handed over at a barrier
 * cannot be in the coordinator's state of that checkpoint: it is in the writers'.
 */
export const coordinatingWriter = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { subtask: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'is mine': ({ context, event }) => event.type === 'RECORDS' && event.table === context.subtask,
      'is restored': ({ context }) => context.latestReported > 0,
    },
    actions: {
      initialize: assign({ latestReported: ({ event }) => (event as DeployCommitter).checkpoint }),
      readState: emit(({ context: { subtask: table } }) => ({ type: 'READ_STATE' as const, table })),
      sendRestored: emit(({ context: { subtask, latestReported: checkpoint }, event }) => ({
        type: 'RESTORED_COMMITTABLE_EVENT' as const,
        subtask,
        checkpoint,
        committables: (event as RestoredState).committables,
      })),
      reportRunning: emit({ type: 'TASK_RUNNING' }),
      write: assign({ written: ({ context, event }) => [...context.written, (event as Records).batch] }),
      flush: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind, through } = event as Barrier;
        const { subtask, written: batches } = context;
        const committable = { checkpoint, batches, compacted: [], through };
        const pending = [...context.pending, committable];
        enqueue.emit({ type: 'COMMITTABLE_EVENT', subtask, committable });
        enqueue.emit({ type: 'WRITE_STATE', table: subtask, checkpoint, kind, committables: pending });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table: subtask, checkpoint });
        enqueue.assign({ written: [], pending });
      }),
      forget: assign(({ context, event }) => {
        const completed = completedBy(event as Notification);
        if (completed <= context.latestReported) return {};
        return {
          latestReported: completed,
          pending: ask.feature('writers-forget-when-told')
            ? context.pending.filter(({ checkpoint }) => checkpoint > completed)
            : context.pending.filter(({ checkpoint }) => checkpoint > context.latestReported),
        };
      }),
      endNotification: emit(({ context: { subtask: table } }) => ({ type: 'NOTIFICATION_HANDLED' as const, table })),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'coordinatingWriter',
    description:
      'Paimon: one subtask of the writer of an append table where the JobManager commits, CoordinatorCommittingRowDataStoreWriteOperator; since 2.0.0. Left out: files and buckets.',
    context: ({ input }) => ({ subtask: input.subtask, ...FRESH }),
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_COMMITTER: { target: 'initializing', actions: ['initialize', 'readState'] } },
      },
      initializing: {
        on: {
          STATE: [
            {
              guard: 'is restored',
              target: 'running',
              actions: ['sendRestored', 'reportRunning'],
              description:
                'CoordinatorCommittingRowDataStoreWriteOperator.initializeState: one RestoredCommittableEvent, and the state is empty again; whether the coordinator has committed it the writer does not ask (read).',
            },
            { target: 'running', actions: 'reportRunning' },
          ],
        },
      },
      running: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          RECORDS: { guard: 'is mine', actions: 'write' },
          BARRIER: {
            actions: 'flush',
            description:
              'CoordinatorCommittingRowDataStoreWriteOperator.emitCommittables: an event for each barrier, then the state (read).',
          },
          NOTIFY_CHECKPOINT_COMPLETE: {
            actions: ['forget', 'endNotification'],
            description:
              'CoordinatorCommittingRowDataStoreWriteOperator.notifyCheckpointComplete: what is up to this checkpoint is not kept any longer. The coordinator may not have committed it yet (read).',
          },
          NOTIFY_CHECKPOINT_ABORTED: { actions: ['forget', 'endNotification'] },
        },
      },
    },
  });
