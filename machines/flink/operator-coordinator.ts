import { assign, enqueueActions, setup } from 'xstate';
import type { AboutAttempt, GlobalFailure } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

const NONE = -1;

interface Context {
  /** The checkpoint for which the gateways are marked or closed: events to the subtasks are held back. */
  readonly markedFor: number;
  /** The checkpoints whose snapshot waits in the queue of the coordinator's executor. */
  readonly queue: readonly number[];
}

type Event =
  | AboutAttempt<'CHECKPOINT_COORDINATOR'>
  | AboutAttempt<'REOPEN_COORDINATOR'>
  | { readonly type: 'RESET_COORDINATOR' | 'LONG_CALL' | 'CALL_RETURNS' };

type Emitted =
  | AboutAttempt<'COORDINATOR_SNAPSHOT'>
  | AboutAttempt<'COORDINATOR_SNAPSHOT_FAILED'>
  | AboutAttempt<'COORDINATOR_SNAPSHOT_DROPPED'>
  | GlobalFailure;

export const operatorCoordinator = (_ask: PaimonAsk) =>
  setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'is marked': ({ context }) => context.markedFor !== NONE,
      'is marked for it': ({ context, event }) => 'attempt' in event && context.markedFor === event.attempt,
    },
    actions: {
      mark: assign({ markedFor: ({ event }) => (event as AboutAttempt<string>).attempt }),
      snapshot: enqueueActions(({ event, enqueue }) => {
        enqueue.emit({ type: 'COORDINATOR_SNAPSHOT', attempt: (event as AboutAttempt<string>).attempt });
      }),
      enqueueSnapshot: assign({
        queue: ({ context, event }) => [...context.queue, (event as AboutAttempt<string>).attempt],
      }),
      failGlobally: enqueueActions(({ event, enqueue }) => {
        enqueue.emit({ type: 'COORDINATOR_SNAPSHOT_FAILED', attempt: (event as AboutAttempt<string>).attempt });
        enqueue.emit({ type: 'GLOBAL_FAILURE', recoverable: true });
      }),
      reopen: assign({ markedFor: NONE }),
      workOffQueue: enqueueActions(({ context, enqueue }) => {
        for (const attempt of context.queue) {
          const type = context.markedFor === attempt ? 'COORDINATOR_SNAPSHOT' : 'COORDINATOR_SNAPSHOT_FAILED';
          enqueue.emit({ type, attempt });
        }
        enqueue.assign({ queue: [] });
      }),
      dropQueue: enqueueActions(({ context, enqueue }) => {
        for (const attempt of context.queue) enqueue.emit({ type: 'COORDINATOR_SNAPSHOT_DROPPED', attempt });
        enqueue.assign({ queue: [], markedFor: NONE });
      }),
    },
  }).createMachine({
    id: 'operatorCoordinator',
    description:
      'Flink: an OperatorCoordinator with its OperatorCoordinatorHolder, here the SourceCoordinator of a FLIP-27 source, which does everything in an executor with one thread; since 1.11. Left out: what it tells its subtasks.',
    context: { markedFor: NONE, queue: [] },
    initial: 'idle',
    on: {
      REOPEN_COORDINATOR: {
        guard: 'is marked for it',
        actions: 'reopen',
        description:
          'SubtaskGatewayImpl.openGatewayAndUnmarkCheckpoint: the checkpoint is complete or aborted, or abortCurrentTriggering (read).',
      },
      RESET_COORDINATOR: {
        target: '.idle',
        actions: 'dropQueue',
        description:
          'RecreateOnResetOperatorCoordinator.resetToCheckpoint: a new coordinator. The old one is closed; an executor that is still busy after 60 s is shut down, and what waits in it is never run (FLINK-26394, read).',
      },
    },
    states: {
      idle: {
        tags: 'rest',
        on: {
          LONG_CALL: 'busy',
          CHECKPOINT_COORDINATOR: [
            {
              guard: 'is marked',
              actions: 'failGlobally',
              description:
                'markForCheckpoint: "Cannot mark for checkpoint n, already marked for checkpoint m". What is thrown here is a global failure (read).',
            },
            { actions: ['mark', 'snapshot'] },
          ],
        },
      },
      busy: {
        description: 'handleSplitRequest or another call takes its time: a table is scanned, a system is slow.',
        on: {
          CALL_RETURNS: { target: 'idle', actions: 'workOffQueue' },
          CHECKPOINT_COORDINATOR: [
            { guard: 'is marked', actions: 'failGlobally' },
            { actions: ['mark', 'enqueueSnapshot'] },
          ],
        },
      },
    },
  });
