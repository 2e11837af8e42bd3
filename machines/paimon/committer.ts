import { and, assign, emit, enqueueActions, setup } from 'xstate';
import {
  type AboutTable,
  type Commit,
  type CommitKind,
  type CommitRefused,
  type Committable,
  type CommittableAndBarrier,
  type CommittableAndEndOfData,
  type Committed,
  type CommitterAcknowledges,
  type DeployCommitter,
  END_OF_INPUT,
  type FileChanges,
  type LatestIdentifier,
  type LeftBehind,
  type NotifyCheckpointAborted,
  type NotifyCheckpointComplete,
  type NotifyCommittables,
  type RestoredState,
  type SnapshotKind,
  type TagDue,
  type TaskFailed,
  type TaskRunning,
  type WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';
import { complete, holdsTheEnd, markPartial, partial, pollInputs } from './end-of-input.ts';

/** A committable becomes one snapshot or two, which are not created at once. */
interface Half {
  readonly checkpoint: number;
  readonly kind: CommitKind;
  readonly batches: readonly number[];
  readonly through: number;
  /** Where the scenario looks at files. */
  readonly files?: FileChanges;
}

/** A barrier that has come from every writer, with what they handed over before it. */
interface Aligned {
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committable: Committable | null;
}

/** The end of one writer's input, with what it handed over before it. */
interface Ended {
  readonly kind: 'end of data';
  readonly committable: Committable | null;
}

interface Context {
  readonly table: number;
  /** CommitterOperator.streamingCheckpointEnabled: what the client captured. */
  readonly streamingCheckpointEnabled: boolean;
  /** How many writers hand over to it; what the ones before have handed over at the barrier that is being aligned. */
  readonly writers: number;
  readonly aligning: readonly (Committable | null)[];
  /** Barriers, and ends of data, that have come while it was committing: they wait in its input. */
  readonly waiting: readonly (Aligned | Ended)[];
  /** The mailbox: a notification that has come while it was committing at the end of input. */
  readonly mail: readonly Notification[];
  /** CommitterOperator.inputs, as far as they are of the end of input: received, and not polled. */
  readonly inputs: readonly Committable[];
  /** How many writers have ended. CommitterOperator.endInput comes with the last. */
  readonly ended: number;
  /** StreamTask.finalCheckpointMinId: the first checkpoint after endInput; 0: none yet. */
  readonly finalCheckpoint: number;
  /** CommitterOperator.committablesPerCheckpoint, ascending. */
  readonly pending: readonly Committable[];
  /** StreamTask.latestReportCheckpointId: the checkpoint restored, or the last one notified. */
  readonly latestReported: number;
  /** StoreMultiCommitter.tableCommitters: whether this attempt has committed, or restored, something for the table. */
  readonly knowsTable: boolean;

  /** What is being committed, if anything, and why. */
  readonly pass: 'none' | 'recovery' | 'notified' | 'forced' | 'end of input';
  /** What is left to commit in this pass. The first one is on its way. */
  readonly toCommit: readonly Half[];
  /** Whether this pass has created a snapshot. */
  readonly newSnapshot: boolean;
  /** TagAutoCreation.forceCreatingSnapshot, as it was last heard. */
  readonly tagIsDue: boolean;
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
  | CommittableAndEndOfData
  | { readonly type: 'CANCEL_REGION' }
  | Notification
  | Committed
  | CommitRefused
  | { readonly type: 'CONTACT_LOST' }
  | TagDue;

type Emitted =
  | AboutTable<'READ_STATE'>
  | AboutTable<'FILTER_COMMITTED'>
  | TaskRunning
  | TaskFailed
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | AboutTable<'READ_RESULT_PARTITION'>
  | NotifyCommittables
  | { readonly type: 'ALL_TASKS_FINISHED' }
  | Commit
  | LeftBehind;

const FRESH = {
  streamingCheckpointEnabled: false,
  aligning: [],
  waiting: [],
  mail: [],
  inputs: [],
  ended: 0,
  finalCheckpoint: 0,
  pending: [],
  latestReported: 0,
  knowsTable: false,
  pass: 'none',
  toCommit: [],
  newSnapshot: false,
  tagIsDue: false,
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
  const sinkIgnoresEmptyCommit = (streamingCheckpointEnabled: boolean) => {
    const ignores = ask.feature('ignores-empty-commits');
    return ignores === 'where checkpoints are off' ? !streamingCheckpointEnabled : ignores === 'always';
  };
  const ignoresEmptyCommit = ({ streamingCheckpointEnabled, pass }: Context) =>
    sinkIgnoresEmptyCommit(streamingCheckpointEnabled) &&
    !(ask.feature('commits-empty-when-forced') && forceCreate()) &&
    !(ask.feature('commits-empty-committables') && pass !== 'forced');

  const commitOf = (context: Context, { checkpoint: identifier, kind, batches, through, files }: Half) => {
    const looked = files && { files, restored: context.pass === 'recovery' };
    const ignoreEmptyCommit = batches.length === 0 && ignoresEmptyCommit(context);
    return { table: context.table, identifier, kind, batches, through, ignoreEmptyCommit, ...looked };
  };

  /** The checkpoint that a notification says is complete: an abort carries the latest completed one. */
  const completed = (event: Notification) =>
    event.type === 'NOTIFY_CHECKPOINT_ABORTED' ? event.latestCompleted : event.checkpoint;
  const hasEnded = ({ ended, writers }: Context) => ended === writers;
  /** Up to what a notification commits: once endInput has been called, up to the end of input. */
  const bound = (context: Context, checkpoint: number) => {
    if (!hasEnded(context)) return checkpoint;
    const isFinal = context.finalCheckpoint > 0 && checkpoint >= context.finalCheckpoint;
    return isFinal || !ask.feature('end-of-input-waits-for-final-checkpoint') ? END_OF_INPUT : checkpoint;
  };
  /** FileStoreCommitImpl.filterCommitted: what is left to commit of what was restored. */
  const uncommitted = ({ toCommit }: Context, { identifier, identifiers }: LatestIdentifier<'COMMITTED_UP_TO'>) => {
    if (identifiers === undefined || ask.feature('filters-by-high-water-mark')) {
      return toCommit.filter((half) => half.checkpoint > identifier);
    }
    const left = new Set(toCommit.map((half) => half.checkpoint));
    for (const committed of identifiers) if (!left.delete(committed)) break;
    return toCommit.filter((half) => left.has(half.checkpoint));
  };
  const upTo = (context: Context, checkpoint: number) =>
    context.pending.filter((c) => c.checkpoint <= bound(context, checkpoint));

  const notification = [
    {
      guard: and(['is news', 'committables are pending', 'filters what it commits']),
      target: 'filtering',
      actions: ['startPending', 'filterCommitted'],
      description:
        'CommitterOperator.notifyCheckpointComplete: once the input has ended, everything up to Long.MAX_VALUE, whatever the checkpoint; commitUpToCheckpoint filters that first (filterAndCommit since 0.8.2, #3699, read).',
    },
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
    { guard: 'is news', actions: ['nothingToCommit', 'endNotification', 'finishAfterFinalCheckpoint'] },
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
      'filters what it commits': ({ context, event }) =>
        bound(context, completed(event as Notification)) === END_OF_INPUT && ask.feature('filters-end-of-input'),
      'mail waits': ({ context }) => context.mail.length > 0,
      'an end of data waits': ({ context }) => context.waiting[0]?.kind === 'end of data',
      'the last end of data waits': ({ context }) =>
        context.waiting[0]?.kind === 'end of data' && context.ended === context.writers - 1,
      'repeats the end of input': ({ context }) =>
        context.inputs.length > 0 && holdsTheEnd(context.pending) && !ask.feature('merges-end-of-input'),
      'knows of checkpoints': ({ context }) => context.streamingCheckpointEnabled,
      'ends with its input': () => ask.feature('batch-mode') || !ask.feature('checkpoints-after-tasks-finish'),
      'filters the end of input': ({ context }) =>
        context.inputs.length + context.pending.length > 0 && ask.feature('filters-end-of-input'),
      'something is left': ({ context }) => context.inputs.length + context.pending.length > 0,
      'everything is filtered': ({ context, event }) =>
        context.toCommit.every((c) => c.checkpoint <= (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier),
      'is the end of input': ({ context }) => context.pass === 'end of input',
      'everything is filtered at the end of input': ({ context, event }) =>
        context.pass === 'end of input' &&
        context.toCommit.every((c) => c.checkpoint <= (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier),
      'is the last barrier': ({ context }) => context.aligning.length === context.writers - 1,
      'a barrier waits': ({ context }) => context.waiting.length > 0,
      'nothing is restored': ({ event }) => complete((event as RestoredState).committables).length === 0,
      'everything is committed': ({ context, event }) =>
        uncommitted(context, event as LatestIdentifier<'COMMITTED_UP_TO'>).length === 0,
      'files have been deleted': ({ context, event }) => {
        const { expired = [] } = event as LatestIdentifier<'COMMITTED_UP_TO'>;
        const left = uncommitted(context, event as LatestIdentifier<'COMMITTED_UP_TO'>);
        return (
          left.some((half) => filesOf(half).some((name) => expired.includes(name))) && ask.feature('checks-files-exist')
        );
      },
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
      'fails on purpose': ({ context, event }) =>
        ask.feature('state-manager') === 'restore-and-fail' &&
        !context.alreadyRecovered &&
        (context.newSnapshot || (event as Committed).newSnapshot || !ask.feature('fails-only-after-a-snapshot')),
      'is news': ({ context, event }) => completed(event as Notification) > context.latestReported,
      'committables are pending': ({ context, event }) => upTo(context, completed(event as Notification)).length > 0,
      'forces a snapshot': ({ context }) =>
        (forceCreate() || context.tagIsDue) && (context.knowsTable || !ask.feature('forces-known-tables-only')),
    },
    actions: {
      initialize: assign(({ event }) => {
        const { streamingCheckpointEnabled, checkpoint, alreadyRecovered } = event as DeployCommitter;
        return { streamingCheckpointEnabled, latestReported: checkpoint, alreadyRecovered };
      }),
      readState: emit(({ context: { table } }) => ({ type: 'READ_STATE' as const, table })),
      restore: assign(({ event }) => {
        const committables = complete((event as RestoredState).committables);
        return {
          toCommit: committables.flatMap(halves),
          restoredUpTo: committables.at(-1)?.checkpoint ?? 0,
          knowsTable: true,
        };
      }),
      keepPartial: assign({ pending: ({ event }) => partial((event as RestoredState).committables) }),
      tellOfRestored: enqueueActions(({ context, enqueue }) => {
        if (!ask.feature('listens-for-mark-done') || !ask.feature('recovery-marks-done')) return;
        enqueue.emit({ type: 'NOTIFY_COMMITTABLES', endInput: context.restoredUpTo === END_OF_INPUT });
      }),
      tellOfCommitted: enqueueActions(({ context, enqueue }) => {
        if (!ask.feature('listens-for-mark-done')) return;
        enqueue.emit({ type: 'NOTIFY_COMMITTABLES', endInput: holdsTheEnd(upTo(context, context.latestReported)) });
      }),
      putIntoMailbox: assign({ mail: ({ context, event }) => [...context.mail, event as Notification] }),
      takeMail: enqueueActions(({ context, enqueue }) => {
        enqueue.raise(context.mail[0]!);
        enqueue.assign({ mail: context.mail.slice(1) });
      }),
      endOfDataWaits: assign(({ context, event }) => {
        const { committable } = event as CommittableAndEndOfData;
        return { waiting: [...context.waiting, { kind: 'end of data' as const, committable }] };
      }),
      takeEndOfData: assign(({ context }) => {
        const [{ committable }, ...waiting] = context.waiting as [Ended, ...Ended[]];
        return {
          waiting,
          ended: context.ended + 1,
          inputs: committable ? [...context.inputs, committable] : context.inputs,
        };
      }),
      pollAtEndOfInput: assign(({ context }) =>
        ask.feature('keeps-partial-end-of-input')
          ? { pending: pollInputs(context.pending, context.inputs), inputs: [] }
          : {},
      ),
      startEndOfInput: assign(({ context }) => {
        const pending = pollInputs(context.pending, context.inputs);
        return { pass: 'end of input' as const, pending, inputs: [], toCommit: pending.flatMap(halves) };
      }),
      keepUnfiltered: assign({
        toCommit: ({ context, event }) =>
          context.toCommit.filter((c) => c.checkpoint > (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier),
      }),
      dropFiltered: assign({ toCommit: [] }),
      finish: emit({ type: 'ALL_TASKS_FINISHED' }),
      finishWithInput: enqueueActions(({ enqueue }) => {
        if (ask.feature('batch-mode') || !ask.feature('checkpoints-after-tasks-finish')) {
          enqueue.emit({ type: 'ALL_TASKS_FINISHED' });
        }
      }),
      finishAfterFinalCheckpoint: enqueueActions(({ context: { finalCheckpoint, latestReported }, enqueue }) => {
        if (finalCheckpoint > 0 && latestReported >= finalCheckpoint) enqueue.emit({ type: 'ALL_TASKS_FINISHED' });
      }),
      failRepeatedly: enqueueActions(({ context, enqueue }) => {
        const { table, latestReported: checkpoint } = context;
        enqueue.emit({ type: 'TASK_FAILED', onPurpose: false, table, checkpoint });
        enqueue.assign(FRESH);
      }),
      readResultPartition: enqueueActions(({ context: { table }, enqueue }) => {
        if (ask.feature('batch-mode')) enqueue.emit({ type: 'READ_RESULT_PARTITION', table });
      }),
      filterCommitted: emit(({ context: { table } }) => ({ type: 'FILTER_COMMITTED' as const, table })),
      keepUncommitted: assign({
        pass: 'recovery',
        toCommit: ({ context, event }) => uncommitted(context, event as LatestIdentifier<'COMMITTED_UP_TO'>),
      }),
      commitNext: emit(({ context }) => ({ type: 'COMMIT' as const, ...commitOf(context, context.toCommit[0]!) })),
      goOnAlone: enqueueActions(({ context, enqueue }) => {
        enqueue.emit({ type: 'LEFT_BEHIND', commits: context.toCommit.map((half) => commitOf(context, half)) });
        enqueue.assign(FRESH);
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
      throwException: enqueueActions(({ context, enqueue }) => {
        const { table, latestReported: checkpoint } = context;
        enqueue.emit({ type: 'TASK_FAILED', onPurpose: false, table, checkpoint });
        enqueue.assign(FRESH);
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
        const [{ checkpoint, kind, committable }, ...waiting] = context.waiting as [Aligned, ...Aligned[]];
        const { table } = context;
        const pending = pollInputs(committable ? [...context.pending, committable] : context.pending, context.inputs);
        const isFinal = hasEnded(context) && context.finalCheckpoint === 0;
        const finalCheckpoint = isFinal ? checkpoint : context.finalCheckpoint;
        enqueue.assign({ pending, inputs: [], waiting, restoredUpTo: 0, finalCheckpoint });
        const isPartial = holdsTheEnd(pending) && !hasEnded(context) && ask.feature('keeps-partial-end-of-input');
        const state = isPartial ? markPartial(pending) : pending;
        const committables = ask.feature('stores-committables') ? state : [];
        enqueue.emit({ type: 'WRITE_STATE', table, checkpoint, kind, committables });
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
      startForced: assign(({ context, event }) => {
        const reported = completed(event as Notification);
        const checkpoint = bound(context, reported);
        return {
          pass: 'forced' as const,
          latestReported: reported,
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
        pending: context.pending.filter(
          (c) => context.pass !== 'end of input' && c.checkpoint > bound(context, context.latestReported),
        ),
        lastNotification: context.newSnapshot ? ('snapshot' as const) : ('no snapshot' as const),
        newSnapshot: false,
      })),
      endNotification: emit(({ context: { table } }) => ({ type: 'NOTIFICATION_HANDLED' as const, table })),
      keepTagDue: assign({ tagIsDue: ({ event }) => (event as TagDue).due }),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'committer',
    context: ({ input }) => ({ table: input.table, writers: input.writers ?? 1, ...FRESH }),
    initial: 'down',
    on: {
      CANCEL_REGION: {
        target: '.down',
        actions: 'reset',
        description:
          'A batch job: this region has failed, and is restarted alone. What it reads is kept by its producers.',
      },
      TAG_DUE: {
        actions: 'keepTagDue',
        description:
          'TableCommitImpl.forceCreatingSnapshot: commit.force-create-snapshot, or a tag is due (since 0.6.0, #2188, read).',
      },
    },
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_COMMITTER: { target: 'initializing', actions: ['initialize', 'readState'] } },
      },
      initializing: {
        description:
          'CommitterOperator.initializeState. Source and writers are already running: they may read the table as it is before this recovery.',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_END_OF_DATA: { actions: 'endOfDataWaits' },
        },
        initial: 'restoring',
        states: {
          restoring: {
            on: {
              STATE: [
                {
                  guard: 'nothing is restored',
                  target: '#committer.running',
                  actions: ['keepPartial', 'endRecovery', 'reportRunning', 'readResultPartition'],
                },
                { target: 'filtering', actions: ['keepPartial', 'restore', 'filterCommitted'] },
              ],
            },
          },
          filtering: {
            on: {
              COMMITTED_UP_TO: [
                {
                  guard: 'everything is committed',
                  target: '#committer.running',
                  actions: ['tellOfRestored', 'endRecovery', 'forgetRestored', 'reportRunning'],
                  description: 'TableCommitImpl.filterAndCommitMultiple: nothing to retry, the count is 0 (read).',
                },
                {
                  guard: 'files have been deleted',
                  target: '#committer.failed',
                  actions: 'throwException',
                  description:
                    'TableCommitImpl.checkFilesExistence: "Cannot recover from this checkpoint because some files in the snapshot that need to be resubmitted have been deleted"; since 0.6.0 (#2326, read).',
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
                  actions: ['tellOfRestored', 'failTask'],
                  description:
                    'RestoreAndFailCommittableStateManager.recover: "This exception is intentionally thrown after committing the restored checkpoints". It counts what was tried, not what has become a snapshot; 0.7.0 to 2.0.0 (read).',
                },
                {
                  target: '#committer.running',
                  actions: ['tellOfRestored', 'endRecovery', 'reportRunning'],
                  description:
                    'RestoreCommittableStateManager.recover does not fail: unaware buckets since 1.2.0 (CdcAppendTableSink, #5746, read).',
                },
              ],
              COMMIT_REFUSED: {
                target: '#committer.failed',
                actions: 'throwException',
                description:
                  'FileStoreCommitImpl.createConflictException: "The job will fail continuously in this scenario to protect metadata from corruption" (read).',
              },
              CONTACT_LOST: { target: '#committer.down', actions: 'goOnAlone' },
            },
          },
        },
      },
      failedOnPurpose: {
        description: 'initializeState has thrown. The JobMaster does not know yet.',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_END_OF_DATA: { description: 'Nobody reads it.' },
        },
      },
      failed: {
        description: 'The task has thrown. The JobMaster does not know yet.',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_BARRIER: { description: 'Nobody reads it.' },
          COMMITTABLE_AND_END_OF_DATA: { description: 'Nobody reads it.' },
          NOTIFY_CHECKPOINT_COMPLETE: {},
          NOTIFY_CHECKPOINT_ABORTED: {},
        },
      },
      running: {
        initial: 'idle',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_BARRIER: [
            { guard: 'is the last barrier', actions: 'align' },
            { actions: 'alignOne', description: 'The barrier of the other writers has not come yet.' },
          ],
          COMMITTABLE_AND_END_OF_DATA: { actions: 'endOfDataWaits' },
        },
        states: {
          idle: {
            always: [
              { guard: 'mail waits', actions: 'takeMail' },
              { guard: 'the last end of data waits', target: 'endingInput', actions: 'takeEndOfData' },
              { guard: 'an end of data waits', actions: 'takeEndOfData' },
              {
                guard: and(['a barrier waits', 'repeats the end of input']),
                target: '#committer.failed',
                actions: 'failRepeatedly',
                description:
                  'CommitterOperator.pollInputs until 0.6.x: "Repeatedly commit the same checkpoint files", since writers that end between different barriers hand over the same identifier (read).',
              },
              {
                guard: 'a barrier waits',
                actions: 'snapshotState',
                description:
                  'CommitterOperator.snapshotState: all pending committables are the state, not only that of this checkpoint. When a checkpoint is aborted CommitterOperator does nothing: its committable stays pending (read).',
              },
            ],
            on: {
              NOTIFY_CHECKPOINT_COMPLETE: notification,
              NOTIFY_CHECKPOINT_ABORTED: [...notification, oldNews],
            },
          },
          endingInput: {
            description: 'CommitterOperator.endInput: the input of every writer has ended.',
            always: [
              {
                guard: and(['knows of checkpoints', 'ends with its input']),
                target: 'idle',
                actions: 'finish',
                description:
                  'CommitterOperator.endInput: with checkpoints it returns, and leaves the rest to the final checkpoint. Flink 1.14 takes none: the task ends here (read).',
              },
              {
                guard: 'knows of checkpoints',
                target: 'idle',
                actions: 'pollAtEndOfInput',
                description: 'CommitterOperator.endInput: the final checkpoint will commit; 0.5.0 to 2.0.0 (read).',
              },
              { guard: 'repeats the end of input', target: '#committer.failed', actions: 'failRepeatedly' },
              {
                guard: 'filters the end of input',
                target: 'filtering',
                actions: ['startEndOfInput', 'filterCommitted'],
                description:
                  'CommitterOperator.endInput, without checkpoints as far as the sink knows: everything is committed now. filterAndCommit since 0.8.2: a restart of this region alone calls endInput once more (#3699, read).',
              },
              { guard: 'something is left', target: 'committing', actions: ['startEndOfInput', 'commitNext'] },
              { target: 'idle', actions: 'finishWithInput' },
            ],
          },
          filtering: {
            on: {
              NOTIFY_CHECKPOINT_COMPLETE: { actions: 'putIntoMailbox' },
              NOTIFY_CHECKPOINT_ABORTED: { actions: 'putIntoMailbox' },
              COMMITTED_UP_TO: [
                {
                  guard: 'everything is filtered at the end of input',
                  target: 'idle',
                  actions: ['dropFiltered', 'tellOfCommitted', 'clear', 'finishWithInput'],
                },
                {
                  guard: 'everything is filtered',
                  target: 'idle',
                  actions: [
                    'dropFiltered',
                    'tellOfCommitted',
                    'clear',
                    'endNotification',
                    'finishAfterFinalCheckpoint',
                  ],
                  description:
                    'FileStoreCommitImpl.filterCommitted: the latest snapshot of this user has the identifier Long.MAX_VALUE, so everything counts as committed (read).',
                },
                { target: 'committing', actions: ['keepUnfiltered', 'commitNext'] },
              ],
            },
          },
          committing: {
            on: {
              NOTIFY_CHECKPOINT_COMPLETE: { actions: 'putIntoMailbox' },
              NOTIFY_CHECKPOINT_ABORTED: { actions: 'putIntoMailbox' },
              COMMITTED: [
                { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                {
                  guard: 'is the end of input',
                  target: 'idle',
                  actions: ['takeAnswer', 'tellOfCommitted', 'clear', 'finishWithInput'],
                },
                {
                  target: 'idle',
                  actions: ['takeAnswer', 'tellOfCommitted', 'clear', 'endNotification', 'finishAfterFinalCheckpoint'],
                  description: 'CommitterOperator.commitUpToCheckpoint: headMap.clear() after the last commit (read).',
                },
              ],
              COMMIT_REFUSED: { target: '#committer.failed', actions: 'throwException' },
              CONTACT_LOST: {
                target: '#committer.down',
                actions: 'goOnAlone',
                description:
                  'HeartbeatManager of the JobMaster: the TaskManager is unreachable, so its tasks count as failed. They may go on: nothing in Paimon tells the commit of an old attempt from that of a new one (read).',
              },
            },
          },
        },
      },
    },
  });
};

/** The snapshots that a committable becomes. */
function halves({ checkpoint, batches, compacted, through, files }: Committable): Half[] {
  const half = (kind: CommitKind, of: readonly number[]): Half => ({
    ...{ checkpoint, kind, batches: of, through },
    ...(files && { files: files[kind] }),
  });
  return compacted.length === 0 ? [half('APPEND', batches)] : [half('APPEND', batches), half('COMPACT', compacted)];
}

const filesOf = ({ files }: Half): readonly string[] =>
  files ? [...files.added.map(({ name }) => name), ...files.deleted] : [];

/** Committer.combine: one ManifestCommittable of what several writers hand over; none where nobody does. */
function combine(handedOver: readonly (Committable | null)[]): Committable | null {
  const parts = handedOver.filter((part) => part !== null);
  if (parts.length < 2) return parts[0] ?? null;
  const batches = parts.flatMap((part) => part.batches).sort();
  const compacted = parts.flatMap((part) => part.compacted).sort();
  return { ...parts[0]!, batches, compacted };
}
