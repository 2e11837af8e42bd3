/** What a committer does at a checkpoint: its writers' barriers, then CommitterOperator.snapshotState. */
import type { CommittableAndBarrier } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { combine, holdsTheEnd, markPartial, pollInputs } from '../committables.ts';
import { type Aligned, assign, enqueueActions, type Guards, hasEnded } from './context.ts';

export const barriers = (ask: PaimonAsk) => ({
  guards: {
    'is the last barrier': ({ context }) => context.aligning.length === context.writers - 1,
    'a barrier waits': ({ context }) => context.waiting.length > 0,
  } satisfies Guards,

  actions: {
    // CheckpointBarrierHandler: a barrier counts when it has come from every writer.
    alignOne: assign({
      aligning: ({ context, event }) => [...context.aligning, (event as CommittableAndBarrier).committable],
    }),
    align: assign(({ context, event }) => {
      const { checkpoint, kind, committable } = event as CommittableAndBarrier;
      const parts = [...context.aligning, committable].filter((part) => part !== null);
      const aligned = { checkpoint, kind, committable: parts.length < 2 ? (parts[0] ?? null) : combine(parts) };
      return { aligning: [], waiting: [...context.waiting, aligned] };
    }),

    // What is pending then is its state.
    snapshotState: enqueueActions(({ context, enqueue }) => {
      const [{ checkpoint, kind, committable }, ...waiting] = context.waiting as [Aligned, ...Aligned[]];
      const { table } = context;
      const pending = pollInputs(committable ? [...context.pending, committable] : context.pending, context.inputs);
      const isFinal = hasEnded(context) && context.finalCheckpoint === 0;
      const finalCheckpoint = isFinal ? checkpoint : context.finalCheckpoint;
      enqueue.assign({ pending, inputs: [], waiting, restoredUpTo: 0, finalCheckpoint });
      const isPartial = holdsTheEnd(pending) && !hasEnded(context) && ask.feature('keeps-partial-end-of-input');
      const state = isPartial ? markPartial(pending) : pending;
      const committables = ask.feature('stores-committables') ? state : [];
      enqueue.emit({ type: 'WRITE_STATE', table, checkpoint, kind, committables });
      enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table, checkpoint });
    }),
  },
});
