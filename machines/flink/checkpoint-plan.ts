import { assign, emit, enqueueActions, setup } from 'xstate';
import type { AboutTask } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** The tasks of which the JobManager knows that they are FINISHED. */
  readonly finished: readonly number[];
  /** The tasks that the checkpoint waits for, and that have not acknowledged it. */
  readonly missing: readonly number[];
  /** The tasks that are about to be notified of the latest completed checkpoint. */
  readonly toNotify: readonly number[];
}

type Event =
  | { readonly type: 'CHECKPOINT_DUE' | 'TRIGGERS_TASKS' }
  | AboutTask<'ACKNOWLEDGE'>
  | AboutTask<'DECLINE'>
  | AboutTask<'TRIGGER_FAILED'>
  | AboutTask<'TASK_FINISHED'>
  | AboutTask<'NOTIFICATION_ARRIVES'>
  | AboutTask<'NOTIFICATION_LOST'>;

type Emitted = AboutTask<'TRIGGER_CHECKPOINT'> | AboutTask<'NOTIFY_CHECKPOINT_COMPLETE'>;

const TASKS = [0, 1] as const;

/**
 * A finer view of coordinator.ts, for tasks that come to their ends at different times, all of them sources. As there,
 * a notification has arrived or is lost before the next checkpoint is planned.
 */
export const checkpointPlan = (ask: PaimonAsk) =>
  setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'may be planned': ({ context: { finished } }) =>
        finished.length === 0 || (finished.length < TASKS.length && ask.feature('checkpoints-after-tasks-finish')),
      'is the last acknowledgement': ({ context, event }) =>
        context.missing.length === 1 && 'task' in event && context.missing[0] === event.task,
      'all are notified': ({ context }) => context.toNotify.length === 0,
      'is to be notified': ({ context, event }) => 'task' in event && context.toNotify.includes(event.task),
      'is waited for': ({ context, event }) => 'task' in event && context.missing.includes(event.task),
    },
    actions: {
      plan: assign({ missing: ({ context }) => TASKS.filter((task) => !context.finished.includes(task)) }),
      triggerTasks: enqueueActions(({ context, enqueue }) => {
        for (const task of context.missing) enqueue.emit({ type: 'TRIGGER_CHECKPOINT', task });
      }),
      acknowledged: assign({
        missing: ({ context, event }) => context.missing.filter((task) => task !== (event as AboutTask<string>).task),
      }),
      complete: assign(({ context }) => ({
        missing: [],
        toNotify: TASKS.filter((task) => !context.finished.includes(task)),
      })),
      notify: emit(({ event }) => ({
        type: 'NOTIFY_CHECKPOINT_COMPLETE' as const,
        task: (event as AboutTask<string>).task,
      })),
      notified: assign({
        toNotify: ({ context, event }) => context.toNotify.filter((task) => task !== (event as AboutTask<string>).task),
      }),
      abort: assign({ missing: [] }),
      finish: assign({
        finished: ({ context, event }) => [...context.finished, (event as AboutTask<string>).task].sort(),
      }),
    },
  }).createMachine({
    id: 'checkpointPlan',
    description:
      'Flink: at which tasks a checkpoint is triggered and for which it waits, when some have finished. DefaultCheckpointPlanCalculator and the end of the trigger phase. Left out: the checkpoint timeout; what must happen may not depend on it.',
    context: { finished: [], missing: [], toNotify: [] },
    initial: 'idle',
    on: { TASK_FINISHED: { actions: 'finish' } },
    states: {
      idle: {
        tags: 'rest',
        on: {
          CHECKPOINT_DUE: {
            guard: 'may be planned',
            target: 'planned',
            actions: 'plan',
            description:
              'calculateCheckpointPlan, in the main thread: all tasks that are RUNNING. With finished ones only since FLIP-147 (read).',
          },
          ACKNOWLEDGE: { description: 'A late acknowledgement of an aborted checkpoint.' },
          DECLINE: {},
          TRIGGER_FAILED: {},
        },
      },
      planned: {
        description: 'Identifier, location and coordinators take their time; meanwhile a task may finish.',
        on: { TRIGGERS_TASKS: { target: 'pending', actions: 'triggerTasks' } },
      },
      pending: {
        on: {
          ACKNOWLEDGE: [
            { guard: 'is the last acknowledgement', target: 'notifying', actions: 'complete' },
            { guard: 'is waited for', actions: 'acknowledged' },
          ],
          DECLINE: {
            target: 'idle',
            actions: 'abort',
            description:
              'The checkpoint is aborted, which does not count as failed. The next one is planned anew (read).',
          },
          TRIGGER_FAILED: {
            target: 'idle',
            actions: 'abort',
            description: 'TRIGGER_CHECKPOINT_FAILURE (FLINK-21246, read).',
          },
        },
      },
      notifying: {
        always: { guard: 'all are notified', target: 'idle' },
        on: {
          NOTIFICATION_ARRIVES: { guard: 'is to be notified', actions: ['notified', 'notify'] },
          NOTIFICATION_LOST: { guard: 'is to be notified', actions: 'notified' },
        },
      },
    },
  });
