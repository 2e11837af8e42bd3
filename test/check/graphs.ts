import fc from 'fast-check';
import { EdgeList } from '../../src/explore/edges.ts';
import { type Graph, placeOf, sourceOf } from '../../src/explore/graph.ts';

/** A graph written down: what is left out is as plain as possible. */
export interface Drawing {
  readonly initial?: readonly number[];
  readonly fairness?: readonly ('weak' | 'strong')[];
  readonly nodes: readonly DrawnNode[];
}

export interface DrawnNode {
  readonly kind?: 'split' | 'unexplored';
  readonly set?: number;
  /** The predicates that hold. */
  readonly holds?: readonly number[];
  readonly edges?: readonly DrawnEdge[];
}

export interface DrawnEdge {
  readonly to: number;
  readonly fairness?: number;
  readonly fault?: boolean;
  /** By number of the pattern: how often it occurs. */
  readonly occurs?: readonly number[];
}

/** The graph of a drawing. Every edge has a label of its own: its number. */
export function graphOf({ initial = [0], fairness = [], nodes }: Drawing): Graph {
  let count = 0;
  const edges = nodes.map((node) => (node.edges ?? []).map((edge) => ({ ...edge, number: count++ })));
  const byLabel = edges.flat();
  const out = new EdgeList();
  return {
    size: nodes.length,
    initial,
    edges(node) {
      const of = edges[node] as (typeof edges)[number];
      for (const [i, edge] of of.entries()) out.put(i, edge.to, nodes[node]?.kind === 'split' ? -1 : edge.number);
      return of.length;
    },
    out,
    setOf: (node) => nodes[node]?.set ?? 0,
    truthOf: (node) => (nodes[node]?.holds ?? []).reduce((bits, predicate) => bits | (1 << predicate), 0),
    isSplit: (node) => nodes[node]?.kind === 'split',
    isUnexplored: (node) => nodes[node]?.kind === 'unexplored',
    holds(predicate, node) {
      const drawn = nodes[node] as DrawnNode;
      if (drawn.kind !== undefined) throw new Error('predicates are not defined here');
      return drawn.holds?.includes(predicate) ?? false;
    },
    fairness: fairness.map((strength, number) => ({ name: `constraint ${number}`, strength })),
    fairnessOf: (label) => byLabel[real(label)]?.fairness ?? -1,
    occurrences: (pattern, label) => byLabel[real(label)]?.occurs?.[pattern] ?? 0,
    faults: (label) => (byLabel[real(label)]?.fault ? 1 : 0),
  };
}

/** Edges of the graph of a drawing, as they are numbered there: those of the first node from 0 on, then the next. */
export function inDrawing({ nodes }: Drawing, edges: readonly number[]): number[] {
  const before = (node: number) => nodes.slice(0, node).reduce((sum, { edges: of }) => sum + (of?.length ?? 0), 0);
  return edges.map((edge) => before(sourceOf(edge)) + placeOf(edge));
}

function real(label: number): number {
  if (label < 0) throw new Error('an edge of a split node has no label');
  return label;
}

/**
 * Random drawings of up to `most` nodes. As in the explorer, steps stay within a set, edges of split nodes lead
 * to other sets with larger numbers.
 */
export const drawings = (most: number): fc.Arbitrary<Drawing> =>
  fc
    .record({
      fairness: fc.array(fc.constantFrom('weak' as const, 'strong' as const), { maxLength: 4 }),
      second: fc.boolean(),
      nodes: fc.array(
        fc.record({
          kind: fc.oneof(
            { weight: 8, arbitrary: fc.constant(undefined) },
            { weight: 2, arbitrary: fc.constant('split' as const) },
            { weight: 1, arbitrary: fc.constant('unexplored' as const) },
          ),
          set: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(2) }),
          holds: fc.subarray([0, 1]),
          edges: fc.array(
            fc.record({
              to: fc.nat(most * 4),
              fairness: fc.integer({ min: -1, max: 3 }),
              fault: fc.boolean(),
              occurs: fc.tuple(fc.constantFrom(0, 0, 1, 2), fc.constantFrom(0, 0, 1), fc.constantFrom(0, 0, 0, 1)),
            }),
            { maxLength: 3 },
          ),
        }),
        { minLength: 1, maxLength: most },
      ),
    })
    .map(({ fairness, second, nodes }) => ({
      fairness,
      initial: second && nodes.length > 1 ? [0, 1] : [0],
      nodes: nodes.map(({ kind, set, holds, edges }) => {
        const targets = nodes.flatMap((other, n) => {
          return (kind === 'split' ? other.set > set : other.set === set) ? [n] : [];
        });
        const drawn = edges
          .filter(() => kind !== 'unexplored' && targets.length > 0)
          .map(({ to, fairness: j, ...edge }) => ({
            ...edge,
            to: targets[to % targets.length] as number,
            fairness: j < 0 || fairness.length === 0 ? -1 : j % fairness.length,
          }));
        const isSplit = kind === 'split' && drawn.length > 0;
        return {
          set,
          holds,
          edges: kind === 'split' && !isSplit ? [] : drawn,
          ...(isSplit ? { kind: 'split' as const } : kind === 'unexplored' ? { kind } : {}),
        };
      }),
    }))
    .map(reachable);

/** The part of a drawing that can be reached: graphs have no other. */
function reachable({ initial = [0], fairness = [], nodes }: Drawing): Drawing {
  const order = [...new Set(initial)];
  for (const node of order) {
    for (const { to } of nodes[node]?.edges ?? []) if (!order.includes(to)) order.push(to);
  }
  order.sort((a, b) => a - b);
  return {
    initial: initial.map((node) => order.indexOf(node)),
    fairness,
    nodes: order.map((node) => {
      const drawn = nodes[node] as DrawnNode;
      return { ...drawn, edges: (drawn.edges ?? []).map((edge) => ({ ...edge, to: order.indexOf(edge.to) })) };
    }),
  };
}
