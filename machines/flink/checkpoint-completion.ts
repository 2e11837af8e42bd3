import { assign, enqueueActions, setup } from 'xstate';
import type { AboutFiles, CheckpointOutcome, GlobalFailure, OfCompleted, Restored } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** The identifier of the checkpoint that was triggered last. */
  readonly lastId: number;
  /** Whether that is a savepoint. */
  readonly savepoint: boolean;
  /** What the next incremental checkpoint builds on: the last one of which the tasks were notified; 0: none. */
  readonly confirmed: number;
  /** Ghost: the last checkpoint and the last savepoint of which a client was told that it is complete. */
  readonly reported: number;
  readonly reportedSavepoint: number;
  /** Ghost: checkpoints that failed at the store, one after the other, since one succeeded or the job failed over. */
  readonly failedInARow: number;
}

type Event =
  | { readonly type: 'LAST_ACKNOWLEDGEMENT'; readonly savepoint: boolean }
  | { readonly type: 'METADATA_WRITTEN' | 'JOBMANAGER_LOST' | 'UNRECOVERABLE' | 'UNKNOWN_STATE' }
  | AboutFiles<'STORED'>
  | AboutFiles<'NOT_STORED'>
  | GlobalFailure
  | Restored;

type Emitted =
  | OfCompleted<'REGISTER_SHARED_STATE'>
  | OfCompleted<'WRITE_FILES'>
  | OfCompleted<'ADD_CHECKPOINT'>
  | CheckpointOutcome
  | { readonly type: 'RESTORE_LATEST' | 'RECOVER' | 'FORGET' };

/** A finer view of what coordinator.ts does in one step; all tasks take part in each checkpoint. */
export const checkpointCompletion = (ask: PaimonAsk) => {
  const current = ({ lastId, savepoint, confirmed }: Context) => ({
    checkpoint: lastId,
    base: savepoint ? 0 : confirmed,
    savepoint,
  });
  const reportOf = ({ lastId, savepoint }: Context) =>
    savepoint ? { reportedSavepoint: lastId } : { reported: lastId };

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'is not stored': ({ context }) => context.savepoint && !ask.feature('stores-savepoints'),
      'has high availability': () => !ask.is('high-availability.type', 'NONE'),
    },
    actions: {
      begin: assign(({ context, event }) => ({
        lastId: context.lastId + 1,
        savepoint: (event as { savepoint: boolean }).savepoint,
      })),
      register: enqueueActions(({ context, enqueue }) => {
        enqueue.emit({ type: 'REGISTER_SHARED_STATE', ...current(context) });
      }),
      finalize: enqueueActions(({ context, enqueue }) => {
        enqueue.emit({ type: 'WRITE_FILES', ...current(context) });
        if (ask.feature('reports-before-store')) enqueue.assign(reportOf(context));
        if (!ask.feature('counts-failed-store')) enqueue.emit({ type: 'CHECKPOINT_SUCCEEDED' });
      }),
      addToStore: enqueueActions(({ context, enqueue }) => {
        enqueue.emit({ type: 'ADD_CHECKPOINT', ...current(context) });
      }),
      completed: enqueueActions(({ context, enqueue }) => {
        enqueue.assign({
          ...reportOf(context),
          failedInARow: 0,
          confirmed: context.savepoint ? context.confirmed : context.lastId,
        });
        if (ask.feature('counts-failed-store')) enqueue.emit({ type: 'CHECKPOINT_SUCCEEDED' });
      }),
      countFailure: enqueueActions(({ context, enqueue }) => {
        enqueue.assign({ failedInARow: Math.min(2, context.failedInARow + 1) });
        if (ask.feature('counts-failed-store')) enqueue.emit({ type: 'CHECKPOINT_FAILED' });
      }),
      restoreLatest: enqueueActions(({ enqueue }) => {
        enqueue.assign({ failedInARow: 0 });
        enqueue.emit({ type: 'RESTORE_LATEST' });
      }),
      recover: enqueueActions(({ enqueue }) => {
        enqueue.assign({ failedInARow: 0 });
        enqueue.emit({ type: 'FORGET' });
        enqueue.emit({ type: 'RECOVER' });
      }),
      startFrom: assign({
        confirmed: ({ event }) => {
          const { checkpoint, savepoint } = event as Restored;
          return savepoint ? 0 : checkpoint;
        },
      }),
    },
  }).createMachine({
    id: 'checkpointCompletion',
    description:
      'Flink: CheckpointCoordinator.completePendingCheckpoint step by step, and what is restored after a failure. Left out: how the checkpoint got there, and a second one at the same time.',
    context: { lastId: 0, savepoint: false, confirmed: 0, reported: 0, reportedSavepoint: 0, failedInARow: 0 },
    initial: 'waiting',
    on: {
      RESTORED: { actions: 'startFrom' },
      UNRECOVERABLE: '.unrecoverable',
      JOBMANAGER_LOST: [
        {
          guard: 'has high availability',
          target: '.waiting',
          actions: 'recover',
          description: 'A new leader creates the store from what it finds, before the job starts again (read).',
        },
        { target: '.lost', description: 'Without high availability the job is lost with its JobManager.' },
      ],
    },
    states: {
      waiting: {
        tags: 'rest',
        on: {
          LAST_ACKNOWLEDGEMENT: { target: 'finalizing', actions: ['begin', 'register'] },
          GLOBAL_FAILURE: {
            actions: 'restoreLatest',
            description:
              'The job fails over, and restores the newest completed checkpoint. It needs the lock that a completion holds: a checkpoint that completes after the failure is restored from (read).',
          },
        },
      },
      finalizing: {
        on: {
          UNKNOWN_STATE: {
            target: 'waiting',
            description:
              'SharedStateRegistry: "Attempt to reference unknown state". The checkpoint cannot complete, and is pending until it expires (read).',
          },
          METADATA_WRITTEN: [
            {
              guard: 'is not stored',
              target: 'waiting',
              actions: ['finalize', 'completed'],
              description: 'A savepoint is not added to the store, since 1.15 (FLINK-25191, read).',
            },
            {
              target: 'storing',
              actions: ['finalize', 'addToStore'],
              description:
                'PendingCheckpoint.finalizeCheckpoint. Until 1.16 this completes the future of whoever asked for the checkpoint (FLINK-31077); until 1.17 the failure manager is told of a success (FLINK-32347) (read).',
            },
          ],
        },
      },
      storing: {
        on: {
          STORED: { target: 'waiting', actions: 'completed' },
          NOT_STORED: {
            target: 'waiting',
            actions: 'countFailure',
            description:
              'addCompletedCheckpointToStoreAndSubsumeOldest: the tasks are told that the checkpoint is aborted. The failure manager hears of it since 1.18 (FLINK-32347, read).',
          },
        },
      },
      unrecoverable: {
        tags: 'rest',
        description: 'The new JobManager cannot read its restore points; it fails, and so does every one after it.',
        on: { JOBMANAGER_LOST: {} },
      },
      lost: { tags: 'rest', on: { JOBMANAGER_LOST: {} } },
    },
  });
};
