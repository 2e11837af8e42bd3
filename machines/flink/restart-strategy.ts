import { assign, enqueueActions, setup } from 'xstate';
import type { AboutRegion } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** Failures that were counted as an attempt of their own, at most 4. */
  readonly attempts: number;
  /** Of those the ones within the failure rate interval, at most 2. */
  readonly recent: number;
  /** `nextRestartTimestamp` lies ahead. */
  readonly restartIsDue: boolean;
}

type Event = AboutRegion<'NOTIFY_FAILURE'> | { readonly type: 'BACKOFF_PASSED' | 'FAILURE_RATE_INTERVAL_PASSED' };
type Emitted = AboutRegion<'CAN_RESTART'> | AboutRegion<'SUPPRESSED'>;

/** What counts is said by the same features as in jobmaster.ts. */
export const restartStrategy = (ask: PaimonAsk) => {
  function canRestart({ attempts, recent }: Pick<Context, 'attempts' | 'recent'>): boolean {
    if (ask.feature('limits-the-rate')) return recent <= 1;
    if (attempts >= 1 && ask.feature('gives-up-at-once')) return false;
    if (attempts >= 2 && ask.feature('gives-up-after-1')) return false;
    return !(attempts >= 4 && ask.feature('gives-up-after-3'));
  }

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'belongs to the last attempt': ({ context }) => context.restartIsDue && ask.feature('merges-failures'),
    },
    actions: {
      decide: enqueueActions(({ context, event, enqueue }) => {
        const { region } = event as AboutRegion<'NOTIFY_FAILURE'>;
        const counted = { attempts: Math.min(4, context.attempts + 1), recent: Math.min(2, context.recent + 1) };
        enqueue.assign({ ...counted, restartIsDue: true });
        enqueue.emit({ type: canRestart(counted) ? 'CAN_RESTART' : 'SUPPRESSED', region });
      }),
      merge: enqueueActions(({ event, enqueue }) => {
        enqueue.emit({ type: 'CAN_RESTART', region: (event as AboutRegion<'NOTIFY_FAILURE'>).region });
      }),
      restarted: assign({ restartIsDue: false }),
      forgetRecent: assign({ recent: 0 }),
    },
  }).createMachine({
    id: 'restartStrategy',
    description:
      'Flink: the RestartBackoffTimeStrategy, which says whether a job may restart once more. Left out: how long it waits until then.',
    context: { attempts: 0, recent: 0, restartIsDue: false },
    initial: 'counting',
    states: {
      counting: {
        tags: 'rest',
        on: {
          NOTIFY_FAILURE: [
            {
              guard: 'belongs to the last attempt',
              actions: 'merge',
              description:
                'ExponentialDelayRestartBackoffTimeStrategy.notifyFailure: not a new attempt, since 1.19 (FLINK-33737, read).',
            },
            {
              actions: 'decide',
              description:
                'notifyFailure, then canRestart: fixed delay counts for the life of the job, failure rate keeps the timestamps of the last max + 1 failures (read).',
            },
          ],
          BACKOFF_PASSED: { actions: 'restarted' },
          FAILURE_RATE_INTERVAL_PASSED: { actions: 'forgetRecent' },
        },
      },
    },
  });
};
