import { describe, test } from 'vitest';
import { expectSameRandomly, REDUCTIONS } from './randomly.ts';

/** A few; test/full/reductions.test.ts has hundreds. */
const RUNS = Number(process.env.LASSO_RUNS ?? 8);

describe('on random systems a reduction says what a run without it says', () => {
  test.each(REDUCTIONS)('%s: verdicts, configurations, shortest counterexamples that replay', async (_, reduce) => {
    await expectSameRandomly(reduce, RUNS);
  });
});
