/** What a committer does when a checkpoint is complete: CommitterOperator.notifyCheckpointComplete. */
import { completedBy } from '../../flink/notification.ts';
import { type Committable, END_OF_INPUT, type Notification, type TagDue } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { type Half, halves, holdsTheEnd, ofTable } from '../committables.ts';
import { assign, type Context, emit, enqueueActions, type Guards, hasEnded } from './context.ts';

export const notifications = (ask: PaimonAsk) => {
  const forcesSnapshots = () => ask.is('commit.force-create-snapshot', true);

  /** Up to what a notification commits: once endInput has been called, up to the end of input. */
  const bound = (context: Context, checkpoint: number) => {
    if (!hasEnded(context)) return checkpoint;
    const isFinal = context.finalCheckpoint > 0 && checkpoint >= context.finalCheckpoint;
    return isFinal || !ask.feature('end-of-input-waits-for-final-checkpoint') ? END_OF_INPUT : checkpoint;
  };
  const upTo = (context: Context, checkpoint: number) =>
    context.pending.filter((c) => c.checkpoint <= bound(context, checkpoint));

  const forces = (context: Context, table: number) =>
    (forcesSnapshots() || context.tagIsDue) &&
    (context.known.includes(table) || !ask.feature('forces-known-tables-only'));

  /** What is committed, table by table: what is pending of it; or an empty committable, if the table forces one. */
  const commitsOf = (
    context: Context,
    committables: readonly Committable[],
    { checkpoint, through, watermark }: Pick<Committable, 'checkpoint' | 'through' | 'watermark'>,
  ) => {
    const { tables } = context;
    const toCommit = tables.flatMap((table): Half[] => {
      const own = ofTable(committables, table);
      if (own.length > 0 || !forces(context, table)) return own.flatMap(halves);
      const marked = watermark === undefined ? {} : { watermark };
      return [{ checkpoint, through, kind: 'APPEND', batches: [], ...(tables.length > 1 && { table }), ...marked }];
    });
    const isKnown = (table: number) => context.known.includes(table) || ofTable(toCommit, table).length > 0;
    return { toCommit, known: tables.filter(isKnown) };
  };

  return {
    guards: {
      'is news': ({ context, event }) => completedBy(event as Notification) > context.latestReported,
      'committables are pending': ({ context, event }) => upTo(context, completedBy(event as Notification)).length > 0,
      'filters what it commits': ({ context, event }) =>
        bound(context, completedBy(event as Notification)) === END_OF_INPUT && ask.feature('filters-end-of-input'),
      'forces a snapshot': ({ context }) => context.tables.some((table) => forces(context, table)),
      'mail waits': ({ context }) => context.mail.length > 0,
    } satisfies Guards,

    actions: {
      // Whether a tag is due, if tags are created automatically.
      keepTagDue: assign({ tagIsDue: ({ event }) => (event as TagDue).due }),

      // A notification that comes while it commits waits in the mailbox.
      putIntoMailbox: assign({ mail: ({ context, event }) => [...context.mail, event as Notification] }),
      takeMail: enqueueActions(({ context, enqueue }) => {
        enqueue.raise(context.mail[0]!);
        enqueue.assign({ mail: context.mail.slice(1) });
      }),

      // What a notification commits: what is pending up to its checkpoint, or an empty committable, or nothing.
      startPending: assign(({ context, event }) => {
        const checkpoint = completedBy(event as Notification);
        const committables = upTo(context, checkpoint);
        return {
          pass: 'notified' as const,
          latestReported: checkpoint,
          ...commitsOf(context, committables, committables[0]!),
        };
      }),
      startForced: assign(({ context, event }) => {
        const reported = completedBy(event as Notification);
        const checkpoint = bound(context, reported);
        return {
          pass: 'forced' as const,
          latestReported: reported,
          ...commitsOf(context, [], {
            ...{ checkpoint, through: (event as Notification).through },
            ...(ask.feature('looks-at-watermarks') && { watermark: context.currentWatermark }),
          }),
        };
      }),
      nothingToCommit: assign(({ event }) => ({
        latestReported: completedBy(event as Notification),
        lastNotification: forcesSnapshots() ? ('no snapshot' as const) : ('none' as const),
      })),

      // What is committed is no longer pending.
      notifyListeners: enqueueActions(({ context, enqueue }) => {
        if (!ask.feature('listens-for-mark-done')) return;
        enqueue.emit({ type: 'NOTIFY_COMMITTABLES', endInput: holdsTheEnd(upTo(context, context.latestReported)) });
      }),
      clearCommitted: assign(({ context }) => ({
        pass: 'none' as const,
        pending: context.pending.filter(
          (c) => context.pass !== 'end of input' && c.checkpoint > bound(context, context.latestReported),
        ),
        lastNotification: context.newSnapshot ? ('snapshot' as const) : ('no snapshot' as const),
        newSnapshot: false,
      })),
      endNotification: emit(({ context: { table } }) => ({ type: 'NOTIFICATION_HANDLED', table })),
    },
  };
};
