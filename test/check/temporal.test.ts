import { describe, expect, it } from 'vitest';
import { negation } from '../../src/check/automaton.ts';
import { folded } from '../../src/check/fold.ts';
import { Temporal } from '../../src/check/temporal.ts';
import {
  and,
  atom,
  F,
  type Formula,
  G,
  implies,
  not,
  or,
  type Predicate,
  U,
  X,
} from '../../src/describe/properties.ts';
import { wrongWith } from './brute.ts';
import { p, predicateOf, q } from './formulas.ts';
import { type Drawing, graphOf, inDrawing } from './graphs.ts';

function check(drawing: Drawing, formula: Formula<never>) {
  const temporal = new Temporal(graphOf(drawing), negation(formula, predicateOf));
  const lasso = temporal.lasso(() => true);
  const { stem, cycle, shortest } = lasso ?? { stem: { start: 0, edges: [] }, cycle: [], shortest: true };
  const drawn = {
    stem: { ...stem, edges: inDrawing(drawing, stem.edges) },
    cycle: inDrawing(drawing, cycle),
    shortest,
  };
  return { sets: temporal.violatingSets(), lasso: lasso && drawn };
}

/** Node 0 can turn for ever or go on to node 1, where p holds. */
const turnOrGo = (fairness: 'weak' | 'strong'): Drawing => ({
  fairness: [fairness],
  nodes: [{ edges: [{ to: 0 }, { to: 1, fairness: 0 }] }, { holds: [0], edges: [{ to: 1 }] }],
});

/** As above, but going on is possible only in every second state. */
const goNowAndThen = (fairness: 'weak' | 'strong'): Drawing => ({
  fairness: [fairness, 'weak'],
  nodes: [
    { edges: [{ to: 1, fairness: 1 }] },
    {
      edges: [
        { to: 0, fairness: 1 },
        { to: 2, fairness: 0 },
      ],
    },
    { holds: [0], edges: [{ to: 2 }] },
  ],
});

describe('F p', () => {
  it('is violated by a fair cycle', () => {
    const drawing: Drawing = { fairness: ['weak'], nodes: [{ edges: [{ to: 0, fairness: 0 }] }] };
    expect(check(drawing, F(p))).toEqual({
      sets: [0],
      lasso: { stem: { start: 0, edges: [] }, cycle: [0], shortest: true },
    });
  });

  it('holds where a weak or strong edge is always enabled and never taken', () => {
    expect(check(turnOrGo('weak'), F(p)).sets).toEqual([]);
    expect(check(turnOrGo('strong'), F(p)).sets).toEqual([]);
  });

  it('needs strong fairness where the edge is enabled again and again', () => {
    expect(check(goNowAndThen('weak'), F(p)).lasso?.cycle).toEqual([0, 1]);
    expect(check(goNowAndThen('strong'), F(p))).toEqual({ sets: [], lasso: undefined });
  });

  it('is violated by a path that ends', () => {
    const { lasso } = check({ fairness: ['weak'], nodes: [{ edges: [{ to: 1, fairness: 0 }] }, {}] }, F(p));
    expect(lasso).toEqual({ stem: { start: 0, edges: [0] }, cycle: [], shortest: true });
  });

  it('is not violated by a path that was not explored to its end', () => {
    const nodes = [{ edges: [{ to: 1, fairness: 0 }] }, { kind: 'unexplored' as const }];
    expect(check({ fairness: ['weak'], nodes }, F(p)).sets).toEqual([]);
  });

  it('names the set of the configurations behind a split, whose edges cost nothing', () => {
    const split: Drawing = {
      fairness: ['weak'],
      nodes: [
        { kind: 'split', edges: [{ to: 1 }, { to: 2 }] },
        { set: 1, holds: [0] },
        { set: 2, edges: [{ to: 3, fairness: 0 }] },
        { kind: 'split', set: 2, edges: [{ to: 4 }, { to: 5 }] },
        { set: 3, edges: [{ to: 4, fairness: 0 }] },
        { set: 4, holds: [0] },
      ],
    };
    expect(check(split, F(p))).toEqual({
      sets: [3],
      lasso: { stem: { start: 0, edges: [1, 2, 3] }, cycle: [5], shortest: true },
    });
    expect(check(split, G(not(p))).sets).toEqual([1, 4]);
  });
});

describe('F X p', () => {
  it('is violated on a way into a state that the automaton cannot stay in', () => {
    // The first node is read on the way into the state that waits; only what comes after it may not have p.
    const nodes = [{ holds: [0], edges: [{ to: 1, fairness: 0 }] }, {}];
    const { lasso } = check({ fairness: ['weak'], nodes }, F(X(p)));
    expect(lasso).toEqual({ stem: { start: 0, edges: [0] }, cycle: [], shortest: true });
  });
});

describe('a path', () => {
  /** A fault can lead from node 0 to node 1, where q holds; node 1 ends. */
  const fault = (edge: { fairness?: number } = {}): Drawing => ({
    fairness: ['weak'],
    nodes: [{ holds: [0], edges: [{ to: 1, fault: true, ...edge }] }, { holds: [1] }],
  });
  const stay = { stem: { start: 0, edges: [] }, cycle: [], shortest: true };

  it('may stay for ever where only a step without fairness is possible', () => {
    expect(check(fault(), F(q))).toEqual({ sets: [0], lasso: stay });
    expect(check(fault(), G(implies(p, F(q)))).lasso).toEqual(stay);
  });

  it('may not where a fair step is possible, alone or beside it', () => {
    expect(check(fault({ fairness: 0 }), F(q))).toEqual({ sets: [], lasso: undefined });
    const { nodes } = fault();
    const beside = [{ ...nodes[0]!, edges: [...nodes[0]!.edges!, { to: 1, fairness: 0 }] }, nodes[1]!];
    expect(check({ fairness: ['strong'], nodes: beside }, F(q)).sets).toEqual([]);
  });

  it('still may take that step', () => {
    expect(check(fault(), G(not(q))).lasso).toEqual({ stem: { start: 0, edges: [0] }, cycle: [], shortest: true });
  });

  it('stays for ever or not at all', () => {
    expect(check(fault(), X(q)).lasso).toEqual(stay);
    // At once, or never: staying for a while does not count.
    expect(check(fault(), or(X(q), G(p))).sets).toEqual([]);
    expect(check(fault(), not(and(p, X(and(p, X(q)))))).sets).toEqual([]);
    expect(check(fault(), not(and(p, X(and(p, X(p)))))).lasso).toEqual(stay);
    expect(check(fault(), or(G(p), U(p, G(q)))).sets).toEqual([]);
  });

  it('does not stay in a node that is split or not explored', () => {
    expect(
      check(
        {
          nodes: [
            { kind: 'split', edges: [{ to: 1 }] },
            { set: 1, kind: 'unexplored' },
          ],
        },
        F(p),
      ).sets,
    ).toEqual([]);
  });

  it('stays rather than turn, where both violate the formula', () => {
    const drawing: Drawing = { nodes: [{ edges: [{ to: 1 }] }, { edges: [{ to: 0 }] }] };
    expect(check(drawing, F(p)).lasso).toEqual(stay);
    expect(check(drawing, not(X(X(not(p))))).lasso).toEqual(stay);
    const turning: Drawing = { nodes: [{ holds: [0], edges: [{ to: 1 }] }, { edges: [{ to: 0 }] }] };
    // Only a path that turns has p again and again, and not p.
    const { lasso } = check(turning, not(and(G(F(p)), G(F(not(p))))));
    expect(lasso).toEqual({ stem: { start: 0, edges: [] }, cycle: [0, 1], shortest: true });
  });
});

describe('strong fairness', () => {
  it('removes the states where it is owed and looks at the rest again', () => {
    // Node 0 and 1 turn; in 1 the strong edge to 2 is enabled; 0 can also turn on its own.
    const drawing: Drawing = {
      fairness: ['strong', 'weak'],
      nodes: [
        { edges: [{ to: 1 }, { to: 0, fairness: 1 }] },
        { edges: [{ to: 0 }, { to: 2, fairness: 0 }] },
        { holds: [0], edges: [{ to: 2 }] },
      ],
    };
    expect(check(drawing, F(p)).lasso?.cycle).toEqual([1]);
  });
});

describe('with more than ten conditions', () => {
  // A wheel: from the hub, a round trip for each of twelve constraints, all of them enabled in every state.
  const many = 12;
  const all = (to: number) => Array.from({ length: many }, (_, j) => ({ to, fairness: j }));
  const drawing: Drawing = {
    fairness: Array.from({ length: many }, () => 'weak' as const),
    nodes: [{ edges: all(1) }, { edges: [{ to: 0 }, ...all(2)] }, { holds: [0], edges: [{ to: 2 }] }],
  };

  it('says that the cycle is only a short one', () => {
    const graph = graphOf(drawing);
    const lasso = new Temporal(graph, negation(F(p), predicateOf)).lasso(() => true);
    expect(lasso?.shortest).toBe(false);
    expect(lasso?.cycle.length).toBe(2 * many);
    expect(wrongWith(graph, lasso!, F(p))).toBe('');
  });
});

describe('with more predicates than fit into a small table', () => {
  it('tells the letters apart', () => {
    const atoms = Array.from({ length: 10 }, () => atom((() => true) as Predicate<never>));
    const all = atoms.reduce<Formula<never>>((f, a) => and(f, a), { op: 'true' });
    const number = (predicate: Predicate<never>) =>
      atoms.findIndex((a) => a.op === 'atom' && a.predicate === predicate);
    const step = (to: number) => ({ edges: [{ to, fairness: 0 }] });
    const ten = [...atoms.keys()];
    const nodes = (last: number[]) => [
      { holds: [9], ...step(1) },
      { holds: ten.slice(1), ...step(2) },
      { holds: last },
    ];
    const sets = (last: number[]) =>
      new Temporal(graphOf({ fairness: ['weak'], nodes: nodes(last) }), negation(F(all), number)).violatingSets();
    expect(sets(ten)).toEqual([]);
    expect(sets(ten.slice(0, 9))).toEqual([0]);
  });
});

describe('folded', () => {
  const lasso = (edges: number[], cycle: number[]) => ({ stem: { start: 0, edges }, cycle, shortest: true });
  it('says the same path in fewer words', () => {
    expect(folded(lasso([7, 1, 2], [1, 2, 1, 2]))).toEqual(lasso([7], [1, 2]));
    expect(folded(lasso([7, 2], [1, 2]))).toEqual(lasso([7], [2, 1]));
    expect(folded(lasso([2, 1, 2, 1, 2], [1, 2]))).toEqual(lasso([], [2, 1]));
    expect(folded(lasso([1], [1, 2, 1]))).toEqual(lasso([], [1, 1, 2]));
    expect(folded(lasso([5], []))).toEqual(lasso([5], []));
  });
});
