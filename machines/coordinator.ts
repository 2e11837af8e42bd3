import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Barrier,
  CommitterAcknowledges,
  DeployCommitter,
  DeploySource,
  DeployWriter,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  RestoreLatestCheckpoint,
  SourceAcknowledges,
} from './messages.ts';
import type { PaimonAsk } from './options.ts';

/** A checkpoint, without the committers' state: that is in the storage. */
interface Checkpoint {
  readonly checkpoint: number;
  readonly offset: number;
}

interface Context {
  /** The last identifier given away. It is never given again in this job. */
  readonly lastId: number;
  readonly pending: Checkpoint | null;
  /** The tables whose committer has not acknowledged the pending checkpoint. */
  readonly missing: readonly number[];
  /** The one retained checkpoint (execution.checkpointing.num-retained is 1). Number 0: none yet. */
  readonly completed: Checkpoint;
  /** The tables whose committer is about to be notified of it. */
  readonly toNotify: readonly number[];
}

type Event =
  | RestoreLatestCheckpoint
  | { readonly type: 'ALL_TASKS_RUNNING' | 'SUSPEND' | 'SHUT_DOWN' }
  | { readonly type: 'CHECKPOINT_DUE' | 'CHECKPOINT_COMPLETES' | 'CHECKPOINT_DROPPED' }
  | AboutTable<'NOTIFICATION_ARRIVES'>
  | AboutTable<'NOTIFICATION_LOST'>
  | SourceAcknowledges
  | CommitterAcknowledges;

type Emitted =
  | DeploySource
  | DeployWriter
  | DeployCommitter
  | Barrier
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | { readonly type: 'KEEP_PENDING' | 'DISCARD_PENDING' | 'DISCARD_ALL' };

/**
 * Flink's CheckpointCoordinator with its CompletedCheckpointStore.
 *
 * At most one checkpoint is pending (max-concurrent-checkpoints is 1). The barrier passes source,
 * writer and committer in the step that triggers it; what could happen in between makes the checkpoint
 * incomplete, as what happens before does. Completing it is a step of its own, and so is each notification.
 *
 * A notification arrives before the next checkpoint is triggered, or is lost: the calls of the JobManager
 * to a TaskManager keep their order, and what is notified goes before barriers in the task's mailbox.
 */
export const coordinator = (ask: PaimonAsk) => {
  const tables = () => (ask.is('mode', 'table') ? [0] : [0, 1]);
  const without = (tables: readonly number[], table: number) => tables.filter((t) => t !== table);

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'of the pending checkpoint': ({ context, event }) =>
        'checkpoint' in event && event.checkpoint === context.pending?.checkpoint,
      'all have acknowledged': ({ context }) => context.missing.length === 0,
      'is to be notified': ({ context, event }) => 'table' in event && context.toNotify.includes(event.table),
      'all have been notified': ({ context }) => context.toNotify.length === 0,
    },
    actions: {
      deployTasks: enqueueActions(({ context, event, enqueue }) => {
        const { streamingCheckpointEnabled, recovered } = event as RestoreLatestCheckpoint;
        const { checkpoint, offset } = context.completed;
        enqueue.emit({ type: 'DEPLOY_SOURCE', offset });
        enqueue.emit({ type: 'DEPLOY_WRITER' });
        for (const table of tables()) {
          enqueue.emit({
            type: 'DEPLOY_COMMITTER',
            table,
            streamingCheckpointEnabled,
            checkpoint,
            alreadyRecovered: isRecovered(checkpoint, table, recovered),
          });
        }
      }),
      trigger: enqueueActions(({ context, enqueue }) => {
        const checkpoint = context.lastId + 1;
        enqueue.assign({ lastId: checkpoint, pending: { checkpoint, offset: 0 }, missing: tables() });
        enqueue.emit({ type: 'BARRIER', checkpoint, through: 0 });
      }),
      keepOffset: assign({
        pending: ({ context, event }) => ({ ...context.pending!, offset: (event as SourceAcknowledges).offset }),
      }),
      acknowledge: assign({
        missing: ({ context, event }) => without(context.missing, (event as CommitterAcknowledges).table),
      }),
      complete: enqueueActions(({ context, enqueue }) => {
        enqueue.assign({ completed: context.pending!, pending: null, toNotify: tables() });
        enqueue.emit({ type: 'KEEP_PENDING' });
      }),
      notify: emit(({ context, event }) => ({
        type: 'NOTIFY_CHECKPOINT_COMPLETE',
        table: (event as { table: number }).table,
        checkpoint: context.completed.checkpoint,
        through: context.completed.offset,
      })),
      notified: assign({
        toNotify: ({ context, event }) => without(context.toNotify, (event as { table: number }).table),
      }),
      notifyAborted: emit(({ context }) => ({
        type: 'NOTIFY_CHECKPOINT_ABORTED',
        latestCompleted: context.completed.checkpoint,
        through: context.completed.offset,
      })),
      dropPending: enqueueActions(({ enqueue }) => {
        enqueue.assign({ pending: null, missing: [], toNotify: [] });
        enqueue.emit({ type: 'DISCARD_PENDING' });
      }),
      discardAll: enqueueActions(({ enqueue }) => {
        enqueue.assign({ pending: null, missing: [], toNotify: [], completed: { checkpoint: 0, offset: 0 } });
        enqueue.emit({ type: 'DISCARD_ALL' });
      }),
    },
  }).createMachine({
    id: 'coordinator',
    context: { lastId: 0, pending: null, missing: [], completed: { checkpoint: 0, offset: 0 }, toNotify: [] },
    initial: 'suspended',
    on: {
      SUSPEND: {
        target: '.suspended',
        actions: 'dropPending',
        description:
          'CheckpointCoordinatorDeActivator: the job has left RUNNING, the pending checkpoint is aborted (read).',
      },
      SHUT_DOWN: { target: '.suspended', actions: 'discardAll', description: 'The job has failed for good.' },
    },
    states: {
      suspended: {
        tags: 'rest',
        on: {
          RESTORE_LATEST_CHECKPOINT: {
            actions: 'deployTasks',
            description:
              'CheckpointCoordinator.restoreLatestCheckpointedStateToSubtasks: the newest checkpoint that has completed by now (read).',
          },
          ALL_TASKS_RUNNING: 'waiting',
        },
      },
      waiting: {
        on: {
          CHECKPOINT_DUE: { target: 'pending', actions: 'trigger' },
          COMMITTER_ACKNOWLEDGES: {
            description: 'A checkpoint that has been dropped is acknowledged: too late, ignored (read).',
          },
        },
      },
      pending: {
        initial: 'collecting',
        on: {
          CHECKPOINT_DROPPED: {
            target: 'waiting',
            actions: ['dropPending', 'notifyAborted'],
            description:
              'CheckpointFailureManager: a reason that is not counted, such as CHECKPOINT_DECLINED_SUBSUMED. abortPendingCheckpoint notifies the tasks (read).',
          },
        },
        states: {
          collecting: {
            always: { guard: 'all have acknowledged', target: 'acknowledged' },
            on: {
              SOURCE_ACKNOWLEDGES: { guard: 'of the pending checkpoint', actions: 'keepOffset' },
              COMMITTER_ACKNOWLEDGES: { guard: 'of the pending checkpoint', actions: 'acknowledge' },
            },
          },
          acknowledged: {
            on: {
              CHECKPOINT_COMPLETES: {
                target: '#coordinator.notifying',
                actions: 'complete',
                description:
                  'CheckpointCoordinator.completePendingCheckpoint: into the store, the older one is subsumed; then every task is notified, without an answer or a second try (read).',
              },
            },
          },
        },
      },
      notifying: {
        always: { guard: 'all have been notified', target: 'waiting' },
        on: {
          NOTIFICATION_ARRIVES: { guard: 'is to be notified', actions: ['notify', 'notified'] },
          NOTIFICATION_LOST: { guard: 'is to be notified', actions: 'notified' },
        },
      },
    },
  });

  /** Remedy 3b. */
  function isRecovered(checkpoint: number, table: number, recovered: readonly number[]): boolean {
    switch (ask.feature('jobmanager-remembers')) {
      case 'nothing':
        return false;
      case 'checkpoint':
        return checkpoint > 0 && recovered.includes(checkpoint);
      case 'committer':
        return checkpoint > 0 && recovered[table] === checkpoint;
    }
  }
};
