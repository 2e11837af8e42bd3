import { and, assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutCheckpoint,
  AboutTable,
  Barrier,
  CommitterAcknowledges,
  DeployCommitter,
  DeploySource,
  DeployWriter,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  RestoreFrom,
  RestoreLatestCheckpoint,
  SnapshotKind,
  SourceAcknowledges,
} from './messages.ts';
import type { PaimonAsk } from './options.ts';

/** A checkpoint or savepoint, without the committers' state: that is in the storage. */
interface Checkpoint {
  readonly checkpoint: number;
  readonly offset: number;
}

interface PendingCheckpoint extends Checkpoint {
  readonly kind: SnapshotKind;
  /** The tables whose committer has not acknowledged it. */
  readonly missing: readonly number[];
}

interface Context {
  /** The last identifier given away. It is never given again in this job. */
  readonly lastId: number;
  /** Triggered and neither complete nor aborted, oldest first. */
  readonly pending: readonly PendingCheckpoint[];
  /** The latest completed checkpoint. Number 0: none yet. */
  readonly completed: Checkpoint;
  /** What a user may restore from instead: older checkpoints that are retained, and savepoints; oldest first. */
  readonly retained: readonly Checkpoint[];
  /** The tables whose committer is about to be notified of the latest completed checkpoint. */
  readonly toNotify: readonly number[];
  /** The tables whose committer is handling a notification. */
  readonly handling: readonly number[];
}

type Event =
  | RestoreLatestCheckpoint
  | RestoreFrom
  | { readonly type: 'ALL_TASKS_RUNNING' | 'SUSPEND' | 'SHUT_DOWN' }
  | { readonly type: 'CHECKPOINT_DUE' | 'SAVEPOINT_REQUESTED' }
  | AboutPending<'CHECKPOINT_COMPLETES'>
  | AboutPending<'CHECKPOINT_DROPPED'>
  | AboutTable<'NOTIFICATION_ARRIVES'>
  | AboutTable<'NOTIFICATION_LOST'>
  | SourceAcknowledges
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>;

/** Of several pending checkpoints the n-th, from 0; the oldest where it is not said. */
interface AboutPending<T extends string> {
  readonly type: T;
  readonly nth?: number;
}

type Emitted =
  | DeploySource
  | DeployWriter
  | DeployCommitter
  | Barrier
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | { readonly type: 'NOTIFY_SOURCE' | 'DISCARD_ALL' }
  | AboutCheckpoint<'KEEP_PENDING' | 'DISCARD_PENDING' | 'KEEP_SAVEPOINT' | 'RESET_TO'>;

const NOTHING: Context = {
  lastId: 0,
  pending: [],
  completed: { checkpoint: 0, offset: 0 },
  retained: [],
  toNotify: [],
  handling: [],
};

/**
 * Flink's CheckpointCoordinator with its CompletedCheckpointStore.
 *
 * The barrier passes source, writers and committers in the step that triggers it; what could happen in between makes
 * the checkpoint incomplete, as what happens before does. Completing it is a step of its own, and so is each
 * notification. So a failure can come between any two of them; one that comes right after the last acknowledgement was
 * processed finds a checkpoint that completes after the failure, and is restored from (flink.md 1.10).
 *
 * Where `checkpoints-overlap` is off, the next checkpoint is triggered when every notification of the last one has been
 * handled, or is lost. Then there are no slow commits, and a late notification does what a lost one does until the next
 * completes: what is pending stays pending, through the next barrier, and is committed then.
 */
export const coordinator = (ask: PaimonAsk) => {
  const tables = () => (ask.is('mode', 'table') ? [0] : [0, 1]);
  const without = (tables: readonly number[], table: number) => tables.filter((t) => t !== table);
  const nth = (context: Context, event: Event): PendingCheckpoint | undefined =>
    context.pending[('nth' in event ? event.nth : undefined) ?? 0];
  const keepsRestorePoints = () => ask.feature('keeps-restore-points');

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'may trigger': ({ context }) =>
        ask.feature('checkpoints-overlap')
          ? context.pending.every(({ kind }) => kind !== 'checkpoint')
          : context.pending.length === 0 && context.toNotify.length === 0 && context.handling.length === 0,
      'may take a savepoint': ({ context }) => context.pending.every(({ kind }) => kind === 'checkpoint'),
      'all have acknowledged': ({ context, event }) => nth(context, event)?.missing.length === 0,
      'all have acknowledged a savepoint': ({ context, event }) => {
        const pending = nth(context, event);
        return pending?.missing.length === 0 && pending.kind === 'savepoint';
      },
      'is to be notified': ({ context, event }) => 'table' in event && context.toNotify.includes(event.table),
      'nobody is busy': ({ context }) => context.handling.length === 0,
      'can be restored': ({ context, event }) => context.retained[(event as RestoreFrom).nth] !== undefined,
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
      resetTo: enqueueActions(({ context, event, enqueue }) => {
        const chosen = context.retained[(event as RestoreFrom).nth]!;
        enqueue.assign({ ...NOTHING, lastId: chosen.checkpoint, completed: chosen });
        enqueue.emit({ type: 'RESET_TO', checkpoint: chosen.checkpoint });
      }),
      trigger: enqueueActions(({ context, event, enqueue }) => {
        const checkpoint = context.lastId + 1;
        const kind = event.type === 'SAVEPOINT_REQUESTED' ? 'savepoint' : 'checkpoint';
        const pending = { checkpoint, kind, offset: 0, missing: tables() } as const;
        enqueue.assign({ lastId: checkpoint, pending: [...context.pending, pending] });
        enqueue.emit({ type: 'BARRIER', checkpoint, kind, through: 0 });
      }),
      keepOffset: assign({
        pending: ({ context, event }) => {
          const { checkpoint, offset } = event as SourceAcknowledges;
          return context.pending.map((p) => (p.checkpoint === checkpoint ? { ...p, offset } : p));
        },
      }),
      acknowledge: assign({
        pending: ({ context, event }) => {
          const { checkpoint, table } = event as CommitterAcknowledges;
          return context.pending.map((p) =>
            p.checkpoint === checkpoint ? { ...p, missing: without(p.missing, table) } : p,
          );
        },
      }),
      complete: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset } = nth(context, event)!;
        const older = keepsRestorePoints() && context.completed.checkpoint > 0 ? [context.completed] : [];
        const subsumed = context.pending.filter((p) => p.kind === 'checkpoint' && p.checkpoint < checkpoint);
        enqueue.assign({
          completed: { checkpoint, offset },
          retained: [...context.retained, ...older].sort((a, b) => a.checkpoint - b.checkpoint),
          pending: context.pending.filter((p) => p.checkpoint !== checkpoint && !subsumed.includes(p)),
          toNotify: tables(),
        });
        enqueue.emit({ type: 'KEEP_PENDING', checkpoint });
        for (const { checkpoint } of subsumed) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
      }),
      completeSavepoint: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset } = nth(context, event)!;
        enqueue.assign({
          retained: keepsRestorePoints() ? [...context.retained, { checkpoint, offset }] : context.retained,
          pending: context.pending.filter((p) => p.checkpoint !== checkpoint),
        });
        enqueue.emit({ type: keepsRestorePoints() ? 'KEEP_SAVEPOINT' : 'DISCARD_PENDING', checkpoint });
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
      endCheckpoint: enqueueActions(({ context, enqueue }) => {
        const { pending, toNotify, handling } = context;
        if (ask.feature('checkpoints-overlap')) return;
        if (pending.length + toNotify.length + handling.length === 0) enqueue.emit({ type: 'NOTIFY_SOURCE' });
      }),
      abortOne: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint } = nth(context, event)!;
        enqueue.assign({
          pending: context.pending.filter((p) => p.checkpoint !== checkpoint),
          toNotify: [],
          handling: tables(),
        });
        enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
      }),
      dropPending: enqueueActions(({ context, enqueue }) => {
        for (const { checkpoint } of context.pending) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
        enqueue.assign({ pending: [], toNotify: [], handling: [] });
      }),
      discardAll: enqueueActions(({ enqueue }) => {
        enqueue.assign(NOTHING);
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
          RESTORE_FROM: {
            guard: 'can be restored',
            actions: 'resetTo',
            description:
              'DefaultExecutionGraphFactory, SavepointRestoreSettings: a new job that starts from an older checkpoint or a savepoint; "Reset the checkpoint ID of job … to n+1" (read).',
          },
          ALL_TASKS_RUNNING: 'scheduling',
        },
      },
      scheduling: {
        on: {
          CHECKPOINT_DUE: { guard: 'may trigger', actions: 'trigger' },
          SAVEPOINT_REQUESTED: { guard: 'may take a savepoint', actions: 'trigger' },
          SOURCE_ACKNOWLEDGES: { actions: 'keepOffset' },
          COMMITTER_ACKNOWLEDGES: { actions: 'acknowledge' },
          CHECKPOINT_COMPLETES: [
            {
              guard: 'all have acknowledged a savepoint',
              actions: ['completeSavepoint', 'endCheckpoint'],
              description:
                'CheckpointCoordinator.completePendingCheckpoint: a savepoint is not put into the store, subsumes nothing, and no task is notified of it; since Flink 1.15 (read).',
            },
            {
              guard: 'all have acknowledged',
              actions: 'complete',
              description:
                'CheckpointCoordinator.completePendingCheckpoint: into the store, the older one is subsumed; then every task is notified, without an answer or a second try (read).',
            },
          ],
          CHECKPOINT_DROPPED: {
            guard: and(['all have acknowledged', 'nobody is busy']),
            actions: ['abortOne', 'notifyAborted'],
            description:
              'CheckpointFailureManager: a reason that is not counted, such as CHECKPOINT_DECLINED_SUBSUMED. abortPendingCheckpoint notifies the tasks (read).',
          },
          NOTIFICATION_ARRIVES: {
            guard: and(['is to be notified', 'nobody is busy']),
            actions: ['sent', 'notify'],
            description:
              'One committer after the other, in any order: their commits have nothing in common (a reduction of this model).',
          },
          NOTIFICATION_LOST: { guard: 'is to be notified', actions: ['lost', 'endCheckpoint'] },
          NOTIFICATION_HANDLED: { actions: ['handled', 'endCheckpoint'] },
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
