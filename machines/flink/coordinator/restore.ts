/** How the job starts from a checkpoint, and what becomes of the coordinator when it stops. */
import type { RestartRegion, RestoreFrom, RestoreLatestCheckpoint } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { type Checkpoint, type Context, enqueueActions, type Guards, NOTHING, tablesOf } from './context.ts';

export const restore = (ask: PaimonAsk) => ({
  guards: {
    'can be restored': ({ context, event }) => restorePoints(ask, context)[(event as RestoreFrom).nth] !== undefined,
  } satisfies Guards,

  actions: {
    // The job leaves RUNNING, or fails for good.
    dropPending: enqueueActions(({ context, enqueue }) => {
      for (const { checkpoint } of context.pending) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
      enqueue.assign({ pending: [], synchronous: null, toNotify: [], handling: [] });
    }),
    discardAll: enqueueActions(({ enqueue }) => {
      enqueue.assign(NOTHING);
      enqueue.emit({ type: 'DISCARD_ALL' });
    }),

    // Tasks are deployed, with the state of the latest checkpoint; in batch mode the committers alone, without any.
    deployCommitters: enqueueActions(({ event, enqueue }) => {
      const { streamingCheckpointEnabled } = event as RestartRegion;
      for (const table of tablesOf(ask)) {
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
      for (const table of tablesOf(ask)) {
        enqueue.emit({
          type: 'DEPLOY_COMMITTER',
          table,
          streamingCheckpointEnabled,
          checkpoint,
          alreadyRecovered: isRecovered(ask, checkpoint, table, recovered),
        });
      }
    }),

    // A user starts a new job from what is retained.
    resetTo: enqueueActions(({ context, event, enqueue }) => {
      const { checkpoint, offset } = restorePoints(ask, context)[(event as RestoreFrom).nth]!;
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
  },
});

/** What a user may start from, oldest first. */
function restorePoints(ask: PaimonAsk, { retained, completed }: Context): readonly Checkpoint[] {
  if (ask.is('execution.savepoint.path', 'savepoint')) return retained.filter((r) => r.isSavepoint);
  if (ask.is('execution.savepoint.path', 'older checkpoint')) return retained.filter((r) => !r.isSavepoint);
  return completed.checkpoint > 0 ? [completed] : [];
}

/** Remedy 3b. */
function isRecovered(ask: PaimonAsk, checkpoint: number, table: number, recovered: readonly number[]): boolean {
  switch (ask.feature('jobmanager-remembers')) {
    case 'nothing':
      return false;
    case 'checkpoint':
      return checkpoint > 0 && recovered.includes(checkpoint);
    case 'committer':
      return checkpoint > 0 && recovered[table] === checkpoint;
  }
}
