/**
 * The options of a Flink job that decide what becomes of its checkpoints, and what follows from the release.
 *
 * Read in Flink's code, minor releases 1.8 to 2.2, unless it says otherwise. A minor release stands for its first
 * one: what a later patch release brought to an older line is said in the remarks of the catalogue.
 */
import type { AskOptions } from './definitions.ts';

export const flinkCheckpointOptions = {
  'high-availability.type': {
    about: 'Where a JobManager that takes over finds the completed checkpoints.',
    values: ['NONE', 'zookeeper', 'kubernetes'],
    default: 'NONE',
    documented: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/#high-availability',
  },
  'execution.checkpointing.tolerable-failed-checkpoints': {
    about: 'How many checkpoints in a row may fail before the job fails.',
    values: [0, 1],
    default: 0,
    since: { flink: '1.9' },
    documented: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/#checkpointing',
  },
  'jobmanager.execution.failover-strategy': {
    about: 'What is restarted with a failed task: its pipelined region, or all tasks.',
    values: ['region', 'full'],
    default: 'region',
    documented: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/#fault-tolerance',
  },
} as const;

export const flinkCheckpointFeatures = {
  'triggers-in-stages': {
    about:
      'A checkpoint is triggered in asynchronous stages, one at a time (isTriggering), and requests wait in a queue.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.11'),
    source:
      'CheckpointCoordinator.startTriggeringCheckpoint since 1.11 (FLINK-13905); before, triggerCheckpoint does all under triggerLock',
  },
  'pending-before-location': {
    about: 'The pending checkpoint exists, and can be aborted, before its location is initialised.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.15'),
    source: 'CheckpointCoordinator.startTriggeringCheckpoint since 1.15 (FLINK-26049)',
  },
  'abort-ends-trigger': {
    about: 'A pending checkpoint that is aborted ends its trigger phase.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.16'),
    source: 'PendingCheckpoint.abort, masterTriggerCompletionPromise since 1.16 (FLINK-26394)',
  },
  'skips-disposed-checkpoints': {
    about: 'The coordinators take no snapshot for a checkpoint that is aborted already.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.16'),
    source: 'CheckpointCoordinator.startTriggeringCheckpoint since 1.16 (FLINK-27148)',
  },
  'region-failover-aborts-pending': {
    about: 'The failover of a region, while the job stays RUNNING, aborts the pending checkpoints.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.9'),
    source: 'FailoverRegion.restart and AdaptedRestartPipelinedRegionStrategyNG since 1.9 (FLINK-10712)',
  },
  'rearms-periodic-trigger': {
    about: 'A pending checkpoint that is aborted brings a cancelled periodic trigger back.',
    of: [false, true],
    from: () => true,
    source: 'CheckpointCoordinator.failPendingCheckpoint: in 1.9.0, the first in which it matters (FLINK-13256)',
  },
  'restarts-after-failed-stop': {
    about: 'A stop-with-savepoint that failed starts the periodic trigger again.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.10'),
    source: 'SchedulerBase.stopWithSavepoint since 1.10 (FLINK-15152)',
  },
  'counts-expired': {
    about: 'A checkpoint that expires counts as a failed one.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.11'),
    source:
      'CheckpointFailureManager.checkFailureCounter: CHECKPOINT_EXPIRED in May 2020, six weeks before 1.11.0 (FLINK-17351)',
  },
  'counts-failed-store': {
    about: 'A checkpoint that cannot be added to the store counts as a failed one, and not as a success before that.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.18'),
    source: 'CheckpointCoordinator.addCompletedCheckpointToStoreAndSubsumeOldest since 1.18 (FLINK-32347)',
  },
  'reports-before-store': {
    about: 'Who asked for a checkpoint is told that it is complete before it is added to the store.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('flink', '1.17'),
    source: 'PendingCheckpoint.finalizeCheckpoint completes onCompletionPromise; no longer since 1.17 (FLINK-31077)',
  },
  'keeps-files-when-in-doubt': {
    about: 'A write to the HA store whose result is unknown keeps the files.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.14'),
    source: 'PossibleInconsistentStateException since 1.14 (FLINK-22494)',
  },
  'trusts-own-node': {
    about: 'A node that exists after a retried transaction is taken for the one just written.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.15'),
    source: 'ZooKeeperStateHandleStore.addAndLock since 1.15 (FLINK-24543)',
  },
  'skips-unreadable-checkpoints': {
    about: 'A JobManager that takes over skips checkpoints that it cannot read, unless it can read none.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('flink', '1.14'),
    source:
      'DefaultCompletedCheckpointStore.recover until 1.13; DefaultCompletedCheckpointStoreUtils since 1.14 (FLINK-22483)',
  },
  'stores-savepoints': {
    about: 'A savepoint is added to the store of completed checkpoints, and the tasks are notified of it.',
    of: [true, false],
    from: (ask: AskOptions) => !ask.since('flink', '1.15'),
    source: 'CheckpointCoordinator.completePendingCheckpoint: since 1.7 (FLINK-10354) until 1.14 (FLINK-25191)',
  },
  'keeps-last-checkpoint': {
    about: 'A savepoint does not push the latest checkpoint out of the store.',
    of: [false, true],
    from: (ask: AskOptions) => ask.since('flink', '1.13'),
    source: 'CheckpointSubsumeHelper.subsume since 1.13 (FLINK-21351)',
  },
  'looks-at-failed-triggers': {
    about: 'A checkpoint whose trigger does not reach a task, because the task has gone, is aborted.',
    of: [false, true],
    from: () => true,
    source:
      'CheckpointCoordinator.onTriggerFailure after triggerTasks (FLINK-21246): as old as checkpoints after tasks finish, 1.14',
  },
  'closing-task-declines': {
    about: 'A task that is about to finish, and does nothing at a trigger, declines the checkpoint.',
    of: [false, true],
    from: () => true,
    source:
      'Task.triggerCheckpointBarrier, CHECKPOINT_DECLINED_TASK_CLOSING (FLINK-23741): as old as checkpoints after tasks finish, 1.14',
  },
  'merges-failures': {
    about: 'Failures that arrive before the restart that is due belong to one attempt.',
    of: [true, false],
    from: (ask: AskOptions) => ask.since('flink', '1.19') && exponential(ask),
    source: 'ExponentialDelayRestartBackoffTimeStrategy.notifyFailure since 1.19 (FLINK-33737)',
  },
} as const;

function exponential(ask: AskOptions): boolean {
  return ask.is('restart-strategy.type', 'exponential-delay') || ask.is('restart-strategy.type', 'unset');
}
