import { assign, emit, enqueueActions, setup } from 'xstate';
import type { Abort, Aborted, AboutAttempt, RestoreLatestCheckpoint } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** `currentPeriodicTrigger != null`: the periodic timer runs. */
  readonly armed: boolean;
  /** A periodic request waits: in the queue of CheckpointRequestDecider, before 1.11 `triggerRequestQueued`. */
  readonly queued: boolean;
  /** The trigger phase of some checkpoint has not ended. */
  readonly isTriggering: boolean;
  /** The checkpoints that are pending. */
  readonly pending: readonly number[];
  /** The numbers of which something is left: pending checkpoints, and stages of aborted ones. */
  readonly used: readonly number[];
}

type Event =
  | RestoreLatestCheckpoint
  | { readonly type: 'ALL_TASKS_RUNNING' | 'SUSPEND' }
  | { readonly type: 'CHECKPOINT_INTERVAL_PASSES' | 'REGION_FAILOVER' }
  | Aborted
  | AboutAttempt<'TRIGGER_ENDED'>
  | AboutAttempt<'COMPLETED'>
  | AboutAttempt<'RELEASED'>;

type Emitted = AboutAttempt<'BEGIN'> | Abort | { readonly type: 'RESET_COORDINATOR' };

/** `execution.checkpointing.max-concurrent-checkpoints`. */
const MAX_CONCURRENT = 1;
const NUMBERS = [0, 1] as const;
const without = (attempts: readonly number[], attempt: number) => attempts.filter((a) => a !== attempt);

/** A finer view of what coordinator.ts does in one step. */
export const checkpointTrigger = (ask: PaimonAsk) => {
  const inStages = () => ask.feature('triggers-in-stages');
  const freeNumber = ({ used }: Context) => NUMBERS.find((number) => !used.includes(number));
  const mayBegin = (context: Context) =>
    !context.isTriggering && context.pending.length < MAX_CONCURRENT && freeNumber(context) !== undefined;

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'the timer runs': ({ context }) => context.armed,
      'aborts pending ones': ({ context }) =>
        context.pending.length > 0 && ask.feature('region-failover-aborts-pending'),
    },
    actions: {
      stop: enqueueActions(({ context, enqueue }) => {
        enqueue.assign({ armed: false, queued: false });
        for (const attempt of context.used) enqueue.emit({ type: 'ABORT', attempt, reason: 'suspended' });
      }),
      start: assign({ armed: true }),
      resetCoordinator: emit({ type: 'RESET_COORDINATOR' }),
      request: assign(({ context }) => {
        if (inStages()) return { queued: true };
        // CheckpointCoordinator.checkConcurrentCheckpoints, until 1.10.
        if (context.pending.length >= MAX_CONCURRENT) return { queued: true, armed: false };
        return mayBegin(context) ? { queued: true } : {};
      }),
      executeQueuedRequest: enqueueActions(({ context, enqueue }) => {
        if (!context.queued || !mayBegin(context)) return;
        const attempt = freeNumber(context)!;
        enqueue.assign({
          queued: false,
          isTriggering: inStages(),
          pending: [...context.pending, attempt].sort(),
          used: [...context.used, attempt].sort(),
        });
        enqueue.emit({ type: 'BEGIN', attempt });
      }),
      abortPending: enqueueActions(({ context, enqueue }) => {
        for (const attempt of context.pending) enqueue.emit({ type: 'ABORT', attempt, reason: 'region failover' });
      }),
      remove: assign(({ context, event }) => ({
        pending: without(context.pending, (event as AboutAttempt<string>).attempt),
      })),
      // CheckpointCoordinator.triggerQueuedRequests, until 1.10: the timer starts again, without delay.
      rearmForQueued: assign(({ context, event }) => {
        if (inStages()) return {};
        if (event.type !== 'ABORTED' || event.reason === 'expired') {
          return context.queued ? { queued: false, armed: true } : {};
        }
        const rearms = !context.armed && context.pending.length === 0 && ask.feature('rearms-periodic-trigger');
        return rearms ? { queued: false, armed: true } : {};
      }),
      endTrigger: assign({ isTriggering: false }),
      release: assign(({ context, event }) => ({
        used: without(context.used, (event as AboutAttempt<string>).attempt),
      })),
    },
  }).createMachine({
    id: 'checkpointTrigger',
    description:
      'Flink: when a checkpoint is triggered. ScheduledTrigger and CheckpointRequestDecider of the CheckpointCoordinator, with CheckpointCoordinatorDeActivator. Left out: what becomes of a checkpoint that is triggered, and requests that are not periodic: stop-with-savepoint.ts has those.',
    context: { armed: false, queued: false, isTriggering: false, pending: [], used: [] },
    initial: 'stopped',
    on: {
      SUSPEND: {
        target: '.stopped',
        actions: 'stop',
        description:
          'CheckpointCoordinatorDeActivator: the job has left RUNNING. stopCheckpointScheduler aborts what is queued and pending (read).',
      },
      RESTORE_LATEST_CHECKPOINT: {
        actions: 'resetCoordinator',
        description:
          'A restore after a global failure resets the OperatorCoordinators, that of a region does not (read).',
      },
      ABORTED: { actions: ['remove', 'executeQueuedRequest'] },
      TRIGGER_ENDED: { actions: ['endTrigger', 'executeQueuedRequest'] },
      RELEASED: { actions: ['release', 'executeQueuedRequest'] },
    },
    states: {
      stopped: { tags: 'rest', on: { ALL_TASKS_RUNNING: { target: 'scheduling', actions: 'start' } } },
      scheduling: {
        description: 'The job is RUNNING. That does not say that the periodic timer runs.',
        on: {
          CHECKPOINT_INTERVAL_PASSES: {
            guard: 'the timer runs',
            actions: ['request', 'executeQueuedRequest'],
            description:
              'ScheduledTrigger.run. While a checkpoint is pending or being triggered the request waits; until 1.10 the timer is cancelled meanwhile (read).',
          },
          REGION_FAILOVER: {
            guard: 'aborts pending ones',
            actions: 'abortPending',
            description:
              'abortPendingCheckpoints(JOB_FAILOVER_REGION): so that checkpoints need not wait for one that cannot complete (FLINK-10712, read).',
          },
          ABORTED: { actions: ['remove', 'rearmForQueued', 'executeQueuedRequest'] },
          COMPLETED: { actions: ['remove', 'rearmForQueued', 'executeQueuedRequest'] },
        },
      },
    },
  });
};
