import type { Automaton } from '../../src/check/automaton.ts';
import type { Formula } from '../../src/describe/properties.ts';
import { edgeAt, type Graph, type Lasso, labelOf, type Path, targetOf } from '../../src/explore/graph.ts';
import { satisfies } from './formulas.ts';

/** Slow and obvious ways to the answers of `src/check`, from the definitions. */

export const edgesOf = (graph: Graph, node: number): number[] =>
  Array.from({ length: graph.edges(node) }, (_, i) => edgeAt(node, i));

/** May a path stay in this node for ever? Nothing that fairness forces to happen is possible there. */
export const mayStay = (graph: Graph, node: number): boolean =>
  !graph.isSplit(node) && !graph.isUnexplored(node) && graph.fairness.every((_, j) => !enabled(graph, node, j));

const enabled = (graph: Graph, node: number, constraint: number): boolean =>
  edgesOf(graph, node).some((e) => labelOf(graph, e) >= 0 && graph.fairnessOf(labelOf(graph, e)) === constraint);

export const stepsOf = (graph: Graph, edges: readonly number[]): number =>
  edges.filter((e) => labelOf(graph, e) >= 0).length;

export const faultsOf = (graph: Graph, edges: readonly number[]): number =>
  edges.reduce((sum, e) => sum + (labelOf(graph, e) < 0 ? 0 : graph.faults(labelOf(graph, e))), 0);

/** The nodes along a path. Throws where an edge does not start where the one before it leads. */
export function nodesAlong(graph: Graph, { start, edges }: Path): number[] {
  const nodes = [start];
  for (const e of edges) {
    const at = nodes[nodes.length - 1]!;
    if (!edgesOf(graph, at).includes(e)) throw new Error(`edge ${e} does not start in node ${at}`);
    nodes.push(targetOf(graph, e));
  }
  return nodes;
}

/** What is wrong with a lasso as a fair path of this graph that violates the formula; '' if nothing. */
export function wrongWith(graph: Graph, lasso: Lasso, formula: Formula<never>): string {
  if (!graph.initial.includes(lasso.stem.start)) return 'does not start in an initial node';
  const stem = nodesAlong(graph, lasso.stem);
  const loop = stem[stem.length - 1]!;
  const cycle = nodesAlong(graph, { start: loop, edges: lasso.cycle });
  if (cycle[cycle.length - 1] !== loop) return 'does not come back';
  if (lasso.cycle.length === 0 && !mayStay(graph, loop)) return 'has no cycle';
  if (!isFair(graph, loop, lasso.cycle)) return 'is not fair';
  const read = (nodes: readonly number[]) => nodes.filter((n) => !graph.isSplit(n));
  const before = read(stem.slice(0, -1));
  const nodes = [...before, loop, ...cycle.slice(1, -1)];
  const letters = nodes.map((n) => [0, 1].filter((predicate) => graph.holds(predicate, n)));
  return satisfies({ letters, back: before.length }, formula) ? 'satisfies the formula' : '';
}

/** Is it fair to go round this cycle for ever? */
function isFair(graph: Graph, start: number, cycle: readonly number[]): boolean {
  const nodes = nodesAlong(graph, { start, edges: cycle });
  return graph.fairness.every(({ strength }, j) => {
    if (cycle.some((e) => graph.fairnessOf(labelOf(graph, e)) === j)) return true;
    return strength === 'weak' ? nodes.some((n) => !enabled(graph, n, j)) : nodes.every((n) => !enabled(graph, n, j));
  });
}

/** All fair lassos with a stem of up to `stem` edges and a cycle of up to `cycle` edges. */
export function* lassos(graph: Graph, stem: number, cycle: number): Generator<Lasso> {
  const cycles = Array.from({ length: graph.size }, (_, n) => fairCycles(graph, n, cycle));
  for (const start of graph.initial) {
    const paths: Path[] = [{ start, edges: [] }];
    for (const path of paths) {
      const end = path.edges.length === 0 ? start : targetOf(graph, path.edges[path.edges.length - 1]!);
      for (const c of cycles[end]!) yield { stem: path, cycle: c, shortest: true };
      if (path.edges.length === stem) continue;
      for (const e of edgesOf(graph, end)) paths.push({ start, edges: [...path.edges, e] });
    }
  }
}

function fairCycles(graph: Graph, node: number, most: number): number[][] {
  const found: number[][] = mayStay(graph, node) ? [[]] : [];
  const paths: number[][] = edgesOf(graph, node).map((e) => [e]);
  for (const path of paths) {
    const end = targetOf(graph, path[path.length - 1]!);
    if (end === node && isFair(graph, node, path)) found.push(path);
    if (path.length < most) for (const e of edgesOf(graph, end)) paths.push([...path, e]);
  }
  return found;
}

/** Steps and faults as one number: steps count first. */
export const MANY = 10_000;

/** Least costs from some states to all that are reached from there, over arcs that are computed. */
export function leastCosts<S>(
  starts: readonly S[],
  arcs: (state: S) => { readonly to: S; readonly cost: number }[],
): Map<string, { state: S; cost: number }> {
  const found = new Map<string, { state: S; cost: number }>();
  const waiting = starts.map((state) => ({ state, cost: 0 }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const key = JSON.stringify(next.state);
    const known = found.get(key);
    if (known !== undefined && known.cost <= next.cost) continue;
    found.set(key, next);
    for (const { to, cost } of arcs(next.state)) waiting.push({ state: to, cost: next.cost + cost });
  }
  return found;
}

export const costOf = (graph: Graph, edge: number): number =>
  labelOf(graph, edge) < 0 ? 0 : MANY + graph.faults(labelOf(graph, edge));

/** A node, the automaton's state after it, and whether the path has decided to stay there for ever. */
type Place = readonly [node: number, state: number, stopped: boolean];

/**
 * The least cost of a stem to a product node that lies on a fair accepting cycle, then the least number of steps
 * of such a cycle, then the least faults of both; by search over how every condition stands.
 */
export function leastLasso(
  graph: Graph,
  a: Automaton,
  allowed: (set: number) => boolean,
): { stem: number; cycle: number; faults: number } | undefined {
  const enter = (node: number, state: number): { state: number; marks: number }[] => {
    if (graph.isUnexplored(node) || a.states === 0) return [];
    if (graph.isSplit(node)) return [{ state, marks: 0 }];
    const letter = a.predicates.reduce((bits, predicate, i) => bits | (graph.holds(predicate, node) ? 1 << i : 0), 0);
    const marks = new Map<number, number>();
    for (const t of a.transitions[state]!) {
      if ((letter & t.mask) === t.value) marks.set(t.to, (marks.get(t.to) ?? 0) | t.marks);
    }
    return [...marks].map(([to, all]) => ({ state: to, marks: all }));
  };
  const arcs = ([node, state, stopped]: Place) => {
    const stays = mayStay(graph, node)
      ? enter(node, state).map(({ state: to, marks }) => ({ at: [node, to, true] as Place, marks, edge: -1, cost: 0 }))
      : [];
    if (stopped) return stays;
    const goes = edgesOf(graph, node).flatMap((edge) => {
      const target = targetOf(graph, edge);
      return enter(target, state).map(({ state: to, marks }) => {
        return { at: [target, to, false] as Place, marks, edge, cost: costOf(graph, edge) };
      });
    });
    return [...stays, ...goes];
  };
  /** The least cost of a fair accepting cycle. */
  const cycleThrough = (place: Place): number => {
    const bits = Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (a.marks & bit) !== 0);
    type Standing = readonly [Place, marks: number, ...fairness: string[]];
    const start: Standing = [place, 0, ...graph.fairness.map(() => 'nothing')];
    const next = ([at, marks, ...fairness]: Standing) =>
      arcs(at).map((arc) => {
        const [node] = at;
        const stands = graph.fairness.map(({ strength }, j) => {
          if (fairness[j] === 'met' || (arc.edge >= 0 && constraintOf(arc.edge) === j)) return 'met';
          if (strength === 'weak') return enabled(graph, node, j) ? 'nothing' : 'met';
          return enabled(graph, node, j) ? 'owed' : fairness[j]!;
        });
        return { to: [arc.at, marks | arc.marks, ...stands] as Standing, cost: arc.cost };
      });
    const afterOne = next(start);
    let least = Number.POSITIVE_INFINITY;
    for (const { to, cost } of afterOne) {
      for (const { state, cost: more } of leastCosts([to], next).values()) {
        const [at, marks, ...fairness] = state;
        const back = at.every((part, i) => part === place[i]) && bits.every((bit) => (marks & bit) !== 0);
        const fair = fairness.every((f, j) => (graph.fairness[j]!.strength === 'weak' ? f === 'met' : f !== 'owed'));
        if (back && fair) least = Math.min(least, cost + more);
      }
    }
    return least;
  };
  const constraintOf = (edge: number) => (labelOf(graph, edge) < 0 ? -1 : graph.fairnessOf(labelOf(graph, edge)));
  const starts = graph.initial.flatMap((node) => enter(node, 0).map(({ state }): Place => [node, state, false]));
  const places = leastCosts(starts, (place) => arcs(place).map(({ at, cost }) => ({ to: at, cost })));
  let best: { stem: number; cycle: number; faults: number } | undefined;
  for (const { state, cost } of [...places.values()].sort((x, y) => x.cost - y.cost)) {
    const stem = Math.floor(cost / MANY);
    if (best !== undefined && stem > best.stem) break;
    if (graph.isSplit(state[0]) || !allowed(graph.setOf(state[0]))) continue;
    const through = cycleThrough(state);
    if (through === Number.POSITIVE_INFINITY) continue;
    const found = { stem, cycle: Math.floor(through / MANY), faults: (cost % MANY) + (through % MANY) };
    if (best === undefined || found.cycle * MANY + found.faults < best.cycle * MANY + best.faults) best = found;
  }
  return best;
}
