import { emit, setup } from 'xstate';
import type { SubmitJob } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

/** A program tells the committer so when the job is executed; Flink CDC translates the sink by itself. */
export const composer = (ask: PaimonAsk) => {
  const checkpointingEnabled = () => ask.is('execution.checkpointing.interval', 'set');

  return setup({
    types: {
      events: {} as { readonly type: 'EXECUTE' },
      emitted: {} as SubmitJob,
    },
    actions: {
      submit: emit(() => ({
        type: 'SUBMIT_JOB' as const,
        streamingCheckpointEnabled: ask.feature('assumes-checkpoints') || checkpointingEnabled(),
        checkpointingEnabled: checkpointingEnabled(),
      })),
    },
  }).createMachine({
    id: 'composer',
    description:
      'Flink CDC: what builds a job around a Sink V2 and submits it, FlinkPipelineComposer; or a program with sinkTo. Left out: everything but whether checkpoints are enabled.',
    initial: 'composed',
    states: {
      composed: {
        on: {
          EXECUTE: {
            target: 'submitted',
            actions: 'submit',
            description:
              "DataSinkTranslator.addCommittingTopology of Flink CDC, 3.0.0 to 3.6.0: new CommitterOperatorFactory with isBatchMode = false and isCheckpointingEnabled = true, whatever the job does. Flink's SinkTransformationTranslator reads the interval when the job graph is made (read).",
          },
        },
      },
      submitted: { type: 'final' },
    },
  });
};
