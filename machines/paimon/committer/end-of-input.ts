/** How a committer ends: EndOfData of every writer, then CommitterOperator.endInput. */
import type { CommittableAndEndOfData } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { halves, holdsTheEnd, pollInputs } from '../committables.ts';
import { assign, type Ended, enqueueActions, type Guards } from './context.ts';
import { watermarkOf } from './watermarks.ts';

export const endOfInput = (ask: PaimonAsk) => {
  /** There is no final checkpoint that the task would wait for. */
  const endsWithInput = () => ask.feature('batch-mode') || !ask.feature('checkpoints-after-tasks-finish');

  return {
    guards: {
      'the last end of data waits': ({ context }) =>
        context.waiting[0]?.kind === 'end of data' && context.ended === context.writers - 1,
      'an end of data waits': ({ context }) => context.waiting[0]?.kind === 'end of data',
      'repeats the end of input': ({ context }) =>
        context.inputs.length > 0 && holdsTheEnd(context.pending) && !ask.feature('merges-end-of-input'),
      'knows of checkpoints': ({ context }) => context.streamingCheckpointEnabled,
      'ends with its input': endsWithInput,
      'filters the end of input': ({ context }) =>
        context.inputs.length + context.pending.length > 0 && ask.feature('filters-end-of-input'),
      'something is left': ({ context }) => context.inputs.length + context.pending.length > 0,
      'is the end of input': ({ context }) => context.pass === 'end of input',
    } satisfies Guards,

    actions: {
      // EndOfData of a writer, with what it hands over before it.
      endOfDataWaits: assign(({ context, event }) => {
        const { committable } = event as CommittableAndEndOfData;
        return { waiting: [...context.waiting, { kind: 'end of data' as const, committable }] };
      }),
      takeEndOfData: assign(({ context }) => {
        const [{ committable }, ...waiting] = context.waiting as [Ended, ...Ended[]];
        return {
          waiting,
          ended: context.ended + 1,
          inputs: committable ? [...context.inputs, committable] : context.inputs,
        };
      }),

      // EndInput: what is left stays pending until the final checkpoint, or is committed now.
      pollAtEndOfInput: assign(({ context }) =>
        ask.feature('keeps-partial-end-of-input')
          ? { pending: pollInputs(context.pending, context.inputs, watermarkOf(ask, context)), inputs: [] }
          : {},
      ),
      startEndOfInput: assign(({ context }) => {
        const pending = pollInputs(context.pending, context.inputs, watermarkOf(ask, context));
        return { pass: 'end of input' as const, pending, inputs: [], toCommit: pending.flatMap(halves) };
      }),

      // The task ends, at once or after its final checkpoint.
      finishWithInput: enqueueActions(({ enqueue }) => {
        if (endsWithInput()) enqueue.emit({ type: 'ALL_TASKS_FINISHED' });
      }),
      finishAfterFinalCheckpoint: enqueueActions(({ context: { finalCheckpoint, latestReported }, enqueue }) => {
        if (finalCheckpoint > 0 && latestReported >= finalCheckpoint) enqueue.emit({ type: 'ALL_TASKS_FINISHED' });
      }),
    },
  };
};
