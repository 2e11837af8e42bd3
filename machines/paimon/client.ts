import { assign, emit, setup } from 'xstate';
import type { SubmitJob } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** `env.getCheckpointConfig().isCheckpointingEnabled()`, as far as it is known that it is true. */
  readonly checkpointingEnabled: boolean;
  /** What the sink's operators were built with; null until they are built. */
  readonly streamingCheckpointEnabled: boolean | null;
}

/**
 * It sets a checkpoint interval where there is none, and builds the job graph. The sink reads whether checkpoints are
 * enabled while it is being built, and keeps what it read: the order of the two statements is the whole of
 * apache/paimon#4998.
 */
export const client = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      events: {} as { readonly type: 'NEXT_STATEMENT' },
      emitted: {} as SubmitJob,
    },
    guards: {
      'builds the sink first': () => ask.feature('builds-sink-first'),
      'is a program': () => !ask.is('program', 'CDC action'),
      'captures too early': () => ask.feature('captures-too-early'),
    },
    actions: {
      enableCheckpointingIfUnset: assign({ checkpointingEnabled: true }),
      build: assign({ streamingCheckpointEnabled: ({ context }) => context.checkpointingEnabled }),
      execute: emit(({ context }) => ({
        type: 'SUBMIT_JOB' as const,
        streamingCheckpointEnabled: context.streamingCheckpointEnabled === true,
        checkpointingEnabled: context.checkpointingEnabled,
      })),
    },
  }).createMachine({
    id: 'client',
    description:
      'Paimon: the CDC action on the client, SynchronizationActionBase.run() statement by statement, or a program that does the same. Left out: everything that has nothing to do with checkpoints.',
    context: { checkpointingEnabled: false, streamingCheckpointEnabled: null },
    initial: 'run',
    states: {
      run: {
        on: {
          NEXT_STATEMENT: [
            {
              guard: 'builds the sink first',
              target: 'built',
              actions: 'build',
              description:
                'A program that calls FlinkSinkBuilder.build() and enables checkpoints afterwards: FlinkSink.doCommit keeps isStreaming && isCheckpointingEnabled() of this moment, 0.3.0 to 2.0.0 (read).',
            },
            {
              guard: 'is a program',
              target: 'checkpointsEnabled',
              actions: 'enableCheckpointingIfUnset',
              description:
                'A program, or a compaction action, whose checkpoints are enabled before its sink is built: by StreamExecutionEnvironment.enableCheckpointing or by the configuration.',
            },
            {
              guard: 'captures too early',
              target: 'built',
              actions: 'build',
              description:
                'SynchronizationActionBase.run, 0.7.0 to 1.0.1: build() comes first. FlinkSink.doCommit keeps isStreaming && isCheckpointingEnabled() of this moment in CommitterOperatorFactory (#2461, read).',
            },
            {
              target: 'checkpointsEnabled',
              actions: 'enableCheckpointingIfUnset',
              description:
                'SynchronizationActionBase.run since 1.1.0 (#5011): first `if (!isCheckpointingEnabled()) enableCheckpointing(3 min)`. Before it comes second; that is the same for an interval of the user and for the combined sink, which does not read it (read).',
            },
          ],
        },
      },
      built: {
        on: {
          NEXT_STATEMENT: [
            {
              guard: 'is a program',
              target: 'readyToExecute',
              actions: 'enableCheckpointingIfUnset',
              description: 'StreamExecutionEnvironment.enableCheckpointing. Flink reads it at execute() (read).',
            },
            {
              target: 'readyToExecute',
              actions: 'enableCheckpointingIfUnset',
              description:
                'SynchronizationActionBase.run, 0.7.0 to 1.0.1: the default interval of 3 min is set when the sink has already been built. Flink reads it at execute() (#2461, read).',
            },
          ],
        },
      },
      checkpointsEnabled: {
        on: {
          NEXT_STATEMENT: {
            target: 'readyToExecute',
            actions: 'build',
            description: 'FlinkSink.doCommit: the sink is built and finds checkpoints enabled (read).',
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
