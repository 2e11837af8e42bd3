import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mistake } from '../../src/describe/mistake.ts';
import { count } from '../../src/describe/space.ts';
import { build } from '../random/build.ts';
import { blueprints } from '../random/systems.ts';
import { explored, outlineOf, outlineOfReference, referred } from './compare.ts';

const LIMIT = 400;
const RUNS = Number(process.env.LASSO_RUNS ?? 15);

describe('the explorer agrees with the reference', () => {
  test(
    'on random systems, in every configuration: states by depth, transitions, deadlocks, mistakes',
    async () => {
      await fc.assert(
        fc.asyncProperty(blueprints(), async (blueprint) => {
          let system: ReturnType<typeof build>;
          try {
            system = build(blueprint);
          } catch (error) {
            fc.pre(!(error instanceof Mistake));
            throw error;
          }
          const mine = await explored(system, [], 20_000);
          if (mine instanceof Mistake) {
            // The explorer stops at the first mistake in any configuration: one of them has it.
            const { Space } = await import('../../src/describe/space.ts');
            const space = new Space(system.options, { features: system.features ?? {} });
            // Most are near: those far away are looked for last, since the reference is slow.
            const isFound = [100, 1_000, 5_000].some((limit) =>
              space.configurations.some((_, c) => referred(system, space, c, limit) instanceof Mistake),
            );
            expect(isFound, mine.message).toBe(true);
            return;
          }
          if (mine.explorer.stoppedBy !== undefined) return;
          for (let c = 0; c < mine.space.size; c++) {
            const theirs = referred(system, mine.space, c, LIMIT);
            if (theirs instanceof Mistake) throw theirs;
            if (!theirs.complete) continue;
            expect(outlineOf(mine.explorer, c)).toEqual(outlineOfReference(theirs));
          }
          expect(count(mine.space.all())).toBe(mine.space.size);
        }),
        { numRuns: RUNS },
      );
    },
    60_000 + RUNS * 1_000,
  );
});
