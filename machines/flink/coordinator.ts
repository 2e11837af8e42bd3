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
  RestartRegion,
  RestoreFrom,
  RestoreLatestCheckpoint,
  SnapshotKind,
  SourceAcknowledges,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

/** A checkpoint or savepoint, without the committers' state: that is in the storage. */
interface Checkpoint {
  readonly checkpoint: number;
  readonly offset: number;
}

interface RestorePoint extends Checkpoint {
  readonly isSavepoint?: boolean;
}

interface PendingCheckpoint extends Checkpoint {
  readonly kind: SnapshotKind;
  /** The tables whose committer has not acknowledged it. */
  readonly missing: readonly number[];
  /** Of the subtasks of one vertex, some had ended and others had not. */
  readonly partlyFinished?: true;
}

interface Context {
  /** Where the scenario looks at files: how often a user has started the job from what is retained. */
  readonly starts: number;
  /** The last identifier given away. It is never given again in this job. */
  readonly lastId: number;
  /** Triggered and neither complete nor aborted, oldest first. */
  readonly pending: readonly PendingCheckpoint[];
  /** The latest completed checkpoint. Number 0: none yet. */
  readonly completed: Checkpoint;
  /** What a user may restore from instead: older checkpoints that are retained, and savepoints; oldest first. */
  readonly retained: readonly RestorePoint[];
  /** A synchronous savepoint that is complete, and not in the store: of it the tasks are notified. */
  readonly synchronous: Checkpoint | null;
  /** The tables whose committer is about to be notified of the latest completed checkpoint, or synchronous savepoint. */
  readonly toNotify: readonly number[];
  /** The tables whose committer is handling a notification. */
  readonly handling: readonly number[];
}

type Event =
  | RestoreLatestCheckpoint
  | RestartRegion
  | RestoreFrom
  | { readonly type: 'ALL_TASKS_RUNNING' | 'SUSPEND' | 'SHUT_DOWN' | 'JOB_CANCELLED' }
  | { readonly type: 'CHECKPOINT_DUE' | 'SAVEPOINT_REQUESTED' }
  | { readonly type: 'STOP_SCHEDULER' | 'START_SCHEDULER' | 'SYNCHRONOUS_SAVEPOINT_REQUESTED' | 'SAVEPOINT_DECLINED' }
  | AboutPending<'CHECKPOINT_COMPLETES'>
  | AboutPending<'CHECKPOINT_DROPPED'>
  | AboutPending<'TRIGGER_TIMES_OUT'>
  | AboutCheckpoint<'COORDINATOR_REJECTS'>
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
  | { readonly type: 'NOTIFY_SOURCE' | 'DISCARD_ALL' | 'COMMIT_USER_CHANGES' | 'START_JOB' }
  | { readonly type: 'SAVEPOINT_COMPLETED' | 'SAVEPOINT_FAILED' }
  | AboutCheckpoint<'NOTIFY_COORDINATOR' | 'KEEP_PENDING' | 'DISCARD_PENDING' | 'KEEP_SAVEPOINT' | 'RESET_TO'>;

const NOTHING: Context = {
  lastId: 0,
  starts: 0,
  pending: [],
  completed: { checkpoint: 0, offset: 0 },
  retained: [],
  synchronous: null,
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
    event.type === 'COORDINATOR_REJECTS'
      ? context.pending.find(({ checkpoint }) => checkpoint === event.checkpoint)
      : context.pending[('nth' in event ? event.nth : undefined) ?? 0];
  /** What a user may start from, oldest first. */
  const restorePoints = ({ retained, completed }: Context) => {
    if (ask.is('execution.savepoint.path', 'savepoint')) return retained.filter((r) => r.isSavepoint);
    if (ask.is('execution.savepoint.path', 'older checkpoint')) return retained.filter((r) => !r.isSavepoint);
    return completed.checkpoint > 0 ? [completed] : [];
  };
  const keepsRestorePoints = () => ask.feature('keeps-restore-points');

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'may trigger': ({ context }) =>
        ask.feature('checkpoints-overlap')
          ? context.pending.every(({ kind }) => kind !== 'checkpoint')
          : context.pending.length === 0 && context.toNotify.length === 0 && context.handling.length === 0,
      'may take a savepoint': ({ context }) =>
        ask.feature('checkpoints-overlap')
          ? context.pending.every(({ kind }) => kind === 'checkpoint')
          : context.pending.length === 0 && context.toNotify.length === 0 && context.handling.length === 0,
      'all have acknowledged': ({ context, event }) => nth(context, event)?.missing.length === 0,
      'all have acknowledged a savepoint': ({ context, event }) => {
        const pending = nth(context, event);
        return pending?.missing.length === 0 && pending.kind === 'savepoint' && !ask.feature('stores-savepoints');
      },
      'all have acknowledged a synchronous savepoint': ({ context, event }) => {
        const pending = nth(context, event);
        return (
          pending?.missing.length === 0 && pending.kind === 'synchronous savepoint' && !ask.feature('stores-savepoints')
        );
      },
      'is partly finished': ({ context, event }) =>
        nth(context, event)?.partlyFinished === true && ask.feature('writers-have-union-state'),
      'a synchronous savepoint is pending': ({ context }) =>
        context.pending.some(({ kind }) => kind === 'synchronous savepoint'),
      'is pending': ({ context, event }) => nth(context, event) !== undefined,
      'is to be notified': ({ context, event }) => 'table' in event && context.toNotify.includes(event.table),
      'nobody is busy': ({ context }) => context.handling.length === 0,
      'can be restored': ({ context, event }) => restorePoints(context)[(event as RestoreFrom).nth] !== undefined,
    },
    actions: {
      deployCommitters: enqueueActions(({ event, enqueue }) => {
        const { streamingCheckpointEnabled } = event as RestartRegion;
        for (const table of tables()) {
          enqueue.emit({
            ...{ type: 'DEPLOY_COMMITTER', table, streamingCheckpointEnabled, checkpoint: 0, alreadyRecovered: false },
          });
        }
      }),
      deployTasks: enqueueActions(({ context, event, enqueue }) => {
        const { streamingCheckpointEnabled, recovered } = event as RestoreLatestCheckpoint;
        const { checkpoint, offset } = context.completed;
        enqueue.emit({ type: 'DEPLOY_SOURCE', offset });
        enqueue.emit({ type: 'DEPLOY_WRITER', ...(context.starts > 0 && { start: context.starts }) });
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
        const { checkpoint, offset } = restorePoints(context)[(event as RestoreFrom).nth]!;
        enqueue.assign({
          ...{ ...NOTHING, lastId: checkpoint, completed: { checkpoint, offset } },
          starts: ask.feature('looks-at-files') ? context.starts + 1 : 0,
        });
        if (ask.is('sink.operator-uid.suffix', 'changed')) {
          enqueue.emit({ type: 'DISCARD_ALL' });
          enqueue.emit({ type: 'COMMIT_USER_CHANGES' });
        } else enqueue.emit({ type: 'RESET_TO', checkpoint });
        enqueue.emit({ type: 'START_JOB' });
      }),
      trigger: enqueueActions(({ context, event, enqueue }) => {
        const checkpoint = context.lastId + 1;
        const kind = kindRequested(event.type);
        const pending = { checkpoint, kind, offset: 0, missing: tables() } as const;
        enqueue.assign({ lastId: checkpoint, pending: [...context.pending, pending] });
        enqueue.emit({ type: 'BARRIER', checkpoint, kind, through: 0 });
      }),
      keepOffset: assign({
        pending: ({ context, event }) => {
          const { type: _type, ...acknowledged } = event as SourceAcknowledges;
          return context.pending.map((p) => (p.checkpoint === acknowledged.checkpoint ? { ...p, ...acknowledged } : p));
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
        const { checkpoint, offset, kind } = nth(context, event)!;
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
        if (kind === 'synchronous savepoint') enqueue.emit({ type: 'SAVEPOINT_COMPLETED' });
        if (ask.feature('jobmanager-commits')) enqueue.emit({ type: 'NOTIFY_COORDINATOR', checkpoint });
      }),
      completeSynchronousSavepoint: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset } = nth(context, event)!;
        const subsumed = context.pending.filter((p) => p.checkpoint !== checkpoint);
        enqueue.assign({
          synchronous: { checkpoint, offset },
          retained: [...context.retained, { checkpoint, offset, isSavepoint: true }],
          pending: [],
          toNotify: tables(),
        });
        enqueue.emit({ type: 'KEEP_SAVEPOINT', checkpoint });
        for (const { checkpoint } of subsumed) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
        enqueue.emit({ type: 'SAVEPOINT_COMPLETED' });
      }),
      completeSavepoint: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset } = nth(context, event)!;
        enqueue.assign({
          retained: keepsRestorePoints()
            ? [...context.retained, { checkpoint, offset, isSavepoint: true }]
            : context.retained,
          pending: context.pending.filter((p) => p.checkpoint !== checkpoint),
        });
        enqueue.emit({ type: keepsRestorePoints() ? 'KEEP_SAVEPOINT' : 'DISCARD_PENDING', checkpoint });
      }),
      notify: emit(({ context, event }) => ({
        type: 'NOTIFY_CHECKPOINT_COMPLETE',
        table: (event as { table: number }).table,
        checkpoint: (context.synchronous ?? context.completed).checkpoint,
        through: (context.synchronous ?? context.completed).offset,
      })),
      sent: assign(({ context, event }) => {
        const { table } = event as { table: number };
        return { toNotify: without(context.toNotify, table), handling: [...context.handling, table].sort() };
      }),
      lost: assign({ toNotify: ({ context, event }) => without(context.toNotify, (event as { table: number }).table) }),
      handled: assign({
        handling: ({ context, event }) => without(context.handling, (event as { table: number }).table),
      }),
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
        enqueue.emit({
          type: 'NOTIFY_CHECKPOINT_ABORTED',
          aborted: checkpoint,
          latestCompleted: context.completed.checkpoint,
          through: context.completed.offset,
        });
      }),
      dropPending: enqueueActions(({ context, enqueue }) => {
        for (const { checkpoint } of context.pending) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
        enqueue.assign({ pending: [], synchronous: null, toNotify: [], handling: [] });
      }),
      abortPending: enqueueActions(({ context, enqueue }) => {
        for (const { checkpoint } of context.pending) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
        enqueue.assign({ pending: [] });
      }),
      reportSavepointFailed: emit({ type: 'SAVEPOINT_FAILED' }),
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
      JOB_CANCELLED: { target: '.cancelled', actions: 'dropPending' },
      SHUT_DOWN: { target: '.suspended', actions: 'discardAll', description: 'The job has failed for good.' },
    },
    states: {
      suspended: {
        tags: 'rest',
        on: {
          RESTART_REGION: { actions: 'deployCommitters' },
          RESTORE_LATEST_CHECKPOINT: {
            actions: 'deployTasks',
            description:
              'CheckpointCoordinator.restoreLatestCheckpointedStateToSubtasks: the newest checkpoint that has completed by now (read).',
          },
          ALL_TASKS_RUNNING: 'scheduling',
        },
      },
      cancelled: {
        tags: 'rest',
        on: {
          RESTORE_FROM: {
            guard: 'can be restored',
            target: 'suspended',
            actions: 'resetTo',
            description:
              'DefaultExecutionGraphFactory, SavepointRestoreSettings: a new job that starts from a retained checkpoint or a savepoint n; "Reset the checkpoint ID of job … to n+1", so identifiers that came after n are given again (read).',
          },
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
              guard: and(['all have acknowledged', 'is partly finished']),
              actions: 'abortOne',
              description:
                'DefaultCheckpointPlan.checkNoPartlyOperatorsFinishedVertexUsedUnionListState: a vertex with union list state of which only some subtasks have ended. CHECKPOINT_DECLINED_TASK_CLOSING, which is not counted: those that have ended wait for the others; since Flink 1.14 (read).',
            },
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
            actions: 'abortOne',
            description:
              'CheckpointFailureManager: a reason that is not counted, such as CHECKPOINT_DECLINED_SUBSUMED. abortPendingCheckpoint notifies the tasks (read).',
          },
          COORDINATOR_REJECTS: {
            guard: 'is pending',
            actions: 'abortOne',
            description:
              'CheckpointCoordinator.startTriggeringCheckpoint: an OperatorCoordinator has not given its state, so no task is triggered, and the checkpoint is aborted; not counted (read).',
          },
          TRIGGER_TIMES_OUT: {
            guard: and(['is pending', 'nobody is busy']),
            actions: 'abortOne',
            description:
              'CheckpointCoordinator.onTriggerFailure: a source could not be told, others were. TRIGGER_CHECKPOINT_FAILURE is not counted (FLINK-21246, since 1.14, read).',
          },
          NOTIFICATION_ARRIVES: {
            guard: and(['is to be notified', 'nobody is busy']),
            actions: ['sent', 'notify'],
            description:
              'One committer after the other, in any order: their commits have nothing in common (a reduction of this model).',
          },
          NOTIFICATION_LOST: { guard: 'is to be notified', actions: ['lost', 'endCheckpoint'] },
          NOTIFICATION_HANDLED: { actions: ['handled', 'endCheckpoint'] },
          STOP_SCHEDULER: {
            target: 'stopped',
            actions: 'abortPending',
            description:
              'SchedulerBase.stopWithSavepoint: stopCheckpointScheduler first, what is pending is aborted (CHECKPOINT_COORDINATOR_SUSPEND, read).',
          },
        },
      },
      stopped: {
        description: 'No checkpoint is triggered any more; only the savepoint with which the job is to stop.',
        on: {
          START_SCHEDULER: 'scheduling',
          SYNCHRONOUS_SAVEPOINT_REQUESTED: { actions: 'trigger' },
          SOURCE_ACKNOWLEDGES: { actions: 'keepOffset' },
          COMMITTER_ACKNOWLEDGES: { actions: 'acknowledge' },
          CHECKPOINT_COMPLETES: [
            {
              guard: 'all have acknowledged a synchronous savepoint',
              actions: 'completeSynchronousSavepoint',
              description:
                'CheckpointCoordinator.completePendingCheckpoint: a synchronous savepoint is not put into the store since Flink 1.15 (FLINK-25191), but it drops what it subsumes, and the tasks are notified (read).',
            },
            {
              guard: 'all have acknowledged',
              actions: 'complete',
              description:
                'CheckpointCoordinator.completePendingCheckpoint until Flink 1.14: every snapshot is put into the store, so the job would be restored from it (read).',
            },
          ],
          SAVEPOINT_DECLINED: {
            guard: 'a synchronous savepoint is pending',
            actions: ['abortPending', 'reportSavepointFailed'],
            description:
              'CheckpointCoordinator.receiveDeclineMessage: a task could not take its part, for example because its asynchronous part failed. The others have taken theirs, and wait (read).',
          },
          NOTIFICATION_ARRIVES: { guard: and(['is to be notified', 'nobody is busy']), actions: ['sent', 'notify'] },
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

function kindRequested(type: Event['type']): SnapshotKind {
  if (type === 'SYNCHRONOUS_SAVEPOINT_REQUESTED') return 'synchronous savepoint';
  return type === 'SAVEPOINT_REQUESTED' ? 'savepoint' : 'checkpoint';
}
