import { and } from 'xstate';
import type { PaimonAsk } from '../options.ts';
import { completion } from './coordinator/completion.ts';
import { checkpoints, NOTHING } from './coordinator/context.ts';
import { pending } from './coordinator/pending.ts';
import { restore } from './coordinator/restore.ts';

/**
 * The barrier passes source, writers and committers in the step that triggers it; what could happen in between makes
 * the checkpoint incomplete, as what happens before does. Completing it is a step of its own, and so is each
 * notification. So a failure can come between any two of them; one that comes right after the last acknowledgement was
 * processed finds a checkpoint that completes after the failure, and is restored from.
 *
 * Where `checkpoints-overlap` is off, the next checkpoint is triggered when every notification of the last one has been
 * handled, or is lost. Then there are no slow commits, and a late notification does what a lost one does until the next
 * completes: what is pending stays pending, through the next barrier, and is committed then.
 */
export const coordinator = (ask: PaimonAsk) =>
  checkpoints
    .extend(restore(ask))
    .extend(pending(ask))
    .extend(completion(ask))
    .createMachine({
      id: 'coordinator',
      description:
        "Flink: the JobManager's CheckpointCoordinator with its CompletedCheckpointStore. It triggers checkpoints and savepoints, completes or aborts them, notifies the committers, and deploys the tasks with what is restored. Left out: the stages within one checkpoint, and unaligned barriers.",
      context: NOTHING,
      initial: 'suspended',
      on: {
        SUSPEND: {
          target: '.suspended',
          actions: 'dropPending',
          description:
            'CheckpointCoordinatorDeActivator: the job has left RUNNING, the pending checkpoint is aborted (read).',
        },
        JOB_CANCELLED: { target: '.cancelled', actions: 'dropPending' },
        SHUT_DOWN: { target: '.suspended', actions: 'discardAll', description: 'The job has failed for good.' },
      },
      states: {
        suspended: {
          tags: 'rest',
          on: {
            RESTART_REGION: { actions: 'deployCommitters' },
            RESTORE_LATEST_CHECKPOINT: {
              actions: 'deployTasks',
              description:
                'CheckpointCoordinator.restoreLatestCheckpointedStateToSubtasks: the newest checkpoint that has completed by now (read).',
            },
            ALL_TASKS_RUNNING: 'scheduling',
          },
        },
        cancelled: {
          tags: 'rest',
          on: {
            RESTORE_FROM: {
              guard: 'can be restored',
              target: 'suspended',
              actions: 'resetTo',
              description:
                'DefaultExecutionGraphFactory, SavepointRestoreSettings: a new job that starts from a retained checkpoint or a savepoint n; "Reset the checkpoint ID of job … to n+1", so identifiers that came after n are given again (read).',
            },
          },
        },
        scheduling: {
          on: {
            CHECKPOINT_DUE: { guard: 'may trigger', actions: 'trigger' },
            SAVEPOINT_REQUESTED: { guard: 'may take a savepoint', actions: 'trigger' },
            SOURCE_ACKNOWLEDGES: { actions: 'keepOffset' },
            COMMITTER_ACKNOWLEDGES: { actions: 'acknowledge' },
            CHECKPOINT_COMPLETES: [
              {
                guard: and(['all have acknowledged', 'is partly finished']),
                actions: 'abortOne',
                description:
                  'DefaultCheckpointPlan.checkNoPartlyOperatorsFinishedVertexUsedUnionListState: a vertex with union list state of which only some subtasks have ended. CHECKPOINT_DECLINED_TASK_CLOSING, which is not counted: those that have ended wait for the others; since Flink 1.14 (read).',
              },
              {
                guard: 'all have acknowledged a savepoint',
                actions: ['completeSavepoint', 'endCheckpoint'],
                description:
                  'CheckpointCoordinator.completePendingCheckpoint: a savepoint is not put into the store, subsumes nothing, and no task is notified of it; since Flink 1.15 (read).',
              },
              {
                guard: 'all have acknowledged',
                actions: 'complete',
                description:
                  'CheckpointCoordinator.completePendingCheckpoint: into the store, the older one is subsumed; then every task is notified, without an answer or a second try (read).',
              },
            ],
            CHECKPOINT_DROPPED: {
              guard: and(['all have acknowledged', 'nobody is busy']),
              actions: 'abortOne',
              description:
                'CheckpointFailureManager: a reason that is not counted, such as CHECKPOINT_DECLINED_SUBSUMED. abortPendingCheckpoint notifies the tasks (read).',
            },
            COORDINATOR_REJECTS: {
              guard: 'is pending',
              actions: 'abortOne',
              description:
                'CheckpointCoordinator.startTriggeringCheckpoint: an OperatorCoordinator has not given its state, so no task is triggered, and the checkpoint is aborted; not counted (read).',
            },
            TRIGGER_TIMES_OUT: {
              guard: and(['is pending', 'nobody is busy']),
              actions: 'abortOne',
              description:
                'CheckpointCoordinator.onTriggerFailure: a source could not be told, others were. TRIGGER_CHECKPOINT_FAILURE is not counted (FLINK-21246, since 1.14, read).',
            },
            NOTIFICATION_ARRIVES: {
              guard: and(['is to be notified', 'nobody is busy']),
              actions: ['sent', 'notify'],
              description:
                'One committer after the other, in any order: their commits have nothing in common (a reduction of this model).',
            },
            NOTIFICATION_LOST: { guard: 'is to be notified', actions: ['lost', 'endCheckpoint'] },
            NOTIFICATION_HANDLED: { actions: ['handled', 'endCheckpoint'] },
            STOP_SCHEDULER: {
              target: 'stopped',
              actions: 'abortPending',
              description:
                'SchedulerBase.stopWithSavepoint: stopCheckpointScheduler first, what is pending is aborted (CHECKPOINT_COORDINATOR_SUSPEND, read).',
            },
          },
        },
        stopped: {
          description: 'No checkpoint is triggered any more; only the savepoint with which the job is to stop.',
          on: {
            START_SCHEDULER: 'scheduling',
            SYNCHRONOUS_SAVEPOINT_REQUESTED: { actions: 'trigger' },
            SOURCE_ACKNOWLEDGES: { actions: 'keepOffset' },
            COMMITTER_ACKNOWLEDGES: { actions: 'acknowledge' },
            CHECKPOINT_COMPLETES: [
              {
                guard: 'all have acknowledged a synchronous savepoint',
                actions: 'completeSynchronousSavepoint',
                description:
                  'CheckpointCoordinator.completePendingCheckpoint: a synchronous savepoint is not put into the store since Flink 1.15 (FLINK-25191), but it drops what it subsumes, and the tasks are notified (read).',
              },
              {
                guard: 'all have acknowledged',
                actions: 'complete',
                description:
                  'CheckpointCoordinator.completePendingCheckpoint until Flink 1.14: every snapshot is put into the store, so the job would be restored from it (read).',
              },
            ],
            SAVEPOINT_DECLINED: {
              guard: 'a synchronous savepoint is pending',
              actions: ['abortPending', 'reportSavepointFailed'],
              description:
                'CheckpointCoordinator.receiveDeclineMessage: a task could not take its part, for example because its asynchronous part failed. The others have taken theirs, and wait (read).',
            },
            NOTIFICATION_ARRIVES: { guard: and(['is to be notified', 'nobody is busy']), actions: ['sent', 'notify'] },
            NOTIFICATION_LOST: { guard: 'is to be notified', actions: 'lost' },
            NOTIFICATION_HANDLED: { actions: 'handled' },
          },
        },
      },
    });
