import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  CommitTransaction,
  Committable,
  CommittableAndBarrier,
  CommitterAcknowledges,
  DeployCommitter,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  RestoredState,
  TaskRunning,
  WriteState,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** IcebergFilesCommitter.writeResultsSinceLastSnapshot: what has come from the writers since the last snapshotState. */
  readonly results: readonly Committable[];
  /** IcebergFilesCommitter.dataFilesPerCheckpoint: of each checkpoint, what becomes one transaction. */
  readonly perCheckpoint: readonly PerCheckpoint[];
  /** What is left to commit now. The first one is on its way. */
  readonly toCommit: readonly PerCheckpoint[];
  /** Checkpoints that were aborted before their barrier has come. */
  readonly aborted: readonly number[];
}

/** A transaction, and ghost: when what it holds was handed over. */
type PerCheckpoint = Committable & { readonly epochs: readonly number[] };

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredState
  | CommittableAndBarrier
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | AboutTable<'TRANSACTION_COMMITTED'>;

type Emitted =
  | AboutTable<'READ_STATE'>
  | TaskRunning
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | CommitTransaction;

const FRESH = { results: [], perCheckpoint: [], toCommit: [], aborted: [] } as const satisfies Context;

/**
 * A table that merges on read needs one transaction for each epoch: what one epoch deletes must be older than what it
 * adds.
 *
 * The external system ignores a transaction that it has: IcebergFilesCommitter.getMaxCommittedCheckpointId.
 */
export const epochCommitter = (ask: PaimonAsk) => {
  const upTo = ({ perCheckpoint }: Context, event: Event) =>
    perCheckpoint.filter((c) => c.checkpoint <= (event as NotifyCheckpointComplete).checkpoint);

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'nothing is restored': ({ event }) => (event as RestoredState).committables.length === 0,
      'was aborted': ({ context, event }) => context.aborted.includes((event as CommittableAndBarrier).checkpoint),
      'there is something to commit': ({ context, event }) => upTo(context, event).length > 0,
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
    },
    actions: {
      readState: emit({ type: 'READ_STATE', table: 0 }),
      restore: assign({ toCommit: ({ event }) => (event as RestoredState).committables as readonly PerCheckpoint[] }),
      reportRunning: emit({ type: 'TASK_RUNNING' }),
      takeResult: assign({
        results: ({ context, event }) => {
          const { committable } = event as CommittableAndBarrier;
          return committable ? [...context.results, committable] : context.results;
        },
      }),
      snapshotState: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind } = event as CommittableAndBarrier;
        const { results } = context;
        const perCheckpoint = [
          ...context.perCheckpoint,
          ...(ask.feature('results-by-epoch') ? results.map(alone) : merged(results, checkpoint)),
        ];
        enqueue.assign({ results: [], perCheckpoint });
        enqueue.emit({ type: 'WRITE_STATE', table: 0, checkpoint, kind, committables: perCheckpoint });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table: 0, checkpoint });
      }),
      forgetAborted: assign({
        aborted: ({ context, event }) =>
          context.aborted.filter((checkpoint) => checkpoint > (event as CommittableAndBarrier).checkpoint),
      }),
      rememberAborted: assign({
        aborted: ({ context, event }) => [...context.aborted, (event as NotifyCheckpointAborted).aborted],
      }),
      startCommits: assign(({ context, event }) => {
        const toCommit = upTo(context, event);
        return { toCommit, perCheckpoint: context.perCheckpoint.filter((c) => !toCommit.includes(c)) };
      }),
      commitNext: emit(({ context }) => {
        const { epochs, ...transaction } = context.toCommit[0]!;
        return { type: 'COMMIT_TRANSACTION' as const, table: 0, transaction, epochs };
      }),
      committed: assign({ toCommit: ({ context }) => context.toCommit.slice(1) }),
      endNotification: emit({ type: 'NOTIFICATION_HANDLED', table: 0 }),
      reset: assign(FRESH),
    },
  }).createMachine({
    id: 'epochCommitter',
    description:
      'Iceberg: the IcebergFilesCommitter, which makes one transaction of what has come from the writers between two snapshots of its state. Left out: manifests, and several writers.',
    context: FRESH,
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_COMMITTER: { target: 'initializing', actions: 'readState' } },
      },
      initializing: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          STATE: [
            { guard: 'nothing is restored', target: 'running', actions: 'reportRunning' },
            {
              actions: ['restore', 'commitNext'],
              description:
                'IcebergFilesCommitter.initializeState: what the state has and the table has not is committed (read).',
            },
          ],
          TRANSACTION_COMMITTED: [
            { guard: 'there is more to commit', actions: ['committed', 'commitNext'] },
            { target: 'running', actions: ['committed', 'reportRunning'] },
          ],
        },
      },
      running: {
        initial: 'idle',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          idle: {
            on: {
              COMMITTABLE_AND_BARRIER: [
                {
                  guard: 'was aborted',
                  actions: ['takeResult', 'forgetAborted'],
                  description:
                    'SubtaskCheckpointCoordinatorImpl.checkpointState: a checkpoint that is known to be aborted is skipped, without snapshotState. What came before its barrier is here already (read).',
                },
                {
                  actions: ['takeResult', 'snapshotState'],
                  description:
                    'IcebergFilesCommitter.snapshotState: one transaction of all that has come since the last one, under this checkpoint; since apache/iceberg#10526 one for each checkpoint of the writers (read).',
                },
              ],
              NOTIFY_CHECKPOINT_ABORTED: { actions: ['rememberAborted', 'endNotification'] },
              NOTIFY_CHECKPOINT_COMPLETE: [
                {
                  guard: 'there is something to commit',
                  target: 'committing',
                  actions: ['startCommits', 'commitNext'],
                  description:
                    'IcebergFilesCommitter.notifyCheckpointComplete: commitUpToCheckpoint, one transaction after the other (read).',
                },
                { actions: 'endNotification' },
              ],
            },
          },
          committing: {
            on: {
              TRANSACTION_COMMITTED: [
                { guard: 'there is more to commit', actions: ['committed', 'commitNext'] },
                { target: 'idle', actions: ['committed', 'endNotification'] },
              ],
            },
          },
        },
      },
    },
  });
};

const alone = (result: Committable): PerCheckpoint => ({ ...result, epochs: [result.checkpoint] });

/** All in one, under the checkpoint of the snapshot. */
function merged(results: readonly Committable[], checkpoint: number): PerCheckpoint[] {
  if (results.length === 0) return [];
  const batches = results.flatMap((result) => result.batches);
  const { through } = results.at(-1)!;
  return [{ checkpoint, batches, compacted: [], through, epochs: results.map((result) => result.checkpoint) }];
}
