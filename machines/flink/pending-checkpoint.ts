import { emit, enqueueActions, setup } from 'xstate';
import type { Abort, Aborted, AbortReason, AboutAttempt, CheckpointOutcome } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly attempt: number;
}

type Event =
  | AboutAttempt<'BEGIN'>
  | Abort
  | { readonly type: 'LOCATION_INITIALIZED' | 'ACKNOWLEDGED_BY_ALL' | 'EXPIRES' }
  | AboutAttempt<'COORDINATOR_SNAPSHOT'>
  | AboutAttempt<'COORDINATOR_SNAPSHOT_FAILED'>
  | AboutAttempt<'COORDINATOR_SNAPSHOT_DROPPED'>;

type Emitted =
  | AboutAttempt<'TRIGGER_ENDED'>
  | AboutAttempt<'COMPLETED'>
  | AboutAttempt<'RELEASED'>
  | AboutAttempt<'CHECKPOINT_COORDINATOR'>
  | AboutAttempt<'REOPEN_COORDINATOR'>
  | Aborted
  | CheckpointOutcome;

/**
 * The plan and the identifier are made in the step that begins; the calls to the tasks are part of the step in which
 * the last coordinator answers.
 */
export const pendingCheckpoint = (ask: PaimonAsk) => {
  const afterAnswer = [
    {
      guard: 'an abort ends the trigger',
      target: 'none',
      actions: 'released',
      description: 'The trigger phase ended when the checkpoint was aborted, and abortCurrentTriggering was then.',
    },
    {
      target: 'none',
      actions: ['reopenCoordinators', 'triggerEnded', 'released'],
      description:
        'onTriggerFailure for a disposed checkpoint: abortCurrentTriggering, and isTriggering is reset (read).',
    },
  ] as const;

  return setup({
    types: {
      context: {} as Context,
      input: {} as Context,
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'is triggered in stages': () => ask.feature('triggers-in-stages'),
      'is pending already': () => ask.feature('pending-before-location'),
      'is suspended': ({ event }) => event.type === 'ABORT' && event.reason === 'suspended',
      'an abort ends the trigger': () => ask.feature('abort-ends-trigger'),
      'disposed ones are skipped': () => ask.feature('skips-disposed-checkpoints'),
    },
    actions: {
      snapshotCoordinators: emit(({ context: { attempt } }) => ({ type: 'CHECKPOINT_COORDINATOR' as const, attempt })),
      reopenCoordinators: emit(({ context: { attempt } }) => ({ type: 'REOPEN_COORDINATOR' as const, attempt })),
      triggerEnded: emit(({ context: { attempt } }) => ({ type: 'TRIGGER_ENDED' as const, attempt })),
      released: emit(({ context: { attempt } }) => ({ type: 'RELEASED' as const, attempt })),
      aborted: enqueueActions(({ context: { attempt }, event, enqueue }) => {
        const reason: AbortReason = event.type === 'ABORT' ? event.reason : 'expired';
        enqueue.emit({ type: 'REOPEN_COORDINATOR', attempt });
        enqueue.emit({ type: 'ABORTED', attempt, reason });
        if (reason === 'expired' && ask.feature('counts-expired')) enqueue.emit({ type: 'CHECKPOINT_FAILED' });
      }),
      // PendingCheckpoint.abort completes masterTriggerCompletionPromise exceptionally, since 1.16 (FLINK-26394).
      endTriggerToo: enqueueActions(({ context: { attempt }, enqueue }) => {
        if (ask.feature('abort-ends-trigger')) enqueue.emit({ type: 'TRIGGER_ENDED', attempt });
      }),
      unlisted: emit(({ context: { attempt } }) => ({
        type: 'ABORTED' as const,
        attempt,
        reason: 'suspended' as const,
      })),
      completed: enqueueActions(({ context: { attempt }, enqueue }) => {
        enqueue.emit({ type: 'REOPEN_COORDINATOR', attempt });
        enqueue.emit({ type: 'CHECKPOINT_SUCCEEDED' });
        enqueue.emit({ type: 'COMPLETED', attempt });
      }),
    },
  }).createMachine({
    id: 'pendingCheckpoint',
    description:
      'Flink: one attempt to take a checkpoint, from its trigger phase until it is complete or aborted: PendingCheckpoint and the stages of CheckpointCoordinator.startTriggeringCheckpoint. Left out: master hooks, and the tasks one by one.',
    context: ({ input }) => input,
    initial: 'none',
    states: {
      none: {
        tags: 'rest',
        on: {
          BEGIN: [
            { guard: 'is triggered in stages', target: 'initializingLocation' },
            {
              target: 'acknowledging',
              description: 'CheckpointCoordinator.triggerCheckpoint until 1.10: all in one, under triggerLock (read).',
            },
          ],
        },
      },
      initializingLocation: {
        on: {
          LOCATION_INITIALIZED: { target: 'snapshottingCoordinators', actions: 'snapshotCoordinators' },
          EXPIRES: {
            guard: 'is pending already',
            target: 'initializingLocationOfAborted',
            actions: ['aborted', 'endTriggerToo'],
          },
          ABORT: [
            {
              guard: 'is pending already',
              target: 'initializingLocationOfAborted',
              actions: ['aborted', 'endTriggerToo'],
            },
            {
              guard: 'is suspended',
              target: 'initializingLocationOfAborted',
              actions: 'unlisted',
              description:
                'There is no pending checkpoint yet, until 1.15: createPendingCheckpoint will find the periodic trigger stopped (preCheckGlobalState, read).',
            },
          ],
        },
      },
      initializingLocationOfAborted: {
        on: {
          ABORT: {},
          LOCATION_INITIALIZED: [
            {
              guard: 'disposed ones are skipped',
              target: 'none',
              actions: 'released',
              description: 'A disposed checkpoint is skipped, since 1.16 (FLINK-27148, read).',
            },
            {
              guard: 'is pending already',
              target: 'snapshottingCoordinatorsOfAborted',
              actions: 'snapshotCoordinators',
              description:
                'The stages go on although the checkpoint is disposed, and its coordinators have been told so before they hear of it; 1.15 (read).',
            },
            { target: 'none', actions: ['triggerEnded', 'released'] },
          ],
        },
      },
      snapshottingCoordinators: {
        description: 'OperatorCoordinatorCheckpoints: their snapshots are taken before any barrier is sent.',
        on: {
          COORDINATOR_SNAPSHOT: {
            target: 'acknowledging',
            actions: 'triggerEnded',
            description: 'triggerCheckpointRequest calls the tasks; onTriggerSuccess ends the trigger phase (read).',
          },
          COORDINATOR_SNAPSHOT_FAILED: {
            target: 'none',
            actions: ['unlisted', 'triggerEnded', 'released'],
            description: 'onTriggerFailure: the pending checkpoint is aborted with TRIGGER_CHECKPOINT_FAILURE (read).',
          },
          EXPIRES: { target: 'snapshottingCoordinatorsOfAborted', actions: ['aborted', 'endTriggerToo'] },
          ABORT: { target: 'snapshottingCoordinatorsOfAborted', actions: ['aborted', 'endTriggerToo'] },
        },
      },
      snapshottingCoordinatorsOfAborted: {
        description:
          'The pending checkpoint is gone; its trigger phase still waits for the coordinators, until 1.15 (read).',
        on: {
          ABORT: {},
          COORDINATOR_SNAPSHOT: afterAnswer,
          COORDINATOR_SNAPSHOT_FAILED: afterAnswer,
          COORDINATOR_SNAPSHOT_DROPPED: [
            { guard: 'an abort ends the trigger', target: 'none', actions: 'released' },
            { target: 'waitingForNobody' },
          ],
        },
      },
      waitingForNobody: {
        tags: 'rest',
        description: 'The future on which the trigger phase waits will never be completed: isTriggering stays true.',
        on: { ABORT: {} },
      },
      acknowledging: {
        description: 'Barriers are under way, acknowledgements are missing.',
        on: {
          ACKNOWLEDGED_BY_ALL: { target: 'none', actions: ['completed', 'released'] },
          EXPIRES: { target: 'none', actions: ['aborted', 'released'] },
          ABORT: { target: 'none', actions: ['aborted', 'released'] },
        },
      },
    },
  });
};
