import { expect, it } from 'vitest';
import { Bounds } from '../../src/check/bounds.ts';
import { graphOf, inDrawing } from './graphs.ts';

/** Pattern 0 is counted, pattern 1 starts, pattern 2 ends. */
const start = [0, 1, 0];
const event = [1, 0, 0];
const end = [0, 0, 1];
const patterns = { event: 0, from: { pattern: 1 }, until: { pattern: 2 } } as const;
const predicates = { event: 0, from: { predicate: 0 }, until: { predicate: 1 } } as const;

it('counts between two steps, without the occurrences on the steps themselves', () => {
  const line = [[1, 1, 0], event, event, [1, 0, 1], event].map((occurs, n) => ({ edges: [{ to: n + 1, occurs }] }));
  const drawing = { nodes: [...line, {}] };
  const bounds = new Bounds(graphOf(drawing), patterns);
  expect(bounds.values()).toEqual([{ value: 2, sets: [0] }]);
  const witness = bounds.witness(1, () => true)!;
  expect(witness.start).toBe(0);
  expect(inDrawing(drawing, witness.edges)).toEqual([0, 1, 2]);
  expect(bounds.witness(2, () => true)).toBeUndefined();
  expect(bounds.cycle(() => true)).toBeUndefined();
});

it('starts again with a step that ends a count', () => {
  const line = [start, event, [0, 1, 1], event].map((occurs, n) => ({ edges: [{ to: n + 1, occurs }] }));
  expect(new Bounds(graphOf({ nodes: [...line, {}] }), patterns).values()).toEqual([{ value: 1, sets: [0] }]);
});

it('is unbounded where a cycle before the end contains the event, and only there', () => {
  const nodes = [
    {
      holds: [0],
      edges: [
        { to: 0, occurs: [0] },
        { to: 1, occurs: event },
      ],
    },
    { edges: [{ to: 2 }] },
    { kind: 'split' as const, edges: [{ to: 3 }, { to: 4 }] },
    { set: 1, edges: [{ to: 3, occurs: event }, { to: 5 }] },
    { set: 2, holds: [1], edges: [{ to: 4, occurs: event }] },
    { set: 1 },
  ];
  const bounds = new Bounds(graphOf({ nodes }), predicates);
  expect(bounds.values()).toEqual([
    { value: 1, sets: [0, 2] },
    { value: 'unbounded', sets: [1] },
  ]);
  const { stem, cycle, shortest } = bounds.cycle(() => true)!;
  expect(stem.start).toBe(0);
  expect(inDrawing({ nodes }, stem.edges)).toEqual([1, 2, 3]);
  expect(inDrawing({ nodes }, cycle)).toEqual([5]);
  expect(shortest).toBe(true);
  expect(bounds.cycle((set) => set === 2)).toBeUndefined();
  expect(inDrawing({ nodes }, bounds.witness(3, (set) => set === 1)!.edges)).toEqual([1, 2, 3, 5, 5, 5]);
});

it('counts nothing where the end holds at the start, and says when it never starts', () => {
  const both = new Bounds(graphOf({ nodes: [{ holds: [0, 1], edges: [{ to: 0, occurs: event }] }] }), predicates);
  expect(both.values()).toEqual([{ value: 0, sets: [0] }]);
  expect(both.neverStarts).toBe(false);
  const never = new Bounds(graphOf({ nodes: [{ edges: [{ to: 0, occurs: end }] }] }), predicates);
  expect(never.values()).toEqual([]);
  expect(never.neverStarts).toBe(true);
});
