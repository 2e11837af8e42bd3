import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Committed,
  DeployCommitter,
  NotifyCheckpointComplete,
  TagDue,
  TaskFailed,
  TaskRunning,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** The clock: whole days since the table was created. */
  readonly today: number;
  /** TagAutoCreation.nextTag: the first day that has no tag. It can be tagged when it is over; null: no tag yet. */
  readonly nextTag: number | null;
  /** Of the snapshots that have not been looked at (from nextSnapshot on): the days on which they were created. */
  readonly days: readonly number[];
  /** Whether something has been committed since the last look. */
  readonly committed: boolean;
  /** Ghost: the day on which a notification has come that is being dealt with; and the last that has been; -1: none. */
  readonly notifiedOn: number;
  readonly dealtWithOn: number;
}

type Event =
  | { readonly type: 'DAY_PASSES' | 'CANCEL' }
  | DeployCommitter
  | Committed
  | TaskRunning
  | TaskFailed
  | NotifyCheckpointComplete
  | AboutTable<'NOTIFICATION_HANDLED'>;

/**
 * It is a part of the committer's TableCommitImpl, and asks the table for its tags when it is created, so what it knows
 * outlives the task. A snapshot of day d is tagged as the end of day d-1, if day d-1 has no tag yet.
 */
export const tagCreation = (ask: PaimonAsk) => {
  const isOver = (nextTag: number | null, day: number) => nextTag === null || day > nextTag;
  const forcesSnapshot = ({ nextTag, today }: Pick<Context, 'nextTag' | 'today'>) => {
    switch (ask.feature('forces-snapshot-for-tag')) {
      case 'never':
        return false;
      case 'always':
        return true;
      case 'when due':
        return isOver(nextTag, today);
    }
  };

  return setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as TagDue,
    },
    guards: {
      'has been committed to': ({ context }) => context.committed,
      'is a snapshot': ({ event }) => (event as Committed).newSnapshot,
    },
    actions: {
      nextDay: assign({ today: ({ context }) => context.today + 1 }),
      tell: emit(({ context }) => ({ type: 'TAG_DUE', table: context.table, due: forcesSnapshot(context) })),
      keepSnapshot: assign(({ context }) => ({
        committed: true,
        days: context.days.includes(context.today) ? context.days : [...context.days, context.today],
      })),
      keepCommit: assign({ committed: true }),
      run: enqueueActions(({ context, enqueue }) => {
        let { nextTag } = context;
        for (const day of context.days) if (isOver(nextTag, day)) nextTag = day;
        enqueue.assign({ nextTag, days: [], committed: false });
      }),
      keepDay: assign({ notifiedOn: ({ context }) => context.today }),
      dealtWith: assign(({ context }) => ({ dealtWithOn: context.notifiedOn, notifiedOn: -1 })),
      die: assign({ committed: false, notifiedOn: -1, dealtWithOn: -1 }),
    },
  }).createMachine({
    id: 'tagCreation',
    description:
      'Paimon: TagAutoCreation of a table with tag.automatic-creation=process-time and tag.creation-period=daily, and the clock. Left out: tag.creation-delay, and how tags expire.',
    context: ({ input }) => ({
      table: input.table,
      today: 0,
      nextTag: null,
      days: [],
      committed: false,
      notifiedOn: -1,
      dealtWithOn: -1,
    }),
    initial: 'table',
    states: {
      table: {
        tags: 'rest',
        on: {
          DAY_PASSES: { actions: ['nextDay', 'tell'] },
          DEPLOY_COMMITTER: { actions: 'tell' },
          CANCEL: {
            actions: 'die',
            description: 'What is committed and not looked at is looked at after the next commit.',
          },
          COMMITTED: [{ guard: 'is a snapshot', actions: 'keepSnapshot' }, { actions: 'keepCommit' }],
          NOTIFY_CHECKPOINT_COMPLETE: { actions: 'keepDay' },
          NOTIFICATION_HANDLED: [
            {
              guard: 'has been committed to',
              actions: ['run', 'dealtWith', 'tell'],
              description:
                'TableCommitImpl.commitMultiple, maintain: TagAutoCreation.run looks at each new snapshot and tags it where a day is over that has no tag; 0.5.0 to 2.0.0 (read).',
            },
            {
              actions: 'dealtWith',
              description: 'TableCommitImpl.commitMultiple: nothing to commit, nothing to maintain (read).',
            },
          ],
          TASK_RUNNING: { guard: 'has been committed to', actions: ['run', 'tell'] },
          TASK_FAILED: { guard: 'has been committed to', actions: ['run', 'tell'] },
        },
      },
    },
  });
};
