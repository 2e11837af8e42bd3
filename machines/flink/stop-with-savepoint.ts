import { assign, emit, setup } from 'xstate';
import type { AboutTable, GlobalFailure } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** The captured executions that are FINISHED. */
  readonly finished: number;
}

type Event =
  | { readonly type: 'STOP_REQUESTED' }
  | { readonly type: 'SAVEPOINT_TRIGGERED' | 'SAVEPOINT_NOT_TRIGGERED' }
  | { readonly type: 'SAVEPOINT_COMPLETED' | 'SAVEPOINT_FAILED' }
  | AboutTable<'TASK_FINISHED'>
  /** The job has left RUNNING: the captured executions are about to be CANCELED, or FAILED. */
  | { readonly type: 'CANCEL' };

type Emitted =
  | { readonly type: 'STOP_SCHEDULER' | 'START_SCHEDULER' | 'SYNCHRONOUS_SAVEPOINT_REQUESTED' }
  | { readonly type: 'ALL_TASKS_FINISHED' }
  | GlobalFailure;

export const stopWithSavepoint = (ask: PaimonAsk) => {
  const savepointFailed = [
    {
      guard: 'checkpoints start again',
      target: 'failed',
      actions: 'startScheduler',
      description:
        'SchedulerBase.stopWithSavepoint: where the savepoint fails, startCheckpointScheduler since 1.10 (FLINK-15152, read).',
    },
    { target: 'failed', description: 'Flink 1.9: the checkpoint scheduler stays as it is, stopped (read).' },
  ] as const;

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'checkpoints start again': () => ask.feature('restarts-after-failed-stop'),
      'fails the job': () => ask.feature('declined-stop-fails-the-job'),
      'is the last one': ({ context }) => context.finished + 1 === (ask.is('mode', 'table') ? 1 : 2),
    },
    actions: {
      stopScheduler: emit({ type: 'STOP_SCHEDULER' }),
      startScheduler: emit({ type: 'START_SCHEDULER' }),
      trigger: emit({ type: 'SYNCHRONOUS_SAVEPOINT_REQUESTED' }),
      countFinished: assign({ finished: ({ context }) => context.finished + 1 }),
      forget: assign({ finished: 0 }),
      reportFinished: emit({ type: 'ALL_TASKS_FINISHED' }),
      failGlobally: emit({ type: 'GLOBAL_FAILURE', recoverable: true }),
      failAfterSavepoint: emit(() => ({
        type: 'GLOBAL_FAILURE' as const,
        recoverable: !ask.feature('failed-stop-is-final'),
      })),
    },
  }).createMachine({
    id: 'stopWithSavepoint',
    description:
      "Flink: the JobManager's part of stop-with-savepoint, SchedulerBase.stopWithSavepoint with StopWithSavepointTerminationManager and StopWithSavepointTerminationHandlerImpl. Left out: a second request, and --drain.",
    context: { finished: 0 },
    initial: 'notRequested',
    states: {
      notRequested: {
        tags: 'rest',
        on: {
          STOP_REQUESTED: { target: 'triggering', actions: 'stopScheduler' },
          CANCEL: {},
        },
      },
      triggering: {
        description: 'The trigger phase of the savepoint, before any task hears of it.',
        on: {
          SAVEPOINT_TRIGGERED: { target: 'waitingForSavepoint', actions: 'trigger' },
          SAVEPOINT_NOT_TRIGGERED: savepointFailed,
          CANCEL: { target: 'failed', description: 'The savepoint is not triggered: CHECKPOINT_COORDINATOR_SUSPEND.' },
        },
      },
      waitingForSavepoint: {
        on: {
          SAVEPOINT_COMPLETED: 'savepointCreated',
          SAVEPOINT_FAILED: [
            {
              guard: 'fails the job',
              target: 'failed',
              actions: 'failGlobally',
              description:
                'A task-level failure of a synchronous savepoint fails the job, so that no task waits for ever for its end: since 1.9 (FLINK-12858, read).',
            },
            ...savepointFailed,
          ],
          CANCEL: { target: 'failed', description: 'The savepoint is aborted with the job leaving RUNNING (read).' },
        },
      },
      savepointCreated: {
        on: {
          TASK_FINISHED: [
            { guard: 'is the last one', target: 'stopped', actions: ['forget', 'reportFinished'] },
            { actions: 'countFinished' },
          ],
          CANCEL: {
            target: 'failed',
            actions: ['forget', 'failAfterSavepoint'],
            description:
              'StopWithSavepointTerminationHandlerImpl.terminateExceptionallyWithGlobalFailover: some execution is not FINISHED. Until 1.14 a failure like any other, so the job restarts from what is newest in the store, the savepoint; since 1.15, where savepoints are not there, NonRecoverable (FLINK-26783, FLINK-26923, read).',
          },
        },
      },
      stopped: { tags: 'rest', on: { CANCEL: {} } },
      failed: {
        tags: 'rest',
        description: 'The request has failed; what becomes of the job is another question.',
        on: { CANCEL: {} },
      },
    },
  });
};
