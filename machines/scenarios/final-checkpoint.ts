/**
 * Whether a bounded job comes to its end: two tasks that reach the end of their data at different times, and each waits
 * for a checkpoint after it.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { checkpointPlan } from '../flink/checkpoint-plan.ts';
import { checkpointedTask } from '../flink/checkpointed-task.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';

const ofTask = (message: { readonly type: string; readonly task?: number }) => message.task ?? 0;

export const system = defineSystem({
  name: 'flink-final-checkpoint',
  about: 'Tasks that finish at different times, and the checkpoint that each waits for before it does',
  options: restrictOptions(options, { ...DEFAULTS, flink: between(FLINK, '1.14') }),

  components: {
    plan: { machine: checkpointPlan },
    task: { machine: checkpointedTask, replicas: 2, input: (task: number) => ({ task }) },
  },

  channels: {
    triggers: { kind: 'call', from: 'plan', to: 'task', events: ['TRIGGER_CHECKPOINT'], replica: ofTask },
    notifications: {
      kind: 'call',
      from: 'plan',
      to: 'task',
      events: ['NOTIFY_CHECKPOINT_COMPLETE'],
      replica: ofTask,
    },
    answers: {
      kind: 'call',
      from: 'task',
      to: 'plan',
      events: ['ACKNOWLEDGE', 'DECLINE', 'TRIGGER_FAILED'],
    },
    taskStates: {
      kind: 'fifo',
      from: 'task',
      to: 'plan',
      events: ['TASK_FINISHED'],
      capacity: 1,
      about: 'Under way: the task is FINISHED, and the JobManager does not know yet.',
    },
  },

  environment: {
    CHECKPOINT_DUE: { to: 'plan', fairness: 'weak', about: 'The checkpoint interval has passed.' },
    TRIGGERS_TASKS: { to: 'plan', fairness: 'weak', about: 'The trigger phase has come to the tasks.' },
    NOTIFICATION_ARRIVES: {
      to: 'plan',
      variants: [{ task: 0 }, { task: 1 }],
      fairness: 'weak',
      about: 'A task is told that the checkpoint is complete.',
    },
    NOTIFICATION_LOST: {
      to: 'plan',
      variants: [{ task: 0 }, { task: 1 }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The notification of a task is lost. It is sent once, and not confirmed.',
    },
    END_OF_DATA_REACHED: { to: 'task', fairness: 'weak', about: 'A task has read all its data.' },
    FINISHES: { to: 'task', fairness: 'weak', about: 'A task whose mailbox is closed ends.' },
  },
});
