/** Pending checkpoints: how they are triggered, acknowledged and aborted. */
import type { CommitterAcknowledges, SnapshotKind, SourceAcknowledges } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import {
  assign,
  type Context,
  type Event,
  emit,
  enqueueActions,
  type Guards,
  pendingOf,
  tablesOf,
  without,
} from './context.ts';

export const pending = (ask: PaimonAsk) => ({
  guards: {
    'may trigger': ({ context }) =>
      ask.feature('checkpoints-overlap')
        ? context.pending.every(({ kind }) => kind !== 'checkpoint')
        : nothingIsUnderWay(context),
    'may take a savepoint': ({ context }) =>
      ask.feature('checkpoints-overlap')
        ? context.pending.every(({ kind }) => kind === 'checkpoint')
        : nothingIsUnderWay(context),
    'is pending': ({ context, event }) => pendingOf(context, event) !== undefined,
    'a synchronous savepoint is pending': ({ context }) =>
      context.pending.some(({ kind }) => kind === 'synchronous savepoint'),
  } satisfies Guards,

  actions: {
    // Triggered: the barrier starts at the source.
    trigger: enqueueActions(({ context, event, enqueue }) => {
      const checkpoint = context.lastId + 1;
      const kind = kindRequested(event.type);
      const added = { checkpoint, kind, offset: 0, missing: tablesOf(ask) } as const;
      enqueue.assign({ lastId: checkpoint, pending: [...context.pending, added] });
      enqueue.emit({ type: 'BARRIER', checkpoint, kind, through: 0 });
    }),

    // Acknowledged: by the source, with its offset, and by each committer.
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

    // Aborted: one of which the tasks are notified, or all, because the scheduler stops.
    abortOne: enqueueActions(({ context, event, enqueue }) => {
      const { checkpoint } = pendingOf(context, event)!;
      enqueue.assign({
        pending: context.pending.filter((p) => p.checkpoint !== checkpoint),
        toNotify: [],
        handling: tablesOf(ask),
      });
      enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
      enqueue.emit({
        type: 'NOTIFY_CHECKPOINT_ABORTED',
        aborted: checkpoint,
        latestCompleted: context.completed.checkpoint,
        through: context.completed.offset,
      });
    }),
    abortPending: enqueueActions(({ context, enqueue }) => {
      for (const { checkpoint } of context.pending) enqueue.emit({ type: 'DISCARD_PENDING', checkpoint });
      enqueue.assign({ pending: [] });
    }),
    reportSavepointFailed: emit({ type: 'SAVEPOINT_FAILED' }),
  },
});

const nothingIsUnderWay = ({ pending, toNotify, handling }: Context) =>
  pending.length === 0 && toNotify.length === 0 && handling.length === 0;

function kindRequested(type: Event['type']): SnapshotKind {
  if (type === 'SYNCHRONOUS_SAVEPOINT_REQUESTED') return 'synchronous savepoint';
  return type === 'SAVEPOINT_REQUESTED' ? 'savepoint' : 'checkpoint';
}
