import { and, assign, emit, enqueueActions, setup } from 'xstate';
import type {
  GlobalFailure,
  RestartRegion,
  RestoreLatestCheckpoint,
  SubmitJob,
  TaskFailed,
  TaskRunning,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

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
  | { readonly type: 'FAILURE'; readonly cause: 'TaskManager lost' | 'checkpoint failed' | 'committer lost' }
  | { readonly type: 'FAILURE_RATE_INTERVAL_PASSED' }
  | GlobalFailure
  | { readonly type: 'STOP_WITH_SAVEPOINT' | 'ALL_TASKS_FINISHED' }
  | { readonly type: 'CANCEL_JOB' | 'START_JOB' };

type Emitted =
  | RestartRegion
  | { readonly type: 'CANCEL_REGION' | 'INPUT_GROWS' }
  | RestoreLatestCheckpoint
  | { readonly type: 'ALL_TASKS_RUNNING' }
  | { readonly type: 'SUSPEND' }
  | { readonly type: 'SHUT_DOWN' }
  | { readonly type: 'CANCEL' | 'JOB_CANCELLED' }
  | { readonly type: 'STOP_REQUESTED' };

/**
 * All tasks of a streaming job are one pipelined region, so every failure restarts all of them, and is one attempt.
 */
export const jobmaster = (ask: PaimonAsk) => {
  const fail = [
    {
      guard: and(['its region is restarted alone', 'canRestart']),
      target: 'restartingRegion',
      actions: ['countFailure', 'cancelRegion', 'suspendCheckpoints'],
      description:
        'RestartPipelinedRegionFailoverStrategy: in batch mode the committer is a region of its own, behind a blocking result partition that is still there (read).',
    },
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
      'is started again': () => ask.feature('keeps-restore-points'),
      'is not recoverable': ({ event }) => event.type === 'GLOBAL_FAILURE' && !event.recoverable,
      'its region is restarted alone': ({ event }) =>
        event.type === 'TASK_FAILED'
          ? ask.feature('batch-mode')
          : event.type === 'FAILURE' && event.cause === 'committer lost',
      'a checkpoint failed': ({ event }) => event.type === 'FAILURE' && event.cause === 'checkpoint failed',
    },
    actions: {
      acceptJob: assign(({ event }) => {
        const { streamingCheckpointEnabled, checkpointingEnabled } = event as SubmitJob;
        return { streamingCheckpointEnabled, checkpointingEnabled };
      }),
      awaitCommitters: assign({
        initializing: () => (ask.feature('one-committer') || ask.is('mode', 'table') ? 1 : 2),
      }),
      restoreLatestCheckpoint: emit(({ context }) => ({
        type: 'RESTORE_LATEST_CHECKPOINT' as const,
        streamingCheckpointEnabled: context.streamingCheckpointEnabled,
        recovered: context.recovered,
      })),
      countRunning: assign({ initializing: ({ context }) => context.initializing - 1 }),
      startCheckpoints: enqueueActions(({ context, enqueue }) => {
        if (context.checkpointingEnabled) enqueue.emit({ type: 'ALL_TASKS_RUNNING' });
      }),
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
      retainCheckpoints: emit({ type: 'JOB_CANCELLED' }),
      cancelTasks: emit({ type: 'CANCEL' }),
      growInput: emit({ type: 'INPUT_GROWS' }),
      cancelRegion: emit({ type: 'CANCEL_REGION' }),
      restartRegion: emit(({ context: { streamingCheckpointEnabled } }) => ({
        type: 'RESTART_REGION' as const,
        streamingCheckpointEnabled,
      })),
      stopWithSavepoint: emit({ type: 'STOP_REQUESTED' }),
      suspendCheckpoints: emit({ type: 'SUSPEND' }),
      shutDownCheckpoints: emit({ type: 'SHUT_DOWN' }),
    },
  }).createMachine({
    id: 'jobmaster',
    description:
      'Flink: the JobMaster with DefaultScheduler, ExecutionFailureHandler and the restart strategy. It deploys the tasks, restarts all of them after a failure, or gives up. Left out: slots, a second JobMaster, and how long a restart waits.',
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
          GLOBAL_FAILURE: fail,
        },
      },
      running: {
        on: {
          FAILURE: fail,
          TASK_FAILED: fail,
          GLOBAL_FAILURE: fail,
          STOP_WITH_SAVEPOINT: { actions: 'stopWithSavepoint' },
          ALL_TASKS_FINISHED: [
            {
              guard: 'is started again',
              target: 'finished',
              actions: ['forget', 'cancelTasks', 'retainCheckpoints'],
              description:
                'The job has ended, and what a user may start it from is kept: a savepoint of the way, or the last one, as stop --drain leaves it behind.',
            },
            { target: 'finished', actions: ['forget', 'cancelTasks', 'suspendCheckpoints'] },
          ],
          CANCEL_JOB: { target: 'cancelled', actions: ['forget', 'cancelTasks', 'retainCheckpoints'] },
        },
      },
      restarting: {
        on: {
          GLOBAL_FAILURE: [
            {
              guard: 'is not recoverable',
              target: 'failed',
              actions: ['forget', 'suspendCheckpoints'],
              description:
                'ExecutionFailureHandler: a throwable of the type NonRecoverableError ends the job, whatever the restart strategy says (read). The savepoint outlives the job.',
            },
            { description: 'One more failure of a job that restarts already.' },
          ],
        },
        after: { backoff: { target: 'initializing', actions: ['awaitCommitters', 'restoreLatestCheckpoint'] } },
      },
      checkingFailureRate: {
        description:
          'FailureRateRestartBackoffTimeStrategy.canRestart: is the failure before this one older than the interval? It may be or not.',
        on: { FAILURE_RATE_INTERVAL_PASSED: 'restarting' },
        after: { check: { target: 'failed', actions: ['forget', 'shutDownCheckpoints'] } },
      },
      failed: { tags: 'rest', description: 'The job has ended in FAILED.' },
      cancelled: {
        tags: 'rest',
        description: 'A user has cancelled the job, and its checkpoints are kept (RETAIN_ON_CANCELLATION).',
        on: { START_JOB: { target: 'initializing', actions: ['awaitCommitters', 'restoreLatestCheckpoint'] } },
      },
      restartingRegion: {
        after: { backoff: { target: 'initializing', actions: ['awaitCommitters', 'restartRegion'] } },
      },
      finished: {
        tags: 'rest',
        description: 'The job has ended in FINISHED.',
        on: {
          START_JOB: {
            target: 'initializing',
            actions: ['growInput', 'awaitCommitters', 'restoreLatestCheckpoint'],
            description:
              'A user starts it again, with the commit user that is in the state (read), when there is more to read.',
          },
        },
      },
    },
  });
};
