import type { Graph, Lasso, Path } from '../explore/graph.ts';
import { Counting } from './counting.ts';
import { bestCycle, type CycleProblem, type Effect, MET, NOTHING, shortCycle, shortestCycle } from './cycle.ts';
import { Ints } from './ints.ts';
import { type Bound, Region } from './region.ts';
import { ArcBuffer, ArcTable, components, realEdges, remembered, ShortestPaths } from './search.ts';

const UNBOUNDED = 2 ** 31 - 1;

/** The largest number of occurrences, and the sets of configurations that reach it. */
export interface BoundValue {
  readonly value: number | 'unbounded';
  /** Ascending. */
  readonly sets: readonly number[];
}

/**
 * How often an event occurs at most on a finite path of the graph from one moment until another. No fairness.
 * Longest paths over the region where counting goes on: first over its nodes in topological order, as far as there
 * is one; then over the components of the rest. O(nodes + edges) time; 9 bytes a node, 4 for each node and edge of
 * the rest.
 */
export class Bounds {
  private readonly graph: Graph;
  private readonly region: Region;
  /** Of each node, the largest number of occurrences with which it is reached, plus 1, or `UNBOUNDED`; 0 outside. */
  private readonly most: Int32Array;
  /** The nodes that lie on a cycle of the region or behind one, ascending; of each its component. */
  private readonly rest = new Ints();
  private component = new Int32Array(0);
  /** The components with an arc inside that carries an occurrence. */
  private readonly repeats = new Set<number>();

  /** Does the count. */
  constructor(graph: Graph, bound: Bound) {
    this.graph = graph;
    this.region = new Region(graph, bound);
    this.most = new Int32Array(graph.size);
    this.countInOrder();
    if (this.rest.length > 0) this.countTheRest();
  }

  /** True where nothing is ever counted because counting never starts, in any configuration. */
  get neverStarts(): boolean {
    return !this.most.some((count) => count > 0);
  }

  /**
   * For each set of configurations that a node of the region has, the largest number at such nodes; grouped by
   * number, ascending, `unbounded` last. A number is true of every configuration in the set: the path that
   * reaches it is possible for all of them. A configuration's worst case is the largest over the sets it is in.
   */
  values(): BoundValue[] {
    const most = new Map<number, number>();
    const { set } = this.graph;
    for (let node = 0, last = -1, known = 0; node < this.most.length; node++) {
      const value = this.most[node];
      if (value === 0) continue;
      if (set[node] !== last) {
        last = set[node];
        known = most.get(last) ?? 0;
      }
      if (value <= known) continue;
      known = value;
      most.set(last, value);
    }
    const groups = new Map<number, number[]>();
    for (const [set, value] of [...most].sort(([a], [b]) => a - b)) {
      const sets = groups.get(value);
      if (sets === undefined) groups.set(value, [set]);
      else sets.push(set);
    }
    return [...groups]
      .sort(([a], [b]) => a - b)
      .map(([value, sets]) => ({ value: value === UNBOUNDED ? 'unbounded' : value - 1, sets }));
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
      return counting.counted(id) > more && isAllowed(this.graph.set[counting.node(id)]);
    });
    return found.length === 0 ? undefined : pathTo(paths, found[0]);
  }

  /**
   * Where the number is unbounded: a shortest stem, through a start, to a component of the region with an
   * allowed set and an occurrence inside, then a shortest cycle there that contains the event; fewest faults
   * among these, then a fixed order. Undefined where there is none.
   */
  cycle(allowed: (set: number) => boolean): Lasso | undefined {
    const counting = new Counting(this.graph, this.region, 0);
    if (this.repeats.size === 0) return undefined;
    const isAllowed = remembered(allowed);
    const { paths, found } = this.nearest(counting, (id) => {
      const node = counting.node(id);
      const isCounting = counting.counted(id) === 0;
      return isCounting && this.repeats.has(this.componentOf(node)) && isAllowed(this.graph.set[node]);
    });
    if (found.length === 0) return undefined;
    const componentOf = (node: number) => this.componentOf(node);
    const problem = (id: number) =>
      new Repetition(this.graph, this.region, componentOf, componentOf(counting.node(id)));
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
    for (let settled = 0; found.length === 0 && paths.layer(); ) {
      for (; settled < paths.order.length; settled++) {
        const id = paths.order.data[settled];
        if (goal(id)) found.push(id);
      }
    }
    return { paths, found };
  }

  /** Counts in the nodes of the region that lie behind no cycle, each after all that lead to it; notes the others. */
  private countInOrder(): void {
    const { region, most, rest } = this;
    const { first, last, target, label } = this.graph;
    // Of each node, the arcs that lead to it from nodes that are still to be counted.
    const open = new Int32Array(most.length);
    const ready = new Ints();
    for (let n = 0; n < most.length; n++) {
      if (!region.has(n)) continue;
      most[n] = 1;
      if (region.endsAt(n)) continue;
      for (let e = first[n]; e < last[n]; e++) if (!region.endsWith(label[e])) open[target[e]]++;
    }
    let passed = -1;
    const count = (n: number) => {
      open[n] = -1;
      if (region.endsAt(n)) return;
      const before = most[n];
      for (let e = first[n]; e < last[n]; e++) {
        if (region.endsWith(label[e])) continue;
        const t = target[e];
        const value = before + Math.max(region.events.of(label[e]), 0);
        if (value > most[t]) most[t] = value;
        // Those that the sweep has not passed are counted when it comes to them.
        if (--open[t] === 0 && t <= passed) ready.push(t);
      }
    };
    for (let n = 0; n < most.length; n++) {
      if (most[n] === 0 || open[n] !== 0) continue;
      passed = n;
      count(n);
      while (ready.length > 0) count(ready.pop());
    }
    for (let n = 0; n < most.length; n++) if (most[n] !== 0 && open[n] > 0) rest.push(n);
  }

  /** Counts in the other nodes, component by component. */
  private countTheRest(): void {
    const { region, most, rest } = this;
    const { first, last, target, label } = this.graph;
    const place = new Int32Array(most.length);
    for (let i = 0; i < rest.length; i++) place[rest.data[i]] = i + 1;
    const arcs = new ArcTable();
    for (let i = 0; i < rest.length; i++) {
      const n = rest.data[i];
      const end = region.endsAt(n) ? 0 : last[n];
      for (let e = first[n]; e < end; e++) if (!region.endsWith(label[e])) arcs.arc(place[target[e]] - 1);
      arcs.close();
    }
    this.component = new Int32Array(rest.length);
    /** The places of the nodes, by component; each component comes after those that it leads to. */
    const order = new Ints(rest.length);
    const starts = new Ints();
    components(arcs, (data, from, to) => {
      starts.push(order.length);
      for (let i = from; i < to; i++) {
        this.component[data[i]] = starts.length;
        order.push(data[i]);
      }
    });
    for (let number = starts.length, end = order.length; number > 0; end = starts.data[--number]) {
      const from = starts.data[number - 1];
      this.countIn(number, order.data.subarray(from, end), place);
    }
  }

  /** Counts in a component before which everything is counted, and hands on. */
  private countIn(number: number, places: Int32Array, place: Int32Array): void {
    const { region, most, rest, component } = this;
    const { target } = this.graph;
    let before = 0;
    for (const i of places) {
      const n = rest.data[i];
      before = Math.max(before, most[n]);
      const arcs = region.expand(n);
      for (let a = 0; a < arcs; a++) {
        const edge = region.out.edge[a];
        if (component[place[target[edge]] - 1] === number && this.occurrences(edge) > 0) this.repeats.add(number);
      }
    }
    if (this.repeats.has(number)) before = UNBOUNDED;
    for (const i of places) {
      const n = rest.data[i];
      most[n] = before;
      const arcs = region.expand(n);
      for (let a = 0; a < arcs; a++) {
        const edge = region.out.edge[a];
        const value = before === UNBOUNDED ? UNBOUNDED : before + this.occurrences(edge);
        if (value > most[target[edge]]) most[target[edge]] = value;
      }
    }
  }

  private occurrences(edge: number): number {
    return Math.max(this.region.events.of(this.graph.label[edge]), 0);
  }

  /** The component of a node; 0 where it lies on no cycle of the region nor behind one. O(log(nodes)). */
  private componentOf(node: number): number {
    const { data, length } = this.rest;
    let low = 0;
    for (let high = length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (data[middle] < node) low = middle + 1;
      else high = middle;
    }
    return low < length && data[low] === node ? this.component[low] : 0;
  }
}

/** The arcs inside one component of a region; a cycle in it has to contain the event. */
class Repetition implements CycleProblem {
  readonly out = new ArcBuffer();
  readonly onlyIfOwed = [false];
  private readonly graph: Graph;
  private readonly region: Region;
  private readonly componentOf: (node: number) => number;
  private readonly number: number;

  constructor(graph: Graph, region: Region, componentOf: (node: number) => number, number: number) {
    this.graph = graph;
    this.region = region;
    this.componentOf = componentOf;
    this.number = number;
  }

  get size(): number {
    return this.graph.size;
  }

  expand(node: number): number {
    this.out.count = 0;
    const count = this.region.expand(node);
    for (let i = 0; i < count; i++) {
      const to = this.region.out.to[i];
      if (this.componentOf(to) === this.number) this.out.put(to, this.region.out.edge[i]);
    }
    return this.out.count;
  }

  effect(_condition: number, arc: number): Effect {
    return this.region.events.of(this.graph.label[this.out.edge[arc]]) > 0 ? MET : NOTHING;
  }
}

function pathTo(paths: ShortestPaths, id: number): Path {
  const { root, edges } = paths.path(id);
  return { start: root, edges: realEdges(edges) };
}
