import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemsWithProperties } from '../../random/properties.ts';
import { again, expectSame, known } from './systems.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 8);

test(
  'on random systems, what is left out never makes a verdict wrong, and with room enough none differs',
  async () => {
    let omitted = 0;
    await fc.assert(
      fc.asyncProperty(systemsWithProperties(), fc.integer({ min: 1, max: 1000 }), async (random, seed) => {
        const system = await known(random);
        if (system === undefined) return;
        expectSame(system, await again(system, { kind: 'hash-compaction', seed }), true);
        expectSame(system, await again(system, { kind: 'bitstate', mebibytes: 4, seed }), false);
        for (const lossy of [
          { kind: 'hash-compaction', bits: 7, seed },
          { kind: 'bitstate', mebibytes: 2 ** -10, seed },
        ] as const) {
          const { report } = await again(system, lossy);
          if (report.states < system.exact.report.states) omitted++;
        }
      }),
      { numRuns: RUNS },
    );
    expect(omitted).toBeGreaterThan(0);
  },
  60_000 + RUNS * 1_000,
);
