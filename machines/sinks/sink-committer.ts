import type { PaimonAsk } from '../options.ts';
import { collector } from './sink-committer/collector.ts';
import { commits } from './sink-committer/commits.ts';
import { FRESH, operator } from './sink-committer/context.ts';

/**
 * The Committer that it calls is the connector's: idempotent, if it keeps its part of the contract. What a restart brings
 * back is given to it as if for the first time.
 */
export const sinkCommitter = (ask: PaimonAsk) =>
  operator
    .extend(commits(ask))
    .extend(collector(ask))
    .createMachine({
      id: 'sinkCommitter',
      description:
        'Flink: the CommitterOperator of a Sink V2 with its CommittableCollector, one subtask behind one writer. It calls the Committer of the connector, for everything up to the checkpoint that is complete. Left out: the global committer, and committables of several writers.',
      context: ({ input }) => ({ table: input.table, ...FRESH }),
      initial: 'down',
      states: {
        down: {
          tags: ['down', 'rest'],
          on: { DEPLOY_COMMITTER: { target: 'initializing', actions: ['initialize', 'readState'] } },
        },
        initializing: {
          description: 'CommitterOperator.initializeState.',
          on: {
            CANCEL: { target: 'down', actions: 'reset' },
            COMMITTABLE_AND_END_OF_DATA: { actions: 'keepEnd' },
          },
          initial: 'restoring',
          states: {
            restoring: {
              on: {
                STATE: [
                  {
                    guard: 'nothing is to be committed again',
                    target: '#sinkCommitter.running',
                    actions: ['restore', 'reportRunning'],
                    description:
                      'CommitterOperator.initializeState: what has the number of the end of input is newer than the checkpoint restored, and stays pending (read).',
                  },
                  {
                    target: 'recommitting',
                    actions: ['restore', 'commitNext'],
                    description:
                      'CommitterOperator.initializeState: commits everything up to the checkpoint restored, whether it was committed before or not (read).',
                  },
                ],
              },
            },
            recommitting: {
              on: {
                COMMIT_REQUESTS_DONE: [
                  { guard: 'is to be tried again', actions: ['countRetry', 'commitNext'] },
                  { guard: 'it has thrown', target: '#sinkCommitter.failed', actions: 'failTask' },
                  { guard: 'there is more to commit', actions: ['removeCommitted', 'commitNext'] },
                  { target: '#sinkCommitter.running', actions: ['removeCommitted', 'reportRunning'] },
                ],
              },
            },
          },
        },
        running: {
          initial: 'idle',
          on: { CANCEL: { target: 'down', actions: 'reset' } },
          states: {
            idle: {
              always: [
                { guard: 'the end of input waits', actions: 'takeEnd' },
                {
                  guard: 'the final checkpoint is complete',
                  target: '#sinkCommitter.finished',
                  actions: 'finishTask',
                  description:
                    'StreamTask.notifyCheckpointComplete: the final checkpoint, the first one after endInput, releases the task (FLIP-147, read).',
                },
              ],
              on: {
                COMMITTABLE_AND_BARRIER: {
                  actions: ['collect', 'snapshotState'],
                  description:
                    'CommittableCollector.addMessage, then CommitterOperator.snapshotState: a copy of all that is pending (read).',
                },
                COMMITTABLE_AND_END_OF_DATA: [
                  {
                    guard: 'has a summary already',
                    target: '#sinkCommitter.failed',
                    actions: 'failTask',
                    description:
                      'CheckpointCommittableManagerImpl.upsertSummary until 1.20.0: UnsupportedOperationException, "Please check the status of FLINK-25920". A second summary of one subtask for one number (read).',
                  },
                  {
                    guard: 'there is no final checkpoint',
                    target: 'committingTheEnd',
                    actions: ['collect', 'endInput'],
                  },
                  {
                    guard: 'the task does not wait',
                    target: '#sinkCommitter.finished',
                    actions: ['collect', 'finishTask'],
                    description:
                      'CommitterOperator.endInput: isCheckpointingEnabled, so it is left to the final checkpoint. There is none: StreamTask.areCheckpointsWithFinishedTasksEnabled asks the job, which has no checkpoints, and the task ends (read).',
                  },
                  {
                    actions: ['collect', 'endInput'],
                    description:
                      'CheckpointCommittableManagerImpl.addSummary since 2.0: for the end of input the summaries of one subtask are merged (FLINK-25920, read).',
                  },
                ],
                NOTIFY_CHECKPOINT_COMPLETE: [
                  {
                    guard: 'is news, and something is due',
                    target: 'committing',
                    actions: ['startDue', 'commitNext'],
                    description:
                      'CommitterOperator.notifyCheckpointComplete: everything up to this checkpoint, one checkpoint after the other; after endInput until 2.0 everything (read).',
                  },
                  { guard: 'is news', actions: ['hear', 'endNotification'] },
                  { actions: 'endNotification' },
                ],
                NOTIFY_CHECKPOINT_ABORTED: [
                  { guard: 'is news, and something is due', target: 'committing', actions: ['startDue', 'commitNext'] },
                  { guard: 'is news', actions: ['hear', 'endNotification'] },
                  {
                    actions: 'endNotification',
                    description: 'CommitterOperator does not listen to aborts: what has come stays pending (read).',
                  },
                ],
                COMMIT_REQUESTS_DONE: { description: 'It was the operator before it that asked.' },
              },
            },
            committingTheEnd: {
              description: 'CommitterOperator.endInput: there will be no checkpoint after it.',
              entry: 'startTheEnd',
              always: [
                { guard: 'something is left', target: 'committing', actions: 'commitNext' },
                { target: '#sinkCommitter.finished', actions: 'finishTask' },
              ],
            },
            committing: {
              on: {
                COMMITTABLE_AND_END_OF_DATA: { actions: 'keepEnd' },
                COMMIT_REQUESTS_DONE: [
                  {
                    guard: 'is to be tried again',
                    actions: ['countRetry', 'commitNext'],
                    description:
                      'CommitRequest.retryLater: by a timer after 1 s until 1.20.0, since 2.0 and 1.20.1 in a loop (FLINK-36455, read); here at once.',
                  },
                  {
                    guard: 'it has thrown',
                    target: '#sinkCommitter.failed',
                    actions: 'failTask',
                  },
                  { guard: 'there is more to commit', actions: ['removeCommitted', 'commitNext'] },
                  {
                    guard: 'the end of input is over',
                    target: '#sinkCommitter.finished',
                    actions: ['removeCommitted', 'finishTask'],
                  },
                  { target: 'idle', actions: ['removeCommitted', 'endPass', 'endNotification'] },
                ],
              },
            },
          },
        },
        failed: {
          description: 'The task has failed. The JobMaster does not know yet.',
          on: {
            CANCEL: { target: 'down', actions: 'reset' },
            COMMITTABLE_AND_BARRIER: {},
            COMMITTABLE_AND_END_OF_DATA: {},
            NOTIFY_CHECKPOINT_COMPLETE: {},
            NOTIFY_CHECKPOINT_ABORTED: {},
            COMMIT_REQUESTS_DONE: {},
          },
        },
        finished: { tags: 'rest', on: { CANCEL: { target: 'down', actions: 'reset' } } },
      },
    });
