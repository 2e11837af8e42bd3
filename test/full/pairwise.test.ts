/** Exploring all configurations at once says of each what exploring it alone says: a pairwise sample. */
import { beforeAll, expect, test } from 'vitest';
import { system } from '../../invariants/index.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { expectTheSameAlone, type Family, familyWith, type Judged } from '../model/alone.ts';
import { AFFECTED } from '../model/expected.ts';
import { behaviours, pairwise } from '../model/sample.ts';

/** Small enough for the naive search, and large enough for everything that is violated in the shipped model. */
const BUDGETS = { CHECKPOINT_DUE: 3, DATA_ARRIVES: 1, FAILURE: 1, NOTIFICATION_LOST: 0 };

const space = new Space((system as unknown as System).options);
const sample = pairwise(space);
const found: Judged[] = [];

let family: Family;
beforeAll(async () => {
  family = await familyWith(BUDGETS);
}, 120_000);

test('the sample has every pair of values that occurs, and every release', () => {
  for (const key of ['paimon', 'flink']) {
    const all = new Set(space.configurations.map((c) => c[key]));
    expect(new Set(sample.map((c) => space.configurations[c]![key]))).toEqual(all);
  }
  expect(sample.length).toBeLessThan(behaviours(space).length / 10);
});

test.each(sample.map((number) => [title(number), number] as const))(
  '%s',
  (_, number) => {
    found.push(expectTheSameAlone(family, number));
  },
  60_000,
);

test('what is violated somewhere in the shipped model is violated in the sample, and not everywhere', () => {
  expect(found).toHaveLength(sample.length);
  for (const name of Object.keys(AFFECTED)) {
    const violating = found.filter(({ violated }) => violated.includes(name));
    expect([name, violating.length > 0 && violating.length < found.length]).toEqual([name, true]);
  }
});

function title(number: number): string {
  const { options } = system;
  return Object.entries(space.configurations[number]!)
    .filter(([key, value]) => options.definitions[key as keyof typeof options.definitions].default !== value)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
