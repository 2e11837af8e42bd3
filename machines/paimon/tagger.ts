import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  CreateTags,
  DeleteTag,
  DeployCommitter,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  RestoredState,
  TaskFailed,
  TaskRunning,
  WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** identifiersForTags: savepoints of this attempt that are to be tagged. */
  readonly identifiers: readonly number[];
  /** The list state `streaming_committer_for_tags_states` that was restored. */
  readonly restored: readonly number[];
  /** The checkpoint whose notification the committer is dealing with; 0: none. */
  readonly notified: number;
  /** Ghost: the savepoints that have passed this operator, in this attempt or in its restored state. */
  readonly taken: readonly number[];
  /** Ghost: everything up to this checkpoint has been dealt with. */
  readonly dealtWith: number;
}

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredState
  | WriteState
  | TaskRunning
  | TaskFailed
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | AboutTable<'NOTIFICATION_HANDLED'>;

type Emitted = RestoredState | WriteState | CreateTags | DeleteTag | AboutTable<'NOTIFICATION_HANDLED'>;

const FRESH = { identifiers: [], restored: [], notified: 0, taken: [], dealtWith: 0 } as const;

/**
 * What the committer writes to its state, and what it answers, passes through here. A savepoint is not committed when
 * it is taken, because Flink notifies nobody of it; the next checkpoint's notification commits it under its own
 * identifier. So this is when it can be tagged.
 */
export const tagger = (ask: PaimonAsk) => {
  /** Those that a notification of this checkpoint tags. */
  const toTag = ({ identifiers, notified }: Context) =>
    identifiers.filter((id) => (ask.feature('tags-earlier-savepoints') ? id <= notified : id === notified));
  const aborted = (event: Event) => (event as NotifyCheckpointAborted).aborted;

  return setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'is a savepoint': ({ event }) => (event as WriteState).kind !== 'checkpoint',
      'has something to tag': ({ context }) => toTag(context).length > 0,
      'deletes the tag': () => ask.feature('tags-earlier-savepoints'),
    },
    actions: {
      restore: enqueueActions(({ event, enqueue }) => {
        const { savepoints } = event as RestoredState;
        enqueue.assign({ restored: savepoints, taken: savepoints });
        enqueue.emit(event as RestoredState);
      }),
      note: assign(({ context, event }) => {
        const { checkpoint } = event as WriteState;
        return {
          identifiers: ask.feature('notes-savepoints') ? [...context.identifiers, checkpoint] : context.identifiers,
          taken: [...context.taken, checkpoint],
        };
      }),
      writeState: emit(({ context, event }) => ({ ...(event as WriteState), savepoints: context.identifiers })),
      tagRestored: enqueueActions(({ context, enqueue }) => {
        const { table, restored } = context;
        if (restored.length > 0) enqueue.emit({ type: 'CREATE_TAGS', table, identifiers: restored });
        enqueue.assign({ restored: [] });
      }),
      keepNotified: assign({ notified: ({ event }) => (event as NotifyCheckpointComplete).checkpoint }),
      keepLatestCompleted: assign({ notified: ({ event }) => (event as NotifyCheckpointAborted).latestCompleted }),
      tag: emit(({ context }) => ({
        type: 'CREATE_TAGS' as const,
        table: context.table,
        identifiers: toTag(context),
      })),
      endNotification: enqueueActions(({ context, event, enqueue }) => {
        const done = toTag(context);
        enqueue.assign({
          identifiers: context.identifiers.filter((id) => !done.includes(id)),
          dealtWith: Math.max(context.dealtWith, context.notified),
          notified: 0,
        });
        enqueue.emit(event as AboutTable<'NOTIFICATION_HANDLED'>);
      }),
      drop: assign(({ context, event }) => ({
        identifiers: context.identifiers.filter((id) => id !== aborted(event)),
        taken: context.taken.filter((id) => id !== aborted(event)),
      })),
      deleteTag: emit(({ context, event }) => ({
        type: 'DELETE_TAG' as const,
        table: context.table,
        identifier: aborted(event),
      })),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'tagger',
    description:
      'Paimon: AutoTagForSavepointCommitterOperator. It wraps the CommitterOperator, and has a tag made for the snapshot of each savepoint. Left out: tag.automatic-creation=batch, and how tags expire.',
    context: ({ input }) => ({ table: input.table, ...FRESH }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_COMMITTER: 'running' } },
      running: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          STATE: { actions: 'restore' },
          TASK_RUNNING: {
            actions: 'tagRestored',
            description:
              'AutoTagForSavepointCommitterOperator.initializeState: the committer has restored its committables, and now what was restored here is tagged (read).',
          },
          TASK_FAILED: {
            actions: 'tagRestored',
            description:
              'AutoTagForSavepointCommitterOperator.initializeState: in a finally block, so also when the committer fails on purpose (read).',
          },
          WRITE_STATE: [
            {
              guard: 'is a savepoint',
              actions: ['note', 'writeState'],
              description:
                'AutoTagForSavepointCommitterOperator.snapshotState: the identifier is kept, also in the state of this savepoint itself and of the checkpoints after it. The combined sink has no such operator, only the committer (read).',
            },
            { actions: 'writeState' },
          ],
          NOTIFY_CHECKPOINT_COMPLETE: { actions: 'keepNotified' },
          NOTIFICATION_HANDLED: [
            {
              guard: 'has something to tag',
              actions: ['tag', 'endNotification'],
              description:
                'AutoTagForSavepointCommitterOperator.notifyCheckpointComplete: first the committer, then tags: for every savepoint up to this checkpoint since 0.6.0 (#2058); in 0.5.0 only for a savepoint with the identifier that was notified (read).',
            },
            { actions: 'endNotification' },
          ],
          NOTIFY_CHECKPOINT_ABORTED: [
            {
              guard: 'deletes the tag',
              actions: ['keepLatestCompleted', 'drop', 'deleteTag'],
              description:
                'AutoTagForSavepointCommitterOperator.notifyCheckpointAborted: the identifier is forgotten, and its tag is deleted if there is one (since 0.6.0, #2058, read).',
            },
            { actions: ['keepLatestCompleted', 'drop'] },
          ],
        },
      },
    },
  });
};
