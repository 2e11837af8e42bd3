import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairComponents, type REdge, type RGraph } from '../../src/reference/index.ts';

/** A small graph: of each state, where its steps lead and which constraint they belong to. */
type Small = readonly (readonly { readonly to: number; readonly constraint: string }[])[];

const small: fc.Arbitrary<Small> = fc.integer({ min: 1, max: 5 }).chain((n) =>
  fc.array(
    fc.array(fc.record({ to: fc.nat(n - 1), constraint: fc.constantFrom('', 'w1', 'w2', 's1', 's2') }), {
      maxLength: 4,
    }),
    { minLength: n, maxLength: n },
  ),
);

function graphOf(graph: Small): RGraph {
  const edges = graph.map((own, from) =>
    own.map(({ to, constraint }) => {
      const strength = constraint.startsWith('w') ? 'weak' : 'strong';
      return { from, to, step: constraint ? { constraint: { name: constraint, strength } } : {} } as unknown as REdge;
    }),
  );
  return { edges, states: graph.map(() => ({})) } as unknown as RGraph;
}

/** Can a fair path visit exactly these states for ever? By the definitions, without any cleverness. */
function isFairTogether(graph: Small, set: readonly number[]): boolean {
  const inside = (state: number) => graph[state]!.filter(({ to }) => set.includes(to));
  const isConnected = set.every((from) => {
    const reached = new Set([from]);
    for (const state of reached) for (const { to } of inside(state)) reached.add(to);
    return set.every((state) => reached.has(state));
  });
  const taken = set.flatMap(inside).map(({ constraint }) => constraint);
  const isFair = ['w1', 'w2', 's1', 's2'].every((name) => {
    if (taken.includes(name)) return true;
    const enabling = set.filter((state) => graph[state]!.some(({ constraint }) => constraint === name));
    return name.startsWith('w') ? enabling.length < set.length : enabling.length === 0;
  });
  return isConnected && isFair;
}

function subsetsOf(n: number): number[][] {
  return Array.from({ length: 2 ** n - 1 }, (_, bits) =>
    Array.from({ length: n }, (_, state) => state).filter((state) => ((bits + 1) >> state) & 1),
  );
}

describe('fair components', () => {
  it('are what the definitions say, by trying every set of states', () => {
    fc.assert(
      fc.property(small, (graph) => {
        const found = fairComponents(
          graphOf(graph),
          graph.map((_, state) => state),
        );
        for (const component of found) expect(isFairTogether(graph, component)).toBe(true);
        const recurring = new Set(found.flat());
        for (const set of subsetsOf(graph.length)) {
          if (isFairTogether(graph, set)) for (const state of set) expect(recurring.has(state)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
