import type { Graph, Lasso, Path } from '../explore/graph.ts';
import { ArcBuffer } from './arcs.ts';
import { added, heavier, UNBOUNDED, weightOf } from './components.ts';
import { Counting } from './counting.ts';
import { bestCycle, type CycleProblem, type Effect, MET, NOTHING, shortCycle, shortestCycle } from './cycle.ts';
import { Facts } from './facts.ts';
import { Narrow } from './ints.ts';
import type { Way } from './nearest.ts';
import { type Bound, Region } from './region.ts';
import { realEdges, remembered, ShortestPaths } from './search.ts';

/** The largest number of occurrences, and the sets of configurations that reach it. */
export interface BoundValue {
  readonly value: number | 'unbounded';
  /** Ascending. */
  readonly sets: readonly number[];
}

/**
 * How often an event occurs at most on a finite path of the graph from one moment until another. No fairness.
 * Longest paths over the region where counting goes on, component by component. Its nodes are expanded once to find the
 * region, its components, and how often the event occurs after each; where configurations differ, once more to hand on the
 * counts from the starts. Where counting starts with an edge, all edges are looked at first (once for all properties, see
 * `Facts`). Memory: see `Region`; 1 byte a node for the counts while they are below 254.
 */
export class Bounds {
  private readonly graph: Graph;
  private readonly region: Region;
  /** Of each node of the region, the largest number of occurrences with which it is reached, as weights are written. */
  private readonly most: Narrow;
  private readonly hasOneSet: boolean;

  /** Does the count. */
  constructor(
    graph: Graph,
    bound: Bound,
    facts = new Facts(graph, 'pattern' in bound.from ? [bound.from.pattern] : []),
  ) {
    this.graph = graph;
    this.region = new Region(facts, bound);
    this.hasOneSet = facts.hasOneSet;
    this.most = new Narrow(this.hasOneSet ? 0 : graph.size);
    const order = this.region.takeOrder();
    for (let end = order.length; end > 0; ) {
      const number = this.region.component(order[end - 1]);
      let from = end - 1;
      if (number > 0) while (from > 0 && this.region.component(order[from - 1]) === number) from--;
      this.countIn(number, order, from, end);
      end = from;
    }
  }

  /** True where nothing is ever counted because counting never starts, in any configuration. */
  get neverStarts(): boolean {
    return this.region.size === 0;
  }

  /**
   * For each set of configurations that a node of the region has, the largest number at such nodes; grouped by
   * number, ascending, `unbounded` last. A number is true of every configuration in the set: the path that
   * reaches it is possible for all of them. A configuration's worst case is the largest over the sets it is in.
   */
  values(): BoundValue[] {
    const { region, graph } = this;
    const most = new Map<number, number>();
    if (this.hasOneSet && region.size > 0) most.set(graph.setOf(0), region.afterStarts);
    for (let node = 0, last = -1, known = -1; node < graph.size && !this.hasOneSet; node++) {
      if (!region.has(node)) continue;
      const set = graph.setOf(node);
      if (set !== last) {
        last = set;
        known = most.get(set) ?? -1;
      }
      const value = weightOf(this.most.data[node]);
      if (value <= known) continue;
      known = value;
      most.set(set, value);
    }
    const groups = new Map<number, number[]>();
    for (const [set, value] of [...most].sort(([a], [b]) => a - b)) {
      const sets = groups.get(value);
      if (sets === undefined) groups.set(value, [set]);
      else sets.push(set);
    }
    return [...groups]
      .sort(([a], [b]) => a - b)
      .map(([value, sets]) => ({ value: value === Number.POSITIVE_INFINITY ? 'unbounded' : value, sets }));
  }

  /**
   * A shortest path from an initial node, through a start, to a node that has an allowed set and is reached with
   * strictly more than `more` occurrences; fewest faults among these, then a fixed order. Undefined where there
   * is none. O(nodes · (more + 2)) at worst.
   */
  witness(more: number, allowed: (set: number) => boolean): Path | undefined {
    const counting = new Counting(this.graph, this.region, more + 1);
    const isAllowed = remembered(allowed);
    const { paths, found } = this.nearest(counting, (id) => {
      return counting.counted(id) > more && isAllowed(this.graph.setOf(counting.node(id)));
    });
    return found.length === 0 ? undefined : pathTo(paths, found[0]);
  }

  /**
   * The ways to the nodes that are reached with strictly more than `more` occurrences: fewest steps first, then fewest
   * faults; of each set of configurations the first. They are looked for as far as they are asked for.
   */
  *ways(more: number): Generator<Way, void> {
    const counting = new Counting(this.graph, this.region, more + 1);
    const paths = new ShortestPaths(counting, this.graph, this.graph.initial);
    const left = new Set(this.values().flatMap(({ value, sets }) => (isMore(value, more) ? sets : [])));
    while (left.size > 0 && paths.layer()) {
      for (const id of paths.layerNodes) {
        if (counting.counted(id) <= more) continue;
        const set = this.graph.setOf(counting.node(id));
        if (left.delete(set)) yield { steps: paths.stepsTo(id), faults: paths.faultsTo(id), set };
      }
    }
  }

  /**
   * Where the number is unbounded: a shortest stem, through a start, to a component of the region with an
   * allowed set and an occurrence inside, then a shortest cycle there that contains the event; fewest faults
   * among these, then a fixed order. Undefined where there is none.
   */
  cycle(allowed: (set: number) => boolean): Lasso | undefined {
    if (!this.region.isRepeated) return undefined;
    const counting = new Counting(this.graph, this.region, 0);
    const isAllowed = remembered(allowed);
    const { paths, found } = this.nearest(counting, (id) => {
      const node = counting.node(id);
      const isCounting = counting.counted(id) === 0;
      return isCounting && this.region.isRepeatedIn(this.region.component(node)) && isAllowed(this.graph.setOf(node));
    });
    if (found.length === 0) return undefined;
    const problem = (id: number) => new Repetition(this.graph, this.region, this.region.component(counting.node(id)));
    const best = bestCycle(found, paths, (id, most, effort) =>
      shortestCycle(problem(id), this.graph, counting.node(id), most, effort),
    );
    if (best !== undefined) return { stem: pathTo(paths, best.at), cycle: best.cycle.edges, shortest: best.shortest };
    const short = shortCycle(problem(found[0]), this.graph, counting.node(found[0]));
    return { stem: pathTo(paths, found[0]), cycle: short.edges, shortest: false };
  }

  /** The nodes at the least number of steps that are a goal, in the order of shortest paths. */
  private nearest(counting: Counting, goal: (id: number) => boolean): { paths: ShortestPaths; found: number[] } {
    const paths = new ShortestPaths(counting, this.graph, this.graph.initial);
    const found: number[] = [];
    while (found.length === 0 && paths.layer()) {
      for (const id of paths.layerNodes) if (goal(id)) found.push(id);
    }
    return { paths, found };
  }

  /**
   * Counts in a component before which everything is counted, and hands on. The number is 0 for a node that lies on no
   * cycle.
   */
  private countIn(number: number, order: Int32Array, from: number, end: number): void {
    const { most, region } = this;
    let count = most.data[order[from]];
    for (let i = from + 1; i < end; i++) count = heavier(count, most.data[order[i]]);
    if (region.isRepeatedIn(number)) count = UNBOUNDED;
    for (let i = from; i < end; i++) {
      const arcs = region.expand(order[i]);
      const { to, label } = region.out;
      for (let a = 0; a < arcs; a++) {
        const before = most.data[to[a]];
        const after = heavier(before, added(count, Math.max(region.events.of(label[a]), 0)));
        if (after !== before) most.set(to[a], after);
      }
    }
    // An arc inside cannot have raised it: then the event would occur there.
    if (number > 0) for (let i = from; i < end; i++) most.set(order[i], count);
  }
}

const isMore = (value: BoundValue['value'], than: number): boolean => value === 'unbounded' || value > than;

/** The arcs inside one component of a region; a cycle in it has to contain the event. */
class Repetition implements CycleProblem {
  readonly out = new ArcBuffer();
  readonly onlyIfOwed = [false];
  readonly size: number;
  private readonly region: Region;
  private readonly number: number;

  constructor(graph: Graph, region: Region, number: number) {
    this.size = graph.size;
    this.region = region;
    this.number = number;
  }

  node(id: number): number {
    return id;
  }

  expand(node: number): number {
    this.out.count = 0;
    const count = this.region.expand(node);
    const { to, place, label } = this.region.out;
    for (let i = 0; i < count; i++) {
      if (this.region.component(to[i]) === this.number) this.out.put(to[i], place[i], label[i]);
    }
    return this.out.count;
  }

  effect(_condition: number, arc: number): Effect {
    return this.region.events.of(this.out.label[arc]) > 0 ? MET : NOTHING;
  }
}

function pathTo(paths: ShortestPaths, id: number): Path {
  const { root, edges } = paths.path(id);
  return { start: root, edges: realEdges(edges) };
}
