import { expect, it } from 'vitest';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { LossySearch, type Mode } from '../../src/explore/lossy/index.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';

/** Two-phase commit with 7 resource managers (TLA+ TwoPhase). */
const STATES = 296_448;

async function searched(mode: Mode): Promise<LossySearch> {
  const system = twoPhaseCommit(7) as unknown as System;
  const space = new Space(system.options, { features: {}, restrict: {} });
  const search = new LossySearch(
    system,
    space,
    { predicates: [], patterns: [], edges: false, deadlocks: false },
    [],
    mode,
  );
  await search.run();
  return search;
}

it.each([
  { kind: 'hash-compaction', bits: 64, seed: 1 },
  { kind: 'bitstate', bytes: 2 ** 28, seed: 1 },
] as const)('two-phase commit with 7: %o finds all states', async (mode) => {
  const search = await searched(mode);
  expect(search.states).toBe(STATES);
  expect(search.figures().omission).toBeLessThan(1e-4);
});

it.each([
  ['hash compaction, 24 bits', (seed: number): Mode => ({ kind: 'hash-compaction', bits: 24, seed })],
  ['bitstate, 512 KiB', (seed: number): Mode => ({ kind: 'bitstate', bytes: 2 ** 19, seed })],
])(
  'two-phase commit with 7: %s misses as many states as it says, and those that only they lead to',
  async (_, mode) => {
    let missing = 0;
    let expected = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const search = await searched(mode(seed));
      missing += STATES - search.states;
      expected += search.figures().expectedOmissions;
    }
    expect(expected).toBeGreaterThan(1_000);
    expect(missing).toBeGreaterThan(expected - 4 * Math.sqrt(expected));
    expect(missing).toBeLessThan(expected * 1.3);
  },
);
