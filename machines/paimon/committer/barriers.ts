/** What a committer does at a checkpoint: its writers' barriers, then CommitterOperator.snapshotState. */
import type { CommittableAndBarrier } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { combine, holdsTheEnd, markPartial, ofTable, pollInputs } from '../committables.ts';
import { type Aligned, assign, type Context, enqueueActions, type Guards, hasEnded } from './context.ts';
import { watermarkOf } from './watermarks.ts';

export const barriers = (ask: PaimonAsk) => ({
  guards: {
    'is the last barrier': ({ context }) => context.aligning.length === context.writers - 1,
    'a barrier waits': ({ context }) => context.waiting.length > 0,
  } satisfies Guards,

  actions: {
    // CheckpointBarrierHandler: a barrier counts when it has come from every writer.
    alignOne: assign({
      aligning: ({ context, event }) => [...context.aligning, handedOver(context, event as CommittableAndBarrier)],
    }),
    align: assign(({ context, event }) => {
      const { checkpoint, kind } = event as CommittableAndBarrier;
      const last = handedOver(context, event as CommittableAndBarrier);
      const all = [...context.aligning, last].filter((part) => part !== null);
      const parts = context.tables.map((table) => ofTable(all, table)).filter((of) => of.length > 0);
      const committables = parts.map((of) => (of.length === 1 ? of[0]! : combine(of)));
      return { aligning: [], waiting: [...context.waiting, { checkpoint, kind, committables }] };
    }),

    // What is pending then is its state.
    snapshotState: enqueueActions(({ context, enqueue }) => {
      const [{ checkpoint, kind, committables: received }, ...waiting] = context.waiting as [Aligned, ...Aligned[]];
      const { table } = context;
      const pending = pollInputs(context.pending, [...received, ...context.inputs], watermarkOf(ask, context));
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

/** MultiTableCommittable: what a writer hands over, with its table where the committer has several. */
const handedOver = ({ tables }: Context, { table, committable }: CommittableAndBarrier) =>
  committable && tables.length > 1 ? { ...committable, table } : committable;
