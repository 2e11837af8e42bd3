import { type Graph, placeOf } from '../explore/graph.ts';
import { ArcBuffer, type Arcs } from './arcs.ts';
import { Pairs } from './ints.ts';
import { ShortestPaths } from './search.ts';

/** Nothing changes, the condition is met for good, or (strong fairness only) it is owed until it is met. */
export const NOTHING = 0;
export const MET = 1;
export const OWED = 2;
export type Effect = typeof NOTHING | typeof MET | typeof OWED;

/** A strongly connected component and what a cycle in it has to do. */
export interface CycleProblem extends Arcs {
  /** Of each condition: must it be met in any case, or only where it is owed? */
  readonly onlyIfOwed: readonly boolean[];
  /** What it means for a condition to follow this arc of the node expanded last. */
  effect(condition: number, arc: number): Effect;
}

export interface Cycle {
  /** Edges of the explored graph (see `edgeAt`). */
  readonly edges: readonly number[];
  readonly steps: number;
  readonly faults: number;
}

/** The work that may still be done: pairs of a node and a set of met conditions, over several searches. */
export interface Effort {
  left: number;
}

/** The largest number of conditions for which a shortest cycle is searched. */
export const MOST_TRACKED = 10;

interface Hops extends Cycle {
  /** The nodes that are left, each by the edge with the same number. */
  readonly nodes: readonly number[];
  readonly end: number;
}

/**
 * A shortest cycle through `start` that meets every condition: fewest steps, then fewest faults, then a fixed
 * order. Breadth-first over (node, how the conditions stand). Conditions join the search only once a shortest
 * cycle without them turned out to break them: a shortest cycle under some conditions that meets all is a
 * shortest under all.
 *
 * 'longer' where it has more than `most` steps; undefined where more than ten conditions matter, or the effort
 * does not suffice. O(component · 3^conditions) at worst.
 */
export function shortestCycle(
  problem: CycleProblem,
  graph: Graph,
  start: number,
  most: number,
  effort: Effort,
): Cycle | 'longer' | undefined {
  const tracked: number[] = [];
  for (;;) {
    const complete = completeness(problem, tracked);
    const goal = (arc: number, standing: number) => problem.out.to[arc] === start && complete(standing);
    const found = search(problem, graph, start, tracked, goal, most, effort);
    if (found === undefined || found === 'longer') return found;
    const broken = standings(problem, found).findIndex((standing, c) => !isComplete(problem, c, standing));
    if (broken === -1) return found;
    if (tracked.length === MOST_TRACKED) return undefined;
    tracked.push(broken);
  }
}

/**
 * A short cycle through `start` that meets every condition: to the nearest arc that meets an open one, again and
 * again, and back. O(component · conditions).
 */
export function shortCycle(problem: CycleProblem, graph: Graph, start: number): Cycle {
  let walk: Hops = { nodes: [], edges: [], end: start, steps: 0, faults: 0 };
  for (;;) {
    const open = standings(problem, walk).flatMap((standing, c) => (isComplete(problem, c, standing) ? [] : [c]));
    if (open.length === 0 && walk.nodes.length > 0 && walk.end === start) return walk;
    const goal = (arc: number) =>
      open.length === 0 ? problem.out.to[arc] === start : open.some((c) => problem.effect(c, arc) === MET);
    const unlimited = Number.POSITIVE_INFINITY;
    const leg = search(problem, graph, walk.end, [], goal, unlimited, { left: unlimited }, true);
    if (typeof leg !== 'object') throw new Error('a fair component has no fair cycle');
    walk = {
      nodes: [...walk.nodes, ...leg.nodes],
      edges: [...walk.edges, ...leg.edges],
      end: leg.end,
      steps: walk.steps + leg.steps,
      faults: walk.faults + leg.faults,
    };
  }
}

/** Pairs of a node and a set of met conditions that one call of `bestCycle` may look at: a second or less. */
const MOST_EFFORT = 100_000;

/**
 * The shortest cycle through any of these nodes, which are equally far away and ordered by the faults on the
 * way: fewest steps, then fewest faults in all, then the first. Undefined where no search succeeded.
 */
export function bestCycle(
  candidates: readonly number[],
  stems: ShortestPaths,
  search: (node: number, most: number, effort: Effort) => Cycle | 'longer' | undefined,
): { at: number; cycle: Cycle; shortest: boolean } | undefined {
  const effort = { left: MOST_EFFORT };
  let best: { at: number; cycle: Cycle } | undefined;
  let shortest = true;
  for (const at of candidates) {
    const cycle = search(at, best?.cycle.steps ?? Number.POSITIVE_INFINITY, effort);
    if (cycle === undefined || effort.left < 0) shortest = false;
    if (typeof cycle !== 'object') {
      if (effort.left < 0) break;
      continue;
    }
    const better =
      best === undefined ||
      cycle.steps < best.cycle.steps ||
      (cycle.steps === best.cycle.steps &&
        cycle.faults + stems.faultsTo(at) < best.cycle.faults + stems.faultsTo(best.at));
    if (better) best = { at, cycle };
    if (effort.left < 0) break;
  }
  return best && { ...best, shortest };
}

function search(
  problem: CycleProblem,
  graph: Graph,
  start: number,
  tracked: readonly number[],
  goal: (arc: number, standing: number) => boolean,
  most: number,
  effort: Effort,
  hasty = false,
): Hops | 'longer' | undefined {
  const arcs = new Standings(problem, tracked, goal, effort, hasty);
  const paths = new ShortestPaths(arcs, graph, [arcs.pairs.number(start, 0)]);
  for (let steps = 0; steps <= most && paths.layer(); steps++) {
    if (effort.left < 0) return undefined;
    // Edges cost at least nothing, so the goal is settled in the layer in which it is first in the order.
    if (!paths.isSettled(GOAL)) continue;
    const { root, nodes, edges } = paths.path(GOAL);
    const end = arcs.endOf(nodes.length > 1 ? nodes[nodes.length - 2] : root, edges[edges.length - 1]);
    return {
      nodes: [root, ...nodes.slice(0, -1)].map((id) => arcs.pairs.left.data[id]),
      edges,
      end,
      steps: paths.stepsTo(GOAL),
      faults: paths.faultsTo(GOAL),
    };
  }
  return 'longer';
}

const GOAL = 0;

/** Pairs of a node and how the tracked conditions stand there, two bits each. */
class Standings implements Arcs {
  readonly out = new ArcBuffer();
  readonly pairs = new Pairs();
  private readonly problem: CycleProblem;
  private readonly tracked: readonly number[];
  private readonly goal: (arc: number, standing: number) => boolean;
  private readonly effort: Effort;
  /** Is any shortest path to the goal good enough, whatever its faults? Then nothing is expanded once it is found. */
  private readonly hasty: boolean;
  private found = false;

  constructor(
    problem: CycleProblem,
    tracked: readonly number[],
    goal: (arc: number, standing: number) => boolean,
    effort: Effort,
    hasty: boolean,
  ) {
    this.problem = problem;
    this.hasty = hasty;
    this.tracked = tracked;
    this.goal = goal;
    this.effort = effort;
    this.pairs.number(-1, -1); // GOAL
  }

  get size(): number {
    return this.pairs.size;
  }

  node(id: number): number {
    return this.problem.node(this.pairs.left.data[id]);
  }

  expand(id: number): number {
    this.out.count = 0;
    if (id === GOAL || (this.hasty && this.found) || --this.effort.left < 0) return 0;
    const { problem, tracked } = this;
    const before = this.pairs.right.data[id];
    const arcs = problem.expand(this.pairs.left.data[id]);
    for (let i = 0; i < arcs; i++) {
      let standing = before;
      for (let t = 0; t < tracked.length; t++) {
        const stood = (standing >> (2 * t)) & 3;
        const stands = after(stood, problem.effect(tracked[t], i));
        standing ^= (stood ^ stands) << (2 * t);
      }
      const { to, place, label } = problem.out;
      const reached = this.goal(i, standing);
      if (reached) this.found = true;
      this.out.put(reached ? GOAL : this.pairs.number(to[i], standing), place[i], label[i]);
    }
    return this.out.count;
  }

  /** Where this edge leads from this pair. */
  endOf(id: number, edge: number): number {
    const arcs = this.problem.expand(this.pairs.left.data[id]);
    for (let i = 0; i < arcs; i++) {
      if (this.problem.out.place[i] !== placeOf(edge)) continue;
      let standing = this.pairs.right.data[id];
      this.tracked.forEach((c, t) => {
        const stood = (standing >> (2 * t)) & 3;
        standing ^= (stood ^ after(stood, this.problem.effect(c, i))) << (2 * t);
      });
      if (this.goal(i, standing)) return this.problem.out.to[i];
    }
    throw new Error('an edge that was followed is gone');
  }
}

const after = (stood: number, effect: Effect): number => (stood === MET || effect === NOTHING ? stood : effect);

const isComplete = (problem: CycleProblem, condition: number, standing: number): boolean =>
  problem.onlyIfOwed[condition] === true ? standing !== OWED : standing === MET;

function completeness(problem: CycleProblem, tracked: readonly number[]): (standing: number) => boolean {
  return (standing) => tracked.every((c, t) => isComplete(problem, c, (standing >> (2 * t)) & 3));
}

/** How every condition stands at the end of a walk. */
function standings(problem: CycleProblem, walk: Hops): number[] {
  const result = problem.onlyIfOwed.map((): number => NOTHING);
  walk.nodes.forEach((node, at) => {
    const next = walk.nodes[at + 1] ?? walk.end;
    const arcs = problem.expand(node);
    for (let i = 0; i < arcs; i++) {
      if (problem.out.place[i] !== placeOf(walk.edges[at]) || problem.out.to[i] !== next) continue;
      for (let c = 0; c < result.length; c++) result[c] = after(result[c], problem.effect(c, i));
    }
  });
  return result;
}
