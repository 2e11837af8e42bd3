import { assign, emit, setup } from 'xstate';
import type { RestoreLatestCheckpoint, SubmitJob, TaskFailed, TaskRunning } from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  /** The job graph, as far as it matters: what its sink believes, and what Flink does. */
  readonly streamingCheckpointEnabled: boolean;
  readonly checkpointingEnabled: boolean;
  /** Committers that are still in INITIALIZING. Sources and writers are RUNNING at once. */
  readonly initializing: number;
  /** Failures that a fixed-delay strategy has counted. It never forgets one. */
  readonly attempts: number;
  /** Whether a failure-rate strategy has seen a failure within the last interval. */
  readonly recentFailure: boolean;
  /** Remedy 3b: of each table, the checkpoint after whose recovery its committer failed on purpose. */
  readonly recovered: readonly number[];
}

type Event =
  | SubmitJob
  | TaskRunning
  | TaskFailed
  /** A TaskManager dies with all tasks on it; or a checkpoint fails and tolerable-failed-checkpoints is 0. */
  | { readonly type: 'FAILURE'; readonly cause: 'TaskManager lost' | 'checkpoint failed' }
  | { readonly type: 'FAILURE_RATE_INTERVAL_PASSED' };

type Emitted =
  | RestoreLatestCheckpoint
  | { readonly type: 'ALL_TASKS_RUNNING' }
  | { readonly type: 'SUSPEND' }
  | { readonly type: 'SHUT_DOWN' }
  | { readonly type: 'CANCEL' };

/**
 * The JobMaster: DefaultScheduler, ExecutionFailureHandler and the restart strategy.
 *
 * All tasks of a streaming job are one pipelined region, so every failure restarts all of them, and is one
 * attempt.
 */
export const jobmaster = (ask: PaimonAsk) => {
  const behaviour = () => ask.feature('restart-behaviour');

  const fail = [
    {
      guard: 'canRestart',
      target: 'restarting',
      actions: ['countFailure', 'rememberRecovery', 'cancelTasks', 'suspendCheckpoints'],
      description:
        'ExecutionFailureHandler: notifyFailure, then canRestart. The tasks are cancelled, the pending checkpoint is aborted (CHECKPOINT_COORDINATOR_SUSPEND); Flink 1.17 to 2.2 (read).',
    },
    {
      target: 'failed',
      actions: ['forget', 'cancelTasks', 'shutDownCheckpoints'],
      description: '"Recovery is suppressed by" the restart strategy: the job ends in FAILED (read).',
    },
  ] as const;

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    delays: { backoff: 1 },
    guards: {
      canRestart: ({ context }) => {
        switch (behaviour()) {
          case 'none':
            return false;
          case 'attempts-1':
            return context.attempts < 1;
          case 'attempts-3':
            return context.attempts < 3;
          case 'failure-rate':
            return !context.recentFailure;
          case 'never-gives-up':
            return true;
        }
      },
      'is the last one': ({ context }) => context.initializing === 1,
      'there was a failure': ({ context }) => context.recentFailure,
      'a checkpoint failed': ({ event }) => event.type === 'FAILURE' && event.cause === 'checkpoint failed',
    },
    actions: {
      acceptJob: assign(({ event }) => {
        const { streamingCheckpointEnabled, checkpointingEnabled } = event as SubmitJob;
        return { streamingCheckpointEnabled, checkpointingEnabled };
      }),
      awaitCommitters: assign({ initializing: () => (ask.is('mode', 'table') ? 1 : 2) }),
      restoreLatestCheckpoint: emit(({ context }) => ({
        type: 'RESTORE_LATEST_CHECKPOINT',
        streamingCheckpointEnabled: context.streamingCheckpointEnabled,
        recovered: context.recovered,
      })),
      countRunning: assign({ initializing: ({ context }) => context.initializing - 1 }),
      startCheckpoints: emit({ type: 'ALL_TASKS_RUNNING' }),
      countFailure: assign(({ context }) => ({
        initializing: 0,
        attempts: behaviour().startsWith('attempts') ? context.attempts + 1 : 0,
        recentFailure: behaviour() === 'failure-rate',
      })),
      rememberRecovery: assign({
        recovered: ({ context, event }) =>
          event.type === 'TASK_FAILED' && event.onPurpose && ask.feature('jobmanager-remembers') !== 'nothing'
            ? context.recovered.map((checkpoint, table) => (table === event.table ? event.checkpoint : checkpoint))
            : context.recovered,
      }),
      forget: assign({ initializing: 0, attempts: 0, recentFailure: false, recovered: [0, 0] }),
      forgetFailure: assign({ recentFailure: false }),
      cancelTasks: emit({ type: 'CANCEL' }),
      suspendCheckpoints: emit({ type: 'SUSPEND' }),
      shutDownCheckpoints: emit({ type: 'SHUT_DOWN' }),
    },
  }).createMachine({
    id: 'jobmaster',
    context: {
      streamingCheckpointEnabled: false,
      checkpointingEnabled: false,
      initializing: 0,
      attempts: 0,
      recentFailure: false,
      recovered: [0, 0],
    },
    initial: 'created',
    on: {
      FAILURE_RATE_INTERVAL_PASSED: {
        guard: 'there was a failure',
        actions: 'forgetFailure',
        description:
          'FailureRateRestartBackoffTimeStrategy keeps max-failures-per-interval + 1 = 2 timestamps and restarts if the older one is older than the interval; by default 1 per minute (FLINK-20752, read).',
      },
    },
    states: {
      created: {
        on: {
          SUBMIT_JOB: { target: 'initializing', actions: ['acceptJob', 'awaitCommitters', 'restoreLatestCheckpoint'] },
        },
      },
      initializing: {
        description: 'All tasks are deployed, and some committer is still in initializeState.',
        on: {
          TASK_RUNNING: [
            {
              guard: 'is the last one',
              target: 'running',
              actions: ['countRunning', 'startCheckpoints'],
              description:
                'DefaultCheckpointPlanCalculator: a checkpoint can be triggered when every task is RUNNING (read).',
            },
            { actions: 'countRunning' },
          ],
          TASK_FAILED: fail,
          FAILURE: [
            { guard: 'a checkpoint failed', description: 'No checkpoint is triggered while a task is initializing.' },
            ...fail,
          ],
        },
      },
      running: { on: { FAILURE: fail } },
      restarting: {
        after: { backoff: { target: 'initializing', actions: ['awaitCommitters', 'restoreLatestCheckpoint'] } },
      },
      failed: { tags: 'rest', description: 'The job has ended in FAILED.' },
    },
  });
};
