/** What CommitterOperator collects: committables, barriers and the end of input. */
import {
  type Committable,
  type CommittableAndBarrier,
  type CommittableAndEndOfData,
  END_OF_INPUT,
} from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { assign, type Context, type Event, emit, enqueueActions, type Guards, upTo } from './context.ts';

export const collector = (ask: PaimonAsk) => {
  /** How far the end of input commits where there is no final checkpoint. */
  const atTheEnd = ({ lastCompleted }: Context) =>
    ask.feature('end-of-input') === 'counts on, ends at one' ? lastCompleted + 1 : END_OF_INPUT;

  return {
    guards: {
      'has a summary already': ({ context, event }) =>
        context.pending.some((c) => c.checkpoint === received(event)?.checkpoint) &&
        ask.feature('end-of-input') === 'repeats',
      'there is no final checkpoint': ({ context }) => !context.checkpointingEnabled || ask.feature('batch-mode'),
      'the task does not wait': () => ask.is('execution.checkpointing.interval', 'unset'),
      'something is left': ({ context }) => context.toCommit.length > 0,
      'the end of input is over': ({ context }) => context.pass === 'end of input',
      'the end of input waits': ({ context }) => context.input !== null,
      'the final checkpoint is complete': ({ context }) =>
        context.finalCheckpoint > 0 && context.lastCompleted >= context.finalCheckpoint,
    } satisfies Guards,

    actions: {
      // Committables, and what is their state at a barrier.
      collect: assign(({ context, event }) => {
        const committable = received(event);
        return committable ? { pending: add(context.pending, committable) } : {};
      }),
      snapshotState: enqueueActions(({ context, event, enqueue }) => {
        const { table, pending: committables, ended, finalCheckpoint } = context;
        const { checkpoint, kind } = event as CommittableAndBarrier;
        if (ended && finalCheckpoint === 0) enqueue.assign({ finalCheckpoint: checkpoint });
        enqueue.emit({ type: 'WRITE_STATE', table, checkpoint, kind, committables });
        enqueue.emit({ type: 'COMMITTER_ACKNOWLEDGES', table, checkpoint });
      }),

      // The end of input; it waits while the operator is busy.
      keepEnd: assign({ input: ({ event }) => event as CommittableAndEndOfData }),
      takeEnd: enqueueActions(({ context, enqueue }) => {
        enqueue.raise(context.input!);
        enqueue.assign({ input: null });
      }),
      endInput: assign({ ended: true }),
      startTheEnd: assign(({ context }) => ({
        toCommit: upTo(context.pending, atTheEnd(context)),
        pass: 'end of input' as const,
      })),
      finishTask: emit({ type: 'ALL_TASKS_FINISHED' }),
    },
  };
};

const received = (event: Event) => (event as CommittableAndBarrier | CommittableAndEndOfData).committable;

/** CommittableCollector.addMessage: committables with the same number are committed together. */
const add = (pending: readonly Committable[], committable: Committable) =>
  [...pending, committable].sort((a, b) => a.checkpoint - b.checkpoint || a.through - b.through);
