import fc from 'fast-check';
import { expect } from 'vitest';
import type { CheckOptions } from '../../../src/check/check.ts';
import { systemsWithProperties } from '../../random/properties.ts';
import { looseSystems } from './loose.ts';
import { bothWays, expectSame, QUESTIONS, questionsOf } from './same.ts';

/** How often something was seen on random systems. */
export interface Seen {
  /** Verdicts. */
  violated: number;
  held: number;
  /** Systems of which the reduction explored fewer states. */
  fewer: number;
}

/** The reductions that random systems are checked with. */
export const REDUCTIONS = [
  ['partial-order', { partialOrder: true }],
  ['subsumption', { subsumption: true }],
  ['partial-order with subsumption', { partialOrder: true, subsumption: true }],
] as const;

/** Checks random systems with a reduction, and expects what a run without it says. */
export async function expectSameRandomly(reduce: NonNullable<CheckOptions['reduce']>, runs: number): Promise<Seen> {
  const seen: Seen = { violated: 0, held: 0, fewer: 0 };
  const systems = fc.oneof(looseSystems(), looseSystems(), systemsWithProperties());
  await fc.assert(
    fc.asyncProperty(systems, fc.nat(QUESTIONS), async (random, which) => {
      const questions = questionsOf(random);
      // One alone is seen by few steps, and the more can be left out; together they are as in a real run.
      const invariants = which === QUESTIONS ? questions : [questions[which]!];
      const pair = await bothWays(random, invariants, reduce);
      if (!pair) return;
      expectSame(pair, pair.system);
      const { full, reduced } = pair;
      expect(reduced.report.states).toBeLessThanOrEqual(full.report.states);
      for (const { violating } of full.report.verdicts) seen[violating > 0 ? 'violated' : 'held']++;
      if (reduced.report.states < full.report.states) seen.fewer++;
    }),
    { numRuns: runs },
  );
  return seen;
}
