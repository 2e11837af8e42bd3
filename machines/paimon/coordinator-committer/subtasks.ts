/** What the subtasks have reported: WriterCommittables, by checkpoint, until it is polled. */
import type { Committable, CommittableEvent, RestoredCommittableEvent } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { combine } from '../committables.ts';
import { assign, type Context, type Event, type Guards, NOTHING, next, type WriterCommittables } from './context.ts';

export const subtasks = (ask: PaimonAsk) => ({
  guards: {
    'every subtask has sent its state': ({ context }) => isAligned(context, context.restored),
    'nothing is restored': ({ context }) => upTo(ask, context, context.restored).length === 0,
    'every subtask has reported': ({ context }) => isAligned(context, nextCheckpoint(context)),
    'there is something to commit': ({ context }) => upTo(ask, context, nextCheckpoint(context)).length > 0,
    'has older committables': ({ context, event }) => {
      const { subtask, checkpoint } = event as SubtaskReset;
      return context.subtasks[subtask]!.committables.some((c) => c.checkpoint < checkpoint);
    },
  } satisfies Guards,

  actions: {
    // What they report: with their state, and at each barrier.
    takeRestored: assign({
      subtasks: ({ context, event }) => {
        const { subtask, checkpoint: maxCheckpoint, committables } = event as RestoredCommittableEvent;
        return context.subtasks.map((s, i) => (i === subtask ? { maxCheckpoint, committables } : s));
      },
    }),
    takeCommittables: assign({
      subtasks: ({ context }) => {
        const { subtask, committable } = next(context) as CommittableEvent;
        return context.subtasks.map((s, i) =>
          i === subtask ? { maxCheckpoint: committable.checkpoint, committables: [...s.committables, committable] } : s,
        );
      },
    }),
    resetSubtask: assign({
      subtasks: ({ context, event }) => {
        const { subtask } = event as SubtaskReset;
        return context.subtasks.map((s, i) => (i === subtask ? NOTHING : s));
      },
    }),

    // What is polled, to be committed.
    pollRestored: assign(({ context }) => {
      const toCommit = upTo(ask, context, context.restored);
      return {
        toCommit,
        subtasks: without(context.subtasks, context.restored),
        restoredUpTo: toCommit.at(-1)?.checkpoint ?? 0,
      };
    }),
    poll: assign(({ context }) => ({
      toCommit: upTo(ask, context, nextCheckpoint(context)),
      subtasks: without(context.subtasks, nextCheckpoint(context)),
    })),
  },
});

type SubtaskReset = Extract<Event, { type: 'SUBTASK_RESET' }>;

const nextCheckpoint = (context: Context) => (next(context) as Extract<Event, { checkpoint: number }>).checkpoint;

const isAligned = ({ subtasks }: Context, checkpoint: number) =>
  subtasks.every(({ maxCheckpoint }) => maxCheckpoint >= checkpoint);

/** pollManifestCommittablesForCheckpoint, and what commitUpToCheckpoint adds to it. */
function upTo(ask: PaimonAsk, { subtasks }: Context, checkpoint: number): readonly Committable[] {
  const all = subtasks.flatMap(({ committables }) => committables).filter((c) => c.checkpoint <= checkpoint);
  const ids = [...new Set(all.map((c) => c.checkpoint))].sort((a, b) => a - b);
  const combined = ids.map((id) => combine(all.filter((c) => c.checkpoint === id)));
  const notEmpty = combined.filter(({ batches }) => batches.length > 0);
  if (notEmpty.length > 0 || !ask.is('commit.force-create-snapshot', true)) return notEmpty;
  return combined.filter((c) => c.checkpoint === checkpoint);
}

const without = (subtasks: readonly WriterCommittables[], checkpoint: number) =>
  subtasks.map(({ maxCheckpoint, committables }) =>
    checkpoint >= maxCheckpoint
      ? NOTHING
      : { maxCheckpoint, committables: committables.filter((c) => c.checkpoint > checkpoint) },
  );
