import { and, assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Commit,
  Committable,
  CommittableAndBarrier,
  Committed,
  CommitterAcknowledges,
  CommitterState,
  DeployCommitter,
  LatestIdentifier,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  TaskFailed,
  TaskRunning,
} from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  readonly table: number;
  /** CommitterOperator.streamingCheckpointEnabled: what the client captured. */
  readonly streamingCheckpointEnabled: boolean;
  /** CommitterOperator.committablesPerCheckpoint, ascending. */
  readonly pending: readonly Committable[];
  /** StreamTask.latestReportCheckpointId: the checkpoint restored, or the last one notified. */
  readonly latestReported: number;
  /** StoreMultiCommitter.tableCommitters: whether this attempt has committed, or restored, something for the table. */
  readonly knowsTable: boolean;

  /** What is being committed, if anything, and why. */
  readonly pass: 'none' | 'recovery' | 'notified' | 'forced';
  /** What is left to commit in this pass. The first one is on its way. */
  readonly toCommit: readonly Committable[];
  /** Whether this pass has created a snapshot. */
  readonly newSnapshot: boolean;
  /** Remedy 3b: this checkpoint needs no intentional failure. */
  readonly alreadyRecovered: boolean;

  /** Ghost: the last identifier restored, if it had to be committed, until the first barrier of this attempt. */
  readonly restoredUpTo: number;
  /** Ghost: what the last notification of this attempt has led to. */
  readonly lastNotification: 'none' | 'snapshot' | 'no snapshot';
}

type Notification = NotifyCheckpointComplete | NotifyCheckpointAborted;

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | CommitterState<'STATE'>
  | LatestIdentifier<'COMMITTED_UP_TO'>
  | CommittableAndBarrier
  | Notification
  | Committed;

type Emitted =
  | AboutTable<'READ_STATE'>
  | AboutTable<'FILTER_COMMITTED'>
  | TaskRunning
  | TaskFailed
  | CommitterState<'WRITE_STATE'>
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | Commit;

const FRESH = {
  streamingCheckpointEnabled: false,
  pending: [],
  latestReported: 0,
  knowsTable: false,
  pass: 'none',
  toCommit: [],
  newSnapshot: false,
  alreadyRecovered: false,
  restoredUpTo: 0,
  lastNotification: 'none',
} as const satisfies Omit<Context, 'table'>;

/**
 * The committer of one table: a CommitterOperator with its Committer and CommittableStateManager.
 *
 * In mode table and divided it is that of the table's own sink. In mode combined it is the parallel
 * StoreMultiCommitter to which the table's committables are shuffled (MultiTableCommittableChannelComputer).
 */
export const committer = (ask: PaimonAsk) => {
  const forceCreate = () => ask.is('commit.force-create-snapshot', true);

  /** What `FlinkWriteSink.createCommitterFactory` passes to `ignoreEmptyCommit`, and the remedies that change it. */
  const ignoresEmptyCommit = ({ streamingCheckpointEnabled, pass }: Context) =>
    !streamingCheckpointEnabled &&
    !(ask.feature('commits-empty-when-forced') && forceCreate()) &&
    !(ask.feature('commits-empty-committables') && pass !== 'forced');

  /** The checkpoint that a notification says is complete: an abort carries the latest completed one. */
  const completed = (event: Notification) =>
    event.type === 'NOTIFY_CHECKPOINT_ABORTED' ? event.latestCompleted : event.checkpoint;
  const upTo = ({ pending }: Context, checkpoint: number) => pending.filter((c) => c.checkpoint <= checkpoint);

  const notification = [
    {
      guard: and(['is news', 'committables are pending']),
      target: 'committing',
      actions: ['startPending', 'commitNext'],
      description:
        'CommitterOperator.commitUpToCheckpoint: everything pending up to this checkpoint, one after the other (read).',
    },
    {
      guard: and(['is news', 'forces a snapshot']),
      target: 'committing',
      actions: ['startForced', 'commitNext'],
      description:
        'CommitterOperator.commitUpToCheckpoint: nothing is pending and forceCreatingSnapshot (commit.force-create-snapshot since 0.8.0, #2964), so an empty committable is committed. StoreMultiCommitter.commit does so for the tables that it knows in this attempt, or for all of them with --eager_init (since 1.1.0, #5170, #5175) (read).',
    },
    { guard: 'is news', actions: ['nothingToCommit', 'endNotification'] },
  ] as const;
  /** Only of the checkpoint that an abort carries: one that has just completed is newer than all before it. */
  const oldNews = {
    actions: 'endNotification',
    description:
      'StreamTask.notifyCheckpointComplete: identifiers up to the last one reported, or restored, are ignored (read).',
  } as const;

  return setup({
    types: { context: {} as Context, input: {} as { table: number }, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'nothing is restored': ({ event }) => (event as CommitterState<'STATE'>).committables.length === 0,
      'everything is committed': ({ context, event }) =>
        (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier >= context.restoredUpTo,
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
      'fails on purpose': ({ context, event }) =>
        ask.feature('state-manager') === 'restore-and-fail' &&
        !context.alreadyRecovered &&
        (context.newSnapshot || (event as Committed).newSnapshot || !ask.feature('fails-only-after-a-snapshot')),
      'is news': ({ context, event }) => completed(event as Notification) > context.latestReported,
      'committables are pending': ({ context, event }) => upTo(context, completed(event as Notification)).length > 0,
      'forces a snapshot': ({ context }) =>
        forceCreate() && (context.knowsTable || !ask.feature('forces-known-tables-only')),
    },
    actions: {
      initialize: assign(({ event }) => {
        const { streamingCheckpointEnabled, checkpoint, alreadyRecovered } = event as DeployCommitter;
        return { streamingCheckpointEnabled, latestReported: checkpoint, alreadyRecovered };
      }),
      readState: emit(({ context: { table } }) => ({ type: 'READ_STATE', table })),
      restore: assign(({ event }) => {
        const { committables } = event as CommitterState<'STATE'>;
        return {
          toCommit: committables,
          restoredUpTo: committables.at(-1)?.checkpoint ?? 0,
          knowsTable: true,
        };
      }),
      filterCommitted: emit(({ context: { table } }) => ({ type: 'FILTER_COMMITTED', table })),
      keepUncommitted: assign({
        pass: 'recovery',
        toCommit: ({ context, event }) =>
          context.toCommit.filter((c) => c.checkpoint > (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier),
      }),
      commitNext: emit(({ context }) => {
        const { checkpoint, batches, through } = context.toCommit[0]!;
        const ignoreEmptyCommit = batches.length === 0 && ignoresEmptyCommit(context);
        return { type: 'COMMIT', table: context.table, identifier: checkpoint, batches, through, ignoreEmptyCommit };
      }),
      takeAnswer: assign(({ context, event }) => ({
        toCommit: context.toCommit.slice(1),
        newSnapshot: context.newSnapshot || (event as Committed).newSnapshot,
      })),
      endRecovery: assign({ pass: 'none', toCommit: [], newSnapshot: false, alreadyRecovered: false }),
      forgetRestored: assign({ restoredUpTo: 0 }),
      reportRunning: emit({ type: 'TASK_RUNNING' }),
      failTask: enqueueActions(({ context, enqueue }) => {
        const { table, latestReported: checkpoint, restoredUpTo } = context;
        enqueue.emit({ type: 'TASK_FAILED', onPurpose: true, table, checkpoint });
        enqueue.assign({ ...FRESH, restoredUpTo });
      }),
      snapshotState: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, committable } = event as CommittableAndBarrier;
        const { table } = context;
        const pending = committable ? [...context.pending, committable] : context.pending;
        enqueue.assign({ pending, restoredUpTo: 0 });
        const committables = ask.feature('stores-committables') ? pending : [];
        enqueue.emit({ type: 'WRITE_STATE', table, committables });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table, checkpoint });
      }),
      startPending: assign(({ context, event }) => {
        const checkpoint = completed(event as Notification);
        return {
          pass: 'notified' as const,
          latestReported: checkpoint,
          toCommit: upTo(context, checkpoint),
          knowsTable: true,
        };
      }),
      startForced: assign(({ event }) => {
        const checkpoint = completed(event as Notification);
        return {
          pass: 'forced' as const,
          latestReported: checkpoint,
          toCommit: [{ checkpoint, batches: [], through: (event as Notification).through }],
          knowsTable: true,
        };
      }),
      nothingToCommit: assign(({ event }) => ({
        latestReported: completed(event as Notification),
        lastNotification: forceCreate() ? ('no snapshot' as const) : ('none' as const),
      })),
      clear: assign(({ context }) => ({
        pass: 'none' as const,
        pending: context.pending.filter((c) => c.checkpoint > context.latestReported),
        lastNotification: context.newSnapshot ? ('snapshot' as const) : ('no snapshot' as const),
        newSnapshot: false,
      })),
      endNotification: emit(({ context: { table } }) => ({ type: 'NOTIFICATION_HANDLED', table })),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'committer',
    context: ({ input }) => ({ table: input.table, ...FRESH }),
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_COMMITTER: { target: 'initializing', actions: ['initialize', 'readState'] } },
      },
      initializing: {
        description:
          'CommitterOperator.initializeState. Source and writers are already running: they may read the table as it is before this recovery.',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        initial: 'restoring',
        states: {
          restoring: {
            on: {
              STATE: [
                {
                  guard: 'nothing is restored',
                  target: '#committer.running',
                  actions: ['endRecovery', 'reportRunning'],
                },
                { target: 'filtering', actions: ['restore', 'filterCommitted'] },
              ],
            },
          },
          filtering: {
            on: {
              COMMITTED_UP_TO: [
                {
                  guard: 'everything is committed',
                  target: '#committer.running',
                  actions: ['endRecovery', 'forgetRestored', 'reportRunning'],
                  description: 'TableCommitImpl.filterAndCommitMultiple: nothing to retry, the count is 0 (read).',
                },
                {
                  target: 'recovering',
                  actions: ['keepUncommitted', 'commitNext'],
                  description:
                    'RestoreCommittableStateManager.recover (until 1.1.1 RestoreAndFailCommittableStateManager.recover): what is newer than the latest snapshot of this user is committed again (read).',
                },
              ],
            },
          },
          recovering: {
            on: {
              COMMITTED: [
                { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                {
                  guard: 'fails on purpose',
                  target: '#committer.failedOnPurpose',
                  actions: 'failTask',
                  description:
                    'RestoreAndFailCommittableStateManager.recover: "This exception is intentionally thrown after committing the restored checkpoints". It counts what was tried, not what has become a snapshot; 0.7.0 to 2.0.0 (read).',
                },
                {
                  target: '#committer.running',
                  actions: ['endRecovery', 'reportRunning'],
                  description:
                    'RestoreCommittableStateManager.recover does not fail: unaware buckets since 1.2.0 (CdcAppendTableSink, #5746, read).',
                },
              ],
            },
          },
        },
      },
      failedOnPurpose: {
        description: 'initializeState has thrown. The JobMaster does not know yet.',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
      },
      running: {
        initial: 'idle',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          idle: {
            on: {
              COMMITTABLE_AND_BARRIER: {
                actions: 'snapshotState',
                description:
                  'CommitterOperator.snapshotState: all pending committables are the state, not only that of this checkpoint. When a checkpoint is aborted CommitterOperator does nothing: its committable stays pending (read).',
              },
              NOTIFY_CHECKPOINT_COMPLETE: notification,
              NOTIFY_CHECKPOINT_ABORTED: [...notification, oldNews],
            },
          },
          committing: {
            on: {
              COMMITTED: [
                { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                {
                  target: 'idle',
                  actions: ['takeAnswer', 'clear', 'endNotification'],
                  description: 'CommitterOperator.commitUpToCheckpoint: headMap.clear() after the last commit (read).',
                },
              ],
            },
          },
        },
      },
    },
  });
};
