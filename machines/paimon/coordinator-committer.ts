import { and, not } from 'xstate';
import type { PaimonAsk } from '../options.ts';
import { NOTHING, operatorCoordinator } from './coordinator-committer/context.ts';
import { executor } from './coordinator-committer/executor.ts';
import { subtasks } from './coordinator-committer/subtasks.ts';

const failJob = { target: '#coordinatorCommitter.failed', actions: 'failJob' } as const;

/**
 * A failover replaces it (RecreateOnResetOperatorCoordinator): here it is closed, and starts again with the tasks. The
 * commit user does not change in this model.
 */
export const coordinatorCommitter = (ask: PaimonAsk) =>
  operatorCoordinator
    .extend(subtasks(ask))
    .extend(executor(ask))
    .createMachine({
      id: 'coordinatorCommitter',
      description:
        'Paimon: CommittingWriteOperatorCoordinator, the committer of an append table without buckets in the JobManager; since 2.0.0 (#8401, PIP-30). Its executor has one thread, so a commit holds up what comes after it, the next checkpoint included. Left out: its own state, which is the commit user.',
      context: ({ input }) => ({
        ...{ subtasks: Array.from({ length: input.parallelism }, () => NOTHING), restored: 0, requests: [] },
        ...{ toCommit: [], restoredUpTo: 0 },
      }),
      initial: 'created',
      on: { CANCEL: { target: '.created', actions: 'close' } },
      states: {
        created: {
          tags: ['down', 'rest'],
          on: {
            DEPLOY_COMMITTER: [
              {
                guard: 'there is a checkpoint to restore',
                target: 'restoring',
                actions: 'resetToCheckpoint',
                description: 'resetToCheckpoint, then start: what is restored comes from the writers (read).',
              },
              { target: 'running', description: 'start, with nothing to restore (read).' },
            ],
          },
        },
        restoring: {
          initial: 'aligning',
          on: { DEPLOY_COMMITTER: { description: 'Another subtask is deployed.' } },
          states: {
            aligning: {
              always: [
                {
                  guard: and(['every subtask has sent its state', 'nothing is restored']),
                  target: '#coordinatorCommitter.running',
                  actions: 'pollRestored',
                  description:
                    'CommittingWriteOperatorCoordinator.recover: lists without files are skipped, so there is nothing to commit; with commit.force-create-snapshot there is always one (read).',
                },
                {
                  guard: 'every subtask has sent its state',
                  target: 'filtering',
                  actions: ['pollRestored', 'filterCommitted'],
                },
              ],
              on: {
                RESTORED_COMMITTABLE_EVENT: { actions: 'takeRestored' },
                BARRIER: {
                  actions: 'reject',
                  description:
                    'CommittingWriteOperatorCoordinator.checkpointCoordinator: "should be taken in RUNNING state" (read).',
                },
                COMMITTABLE_EVENT: {
                  ...failJob,
                  description: 'CommittingWriteOperatorCoordinator.handleCommittableEvent: "Illegal state" (read).',
                },
                NOTIFY_COORDINATOR: {
                  ...failJob,
                  description:
                    'CommittingWriteOperatorCoordinator.notifyCheckpointComplete: "should be notified in RUNNING state" (read).',
                },
              },
            },
            filtering: {
              on: {
                COMMITTED_UP_TO: [
                  {
                    guard: 'everything is committed',
                    target: '#coordinatorCommitter.running',
                    actions: 'nothingToRetry',
                  },
                  {
                    target: 'recovering',
                    actions: ['keepUncommitted', 'commitNext'],
                    description: 'CommittingWriteOperatorCoordinator.recover: filterAndCommit (read).',
                  },
                ],
              },
            },
            recovering: {
              on: {
                BARRIER: { actions: 'submit' },
                COMMITTED: [
                  { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                  {
                    guard: 'fails on purpose',
                    target: '#coordinatorCommitter.failed',
                    actions: ['takeAnswer', 'failOnPurpose'],
                    description:
                      'CommittingWriteOperatorCoordinator.recover with failoverAfterRecovery: "This exception is intentionally thrown after committing the restored checkpoints"; 2.0.0, not on master (#8970) (read).',
                  },
                  { target: '#coordinatorCommitter.running', actions: 'takeAnswer' },
                ],
              },
            },
          },
        },
        running: {
          initial: 'idle',
          on: {
            DEPLOY_COMMITTER: { description: 'Another subtask is deployed.' },
            BARRIER: { actions: 'submit' },
            COMMITTABLE_EVENT: { actions: 'submit' },
            NOTIFY_COORDINATOR: { actions: 'submit' },
            RESTORED_COMMITTABLE_EVENT: {
              description:
                'CommittingWriteOperatorCoordinator.handleRestoredCommittableEvent: of a subtask that was restarted alone; ignored (read).',
            },
            SUBTASK_RESET: [
              {
                guard: 'has older committables',
                ...failJob,
                description: 'CommittingWriteOperatorCoordinator.subtaskReset: "contains invalid committables" (read).',
              },
              { actions: 'resetSubtask' },
            ],
          },
          states: {
            idle: {
              always: [
                { guard: not('something waits'), target: 'waiting' },
                {
                  guard: 'a checkpoint waits',
                  actions: ['triggerTasks', 'forgetRestored', 'done'],
                  description:
                    'CheckpointCoordinator.startTriggeringCheckpoint: the OperatorCoordinators first; when they have answered, the sources are triggered (read).',
                },
                { guard: 'committables wait', actions: ['takeCommittables', 'done'] },
                {
                  guard: not('every subtask has reported'),
                  ...failJob,
                  description:
                    'CommittingWriteOperatorCoordinator.notifyCheckpointComplete: "Not all committables reported by writer" (read).',
                },
                {
                  guard: 'there is something to commit',
                  target: 'committing',
                  actions: ['poll', 'commitNext', 'done'],
                  description:
                    'CommittingWriteOperatorCoordinator.notifyCheckpointComplete: everything up to this checkpoint, combined for each checkpoint (read).',
                },
                { actions: ['poll', 'done'] },
              ],
            },
            waiting: { always: { guard: 'something waits', target: 'idle' } },
            committing: {
              on: {
                COMMITTED: [
                  { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                  { target: 'idle', actions: 'takeAnswer' },
                ],
              },
            },
          },
        },
        failed: {
          description: 'context.failJob: the scheduler does not know yet.',
          on: {
            BARRIER: { actions: 'reject' },
            COMMITTABLE_EVENT: {},
            NOTIFY_COORDINATOR: {},
            RESTORED_COMMITTABLE_EVENT: {},
            DEPLOY_COMMITTER: {},
          },
        },
      },
    });
