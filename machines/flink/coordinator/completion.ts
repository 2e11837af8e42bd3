/** How a pending checkpoint becomes a completed one, and how the tasks are notified of it. */
import type { PaimonAsk } from '../../options.ts';
import { assign, type Context, emit, enqueueActions, type Guards, pendingOf, tablesOf, without } from './context.ts';

export const completion = (ask: PaimonAsk) => {
  const keepsRestorePoints = () => ask.feature('keeps-restore-points');
  const notified = ({ synchronous, completed }: Context) => synchronous ?? completed;

  return {
    guards: {
      'all have acknowledged': ({ context, event }) => pendingOf(context, event)?.missing.length === 0,
      'is partly finished': ({ context, event }) =>
        pendingOf(context, event)?.partlyFinished === true && ask.feature('writers-have-union-state'),
      'all have acknowledged a savepoint': ({ context, event }) => {
        const pending = pendingOf(context, event);
        return pending?.missing.length === 0 && pending.kind === 'savepoint' && !ask.feature('stores-savepoints');
      },
      'all have acknowledged a synchronous savepoint': ({ context, event }) => {
        const pending = pendingOf(context, event);
        return (
          pending?.missing.length === 0 && pending.kind === 'synchronous savepoint' && !ask.feature('stores-savepoints')
        );
      },
      'is to be notified': ({ context, event }) => 'table' in event && context.toNotify.includes(event.table),
      'nobody is busy': ({ context }) => context.handling.length === 0,
    } satisfies Guards,

    actions: {
      // It is complete: a checkpoint, a savepoint, or the savepoint with which the job stops.
      complete: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset, kind } = pendingOf(context, event)!;
        const older = keepsRestorePoints() && context.completed.checkpoint > 0 ? [context.completed] : [];
        const subsumed = context.pending.filter((p) => p.kind === 'checkpoint' && p.checkpoint < checkpoint);
        enqueue.assign({
          completed: { checkpoint, offset },
          retained: [...context.retained, ...older].sort((a, b) => a.checkpoint - b.checkpoint),
          pending: context.pending.filter((p) => p.checkpoint !== checkpoint && !subsumed.includes(p)),
          toNotify: tablesOf(ask),
        });
        enqueue.emit({ type: 'KEEP_PENDING', checkpoint });
        for (const { checkpoint } of subsumed) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
        if (kind === 'synchronous savepoint') enqueue.emit({ type: 'SAVEPOINT_COMPLETED' });
        if (ask.feature('jobmanager-commits')) enqueue.emit({ type: 'NOTIFY_COORDINATOR', checkpoint });
      }),
      completeSavepoint: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset } = pendingOf(context, event)!;
        enqueue.assign({
          retained: keepsRestorePoints()
            ? [...context.retained, { checkpoint, offset, isSavepoint: true }]
            : context.retained,
          pending: context.pending.filter((p) => p.checkpoint !== checkpoint),
        });
        enqueue.emit({ type: keepsRestorePoints() ? 'KEEP_SAVEPOINT' : 'DISCARD_PENDING', checkpoint });
      }),
      completeSynchronousSavepoint: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, offset } = pendingOf(context, event)!;
        const subsumed = context.pending.filter((p) => p.checkpoint !== checkpoint);
        enqueue.assign({
          synchronous: { checkpoint, offset },
          retained: [...context.retained, { checkpoint, offset, isSavepoint: true }],
          pending: [],
          toNotify: tablesOf(ask),
        });
        enqueue.emit({ type: 'KEEP_SAVEPOINT', checkpoint });
        for (const { checkpoint } of subsumed) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
        enqueue.emit({ type: 'SAVEPOINT_COMPLETED' });
      }),

      // A committer is notified, and handles it.
      notify: emit(({ context, event }) => ({
        type: 'NOTIFY_CHECKPOINT_COMPLETE',
        table: (event as { table: number }).table,
        checkpoint: notified(context).checkpoint,
        through: notified(context).offset,
      })),
      sent: assign(({ context, event }) => {
        const { table } = event as { table: number };
        return { toNotify: without(context.toNotify, table), handling: [...context.handling, table].sort() };
      }),
      lost: assign({ toNotify: ({ context, event }) => without(context.toNotify, (event as { table: number }).table) }),
      handled: assign({
        handling: ({ context, event }) => without(context.handling, (event as { table: number }).table),
      }),

      // Nothing of it is under way any more.
      endCheckpoint: enqueueActions(({ context, enqueue }) => {
        const { pending, toNotify, handling } = context;
        if (ask.feature('checkpoints-overlap')) return;
        if (pending.length + toNotify.length + handling.length === 0) enqueue.emit({ type: 'NOTIFY_SOURCE' });
      }),
    },
  };
};
