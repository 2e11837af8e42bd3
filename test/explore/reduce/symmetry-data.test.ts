import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrange, labelled } from '../../../src/explore/reduce/symmetry-arrangements.ts';
import { exchanged, seenBy } from '../../../src/explore/reduce/symmetry-data.ts';
import type { Group, Groups } from '../../../src/explore/reduce/symmetry-groups.ts';

const worker: Group = { index: 0, name: 'worker', components: ['worker'], size: 3 };
const disk: Group = { index: 1, name: 'disk', components: ['disk'], size: 2 };
const groups: Groups = {
  list: [worker, disk],
  names: new Map([
    ['by', { group: 0, naming: 'number' }],
    ['seen', { group: 0, naming: 'set' }],
    ['tally', { group: 0, naming: 'indexed' }],
    ['next', { group: 0, naming: { indexed: 'number' } }],
    ['disk', { group: 1, naming: 'number' }],
  ]),
  apart: [],
};

describe('exchanging workers 0 and 2', () => {
  test.each([
    ['a number', { by: 0 }, { by: 2 }],
    ['a list of numbers, in its order', { by: [0, 1, 0] }, { by: [2, 1, 2] }],
    ['a set, sorted again', { seen: [0, 1] }, { seen: [1, 2] }],
    ['a list with one item for each', { tally: ['a', 'b', 'c'] }, { tally: ['c', 'b', 'a'] }],
    [
      'an object with numbers as keys',
      { tally: { 0: 'a', 1: 'b', total: 2 } },
      { tally: { 1: 'b', 2: 'a', total: 2 } },
    ],
    ['numbers by number', { next: [1, 2, 0] }, { next: [2, 0, 1] }],
    ['what is inside of something else', { log: [{ by: 2, at: 2 }] }, { log: [{ by: 0, at: 2 }] }],
    ['a list by number of things that speak of numbers', { tally: [{ by: 0 }, 0, {}] }, { tally: [{}, 0, { by: 2 }] }],
  ])('changes %s', (_, before, after) => {
    expect(exchanged<object>(groups, worker, 0, 2, before)).toEqual(after);
  });

  test('leaves the rest as it is: the same object', () => {
    const data = { disk: 0, at: 0, by: null, seen: [1], nested: { by: -1 } };
    expect(exchanged(groups, worker, 0, 2, data)).toBe(data);
  });
});

const number = fc.nat(2);
const data = fc.record({
  by: fc.option(number),
  seen: fc.subarray([0, 1, 2]),
  tally: fc.array(fc.record({ by: number, c: fc.nat(1) }), { minLength: 3, maxLength: 3 }),
  next: fc.array(number, { minLength: 3, maxLength: 3 }),
  disk: fc.nat(1),
  c: fc.nat(2),
});

test('exchanging twice changes nothing, and three exchanges of neighbours are one of the ends', () => {
  fc.assert(
    fc.property(data, (before) => {
      const swap = (a: number, what: typeof before) => exchanged(groups, worker, a, a + 1, what);
      expect(swap(0, swap(0, before))).toEqual(before);
      expect(swap(0, swap(1, swap(0, before)))).toEqual(exchanged(groups, worker, 0, 2, before));
    }),
  );
});

test('what is said of a replica moves with it', () => {
  fc.assert(
    fc.property(data, number, number, number, (before, a, b, who) => {
      const after = exchanged(groups, worker, a, b, before);
      const other = who === a ? b : who === b ? a : who;
      expect(seenBy(groups, worker, other, after)).toBe(seenBy(groups, worker, who, before));
    }),
  );
});

test('it tells a replica from the others, and not the others from one another', () => {
  expect(seenBy(groups, worker, 0, { by: 0 })).not.toBe(seenBy(groups, worker, 1, { by: 0 }));
  expect(seenBy(groups, worker, 1, { by: 0 })).toBe(seenBy(groups, worker, 2, { by: 0 }));
  expect(seenBy(groups, worker, 0, { disk: 0 })).toBe(seenBy(groups, worker, 0, { disk: 1 }));
});

test('arrangements that can be told apart are visited once each, and in the end all stands as before', () => {
  const things = [...'abab', 'c'];
  const exchange = (_: number, at: number) => {
    [things[at], things[at + 1]] = [things[at + 1]!, things[at]!];
  };
  const before = things.join('');
  const block = labelled(0, 0, things.length, exchange, () => things.join('') === before);
  const seen: string[] = [];
  arrange([block], exchange, () => seen.push(things.join('')));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(120 / (2 * 2));
  expect(things.join('')).toBe(before);
});
