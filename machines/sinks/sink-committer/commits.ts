/** How CommitterOperator commits: after a restore, and when a checkpoint is complete. */
import { completedBy } from '../../flink/notification.ts';
import {
  type CommitRequestsDone,
  type Committable,
  type DeployCommitter,
  END_OF_INPUT,
  type Notification,
  type RestoredState,
} from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { assign, type Context, type Event, emit, FRESH, type Guards, upTo } from './context.ts';

export const commits = (ask: PaimonAsk) => {
  /** Until FLINK-37605 the first notification after the end of input commits whatever is there. */
  const commitsUpTo = ({ ended, lastCompleted }: Context, checkpoint: number): number => {
    const endIsNewest = ended && ['repeats', 'remembers'].includes(ask.feature('end-of-input'));
    return endIsNewest ? END_OF_INPUT : Math.max(lastCompleted, checkpoint);
  };
  const due = (context: Context, event: Event) =>
    upTo(context.pending, commitsUpTo(context, completedBy(event as Notification)));

  return {
    guards: {
      'nothing is to be committed again': ({ context, event }) =>
        upTo((event as RestoredState).committables, context.lastCompleted).length === 0,
      'is news, and something is due': ({ context, event }) =>
        completedBy(event as Notification) > context.lastCompleted && due(context, event).length > 0,
      'is news': ({ context, event }) => completedBy(event as Notification) > context.lastCompleted,
      'is to be tried again': ({ event }) => (event as CommitRequestsDone).outcome === 'retry later',
      'it has thrown': ({ event }) => (event as CommitRequestsDone).outcome === 'exception',
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
    } satisfies Guards,

    actions: {
      // The task starts, and gets its state.
      initialize: assign(({ event }) => {
        const { streamingCheckpointEnabled, checkpoint } = event as DeployCommitter;
        return { checkpointingEnabled: streamingCheckpointEnabled, lastCompleted: checkpoint };
      }),
      readState: emit(({ context: { table } }) => ({ type: 'READ_STATE', table })),
      restore: assign(({ context, event }) => {
        const { committables } = event as RestoredState;
        return { pending: committables, toCommit: upTo(committables, context.lastCompleted) };
      }),
      reportRunning: emit({ type: 'TASK_RUNNING' }),

      // A notification.
      startDue: assign(({ context, event }) => ({
        toCommit: due(context, event),
        lastCompleted: completedBy(event as Notification),
        pass: 'notified' as const,
      })),
      hear: assign({ lastCompleted: ({ event }) => completedBy(event as Notification) }),
      endPass: assign({ pass: 'none' }),
      endNotification: emit(({ context: { table } }) => ({ type: 'NOTIFICATION_HANDLED', table })),

      // The Committer is called, for one checkpoint after the other.
      commitNext: emit(({ context: { table, toCommit, retries } }) => ({
        type: 'COMMIT_REQUESTS',
        table,
        committable: toCommit[0]!,
        retries,
      })),
      removeCommitted: assign(({ context: { pending, toCommit } }) => ({
        pending: pending.filter((c) => !isSame(c, toCommit[0]!)),
        toCommit: toCommit.slice(1),
        retries: 0,
      })),
      countRetry: assign({ retries: ({ context }) => Math.min(2, context.retries + 1) }),

      // The attempt ends.
      failTask: emit(({ context: { table, lastCompleted: checkpoint } }) => ({
        type: 'TASK_FAILED',
        onPurpose: false,
        table,
        checkpoint,
      })),
      reset: assign(FRESH),
    },
  };
};

const isSame = (a: Committable, b: Committable) => a.checkpoint === b.checkpoint && a.through === b.through;
