import { and, assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Commit,
  CommitKind,
  Committable,
  CommittableAndBarrier,
  Committed,
  CommitterAcknowledges,
  DeployCommitter,
  LatestIdentifier,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  RestoredState,
  SnapshotKind,
  TaskFailed,
  TaskRunning,
  WriteState,
} from './messages.ts';
import type { PaimonAsk } from './options.ts';

/** A committable becomes one snapshot or two, which are not created at once. */
interface Half {
  readonly checkpoint: number;
  readonly kind: CommitKind;
  readonly batches: readonly number[];
  readonly through: number;
}

/** A barrier that has come from every writer, with what they handed over before it. */
interface Aligned {
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committable: Committable | null;
}

interface Context {
  readonly table: number;
  /** CommitterOperator.streamingCheckpointEnabled: what the client captured. */
  readonly streamingCheckpointEnabled: boolean;
  /** How many writers hand over to it; what the ones before have handed over at the barrier that is being aligned. */
  readonly writers: number;
  readonly aligning: readonly (Committable | null)[];
  /** Barriers that have come while it was committing: they wait in its input. */
  readonly waiting: readonly Aligned[];
  /** CommitterOperator.committablesPerCheckpoint, ascending. */
  readonly pending: readonly Committable[];
  /** StreamTask.latestReportCheckpointId: the checkpoint restored, or the last one notified. */
  readonly latestReported: number;
  /** StoreMultiCommitter.tableCommitters: whether this attempt has committed, or restored, something for the table. */
  readonly knowsTable: boolean;

  /** What is being committed, if anything, and why. */
  readonly pass: 'none' | 'recovery' | 'notified' | 'forced';
  /** What is left to commit in this pass. The first one is on its way. */
  readonly toCommit: readonly Half[];
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
  | RestoredState
  | LatestIdentifier<'COMMITTED_UP_TO'>
  | CommittableAndBarrier
  | Notification
  | Committed;

type Emitted =
  | AboutTable<'READ_STATE'>
  | AboutTable<'FILTER_COMMITTED'>
  | TaskRunning
  | TaskFailed
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | Commit;

const FRESH = {
  streamingCheckpointEnabled: false,
  aligning: [],
  waiting: [],
  pending: [],
  latestReported: 0,
  knowsTable: false,
  pass: 'none',
  toCommit: [],
  newSnapshot: false,
  alreadyRecovered: false,
  restoredUpTo: 0,
  lastNotification: 'none',
} as const satisfies Omit<Context, 'table' | 'writers'>;

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
    types: {
      context: {} as Context,
      input: {} as { table: number; writers?: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'is the last barrier': ({ context }) => context.aligning.length === context.writers - 1,
      'a barrier waits': ({ context }) => context.waiting.length > 0,
      'nothing is restored': ({ event }) => (event as RestoredState).committables.length === 0,
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
        const { committables } = event as RestoredState;
        return {
          toCommit: committables.flatMap(halves),
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
        const { checkpoint: identifier, kind, batches, through } = context.toCommit[0]!;
        const ignoreEmptyCommit = batches.length === 0 && ignoresEmptyCommit(context);
        return { type: 'COMMIT', table: context.table, identifier, kind, batches, through, ignoreEmptyCommit };
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
      alignOne: assign({
        aligning: ({ context, event }) => [...context.aligning, (event as CommittableAndBarrier).committable],
      }),
      align: assign(({ context, event }) => {
        const { checkpoint, kind, committable } = event as CommittableAndBarrier;
        const aligned = { checkpoint, kind, committable: combine([...context.aligning, committable]) };
        return { aligning: [], waiting: [...context.waiting, aligned] };
      }),
      snapshotState: enqueueActions(({ context, enqueue }) => {
        const [{ checkpoint, committable }, ...waiting] = context.waiting as [Aligned, ...Aligned[]];
        const { table } = context;
        const pending = committable ? [...context.pending, committable] : context.pending;
        enqueue.assign({ pending, waiting, restoredUpTo: 0 });
        const committables = ask.feature('stores-committables') ? pending : [];
        enqueue.emit({ type: 'WRITE_STATE', table, checkpoint, committables });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table, checkpoint });
      }),
      startPending: assign(({ context, event }) => {
        const checkpoint = completed(event as Notification);
        return {
          pass: 'notified' as const,
          latestReported: checkpoint,
          toCommit: upTo(context, checkpoint).flatMap(halves),
          knowsTable: true,
        };
      }),
      startForced: assign(({ event }) => {
        const checkpoint = completed(event as Notification);
        return {
          pass: 'forced' as const,
          latestReported: checkpoint,
          toCommit: [{ checkpoint, kind: 'APPEND' as const, batches: [], through: (event as Notification).through }],
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
    context: ({ input }) => ({ table: input.table, writers: input.writers ?? 1, ...FRESH }),
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
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_BARRIER: [
            { guard: 'is the last barrier', actions: 'align' },
            { actions: 'alignOne', description: 'The barrier of the other writers has not come yet.' },
          ],
        },
        states: {
          idle: {
            always: {
              guard: 'a barrier waits',
              actions: 'snapshotState',
              description:
                'CommitterOperator.snapshotState: all pending committables are the state, not only that of this checkpoint. When a checkpoint is aborted CommitterOperator does nothing: its committable stays pending (read).',
            },
            on: {
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

/** The snapshots that a committable becomes. */
function halves({ checkpoint, batches, compacted, through }: Committable): Half[] {
  const append = { checkpoint, kind: 'APPEND', batches, through } as const;
  return compacted.length === 0 ? [append] : [append, { checkpoint, kind: 'COMPACT', batches: compacted, through }];
}

/** Committer.combine: one ManifestCommittable of what several writers hand over; none where nobody does. */
function combine(handedOver: readonly (Committable | null)[]): Committable | null {
  const parts = handedOver.filter((part) => part !== null);
  if (parts.length < 2) return parts[0] ?? null;
  const batches = parts.flatMap((part) => part.batches).sort();
  const compacted = parts.flatMap((part) => part.compacted).sort();
  return { ...parts[0]!, batches, compacted };
}
