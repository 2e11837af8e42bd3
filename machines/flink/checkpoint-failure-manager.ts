import { assign, emit, setup } from 'xstate';
import type { CheckpointOutcome, GlobalFailure } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** Failed checkpoints since the last one that succeeded. */
  readonly continuousFailures: number;
}

export const checkpointFailureManager = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      events: {} as CheckpointOutcome | { readonly type: 'FORGET' },
      emitted: {} as GlobalFailure,
    },
    guards: {
      'is tolerated': ({ context }) =>
        context.continuousFailures === 0 && ask.is('execution.checkpointing.tolerable-failed-checkpoints', 1),
    },
    actions: {
      count: assign({ continuousFailures: ({ context }) => context.continuousFailures + 1 }),
      clear: assign({ continuousFailures: 0 }),
      failJob: emit({ type: 'GLOBAL_FAILURE', recoverable: true }),
    },
  }).createMachine({
    id: 'checkpointFailureManager',
    description:
      'Flink: the CheckpointFailureManager, which counts checkpoints that fail one after the other against execution.checkpointing.tolerable-failed-checkpoints. Left out: which reasons count; whoever reports a failure decides that.',
    context: { continuousFailures: 0 },
    initial: 'counting',
    states: {
      counting: {
        tags: 'rest',
        on: {
          CHECKPOINT_SUCCEEDED: { actions: 'clear' },
          FORGET: { actions: 'clear', description: 'Its memory dies with the JobManager.' },
          CHECKPOINT_FAILED: [
            { guard: 'is tolerated', actions: 'count' },
            {
              actions: ['clear', 'failJob'],
              description:
                'CheckpointFailureManager.checkFailureCounter: "Exceeded checkpoint tolerable failure threshold" is a global failure, and counting starts again (read).',
            },
          ],
        },
      },
    },
  });
