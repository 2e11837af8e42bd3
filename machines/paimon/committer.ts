import { and } from 'xstate';
import type { PaimonAsk } from '../options.ts';
import { barriers } from './committer/barriers.ts';
import { commits } from './committer/commits.ts';
import { FRESH, task } from './committer/context.ts';
import { endOfInput } from './committer/end-of-input.ts';
import { notifications } from './committer/notifications.ts';
import { recovery } from './committer/recovery.ts';
import { watermarks } from './committer/watermarks.ts';

/** Of a notification that a checkpoint is complete, or, of another one, that it is aborted. */
const notification = [
  {
    guard: and(['is news', 'committables are pending', 'filters what it commits']),
    target: 'filtering',
    actions: ['startPending', 'filterCommitted'],
    description:
      'CommitterOperator.notifyCheckpointComplete: once the input has ended, everything up to Long.MAX_VALUE, whatever the checkpoint; commitUpToCheckpoint filters that first (filterAndCommit since 0.8.2, #3699, read).',
  },
  {
    guard: and(['is news', 'committables are pending']),
    target: 'committing',
    actions: ['startPending', 'commitNext'],
    description:
      'CommitterOperator.commitUpToCheckpoint: everything pending up to this checkpoint, one after the other (read).',
  },
  {
    guard: and(['is news', 'forces a snapshot']),
    target: 'committing',
    actions: ['startForced', 'commitNext'],
    description:
      'CommitterOperator.commitUpToCheckpoint: nothing is pending and forceCreatingSnapshot (commit.force-create-snapshot since 0.8.0, #2964), so an empty committable is committed. StoreMultiCommitter.commit does so for the tables that it knows in this attempt, or for all of them with --eager_init (since 1.1.0, #5170, #5175) (read).',
  },
  { guard: 'is news', actions: ['nothingToCommit', 'endNotification', 'finishAfterFinalCheckpoint'] },
] as const;
/** Only of the checkpoint that an abort carries: one that has just completed is newer than all before it. */
const oldNews = {
  actions: 'endNotification',
  description:
    'StreamTask.notifyCheckpointComplete: identifiers up to the last one reported, or restored, are ignored (read).',
} as const;

/**
 * In mode table and divided it is the committer of the table's own sink. In mode combined it is the parallel
 * StoreMultiCommitter to which the table's committables are shuffled (MultiTableCommittableChannelComputer); with several
 * tables, as in `multi-table-commit`, it commits table by table, and all of them are in one state.
 *
 * Its guards and actions are in `committer/`, by subject.
 */
export const committer = (ask: PaimonAsk) =>
  task
    .extend(recovery(ask))
    .extend(barriers(ask))
    .extend(watermarks(ask))
    .extend(endOfInput(ask))
    .extend(notifications(ask))
    .extend(commits(ask))
    .createMachine({
      id: 'committer',
      description:
        'Paimon: the CommitterOperator of one table with its StoreCommitter and CommittableStateManager. It keeps the committables of all checkpoints that are not complete, and commits them when it is notified. Left out: rescaling, and what a Committer does besides committing.',
      context: ({ input: { table, tables = [table], parallelism = 1, writers = 1 } }) => ({
        ...{ table, tables, parallelism, writers },
        ...FRESH,
      }),
      initial: 'down',
      on: {
        CANCEL_REGION: {
          target: '.down',
          actions: 'reset',
          description:
            'A batch job: this region has failed, and is restarted alone. What it reads is kept by its producers.',
        },
        WATERMARK: { actions: 'watermarkWaits' },
        TAG_DUE: {
          actions: 'keepTagDue',
          description:
            'TableCommitImpl.forceCreatingSnapshot: commit.force-create-snapshot, or a tag is due (since 0.6.0, #2188, read).',
        },
      },
      states: {
        down: {
          tags: ['down', 'rest'],
          on: {
            DEPLOY_COMMITTER: [
              {
                guard: 'must be alone',
                target: 'failed',
                actions: ['initialize', 'throwException'],
                description:
                  'CommitterOperator.initializeState: "Committer Operator parallelism in paimon MUST be one", for the sinks of one table (forceSingleParallelism); since 0.8.0 (#3237, read).',
              },
              { target: 'initializing', actions: ['initialize', 'readState'] },
            ],
          },
        },
        initializing: {
          description:
            'CommitterOperator.initializeState. Source and writers are already running: they may read the table as it is before this recovery.',
          on: {
            CANCEL: { target: 'down', actions: 'reset' },
            COMMITTABLE_AND_END_OF_DATA: { actions: 'endOfDataWaits' },
          },
          initial: 'restoring',
          states: {
            restoring: {
              on: {
                STATE: [
                  {
                    guard: 'nothing is restored',
                    target: '#committer.running',
                    actions: ['keepPartial', 'endRecovery', 'reportRunning', 'readResultPartition'],
                  },
                  { target: 'filtering', actions: ['keepPartial', 'restore', 'filterCommitted'] },
                ],
              },
            },
            filtering: {
              on: {
                COMMITTED_UP_TO: [
                  {
                    guard: 'another table is to be filtered',
                    actions: ['keepUncommitted', 'filterNext'],
                    description:
                      'StoreMultiCommitter.filterAndCommit: each table filters what is its own, and the count is the sum. It commits one table before it filters the next, which is the same: nobody else commits as this user (read).',
                  },
                  {
                    guard: 'everything is committed',
                    target: '#committer.running',
                    actions: ['notifyListenersOfRestored', 'endRecovery', 'forgetRestored', 'reportRunning'],
                    description: 'TableCommitImpl.filterAndCommitMultiple: nothing to retry, the count is 0 (read).',
                  },
                  {
                    guard: 'files have been deleted',
                    target: '#committer.failed',
                    actions: 'throwException',
                    description:
                      'TableCommitImpl.checkFilesExistence: "Cannot recover from this checkpoint because some files in the snapshot that need to be resubmitted have been deleted"; since 0.6.0 (#2326, read).',
                  },
                  {
                    target: 'recovering',
                    actions: ['keepUncommitted', 'startRecovery', 'commitNext'],
                    description:
                      'RestoreCommittableStateManager.recover (until 1.1.1 RestoreAndFailCommittableStateManager.recover): what is newer than the latest snapshot of this user is committed again (read).',
                  },
                ],
              },
            },
            recovering: {
              on: {
                COMMITTED: [
                  { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                  {
                    guard: 'fails on purpose',
                    target: '#committer.failedOnPurpose',
                    actions: ['notifyListenersOfRestored', 'throwOnPurpose'],
                    description:
                      'RestoreAndFailCommittableStateManager.recover: "This exception is intentionally thrown after committing the restored checkpoints". It counts what was tried, not what has become a snapshot; 0.7.0 to 2.0.0 (read).',
                  },
                  {
                    target: '#committer.running',
                    actions: ['notifyListenersOfRestored', 'endRecovery', 'reportRunning'],
                    description:
                      'RestoreCommittableStateManager.recover does not fail: unaware buckets since 1.2.0 (CdcAppendTableSink, #5746, read).',
                  },
                ],
                COMMIT_REFUSED: {
                  target: '#committer.failed',
                  actions: 'throwException',
                  description:
                    'FileStoreCommitImpl.commit throws. Of a conflict createConflictException says: "The job will fail continuously in this scenario to protect metadata from corruption" (read).',
                },
                CONTACT_LOST: { target: '#committer.down', actions: 'goOnAlone' },
              },
            },
          },
        },
        failedOnPurpose: {
          description: 'initializeState has thrown. The JobMaster does not know yet.',
          on: {
            CANCEL: { target: 'down', actions: 'reset' },
            COMMITTABLE_AND_END_OF_DATA: { description: 'Nobody reads it.' },
          },
        },
        failed: {
          description: 'The task has thrown. The JobMaster does not know yet.',
          on: {
            CANCEL: { target: 'down', actions: 'reset' },
            COMMITTABLE_AND_BARRIER: { description: 'Nobody reads it.' },
            COMMITTABLE_AND_END_OF_DATA: { description: 'Nobody reads it.' },
            NOTIFY_CHECKPOINT_COMPLETE: {},
            NOTIFY_CHECKPOINT_ABORTED: {},
          },
        },
        running: {
          initial: 'idle',
          on: {
            CANCEL: { target: 'down', actions: 'reset' },
            COMMITTABLE_AND_BARRIER: [
              { guard: 'is the last barrier', actions: 'align' },
              { actions: 'alignOne', description: 'The barrier of the other writers has not come yet.' },
            ],
            COMMITTABLE_AND_END_OF_DATA: { actions: 'endOfDataWaits' },
          },
          states: {
            idle: {
              always: [
                { guard: 'mail waits', actions: 'takeMail' },
                {
                  guard: 'a watermark waits',
                  actions: 'takeWatermark',
                  description:
                    'CommitterOperator.processWatermark: the last one is kept, unless it is Long.MAX_VALUE, which comes at the end of a bounded input (read).',
                },
                { guard: 'the last end of data waits', target: 'endingInput', actions: 'takeEndOfData' },
                { guard: 'an end of data waits', actions: 'takeEndOfData' },
                {
                  guard: and(['a barrier waits', 'repeats the end of input']),
                  target: '#committer.failed',
                  actions: 'throwException',
                  description:
                    'CommitterOperator.pollInputs until 0.6.x: "Repeatedly commit the same checkpoint files", since writers that end between different barriers hand over the same identifier (read).',
                },
                {
                  guard: 'a barrier waits',
                  actions: 'snapshotState',
                  description:
                    'CommitterOperator.snapshotState: all pending committables are the state, not only that of this checkpoint. When a checkpoint is aborted CommitterOperator does nothing: its committable stays pending (read).',
                },
              ],
              on: {
                NOTIFY_CHECKPOINT_COMPLETE: notification,
                NOTIFY_CHECKPOINT_ABORTED: [...notification, oldNews],
              },
            },
            endingInput: {
              description: 'CommitterOperator.endInput: the input of every writer has ended.',
              always: [
                {
                  guard: and(['knows of checkpoints', 'ends with its input']),
                  target: 'idle',
                  actions: 'finishWithInput',
                  description:
                    'CommitterOperator.endInput: with checkpoints it returns, and leaves the rest to the final checkpoint. Flink 1.14 takes none: the task ends here (read).',
                },
                {
                  guard: 'knows of checkpoints',
                  target: 'idle',
                  actions: 'pollAtEndOfInput',
                  description: 'CommitterOperator.endInput: the final checkpoint will commit; 0.5.0 to 2.0.0 (read).',
                },
                { guard: 'repeats the end of input', target: '#committer.failed', actions: 'throwException' },
                {
                  guard: 'filters the end of input',
                  target: 'filtering',
                  actions: ['startEndOfInput', 'filterCommitted'],
                  description:
                    'CommitterOperator.endInput, without checkpoints as far as the sink knows: everything is committed now. filterAndCommit since 0.8.2: a restart of this region alone calls endInput once more (#3699, read).',
                },
                { guard: 'something is left', target: 'committing', actions: ['startEndOfInput', 'commitNext'] },
                { target: 'idle', actions: 'finishWithInput' },
              ],
            },
            filtering: {
              on: {
                NOTIFY_CHECKPOINT_COMPLETE: { actions: 'putIntoMailbox' },
                NOTIFY_CHECKPOINT_ABORTED: { actions: 'putIntoMailbox' },
                COMMITTED_UP_TO: [
                  { guard: 'another table is to be filtered', actions: ['keepUncommitted', 'filterNext'] },
                  {
                    guard: and(['is the end of input', 'everything is committed']),
                    target: 'idle',
                    actions: ['keepUncommitted', 'notifyListeners', 'clearCommitted', 'finishWithInput'],
                  },
                  {
                    guard: 'everything is committed',
                    target: 'idle',
                    actions: [
                      'keepUncommitted',
                      'notifyListeners',
                      'clearCommitted',
                      'endNotification',
                      'finishAfterFinalCheckpoint',
                    ],
                    description:
                      'FileStoreCommitImpl.filterCommitted: the latest snapshot of this user has the identifier Long.MAX_VALUE, so everything counts as committed (read).',
                  },
                  { target: 'committing', actions: ['keepUncommitted', 'commitNext'] },
                ],
              },
            },
            committing: {
              on: {
                NOTIFY_CHECKPOINT_COMPLETE: { actions: 'putIntoMailbox' },
                NOTIFY_CHECKPOINT_ABORTED: { actions: 'putIntoMailbox' },
                COMMITTED: [
                  { guard: 'there is more to commit', actions: ['takeAnswer', 'commitNext'] },
                  {
                    guard: 'is the end of input',
                    target: 'idle',
                    actions: ['takeAnswer', 'notifyListeners', 'clearCommitted', 'finishWithInput'],
                  },
                  {
                    target: 'idle',
                    actions: [
                      'takeAnswer',
                      'notifyListeners',
                      'clearCommitted',
                      'endNotification',
                      'finishAfterFinalCheckpoint',
                    ],
                    description:
                      'CommitterOperator.commitUpToCheckpoint: headMap.clear() after the last commit (read).',
                  },
                ],
                COMMIT_REFUSED: { target: '#committer.failed', actions: 'throwException' },
                CONTACT_LOST: {
                  target: '#committer.down',
                  actions: 'goOnAlone',
                  description:
                    'HeartbeatManager of the JobMaster: the TaskManager is unreachable, so its tasks count as failed. They may go on: nothing in Paimon tells the commit of an old attempt from that of a new one (read).',
                },
              },
            },
          },
        },
      },
    });
