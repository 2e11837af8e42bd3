import { assign, enqueueActions, setup } from 'xstate';
import type { Barrier, DeployCommitter, DeployWriter } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** PaimonWriter.lastCheckpointId: counts rounds of prepareCommit, from the checkpoint restored. */
  readonly lastCheckpointId: number;
}

type Event = DeployWriter | DeployCommitter | { readonly type: 'CANCEL' } | Barrier;

/**
 * It is not told the checkpoint at which it is to prepare a commit: SinkWriter.prepareCommit has no parameter. So it
 * gives its StoreSinkWrite an identifier of its own, and the PreCommitOperator gives the committables the right one.
 */
export const pipelineWriter = (ask: PaimonAsk) => {
  const counts = () => ask.feature('prepares-commits-with') === 'rounds';

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Barrier },
    actions: {
      initialize: assign(({ event }) => (counts() ? { lastCheckpointId: (event as DeployCommitter).checkpoint } : {})),
      prepareCommit: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind, through } = event as Barrier;
        const round = context.lastCheckpointId + 1;
        const identifiers = { '1': 1, rounds: round, checkpoint };
        enqueue.emit({ type: 'BARRIER', checkpoint: identifiers[ask.feature('prepares-commits-with')], kind, through });
        if (counts()) enqueue.assign({ lastCheckpointId: round });
      }),
      reset: assign({ lastCheckpointId: 0 }),
    },
  }).createMachine({
    id: 'pipelineWriter',
    description:
      'Flink CDC: the PaimonWriter of its Paimon sink in the DataSinkWriterOperator, as far as it numbers the commits that it prepares. Left out: its StoreSinkWrite, which is the writer that other sinks have too.',
    context: { lastCheckpointId: 0 },
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_WRITER: 'running' } },
      running: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          DEPLOY_COMMITTER: {
            actions: 'initialize',
            description: 'PaimonSink.createWriter since 3.2.1: InitContext.getRestoredCheckpointId(), or 0 (read).',
          },
          BARRIER: {
            actions: 'prepareCommit',
            description:
              'PaimonWriter: prepareCommit(…, 1L) in flush until 3.2.0; lastCheckpointId + 1 in prepareCommit since 3.2.1 (FLINK-36541, read). It counts rounds: an identifier that an earlier attempt has used up is not among them.',
          },
        },
      },
    },
  });
};
