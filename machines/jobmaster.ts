import { assign, emit, setup } from 'xstate';
import type { RestoreLatestCheckpoint, SubmitJob, TaskFailed, TaskRunning } from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  /** The job graph, as far as it matters: what its sink believes, and what Flink does. */
  readonly streamingCheckpointEnabled: boolean;
  readonly checkpointingEnabled: boolean;
  /** Committers that are still in INITIALIZING. Sources and writers are RUNNING at once. */
  readonly initializing: number;
  /** Failures so far, at most 3. Intentional ones are not counted where the restart strategy does not count. */
  readonly attempts: number;
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
  const fail = [
    {
      guard: 'may exceed the rate',
      target: 'checkingFailureRate',
      actions: ['countFailure', 'rememberRecovery', 'cancelTasks', 'suspendCheckpoints'],
    },
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
    delays: { backoff: 1, check: 1 },
    guards: {
      canRestart: ({ context: { attempts } }) => {
        if (attempts === 0) return !ask.feature('gives-up-at-once');
        if (attempts === 1) return !ask.feature('gives-up-after-1');
        return !(attempts === 3 && ask.feature('gives-up-after-3'));
      },
      'may exceed the rate': ({ context }) => context.attempts > 0 && ask.feature('limits-the-rate'),
      'is the last one': ({ context }) => context.initializing === 1,
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
      countFailure: assign(({ context: { attempts }, event }) => ({
        initializing: 0,
        attempts:
          event.type === 'TASK_FAILED' && !ask.feature('gives-up-after-3') ? attempts : Math.min(3, attempts + 1),
      })),
      rememberRecovery: assign({
        recovered: ({ context, event }) =>
          event.type === 'TASK_FAILED' && event.onPurpose && ask.feature('jobmanager-remembers') !== 'nothing'
            ? context.recovered.map((checkpoint, table) => (table === event.table ? event.checkpoint : checkpoint))
            : context.recovered,
      }),
      forget: assign({ initializing: 0, attempts: 0, recovered: [0, 0] }),
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
      recovered: [0, 0],
    },
    initial: 'created',
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
      checkingFailureRate: {
        description:
          'FailureRateRestartBackoffTimeStrategy.canRestart: is the failure before this one older than the interval? It may be or not.',
        on: { FAILURE_RATE_INTERVAL_PASSED: 'restarting' },
        after: { check: { target: 'failed', actions: ['forget', 'shutDownCheckpoints'] } },
      },
      failed: { tags: 'rest', description: 'The job has ended in FAILED.' },
    },
  });
};
