import { assign, enqueueActions, setup } from 'xstate';
import type { Barrier, CommittableAndBarrier, DeployWriter, Records } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** What it has written since the last barrier. */
  readonly written: readonly number[];
}

export const epochWriter = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      events: {} as DeployWriter | { readonly type: 'CANCEL' } | Records | Barrier,
      emitted: {} as CommittableAndBarrier,
    },
    actions: {
      write: assign({ written: ({ context, event }) => [...context.written, (event as Records).batch] }),
      flush: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind, through } = event as Barrier;
        const { written: batches } = context;
        const committable = batches.length === 0 ? null : { checkpoint, batches, compacted: [], through };
        enqueue.emit({ type: 'COMMITTABLE_AND_BARRIER', table: 0, checkpoint, kind, committable });
        enqueue.assign({ written: [] });
      }),
      reset: assign({ written: [] }),
    },
  }).createMachine({
    id: 'epochWriter',
    description:
      'Iceberg: the IcebergStreamWriter. It hands over what it has written at each barrier, and then knows nothing of it any more. Left out: delete files.',
    context: { written: [] },
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_WRITER: 'running' } },
      running: {
        on: {
          CANCEL: { target: 'down', actions: 'reset' },
          RECORDS: { actions: 'write' },
          BARRIER: {
            actions: 'flush',
            description:
              'IcebergStreamWriter.prepareSnapshotPreBarrier: what was written is emitted before the barrier, whatever becomes of this checkpoint (read).',
          },
        },
      },
    },
  });
