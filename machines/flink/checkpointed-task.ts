import { assign, emit, setup } from 'xstate';
import type { AboutTask } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly task: number;
  /** `finalCheckpointMinId` is set: a snapshot was taken after the end of data. */
  readonly hasFinalSnapshot: boolean;
}

type Event =
  | AboutTask<'TRIGGER_CHECKPOINT'>
  | AboutTask<'NOTIFY_CHECKPOINT_COMPLETE'>
  | { readonly type: 'END_OF_DATA_REACHED' | 'FINISHES' };

type Emitted =
  | AboutTask<'ACKNOWLEDGE'>
  | AboutTask<'DECLINE'>
  | AboutTask<'TRIGGER_FAILED'>
  | AboutTask<'TASK_FINISHED'>;

/** What operators do then is in writer.ts and committer.ts. */
export const checkpointedTask = (ask: PaimonAsk) => {
  return setup({
    types: { context: {} as Context, input: {} as { task: number }, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'waits for a final checkpoint': () => ask.feature('checkpoints-after-tasks-finish'),
      'has its final checkpoint': ({ context }) => context.hasFinalSnapshot,
      'declines when closing': () => ask.feature('closing-task-declines'),
      'failed calls are looked at': () => ask.feature('looks-at-failed-triggers'),
    },
    actions: {
      acknowledge: emit(({ context: { task } }) => ({ type: 'ACKNOWLEDGE' as const, task })),
      decline: emit(({ context: { task } }) => ({ type: 'DECLINE' as const, task })),
      failTrigger: emit(({ context: { task } }) => ({ type: 'TRIGGER_FAILED' as const, task })),
      finished: emit(({ context: { task } }) => ({ type: 'TASK_FINISHED' as const, task })),
      remember: assign({ hasFinalSnapshot: true }),
      forget: assign({ hasFinalSnapshot: false }),
    },
  }).createMachine({
    id: 'checkpointedTask',
    description:
      'Flink: a StreamTask that comes to the end of its data, with the Task and the TaskExecutor around it. What it does at a barrier is one step. Left out: its operators.',
    context: ({ input }) => ({ task: input.task, hasFinalSnapshot: false }),
    initial: 'running',
    states: {
      running: {
        on: {
          TRIGGER_CHECKPOINT: { actions: 'acknowledge' },
          NOTIFY_CHECKPOINT_COMPLETE: {},
          END_OF_DATA_REACHED: [
            {
              guard: 'waits for a final checkpoint',
              target: 'endOfData',
              description: 'StreamTask.endData: the operators are finished, the task is not; FLIP-147 (read).',
            },
            { target: 'closing' },
          ],
        },
      },
      endOfData: {
        on: {
          TRIGGER_CHECKPOINT: { actions: ['remember', 'acknowledge'] },
          NOTIFY_CHECKPOINT_COMPLETE: {
            guard: 'has its final checkpoint',
            target: 'closing',
            actions: 'forget',
            description: 'StreamTask.notifyCheckpointComplete: id >= finalCheckpointMinId (read).',
          },
        },
      },
      closing: {
        description: 'The mailbox is closed; the Task is still RUNNING.',
        on: {
          TRIGGER_CHECKPOINT: [
            {
              guard: 'declines when closing',
              actions: 'decline',
              description: 'CHECKPOINT_DECLINED_TASK_CLOSING, since 1.14.0 (FLINK-23741, read).',
            },
            {
              description:
                'TaskExecutor.triggerCheckpoint answers that all is well, and nobody learns that the StreamTask did nothing (FLINK-23741, read).',
            },
          ],
          NOTIFY_CHECKPOINT_COMPLETE: {},
          FINISHES: { target: 'finished', actions: 'finished' },
        },
      },
      finished: {
        tags: 'rest',
        on: {
          TRIGGER_CHECKPOINT: [
            {
              guard: 'failed calls are looked at',
              actions: 'failTrigger',
              description:
                'The TaskExecutor does not know the task, and the call fails. Since 1.14 the checkpoint does too (FLINK-21246, read).',
            },
            { description: 'The failed call is not looked at (FLINK-21246, read).' },
          ],
          NOTIFY_CHECKPOINT_COMPLETE: {},
        },
      },
    },
  });
};
