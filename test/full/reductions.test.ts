/** Reductions against runs without them, on hundreds of random systems each. */
import { describe, expect, test } from 'vitest';
import { expectSameRandomly, REDUCTIONS } from '../explore/reduce/randomly.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 600);

describe('on hundreds of random systems a reduction says what a run without it says', () => {
  test.each(REDUCTIONS)('%s', async (_, reduce) => {
    const { violated, held, fewer } = await expectSameRandomly(reduce, RUNS);
    // Both verdicts, and systems of which something was saved, occur often enough to mean something.
    expect(Math.min(violated, held, fewer)).toBeGreaterThan(RUNS / 20);
  });
});
