import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bounds } from '../../src/check/bounds.ts';
import type { Bound, Moment } from '../../src/check/region.ts';
import { type Graph, labelOf, type Path, targetOf } from '../../src/explore/graph.ts';
import { costOf, edgesOf, faultsOf, leastCosts, MANY, nodesAlong, stepsOf } from './brute.ts';
import { drawings, graphOf } from './graphs.ts';

const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.nat(1).map((predicate) => ({ predicate })),
  fc.constantFrom(1, 2).map((pattern) => ({ pattern })),
);
const bound: fc.Arbitrary<Bound> = fc.record({ event: fc.nat(1), from: moment, until: moment });

const occurs = (graph: Graph, pattern: number, e: number) =>
  labelOf(graph, e) < 0 ? 0 : graph.occurrences(pattern, labelOf(graph, e));

const holds = (graph: Graph, moment: Moment, node: number) =>
  'predicate' in moment && !graph.isSplit(node) && !graph.isUnexplored(node) && graph.holds(moment.predicate, node);

/** The counts that are going on along a path, at its end. */
function countsAlong(graph: Graph, { event, from, until }: Bound, path: Path): number[] {
  let counts: number[] = [];
  const nodes = nodesAlong(graph, path);
  nodes.forEach((node, i) => {
    if (i > 0) {
      const e = path.edges[i - 1]!;
      if (holds(graph, until, nodes[i - 1]!)) counts = [];
      if ('pattern' in until && occurs(graph, until.pattern, e) > 0) counts = [];
      counts = counts.map((count) => count + occurs(graph, event, e));
      if ('pattern' in from && occurs(graph, from.pattern, e) > 0) counts.push(0);
    }
    if (holds(graph, from, node)) counts.push(0);
  });
  return counts;
}

/** Where some path can be: a node, and one count that goes on (-1: none), at most `most`. */
function places(graph: Graph, { event, from, until }: Bound, most: number) {
  type Place = readonly [node: number, count: number];
  const starts = graph.initial.map((n): Place => [n, -1]);
  return leastCosts<Place>(starts, ([n, count]) => {
    const started = count < 0 && holds(graph, from, n) ? [{ to: [n, 0] as Place, cost: 0 }] : [];
    if (count >= 0 && holds(graph, until, n)) return [];
    const gone = edgesOf(graph, n).flatMap((e) => {
      const to = targetOf(graph, e);
      const cost = costOf(graph, e);
      if (count >= 0) {
        if ('pattern' in until && occurs(graph, until.pattern, e) > 0) return [];
        return [{ to: [to, Math.min(most, count + occurs(graph, event, e))] as Place, cost }];
      }
      const starts = 'pattern' in from && occurs(graph, from.pattern, e) > 0;
      return [{ to: [to, -1] as Place, cost }, ...(starts ? [{ to: [to, 0] as Place, cost }] : [])];
    });
    return [...started, ...gone];
  });
}

describe('bounds of random graphs', () => {
  it('are those of all paths', () => {
    fc.assert(
      fc.property(drawings(7), bound, (drawing, b) => {
        const graph = graphOf(drawing);
        const bounds = new Bounds(graph, b);
        // A count above 2 · nodes passes some node twice with an occurrence in between.
        const cap = 2 * graph.size + 1;
        const expected = new Map<number, number>();
        for (const { state } of places(graph, b, cap).values()) {
          const set = graph.setOf(state[0]);
          if (state[1] >= 0) expected.set(set, Math.max(expected.get(set) ?? 0, state[1]));
        }
        const values = bounds.values().flatMap(({ value, sets }) => sets.map((set) => [set, value] as const));
        expect(values.length).toBe(expected.size);
        for (const [set, value] of values) {
          expect(value).toBe(expected.get(set) === cap ? 'unbounded' : expected.get(set));
        }
        expect(bounds.neverStarts).toBe(expected.size === 0);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it('come with a shortest witness', () => {
    fc.assert(
      fc.property(drawings(7), bound, fc.integer({ min: -1, max: 3 }), fc.nat(2), (drawing, b, more, set) => {
        const graph = graphOf(drawing);
        const path = new Bounds(graph, b).witness(more, (s) => s === set);
        const goals = [...places(graph, b, more + 1).values()].filter(
          ({ state: [n, count] }) => count > more && graph.setOf(n) === set,
        );
        if (path === undefined) {
          expect(goals).toEqual([]);
          return;
        }
        expect(graph.initial).toContain(path.start);
        expect(Math.max(...countsAlong(graph, b, path))).toBeGreaterThan(more);
        expect(graph.setOf(nodesAlong(graph, path).at(-1)!)).toBe(set);
        const cost = stepsOf(graph, path.edges) * MANY + faultsOf(graph, path.edges);
        expect(cost).toBe(Math.min(...goals.map((goal) => goal.cost)));
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('come with a shortest cycle where they are unbounded', () => {
    fc.assert(
      fc.property(drawings(6), bound, fc.nat(2), (drawing, b, set) => {
        const graph = graphOf(drawing);
        const lasso = new Bounds(graph, b).cycle((s) => s === set);
        let best = Number.POSITIVE_INFINITY;
        let stem = Number.POSITIVE_INFINITY;
        const counting = [...places(graph, b, 0).values()].filter(({ state }) => state[1] === 0);
        for (const { state, cost } of counting.sort((x, y) => x.cost - y.cost)) {
          if (Math.floor(cost / MANY) > stem || graph.setOf(state[0]) !== set) continue;
          const cycle = leastCycle(graph, b, state[0]);
          if (cycle === Number.POSITIVE_INFINITY) continue;
          stem = Math.floor(cost / MANY);
          best = Math.min(best, cycle + (cost % MANY));
        }
        if (lasso === undefined) {
          expect(best).toBe(Number.POSITIVE_INFINITY);
          return;
        }
        const nodes = nodesAlong(graph, lasso.stem);
        const around = nodesAlong(graph, { start: nodes.at(-1)!, edges: lasso.cycle });
        expect(around.at(-1)).toBe(nodes.at(-1));
        expect(lasso.shortest).toBe(true);
        expect(countsAlong(graph, b, lasso.stem).length).toBeGreaterThan(0);
        const twice = { start: lasso.stem.start, edges: [...lasso.stem.edges, ...lasso.cycle, ...lasso.cycle] };
        expect(Math.max(...countsAlong(graph, b, twice))).toBeGreaterThan(1);
        expect(stepsOf(graph, lasso.stem.edges)).toBe(stem);
        const faults = faultsOf(graph, [...lasso.stem.edges, ...lasso.cycle]);
        expect(lasso.cycle.length * MANY + faults).toBe(best);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);
});

/** The least cost of a cycle through this node with the event, on which counting goes on. */
function leastCycle(graph: Graph, b: Bound, start: number): number {
  type Place = readonly [node: number, gone: boolean, counted: boolean];
  const found = leastCosts<Place>([[start, false, false]], ([n, , counted]) => {
    if (holds(graph, b.until, n)) return [];
    return edgesOf(graph, n).flatMap((e) => {
      if ('pattern' in b.until && occurs(graph, b.until.pattern, e) > 0) return [];
      const to: Place = [targetOf(graph, e), true, counted || occurs(graph, b.event, e) > 0];
      return [{ to, cost: costOf(graph, e) }];
    });
  });
  return found.get(JSON.stringify([start, true, true]))?.cost ?? Number.POSITIVE_INFINITY;
}
