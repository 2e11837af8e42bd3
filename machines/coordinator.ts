import { and, assign, emit, enqueueActions, setup } from 'xstate';
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
  /** The tables whose committer is handling a notification. */
  readonly handling: readonly number[];
}

type Event =
  | RestoreLatestCheckpoint
  | { readonly type: 'ALL_TASKS_RUNNING' | 'SUSPEND' | 'SHUT_DOWN' }
  | { readonly type: 'CHECKPOINT_DUE' | 'CHECKPOINT_COMPLETES' | 'CHECKPOINT_DROPPED' }
  | AboutTable<'NOTIFICATION_ARRIVES'>
  | AboutTable<'NOTIFICATION_LOST'>
  | SourceAcknowledges
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>;

type Emitted =
  | DeploySource
  | DeployWriter
  | DeployCommitter
  | Barrier
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | { readonly type: 'NOTIFY_SOURCE' }
  | { readonly type: 'KEEP_PENDING' | 'DISCARD_PENDING' | 'DISCARD_ALL' };

const NOTHING: Context = {
  lastId: 0,
  pending: null,
  missing: [],
  completed: { checkpoint: 0, offset: 0 },
  toNotify: [],
  handling: [],
};

/**
 * Flink's CheckpointCoordinator with its CompletedCheckpointStore.
 *
 * At most one checkpoint is pending (max-concurrent-checkpoints is 1). The barrier passes source,
 * writer and committer in the step that triggers it; what could happen in between makes the checkpoint
 * incomplete, as what happens before does. Completing it is a step of its own, and so is each notification.
 *
 * The next checkpoint is triggered when every notification of the last one has been handled, or is lost. So
 * there are no slow commits in this model. A late notification does what a lost one does until the next completes:
 * what is pending stays pending, through the next barrier, and is committed then.
 */
export const coordinator = (ask: PaimonAsk) => {
  const tables = () => (ask.is('mode', 'table') ? [0] : [0, 1]);
  const without = (tables: readonly number[], table: number) => tables.filter((t) => t !== table);

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'all have acknowledged': ({ context }) => context.missing.length === 0,
      'is to be notified': ({ context, event }) => 'table' in event && context.toNotify.includes(event.table),
      'nobody is busy': ({ context }) => context.handling.length === 0,
      'all notifications are handled': ({ context }) => context.toNotify.length === 0 && context.handling.length === 0,
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
      sent: assign(({ context, event }) => {
        const { table } = event as { table: number };
        return { toNotify: without(context.toNotify, table), handling: [...context.handling, table].sort() };
      }),
      lost: assign({ toNotify: ({ context, event }) => without(context.toNotify, (event as { table: number }).table) }),
      handled: assign({
        handling: ({ context, event }) => without(context.handling, (event as { table: number }).table),
      }),
      notifyAborted: emit(({ context }) => ({
        type: 'NOTIFY_CHECKPOINT_ABORTED',
        latestCompleted: context.completed.checkpoint,
        through: context.completed.offset,
      })),
      notifySource: emit({ type: 'NOTIFY_SOURCE' }),
      abortAll: assign({ handling: () => tables() }),
      dropPending: enqueueActions(({ enqueue }) => {
        enqueue.assign({ pending: null, missing: [], toNotify: [], handling: [] });
        enqueue.emit({ type: 'DISCARD_PENDING' });
      }),
      discardAll: enqueueActions(({ enqueue }) => {
        enqueue.assign({ ...NOTHING, lastId: 0 });
        enqueue.emit({ type: 'DISCARD_ALL' });
      }),
    },
  }).createMachine({
    id: 'coordinator',
    context: NOTHING,
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
        on: { CHECKPOINT_DUE: { target: 'collecting', actions: 'trigger' } },
      },
      collecting: {
        always: { guard: 'all have acknowledged', target: 'acknowledged' },
        on: {
          SOURCE_ACKNOWLEDGES: { actions: 'keepOffset' },
          COMMITTER_ACKNOWLEDGES: { actions: 'acknowledge' },
        },
      },
      acknowledged: {
        on: {
          CHECKPOINT_COMPLETES: {
            target: 'notifying',
            actions: 'complete',
            description:
              'CheckpointCoordinator.completePendingCheckpoint: into the store, the older one is subsumed; then every task is notified, without an answer or a second try (read).',
          },
          CHECKPOINT_DROPPED: {
            target: 'notifying',
            actions: ['dropPending', 'abortAll', 'notifyAborted'],
            description:
              'CheckpointFailureManager: a reason that is not counted, such as CHECKPOINT_DECLINED_SUBSUMED. abortPendingCheckpoint notifies the tasks (read).',
          },
        },
      },
      notifying: {
        always: { guard: 'all notifications are handled', target: 'waiting', actions: 'notifySource' },
        on: {
          NOTIFICATION_ARRIVES: {
            guard: and(['is to be notified', 'nobody is busy']),
            actions: ['sent', 'notify'],
            description:
              'One committer after the other, in any order: their commits have nothing in common (a reduction of this model).',
          },
          NOTIFICATION_LOST: { guard: 'is to be notified', actions: 'lost' },
          NOTIFICATION_HANDLED: { actions: 'handled' },
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
