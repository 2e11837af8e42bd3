/** Few configurations that stand for many. */
import { expect, test } from 'vitest';
import { covering } from '../../src/describe/covering.ts';
import { defineOptions } from '../../src/describe/options.ts';
import { Space } from '../../src/describe/space.ts';

const values = (n: number) => ({ about: '', values: Array.from({ length: n }, (_, i) => i), default: 0 });
const space = new Space(
  defineOptions(
    { a: values(4), b: values(3), c: values(2), d: values(2), one: values(1) },
    { valid: ({ a, b }) => !(a === 3 && b === 2) },
  ) as never,
);

const pairsIn = (numbers: readonly number[]) =>
  new Set(
    numbers.flatMap((number) => {
      const entries = Object.entries(space.configurations[number]!).map(([key, value]) => `${key}=${value}`);
      return entries.flatMap((x, i) => entries.slice(i + 1).map((y) => `${x} ${y}`));
    }),
  );

test("'pairs' has every pair of values that occurs, in few configurations", () => {
  const sample = covering(space, 'pairs');
  expect(pairsIn(sample)).toEqual(pairsIn(space.configurations.map((_, c) => c)));
  // Two options with 4 and 3 values, one pair of them impossible, need 11; 44 exist.
  expect(sample.length).toBeGreaterThanOrEqual(11);
  expect(sample.length).toBeLessThanOrEqual(14);
});

test('a number is that many, also beyond what the pairs need, each once', () => {
  for (const n of [1, 5, 20, 43]) expect(new Set(covering(space, n)).size).toBe(n);
  expect(covering(space, 1_000)).toHaveLength(44);
  expect(covering(space, 'all')).toHaveLength(44);
  expect(covering(space, 20)).toEqual(covering(space, 20));
});

test('a space of one configuration stands for itself', () => {
  const single = new Space(defineOptions({}) as never);
  expect(covering(single, 'pairs')).toEqual([0]);
});
