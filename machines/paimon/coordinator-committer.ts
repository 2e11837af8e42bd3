import { and, assign, emit, not, setup } from 'xstate';
import type {
  AboutCheckpoint,
  AboutTable,
  Barrier,
  Commit,
  Committable,
  Committed,
  DeployCommitter,
  LatestIdentifier,
  TaskFailed,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';
import type { CommittableEvent, RestoredCommittableEvent } from './coordinating-writer.ts';

/** What has been handed over by one subtask: WriterCommittables. */
interface WriterCommittables {
  readonly maxCheckpoint: number;
  readonly committables: readonly Committable[];
}

type Request = Barrier | CommittableEvent | AboutCheckpoint<'NOTIFY_COORDINATOR'>;

interface Context {
  readonly subtasks: readonly WriterCommittables[];
  /** The checkpoint that it was reset to; 0: none. */
  readonly restored: number;
  /** What waits for its executor, which has one thread. */
  readonly requests: readonly Request[];
  /** What is left to commit now. The first one is on its way. */
  readonly toCommit: readonly Committable[];
  /** Ghost: the last identifier restored, if there was one, until the first checkpoint of this attempt. */
  readonly restoredUpTo: number;
}

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredCommittableEvent
  | Request
  | LatestIdentifier<'COMMITTED_UP_TO'>
  | Committed
  | { readonly type: 'SUBTASK_RESET'; readonly subtask: number; readonly checkpoint: number };

type Emitted = Barrier | AboutCheckpoint<'COORDINATOR_REJECTS'> | AboutTable<'FILTER_COMMITTED'> | Commit | TaskFailed;

const NOTHING: WriterCommittables = { maxCheckpoint: 0, committables: [] };

/**
 * CommittingWriteOperatorCoordinator: the committer of an append table without buckets, in the JobManager; since 2.0.0
 * (#8401, PIP-30). Everything it does it does in an executor with one thread, so a commit holds up what comes after it,
 * the next checkpoint included.
 *
 * A failover replaces it (RecreateOnResetOperatorCoordinator): here it is closed, and starts again with the tasks. Its
 * own state is the commit user, which does not change in this model.
 */
export const coordinatorCommitter = (ask: PaimonAsk) => {
  const isAligned = ({ subtasks }: Context, checkpoint: number) =>
    subtasks.every(({ maxCheckpoint }) => maxCheckpoint >= checkpoint);
  const next = ({ requests }: Context) => requests[0]!;
  const nextCheckpoint = ({ requests }: Context) => (requests[0] as AboutCheckpoint<string>).checkpoint;

  /** pollManifestCommittablesForCheckpoint, and what commitUpToCheckpoint adds to it. */
  const upTo = ({ subtasks }: Context, checkpoint: number): readonly Committable[] => {
    const all = subtasks.flatMap(({ committables }) => committables).filter((c) => c.checkpoint <= checkpoint);
    const ids = [...new Set(all.map((c) => c.checkpoint))].sort((a, b) => a - b);
    const combined = ids.map((id) => combine(all.filter((c) => c.checkpoint === id)));
    const notEmpty = combined.filter(({ batches }) => batches.length > 0);
    if (notEmpty.length > 0 || !ask.is('commit.force-create-snapshot', true)) return notEmpty;
    return combined.filter((c) => c.checkpoint === checkpoint);
  };
  const without = (subtasks: readonly WriterCommittables[], checkpoint: number) =>
    subtasks.map(({ maxCheckpoint, committables }) =>
      checkpoint >= maxCheckpoint
        ? NOTHING
        : { maxCheckpoint, committables: committables.filter((c) => c.checkpoint > checkpoint) },
    );

  const failJob = { target: '#coordinatorCommitter.failed', actions: 'failJob' } as const;

  return setup({
    types: {
      context: {} as Context,
      input: {} as { parallelism: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'there is a checkpoint to restore': ({ event }) => (event as DeployCommitter).checkpoint > 0,
      'every subtask has sent its state': ({ context }) => isAligned(context, context.restored),
      'nothing is restored': ({ context }) => upTo(context, context.restored).length === 0,
      'everything is committed': ({ context, event }) =>
        (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier >= context.restoredUpTo,
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
      'fails on purpose': () => ask.feature('coordinator-fails-on-purpose'),
      'something waits': ({ context }) => context.requests.length > 0,
      'a checkpoint waits': ({ context }) => next(context).type === 'BARRIER',
      'committables wait': ({ context }) => next(context).type === 'COMMITTABLE_EVENT',
      'every subtask has reported': ({ context }) => isAligned(context, nextCheckpoint(context)),
      'there is something to commit': ({ context }) => upTo(context, nextCheckpoint(context)).length > 0,
      'has older committables': ({ context, event }) => {
        const { subtask, checkpoint } = event as Extract<Event, { type: 'SUBTASK_RESET' }>;
        return context.subtasks[subtask]!.committables.some((c) => c.checkpoint < checkpoint);
      },
    },
    actions: {
      reset: assign({ restored: ({ event }) => (event as DeployCommitter).checkpoint }),
      takeRestored: assign({
        subtasks: ({ context, event }) => {
          const { subtask, checkpoint: maxCheckpoint, committables } = event as RestoredCommittableEvent;
          return context.subtasks.map((s, i) => (i === subtask ? { maxCheckpoint, committables } : s));
        },
      }),
      pollRestored: assign(({ context }) => {
        const toCommit = upTo(context, context.restored);
        return {
          toCommit,
          subtasks: without(context.subtasks, context.restored),
          restoredUpTo: toCommit.at(-1)?.checkpoint ?? 0,
        };
      }),
      filterCommitted: emit({ type: 'FILTER_COMMITTED', table: 0 }),
      keepUncommitted: assign({
        toCommit: ({ context, event }) =>
          context.toCommit.filter((c) => c.checkpoint > (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier),
      }),
      reject: emit(({ event }) => ({
        type: 'COORDINATOR_REJECTS' as const,
        checkpoint: (event as Barrier).checkpoint,
      })),
      submit: assign({ requests: ({ context, event }) => [...context.requests, event as Request] }),
      done: assign({ requests: ({ context }) => context.requests.slice(1) }),
      triggerTasks: emit(({ context }) => next(context) as Barrier),
      nothingToRetry: assign({ toCommit: [] }),
      forgetRestored: assign({ restoredUpTo: 0 }),
      takeCommittables: assign({
        subtasks: ({ context }) => {
          const { subtask, committable } = next(context) as CommittableEvent;
          return context.subtasks.map((s, i) =>
            i === subtask
              ? { maxCheckpoint: committable.checkpoint, committables: [...s.committables, committable] }
              : s,
          );
        },
      }),
      poll: assign(({ context }) => ({
        toCommit: upTo(context, nextCheckpoint(context)),
        subtasks: without(context.subtasks, nextCheckpoint(context)),
      })),
      commitNext: emit(({ context }) => {
        const { checkpoint: identifier, batches, through } = context.toCommit[0]!;
        const kind = 'APPEND' as const;
        return { type: 'COMMIT' as const, table: 0, identifier, kind, batches, through, ignoreEmptyCommit: false };
      }),
      takeAnswer: assign({ toCommit: ({ context }) => context.toCommit.slice(1) }),
      failJob: emit({ type: 'TASK_FAILED', onPurpose: false, table: 0, checkpoint: 0 }),
      failOnPurpose: emit(({ context: { restored: checkpoint } }) => ({
        type: 'TASK_FAILED' as const,
        onPurpose: true,
        table: 0,
        checkpoint,
      })),
      resetSubtask: assign({
        subtasks: ({ context, event }) => {
          const { subtask } = event as Extract<Event, { type: 'SUBTASK_RESET' }>;
          return context.subtasks.map((s, i) => (i === subtask ? NOTHING : s));
        },
      }),
      close: assign(({ context }) => ({
        ...{ subtasks: context.subtasks.map(() => NOTHING), restored: 0, requests: [], toCommit: [], restoredUpTo: 0 },
      })),
    },
  }).createMachine({
    id: 'coordinatorCommitter',
    context: ({ input }) => ({
      ...{ subtasks: Array.from({ length: input.parallelism }, () => NOTHING), restored: 0, requests: [] },
      ...{ toCommit: [], restoredUpTo: 0 },
    }),
    initial: 'created',
    on: { CANCEL: { target: '.created', actions: 'close' } },
    states: {
      created: {
        tags: ['down', 'rest'],
        on: {
          DEPLOY_COMMITTER: [
            {
              guard: 'there is a checkpoint to restore',
              target: 'restoring',
              actions: 'reset',
              description: 'resetToCheckpoint, then start: what is restored comes from the writers (read).',
            },
            { target: 'running', description: 'start, with nothing to restore (read).' },
          ],
        },
      },
      restoring: {
        initial: 'aligning',
        on: { DEPLOY_COMMITTER: { description: 'Another subtask is deployed.' } },
        states: {
          aligning: {
            always: [
              {
                guard: and(['every subtask has sent its state', 'nothing is restored']),
                target: '#coordinatorCommitter.running',
                actions: 'pollRestored',
                description:
                  'CommittingWriteOperatorCoordinator.recover: lists without files are skipped, so there is nothing to commit; with commit.force-create-snapshot there is always one (read).',
              },
              {
                guard: 'every subtask has sent its state',
                target: 'filtering',
                actions: ['pollRestored', 'filterCommitted'],
              },
            ],
            on: {
              RESTORED_COMMITTABLE_EVENT: { actions: 'takeRestored' },
              BARRIER: {
                actions: 'reject',
                description:
                  'CommittingWriteOperatorCoordinator.checkpointCoordinator: "should be taken in RUNNING state" (read).',
              },
              COMMITTABLE_EVENT: {
                ...failJob,
                description: 'CommittingWriteOperatorCoordinator.handleCommittableEvent: "Illegal state" (read).',
              },
              NOTIFY_COORDINATOR: {
                ...failJob,
                description:
                  'CommittingWriteOperatorCoordinator.notifyCheckpointComplete: "should be notified in RUNNING state" (read).',
              },
            },
          },
          filtering: {
            on: {
              COMMITTED_UP_TO: [
                {
                  guard: 'everything is committed',
                  target: '#coordinatorCommitter.running',
                  actions: 'nothingToRetry',
                },
                {
                  target: 'recovering',
                  actions: ['keepUncommitted', 'commitNext'],
                  description: 'CommittingWriteOperatorCoordinator.recover: filterAndCommit (read).',
                },
              ],
            },
          },
          recovering: {
            on: {
              BARRIER: { actions: 'submit' },
              COMMITTED: [
                { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                {
                  guard: 'fails on purpose',
                  target: '#coordinatorCommitter.failed',
                  actions: ['takeAnswer', 'failOnPurpose'],
                  description:
                    'CommittingWriteOperatorCoordinator.recover with failoverAfterRecovery: "This exception is intentionally thrown after committing the restored checkpoints"; 2.0.0, not on master (#8970) (read).',
                },
                { target: '#coordinatorCommitter.running', actions: 'takeAnswer' },
              ],
            },
          },
        },
      },
      running: {
        initial: 'idle',
        on: {
          DEPLOY_COMMITTER: { description: 'Another subtask is deployed.' },
          BARRIER: { actions: 'submit' },
          COMMITTABLE_EVENT: { actions: 'submit' },
          NOTIFY_COORDINATOR: { actions: 'submit' },
          RESTORED_COMMITTABLE_EVENT: {
            description:
              'CommittingWriteOperatorCoordinator.handleRestoredCommittableEvent: of a subtask that was restarted alone; ignored (read).',
          },
          SUBTASK_RESET: [
            {
              guard: 'has older committables',
              ...failJob,
              description: 'CommittingWriteOperatorCoordinator.subtaskReset: "contains invalid committables" (read).',
            },
            { actions: 'resetSubtask' },
          ],
        },
        states: {
          idle: {
            always: [
              { guard: not('something waits'), target: 'waiting' },
              {
                guard: 'a checkpoint waits',
                actions: ['triggerTasks', 'forgetRestored', 'done'],
                description:
                  'CheckpointCoordinator.startTriggeringCheckpoint: the OperatorCoordinators first; when they have answered, the sources are triggered (read).',
              },
              { guard: 'committables wait', actions: ['takeCommittables', 'done'] },
              {
                guard: not('every subtask has reported'),
                ...failJob,
                description:
                  'CommittingWriteOperatorCoordinator.notifyCheckpointComplete: "Not all committables reported by writer" (read).',
              },
              {
                guard: 'there is something to commit',
                target: 'committing',
                actions: ['poll', 'commitNext', 'done'],
                description:
                  'CommittingWriteOperatorCoordinator.notifyCheckpointComplete: everything up to this checkpoint, combined for each checkpoint (read).',
              },
              { actions: ['poll', 'done'] },
            ],
          },
          waiting: { always: { guard: 'something waits', target: 'idle' } },
          committing: {
            on: {
              COMMITTED: [
                { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                { target: 'idle', actions: 'takeAnswer' },
              ],
            },
          },
        },
      },
      failed: {
        description: 'context.failJob: the scheduler does not know yet.',
        on: {
          BARRIER: { actions: 'reject' },
          COMMITTABLE_EVENT: {},
          NOTIFY_COORDINATOR: {},
          RESTORED_COMMITTABLE_EVENT: {},
          DEPLOY_COMMITTER: {},
        },
      },
    },
  });
};

/** Committer.combine: one ManifestCommittable of what the subtasks have handed over at one checkpoint. */
function combine(parts: readonly Committable[]): Committable {
  return { ...parts[0]!, batches: parts.flatMap(({ batches }) => batches).sort() };
}
