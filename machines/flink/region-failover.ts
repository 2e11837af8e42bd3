import { assign, enqueueActions, setup } from 'xstate';
import type { AboutRegion } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** The regions that are cancelled, and wait for their restart. */
  readonly restarting: readonly number[];
  /** Ghost: what has happened, at most 3: TaskManagers that were lost, and tasks that failed on their own. */
  readonly incidents: number;
}

type Event =
  | { readonly type: 'TASKMANAGER_LOST' }
  | AboutRegion<'TASK_FAILS'>
  | AboutRegion<'RESTART_REGION'>
  | AboutRegion<'CAN_RESTART'>
  | AboutRegion<'SUPPRESSED'>;

type Emitted = AboutRegion<'NOTIFY_FAILURE'> | { readonly type: 'BACKOFF_PASSED' };

const REGIONS = [0, 1] as const;

/** A finer view of jobmaster.ts, for jobs that are not one region. */
export const regionFailover = (ask: PaimonAsk) => {
  const restartsWith = (region: number): readonly number[] =>
    ask.is('jobmanager.execution.failover-strategy', 'full') ? REGIONS : [region];
  const regionOf = (event: Event) => (event as AboutRegion<string>).region;

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      runs: ({ context, event }) => !context.restarting.includes(regionOf(event)),
      'some region runs': ({ context }) => context.restarting.length < REGIONS.length,
      'is to be restarted': ({ context, event }) => context.restarting.includes(regionOf(event)),
    },
    actions: {
      count: assign({ incidents: ({ context }) => Math.min(3, context.incidents + 1) }),
      failTasks: enqueueActions(({ context, enqueue }) => {
        let restarting: readonly number[] = context.restarting;
        for (const region of REGIONS) {
          // Tasks that are cancelled together with the first one do not fail on their own.
          if (restarting.includes(region)) continue;
          restarting = [...new Set([...restarting, ...restartsWith(region)])].sort();
          enqueue.emit({ type: 'NOTIFY_FAILURE', region });
        }
        enqueue.assign({ restarting });
      }),
      failTask: enqueueActions(({ context, event, enqueue }) => {
        const restarting = [...new Set([...context.restarting, ...restartsWith(regionOf(event))])].sort();
        enqueue.assign({ restarting });
        enqueue.emit({ type: 'NOTIFY_FAILURE', region: regionOf(event) });
      }),
      restart: enqueueActions(({ context, event, enqueue }) => {
        const restarting = context.restarting.filter((region) => !restartsWith(regionOf(event)).includes(region));
        enqueue.assign({ restarting });
        enqueue.emit({ type: 'BACKOFF_PASSED' });
      }),
    },
  }).createMachine({
    id: 'regionFailover',
    description:
      'Flink: DefaultScheduler, ExecutionFailureHandler and the failover strategy, for a job of two pipelined regions that share a TaskManager. Left out: checkpoints, and what the tasks do.',
    context: { restarting: [], incidents: 0 },
    initial: 'running',
    states: {
      running: {
        on: {
          TASKMANAGER_LOST: {
            guard: 'some region runs',
            actions: ['count', 'failTasks'],
            description:
              'The slots of the TaskManager are released one after the other in the main thread; the first task of each region fails, and each such failure goes to ExecutionFailureHandler (read).',
          },
          TASK_FAILS: { guard: 'runs', actions: ['count', 'failTask'] },
          RESTART_REGION: {
            guard: 'is to be restarted',
            actions: 'restart',
            description: 'DefaultScheduler.restartTasks, when the backoff has passed (read).',
          },
          CAN_RESTART: {},
          SUPPRESSED: {
            target: 'failed',
            description: '"Recovery is suppressed by" the restart strategy: the job ends in FAILED (read).',
          },
        },
      },
      failed: { tags: 'rest', on: { CAN_RESTART: {}, SUPPRESSED: {} } },
    },
  });
};
