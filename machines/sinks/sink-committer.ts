import { assign, emit, enqueueActions, setup } from 'xstate';
import {
  type AboutTable,
  type CommitRequests,
  type CommitRequestsDone,
  type Committable,
  type CommittableAndBarrier,
  type CommittableAndEndOfData,
  type CommitterAcknowledges,
  type DeployCommitter,
  END_OF_INPUT,
  type NotifyCheckpointAborted,
  type NotifyCheckpointComplete,
  type RestoredState,
  type TaskFailed,
  type TaskRunning,
  type WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** CommitterOperator.isCheckpointingEnabled: what it was built with. */
  readonly checkpointingEnabled: boolean;
  /** CommittableCollector.checkpointCommittables, ascending: of each checkpoint the summary and what it announced. */
  readonly pending: readonly Committable[];
  /** CommitterOperator.lastCompletedCheckpointId: the checkpoint restored, or the last one notified. */
  readonly lastCompleted: number;
  /** CommitterOperator.endInput. */
  readonly ended: boolean;
  /** StreamTask.finalCheckpointMinId: the first checkpoint after the end of input; 0: none yet. */
  readonly finalCheckpoint: number;
  /** The end of input, where it has come while the operator is initialised or commits: it waits in its input. */
  readonly input: CommittableAndEndOfData | null;
  /** What is left to commit now. The first one is with the Committer, for the n-th time. */
  readonly toCommit: readonly Committable[];
  readonly retries: number;
  /** Why it commits. */
  readonly pass: 'none' | 'notified' | 'end of input';
}

type Notification = NotifyCheckpointComplete | NotifyCheckpointAborted;

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredState
  | CommittableAndBarrier
  | CommittableAndEndOfData
  | Notification
  | CommitRequestsDone;

type Emitted =
  | AboutTable<'READ_STATE'>
  | TaskRunning
  | TaskFailed
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | { readonly type: 'ALL_TASKS_FINISHED' }
  | CommitRequests;

const FRESH = {
  checkpointingEnabled: false,
  pending: [],
  lastCompleted: 0,
  ended: false,
  finalCheckpoint: 0,
  input: null,
  toCommit: [],
  retries: 0,
  pass: 'none',
} as const satisfies Omit<Context, 'table'>;

/**
 * Flink's CommitterOperator of a Sink V2 with its CommittableCollector, one subtask behind one writer.
 *
 * The Committer that it calls is the connector's: idempotent, if it keeps its part of the contract. What a restart brings
 * back is given to it as if for the first time.
 */
export const sinkCommitter = (ask: PaimonAsk) => {
  /** The checkpoint that a notification says is complete: an abort carries the latest completed one. */
  const completed = (event: Notification) =>
    event.type === 'NOTIFY_CHECKPOINT_ABORTED' ? event.latestCompleted : event.checkpoint;
  const upTo = (pending: readonly Committable[], checkpoint: number) =>
    pending.filter((c) => c.checkpoint <= checkpoint);

  /** Until FLINK-37605 the first notification after the end of input commits whatever is there. */
  const commitsUpTo = ({ ended, lastCompleted }: Context, checkpoint: number): number => {
    const endIsNewest = ended && ['repeats', 'remembers'].includes(ask.feature('end-of-input'));
    return endIsNewest ? END_OF_INPUT : Math.max(lastCompleted, checkpoint);
  };
  const due = (context: Context, event: Event) =>
    upTo(context.pending, commitsUpTo(context, completed(event as Notification)));
  /** How far the end of input commits where there is no final checkpoint. */
  const atTheEnd = ({ lastCompleted }: Context) =>
    ask.feature('end-of-input') === 'counts on, ends at one' ? lastCompleted + 1 : END_OF_INPUT;

  const received = (event: Event) => (event as CommittableAndBarrier | CommittableAndEndOfData).committable;

  return setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'nothing is to be committed again': ({ context, event }) =>
        upTo((event as RestoredState).committables, context.lastCompleted).length === 0,
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
      'is to be tried again': ({ event }) => (event as CommitRequestsDone).outcome === 'retry later',
      'it has thrown': ({ event }) => (event as CommitRequestsDone).outcome === 'exception',
      'is news, and something is due': ({ context, event }) =>
        completed(event as Notification) > context.lastCompleted && due(context, event).length > 0,
      'is news': ({ context, event }) => completed(event as Notification) > context.lastCompleted,
      'has a summary already': ({ context, event }) =>
        context.pending.some((c) => c.checkpoint === received(event)?.checkpoint) &&
        ask.feature('end-of-input') === 'repeats',
      'there is no final checkpoint': ({ context }) => !context.checkpointingEnabled || ask.feature('batch-mode'),
      'the end of input is over': ({ context }) => context.pass === 'end of input',
      'the end of input waits': ({ context }) => context.input !== null,
      'the final checkpoint is complete': ({ context }) =>
        context.finalCheckpoint > 0 && context.lastCompleted >= context.finalCheckpoint,
    },
    actions: {
      initialize: assign(({ event }) => {
        const { streamingCheckpointEnabled, checkpoint } = event as DeployCommitter;
        return { checkpointingEnabled: streamingCheckpointEnabled, lastCompleted: checkpoint };
      }),
      readState: emit(({ context: { table } }) => ({ type: 'READ_STATE' as const, table })),
      restore: assign(({ context, event }) => {
        const { committables } = event as RestoredState;
        return { pending: committables, toCommit: upTo(committables, context.lastCompleted) };
      }),
      commitNext: emit(({ context: { table, toCommit, retries } }) => ({
        type: 'COMMIT_REQUESTS' as const,
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
      reportRunning: emit({ type: 'TASK_RUNNING' }),
      collect: assign(({ context, event }) => {
        const committable = received(event);
        return committable ? { pending: add(context.pending, committable) } : {};
      }),
      snapshotState: enqueueActions(({ context, event, enqueue }) => {
        const { table, pending: committables, ended, finalCheckpoint } = context;
        const { checkpoint, kind } = event as CommittableAndBarrier;
        if (ended && finalCheckpoint === 0) enqueue.assign({ finalCheckpoint: checkpoint });
        enqueue.emit({ type: 'WRITE_STATE', table, checkpoint, kind, committables });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table, checkpoint });
      }),
      startDue: assign(({ context, event }) => ({
        toCommit: due(context, event),
        lastCompleted: completed(event as Notification),
        pass: 'notified' as const,
      })),
      startTheEnd: assign(({ context }) => ({
        toCommit: upTo(context.pending, atTheEnd(context)),
        pass: 'end of input' as const,
      })),
      hear: assign({ lastCompleted: ({ event }) => completed(event as Notification) }),
      endPass: assign({ pass: 'none' }),
      endInput: assign({ ended: true }),
      keepEnd: assign({ input: ({ event }) => event as CommittableAndEndOfData }),
      takeEnd: enqueueActions(({ context, enqueue }) => {
        enqueue.raise(context.input!);
        enqueue.assign({ input: null });
      }),
      endNotification: emit(({ context: { table } }) => ({ type: 'NOTIFICATION_HANDLED' as const, table })),
      finishTask: emit({ type: 'ALL_TASKS_FINISHED' }),
      failTask: emit(({ context: { table, lastCompleted: checkpoint } }) => ({
        type: 'TASK_FAILED' as const,
        onPurpose: false,
        table,
        checkpoint,
      })),
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
        description: 'CommitterOperator.initializeState.',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_END_OF_DATA: { actions: 'keepEnd' },
        },
        initial: 'restoring',
        states: {
          restoring: {
            on: {
              STATE: [
                {
                  guard: 'nothing is to be committed again',
                  target: '#committer.running',
                  actions: ['restore', 'reportRunning'],
                  description:
                    'CommitterOperator.initializeState: what has the number of the end of input is newer than the checkpoint restored, and stays pending (read).',
                },
                {
                  target: 'recommitting',
                  actions: ['restore', 'commitNext'],
                  description:
                    'CommitterOperator.initializeState: commits everything up to the checkpoint restored, whether it was committed before or not (read).',
                },
              ],
            },
          },
          recommitting: {
            on: {
              COMMIT_REQUESTS_DONE: [
                { guard: 'is to be tried again', actions: ['countRetry', 'commitNext'] },
                { guard: 'it has thrown', target: '#committer.failed', actions: 'failTask' },
                { guard: 'there is more to commit', actions: ['removeCommitted', 'commitNext'] },
                { target: '#committer.running', actions: ['removeCommitted', 'reportRunning'] },
              ],
            },
          },
        },
      },
      running: {
        initial: 'idle',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          idle: {
            always: [
              { guard: 'the end of input waits', actions: 'takeEnd' },
              {
                guard: 'the final checkpoint is complete',
                target: '#committer.finished',
                actions: 'finishTask',
                description:
                  'StreamTask.notifyCheckpointComplete: the final checkpoint, the first one after endInput, releases the task (FLIP-147, read).',
              },
            ],
            on: {
              COMMITTABLE_AND_BARRIER: {
                actions: ['collect', 'snapshotState'],
                description:
                  'CommittableCollector.addMessage, then CommitterOperator.snapshotState: a copy of all that is pending (read).',
              },
              COMMITTABLE_AND_END_OF_DATA: [
                {
                  guard: 'has a summary already',
                  target: '#committer.failed',
                  actions: 'failTask',
                  description:
                    'CheckpointCommittableManagerImpl.upsertSummary until 1.20.0: UnsupportedOperationException, "Please check the status of FLINK-25920". A second summary of one subtask for one number (read).',
                },
                {
                  guard: 'there is no final checkpoint',
                  target: 'committingTheEnd',
                  actions: ['collect', 'endInput'],
                },
                {
                  actions: ['collect', 'endInput'],
                  description:
                    'CheckpointCommittableManagerImpl.addSummary since 2.0: for the end of input the summaries of one subtask are merged (FLINK-25920, read).',
                },
              ],
              NOTIFY_CHECKPOINT_COMPLETE: [
                {
                  guard: 'is news, and something is due',
                  target: 'committing',
                  actions: ['startDue', 'commitNext'],
                  description:
                    'CommitterOperator.notifyCheckpointComplete: everything up to this checkpoint, one checkpoint after the other; after endInput until 2.0 everything (read).',
                },
                { guard: 'is news', actions: ['hear', 'endNotification'] },
                { actions: 'endNotification' },
              ],
              NOTIFY_CHECKPOINT_ABORTED: [
                { guard: 'is news, and something is due', target: 'committing', actions: ['startDue', 'commitNext'] },
                { guard: 'is news', actions: ['hear', 'endNotification'] },
                {
                  actions: 'endNotification',
                  description: 'CommitterOperator does not listen to aborts: what has come stays pending (read).',
                },
              ],
              COMMIT_REQUESTS_DONE: { description: 'It was the operator before it that asked.' },
            },
          },
          committingTheEnd: {
            description: 'CommitterOperator.endInput: there will be no checkpoint after it.',
            entry: 'startTheEnd',
            always: [
              { guard: ({ context }) => context.toCommit.length > 0, target: 'committing', actions: 'commitNext' },
              { target: '#committer.finished', actions: 'finishTask' },
            ],
          },
          committing: {
            on: {
              COMMITTABLE_AND_END_OF_DATA: { actions: 'keepEnd' },
              COMMIT_REQUESTS_DONE: [
                {
                  guard: 'is to be tried again',
                  actions: ['countRetry', 'commitNext'],
                  description:
                    'CommitRequest.retryLater: by a timer after 1 s until 1.20.0, since 2.0 and 1.20.1 in a loop (FLINK-36455, read); here at once.',
                },
                {
                  guard: 'it has thrown',
                  target: '#committer.failed',
                  actions: 'failTask',
                },
                { guard: 'there is more to commit', actions: ['removeCommitted', 'commitNext'] },
                {
                  guard: 'the end of input is over',
                  target: '#committer.finished',
                  actions: ['removeCommitted', 'finishTask'],
                },
                { target: 'idle', actions: ['removeCommitted', 'endPass', 'endNotification'] },
              ],
            },
          },
        },
      },
      failed: {
        description: 'The task has failed. The JobMaster does not know yet.',
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          COMMITTABLE_AND_BARRIER: {},
          COMMITTABLE_AND_END_OF_DATA: {},
          NOTIFY_CHECKPOINT_COMPLETE: {},
          NOTIFY_CHECKPOINT_ABORTED: {},
          COMMIT_REQUESTS_DONE: {},
        },
      },
      finished: { tags: 'rest', on: { CANCEL: { target: 'down', actions: 'reset' } } },
    },
  });
};

/** CommittableCollector.addMessage: committables with the same number are committed together. */
function add(pending: readonly Committable[], committable: Committable): Committable[] {
  return [...pending, committable].sort((a, b) => a.checkpoint - b.checkpoint || a.through - b.through);
}

function isSame(a: Committable, b: Committable): boolean {
  return a.checkpoint === b.checkpoint && a.through === b.through;
}
