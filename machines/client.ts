import { assign, emit, setup } from 'xstate';
import type { SubmitJob } from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  /** `env.getCheckpointConfig().isCheckpointingEnabled()`, as far as `run()` has set it; null: as the user set it. */
  readonly checkpointingEnabled: boolean | null;
  /** What the sink's operators were built with; null until they are built. */
  readonly streamingCheckpointEnabled: boolean | null;
}

/**
 * The CDC action on the client: `SynchronizationActionBase.run()`, statement by statement.
 *
 * It sets a checkpoint interval where there is none and builds the job graph. The sink reads whether
 * checkpoints are enabled while it is being built, and keeps what it read. The order of the two
 * statements is the whole of apache/paimon#4998.
 */
export const client = (ask: PaimonAsk) => {
  /** What `isCheckpointingEnabled()` answers now. */
  const enabled = ({ checkpointingEnabled }: Context) =>
    checkpointingEnabled ?? ask.is('execution.checkpointing.interval', 'set');

  return setup({
    types: {
      context: {} as Context,
      events: {} as { readonly type: 'NEXT_STATEMENT' },
      emitted: {} as SubmitJob,
    },
    guards: {
      'builds first': () => ask.feature('capture-order') === 'build-first',
    },
    actions: {
      enableCheckpointingIfUnset: assign({ checkpointingEnabled: true }),
      build: assign({
        streamingCheckpointEnabled: ({ context }) => enabled(context) || ask.is('mode', 'combined'),
      }),
      execute: emit(({ context }) => ({
        type: 'SUBMIT_JOB',
        streamingCheckpointEnabled: context.streamingCheckpointEnabled === true,
        checkpointingEnabled: enabled(context),
      })),
    },
  }).createMachine({
    id: 'client',
    description: 'SynchronizationActionBase.run(), for sync_table and sync_database actions.',
    context: { checkpointingEnabled: null, streamingCheckpointEnabled: null },
    initial: 'run',
    states: {
      run: {
        on: {
          NEXT_STATEMENT: [
            {
              guard: 'builds first',
              target: 'built',
              actions: 'build',
              description:
                'SynchronizationActionBase.run, 0.7.0 to 1.0.1: build() comes first. FlinkSink.doCommit keeps isStreaming && isCheckpointingEnabled() of this moment in CommitterOperatorFactory; the combined sink (FlinkCdcMultiTableSink) passes the literal true (read).',
            },
            {
              target: 'enabled',
              actions: 'enableCheckpointingIfUnset',
              description:
                'SynchronizationActionBase.run since 1.1.0 (#5011): first `if (!isCheckpointingEnabled()) enableCheckpointing(3 min)` (read).',
            },
          ],
        },
      },
      built: {
        on: {
          NEXT_STATEMENT: {
            target: 'readyToExecute',
            actions: 'enableCheckpointingIfUnset',
            description:
              'SynchronizationActionBase.run, 0.7.0 to 1.0.1: the default interval is set when the sink has already been built (#2461, read). Flink reads it at execute().',
          },
        },
      },
      enabled: {
        on: {
          NEXT_STATEMENT: {
            target: 'readyToExecute',
            actions: 'build',
            description:
              'SynchronizationActionBase.run since 1.1.0: the sink is built with checkpoints enabled (#5011, read).',
          },
        },
      },
      readyToExecute: {
        on: {
          NEXT_STATEMENT: {
            target: 'submitted',
            actions: 'execute',
            description: 'execute(): the job graph is submitted.',
          },
        },
      },
      submitted: { type: 'final' },
    },
  });
};
