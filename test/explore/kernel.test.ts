import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mistake } from '../../src/describe/mistake.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';
import { build } from '../random/build.ts';
import { blueprints } from '../random/systems.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 30);

/** All that an exploration found, node by node; or the mistake. */
async function explored(system: System, kernel: 'never' | 'early', edges: boolean) {
  const space = new Space(system.options, { features: system.features ?? {} });
  const asked = { predicates: [], patterns: [], edges, deadlocks: true };
  try {
    const explorer = new Explorer(system, space, { ...asked, kernel });
    await explorer.run({ states: 5_000 });
    const fields = new Int32Array(explorer.plan.fields);
    const nodes = Array.from({ length: explorer.size }, (_, node) => {
      explorer.read(node, fields);
      const { parentOf, faultsOf } = explorer;
      const way = [parentOf.call(explorer, node), faultsOf.call(explorer, node)];
      return [...fields, ...way, explorer.isSplit(node), explorer.isUnexplored(node), explorer.isDeadlock(node)].join(
        ' ',
      );
    });
    const { states, transitions, stutters, depth, witnesses } = explorer;
    return { states, transitions, stutters, depth, witnesses: witnesses.states, nodes };
  } catch (error) {
    if (error instanceof Mistake) return error.message;
    throw error;
  }
}

describe('the kernel finds what the simple way finds, in the same order', () => {
  test(
    'on random systems: rows, parents, faults, splits, deadlocks, counts',
    async () => {
      await fc.assert(
        fc.asyncProperty(blueprints(), fc.boolean(), async (blueprint, edges) => {
          let system: ReturnType<typeof build>;
          try {
            system = build(blueprint);
          } catch (error) {
            fc.pre(!(error instanceof Mistake));
            throw error;
          }
          const simple = await explored(system as System, 'never', edges);
          // A stop at a limit of states may come a few nodes apart from the other way's.
          fc.pre(typeof simple === 'string' || simple.states < 5_000);
          expect(await explored(system as System, 'early', edges)).toEqual(simple);
        }),
        { numRuns: RUNS },
      );
    },
    60_000 + RUNS * 1_000,
  );

  test('two-phase commit with 6 resource managers has the published counts both ways', async () => {
    const system = twoPhaseCommit(6) as unknown as System;
    for (const kernel of ['never', 'early'] as const) {
      const explorer = new Explorer(system, new Space(system.options), {
        predicates: [],
        patterns: [],
        edges: false,
        deadlocks: true,
        kernel,
      });
      await explorer.run();
      expect([kernel, explorer.states]).toEqual([kernel, 50_816]);
    }
  });
});
