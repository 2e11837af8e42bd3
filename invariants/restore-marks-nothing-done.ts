import { system } from '../machines/scenarios/mark-done.ts';
import { invariant, never, stepsOf } from '../src/index.ts';
import { aCommitterIsInitializing } from './vocabulary/bounded.ts';

const { emits } = stepsOf(system);

/** What is restored is a part of the end of input, or all of it, and was marked done before, or not: nobody can tell. */
export const restoreMarksNothingDone = invariant({
  name: 'restore-marks-nothing-done',
  about: 'While a committer restores, the mark-done listener is not told of an end of input.',
  holds: never(
    emits('committer', 'NOTIFY_COMMITTABLES', {
      where: ({ endInput }) => endInput,
      label: 'the mark-done listener is told of the end of input',
    }),
    { given: aCommitterIsInitializing },
  ),
});
