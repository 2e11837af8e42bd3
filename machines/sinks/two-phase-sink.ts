import { and, assign, emit, enqueueActions, not, setup } from 'xstate';
import type {
  AboutTable,
  Barrier,
  CommitTransaction,
  Committable,
  CommitterAcknowledges,
  DeployCommitter,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  Records,
  RestoredState,
  TaskFailed,
  TaskRunning,
  WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Waiting extends Pick<Barrier, 'checkpoint' | 'kind' | 'through'> {
  readonly behind: readonly number[];
}

interface Context {
  readonly table: number;
  /** What the current transaction holds. */
  readonly current: readonly number[];
  /** TwoPhaseCommitSinkFunction.pendingCommitTransactions, ascending. */
  readonly pending: readonly Committable[];
  /** What is left to commit now. The first one is on its way. */
  readonly toCommit: readonly Committable[];
  /** The checkpoint restored, or the last one that it was told of. */
  readonly latestReported: number;
  /** Barriers that have come while it was committing: they wait in its input, each with the records behind it. */
  readonly waiting: readonly Waiting[];
  /** StreamTask.syncSavepoint: the synchronous savepoint that it has taken, with which it ends; 0: none. */
  readonly synchronousSavepoint: number;
  /** It knows that there is no more to do than to commit. */
  readonly ends: boolean;
}

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredState
  | Records
  | Barrier
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | AboutTable<'TRANSACTION_COMMITTED'>
  | { readonly type: 'COMMIT_THROWS' };

type Emitted =
  | AboutTable<'READ_STATE'>
  | TaskRunning
  | TaskFailed
  | AboutTable<'TASK_FINISHED'>
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | CommitTransaction;

const FRESH = {
  current: [],
  pending: [],
  toCommit: [],
  latestReported: 0,
  waiting: [],
  synchronousSavepoint: 0,
  ends: false,
} as const satisfies Omit<Context, 'table'>;

/**
 * Its current transaction is known to the external system from preCommit on, and is named after that checkpoint. What a
 * dead attempt left open is therefore gone by itself: recoverAndAbort has nothing to do in this model.
 */
export const twoPhaseSink = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'is mine': ({ context, event }) => event.type === 'RECORDS' && event.table === context.table,
      'nothing is restored': ({ event }) => !(event as RestoredState).committables.some(holdsData),
      'a barrier waits': ({ context }) => context.waiting.length > 0,
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
      'waits for its savepoint': ({ context }) => context.synchronousSavepoint > 0,
      'ends with it': ({ context }) => context.ends,
      'is old news': ({ context, event }) =>
        (event as NotifyCheckpointComplete).checkpoint <= context.latestReported && ask.feature('ignores-old-news'),
      'there is something to commit': ({ context, event }) =>
        context.pending.some((t) => t.checkpoint <= (event as NotifyCheckpointComplete).checkpoint && holdsData(t)),
      'is the end': ({ context, event }) =>
        (event as NotifyCheckpointComplete).checkpoint === context.synchronousSavepoint,
      'nothing at all is pending': ({ context }) => context.pending.length === 0,
      'must have one': () => ask.feature('expects-a-transaction'),
    },
    actions: {
      initialize: assign(({ event }) => ({ latestReported: (event as DeployCommitter).checkpoint })),
      readState: emit(({ context: { table } }) => ({ type: 'READ_STATE' as const, table })),
      restore: assign({ toCommit: ({ event }) => (event as RestoredState).committables.filter(holdsData) }),
      write: assign(({ context, event }) => {
        const { batch } = event as Records;
        const last = context.waiting.at(-1);
        return last === undefined
          ? { current: [...context.current, batch] }
          : { waiting: [...context.waiting.slice(0, -1), { ...last, behind: [...last.behind, batch] }] };
      }),
      commitNext: emit(({ context: { table, toCommit } }) => ({
        type: 'COMMIT_TRANSACTION' as const,
        table,
        transaction: toCommit[0]!,
        epochs: [toCommit[0]!.checkpoint],
      })),
      committed: assign({ toCommit: ({ context }) => context.toCommit.slice(1) }),
      reportRunning: emit({ type: 'TASK_RUNNING' }),
      takeBarrier: assign(({ context, event }) => {
        const { checkpoint, kind, through } = event as Barrier;
        return { waiting: [...context.waiting, { checkpoint, kind, through, behind: [] }] };
      }),
      preCommit: enqueueActions(({ context, enqueue }) => {
        const [{ checkpoint, kind, through, behind }, ...waiting] = context.waiting as [Waiting, ...Waiting[]];
        const { table, current: batches } = context;
        const pending = [...context.pending, { checkpoint, batches, compacted: [], through }];
        const synchronousSavepoint = kind === 'synchronous savepoint' ? checkpoint : context.synchronousSavepoint;
        enqueue.assign({ current: behind, pending, waiting, synchronousSavepoint });
        enqueue.emit({ type: 'WRITE_STATE', table, checkpoint, kind, committables: pending });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table, checkpoint });
      }),
      hear: assign(({ context, event }) => {
        const { checkpoint } = event as NotifyCheckpointComplete;
        return {
          latestReported: Math.max(checkpoint, context.latestReported),
          ends: checkpoint === context.synchronousSavepoint,
        };
      }),
      startCommits: assign(({ context, event }) => {
        const { checkpoint } = event as NotifyCheckpointComplete;
        return {
          toCommit: context.pending.filter((t) => t.checkpoint <= checkpoint && holdsData(t)),
          pending: context.pending.filter((t) => t.checkpoint > checkpoint),
        };
      }),
      endNotification: emit(({ context: { table } }) => ({ type: 'NOTIFICATION_HANDLED' as const, table })),
      failTask: emit(({ context: { table, latestReported: checkpoint } }) => ({
        type: 'TASK_FAILED' as const,
        onPurpose: false,
        table,
        checkpoint,
      })),
      finish: emit(({ context: { table } }) => ({ type: 'TASK_FINISHED' as const, table })),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'twoPhaseSink',
    description:
      'Flink: one subtask of a sink that is a TwoPhaseCommitSinkFunction, in its StreamTask. It pre-commits at the barrier, and commits when it is notified. Left out: transaction timeouts.',
    context: ({ input }) => ({ table: input.table, ...FRESH }),
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_COMMITTER: { target: 'initializing', actions: ['initialize', 'readState'] } },
      },
      initializing: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          RECORDS: { guard: 'is mine', actions: 'write', description: 'They wait in its input.' },
        },
        initial: 'restoring',
        states: {
          restoring: {
            on: {
              STATE: [
                { guard: 'nothing is restored', target: '#twoPhaseSink.running', actions: 'reportRunning' },
                {
                  target: 'recovering',
                  actions: ['restore', 'commitNext'],
                  description:
                    'TwoPhaseCommitSinkFunction.initializeState: recoverAndCommit for every pending transaction of the state (read).',
                },
              ],
            },
          },
          recovering: {
            on: {
              TRANSACTION_COMMITTED: [
                { guard: 'there is more to commit', actions: ['committed', 'commitNext'] },
                { target: '#twoPhaseSink.running', actions: ['committed', 'reportRunning'] },
              ],
            },
          },
        },
      },
      running: {
        initial: 'idle',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          RECORDS: { guard: 'is mine', actions: 'write' },
          BARRIER: [
            {
              guard: 'waits for its savepoint',
              description:
                'StreamTask: after a synchronous savepoint the task waits in its mailbox for the notification, and takes nothing from its input (read).',
            },
            { actions: 'takeBarrier' },
          ],
        },
        states: {
          idle: {
            always: {
              guard: and(['a barrier waits', not('waits for its savepoint')]),
              actions: 'preCommit',
              description:
                'TwoPhaseCommitSinkFunction.snapshotState: preCommit, the transaction is pending under this checkpoint, and a new one begins (read).',
            },
            on: {
              NOTIFY_CHECKPOINT_COMPLETE: [
                {
                  guard: 'is old news',
                  actions: 'endNotification',
                  description:
                    'StreamTask.notifyCheckpointComplete: identifiers up to the last one reported, or restored, are ignored since 1.14 (read).',
                },
                {
                  guard: and(['nothing at all is pending', 'must have one']),
                  target: '#twoPhaseSink.failed',
                  actions: 'failTask',
                  description:
                    'TwoPhaseCommitSinkFunction.notifyCheckpointComplete until 1.9: checkState, "checkpoint completed, but no transaction pending" (FLINK-10377, read).',
                },
                {
                  guard: 'there is something to commit',
                  target: 'committing',
                  actions: ['hear', 'startCommits', 'commitNext'],
                  description:
                    'TwoPhaseCommitSinkFunction.notifyCheckpointComplete: commit every pending transaction up to this checkpoint, in order (read). One that holds nothing is committed at once (a reduction of this model).',
                },
                {
                  guard: 'is the end',
                  target: '#twoPhaseSink.finished',
                  actions: ['hear', 'startCommits', 'endNotification', 'finish'],
                },
                { actions: ['hear', 'startCommits', 'endNotification'] },
              ],
              NOTIFY_CHECKPOINT_ABORTED: {
                actions: 'endNotification',
                description: 'TwoPhaseCommitSinkFunction: an abort means nothing to it (read).',
              },
            },
          },
          committing: {
            on: {
              TRANSACTION_COMMITTED: [
                { guard: 'there is more to commit', actions: ['committed', 'commitNext'] },
                {
                  guard: 'ends with it',
                  target: '#twoPhaseSink.finished',
                  actions: ['committed', 'endNotification', 'finish'],
                  description:
                    'StreamTask.notifyCheckpointComplete: that of its synchronous savepoint releases the task, which then ends (read).',
                },
                { target: 'idle', actions: ['committed', 'endNotification'] },
              ],
              COMMIT_THROWS: {
                target: '#twoPhaseSink.failed',
                actions: 'failTask',
                description:
                  'TwoPhaseCommitSinkFunction.notifyCheckpointComplete: the error is thrown when the others have been tried; here at once (a reduction: it is tried once). The transaction may be committed or not (read).',
              },
            },
          },
        },
      },
      failed: {
        description: 'The task has failed. The JobManager does not know yet.',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          RECORDS: {},
          BARRIER: {},
          TRANSACTION_COMMITTED: {
            description: 'It has given up: the commit timed out, for example, and was done all the same.',
          },
        },
      },
      finished: { tags: 'rest', on: { CANCEL: { target: 'down', actions: 'reset' }, BARRIER: {} } },
    },
  });

const holdsData = ({ batches }: Committable) => batches.length > 0;
