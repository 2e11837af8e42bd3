import type { Graph, Lasso, Path } from '../explore/graph.ts';
import { Counting } from './counting.ts';
import { bestCycle, type CycleProblem, type Effect, MET, NOTHING, shortCycle, shortestCycle } from './cycle.ts';
import { Ints } from './ints.ts';
import { type Bound, Region } from './region.ts';
import { ArcBuffer, Components, realEdges, remembered, ShortestPaths } from './search.ts';

const UNBOUNDED = 2 ** 31 - 1;

/** The largest number of occurrences, and the sets of configurations that reach it. */
export interface BoundValue {
  readonly value: number | 'unbounded';
  /** Ascending. */
  readonly sets: readonly number[];
}

/**
 * How often an event occurs at most on a finite path of the graph from one moment until another. No fairness.
 * Two passes over the region where counting goes on: components, then longest paths over them. O(nodes + edges)
 * time; 16 bytes a node.
 */
export class Bounds {
  private readonly graph: Graph;
  private readonly bound: Bound;
  private readonly region: Region;
  /** Of each node, the number of its component in the region plus 1; 0 outside. Arcs lead to smaller numbers. */
  private readonly component: Int32Array;
  /** The nodes of the region, by component. */
  private readonly nodes = new Ints();
  private readonly firstOf = new Ints();
  /** Of each component, the largest number of occurrences before it, or `UNBOUNDED`. */
  private readonly most = new Ints();
  /** Of each component: does an arc inside it carry an occurrence? */
  private readonly repeats = new Set<number>();

  /** Does the count. */
  constructor(graph: Graph, bound: Bound) {
    this.graph = graph;
    this.bound = bound;
    this.region = new Region(graph, bound);
    this.component = new Int32Array(graph.size);
    this.findComponents();
    this.findLongestPaths();
  }

  /** True where nothing is ever counted because counting never starts, in any configuration. */
  get neverStarts(): boolean {
    return this.region.starts.length === 0;
  }

  /**
   * For each set of configurations that a node of the region has, the largest number at such nodes; grouped by
   * number, ascending, `unbounded` last. A number is true of every configuration in the set: the path that
   * reaches it is possible for all of them. A configuration's worst case is the largest over the sets it is in.
   */
  values(): BoundValue[] {
    const most = new Map<number, number>();
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes.data[i];
      const set = this.graph.set[node];
      const value = this.most.data[this.component[node] - 1];
      if (value > (most.get(set) ?? -1)) most.set(set, value);
    }
    const groups = new Map<number, number[]>();
    for (const [set, value] of [...most].sort(([a], [b]) => a - b)) {
      const sets = groups.get(value);
      if (sets === undefined) groups.set(value, [set]);
      else sets.push(set);
    }
    return [...groups]
      .sort(([a], [b]) => a - b)
      .map(([value, sets]) => ({ value: value === UNBOUNDED ? 'unbounded' : value, sets }));
  }

  /**
   * A shortest path from an initial node, through a start, to a node that has an allowed set and is reached with
   * strictly more than `more` occurrences; fewest faults among these, then a fixed order. Undefined where there
   * is none. O(nodes · (more + 2)) at worst.
   */
  witness(more: number, allowed: (set: number) => boolean): Path | undefined {
    const counting = new Counting(this.graph, this.region, this.bound, more + 1);
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
    const counting = new Counting(this.graph, this.region, this.bound, 0);
    const isAllowed = remembered(allowed);
    const { paths, found } = this.nearest(counting, (id) => {
      const node = counting.node(id);
      const isCounting = counting.counted(id) === 0;
      return isCounting && this.repeats.has(this.component[node]) && isAllowed(this.graph.set[node]);
    });
    if (found.length === 0) return undefined;
    const problem = (id: number) =>
      new Repetition(this.graph, this.region, this.bound, this.component, this.component[counting.node(id)]);
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

  private findComponents(): void {
    const { region, component } = this;
    new Components().run(region, region.starts, (data, from, to, loop) => {
      this.firstOf.push(this.nodes.length);
      const number = this.firstOf.length;
      this.most.push(-1);
      for (let i = from; i < to; i++) {
        this.nodes.push(data[i]);
        component[data[i]] = number;
      }
      if (to - from === 1 && !loop) return;
      for (let i = from; i < to; i++) {
        const count = region.expand(data[i]);
        for (let a = 0; a < count; a++) {
          if (component[region.out.to[a]] === number && this.occurrences(region.out.edge[a]) > 0)
            this.repeats.add(number);
        }
      }
    });
    this.firstOf.push(this.nodes.length);
  }

  private findLongestPaths(): void {
    const { region, component, most } = this;
    for (const start of region.starts) most.data[component[start] - 1] = 0;
    // Components are numbered after those that they lead to.
    for (let c = most.length - 1; c >= 0; c--) {
      if (this.repeats.has(c + 1)) most.data[c] = UNBOUNDED;
      const before = most.data[c];
      for (let i = this.firstOf.data[c]; i < this.firstOf.data[c + 1]; i++) {
        const count = region.expand(this.nodes.data[i]);
        for (let a = 0; a < count; a++) {
          const to = component[region.out.to[a]] - 1;
          if (to === c) continue;
          const value = before === UNBOUNDED ? UNBOUNDED : before + this.occurrences(region.out.edge[a]);
          if (value > most.data[to]) most.data[to] = value;
        }
      }
    }
  }

  private occurrences(edge: number): number {
    const label = this.graph.label[edge];
    return label < 0 ? 0 : this.graph.occurrences(this.bound.event, label);
  }
}

/** The arcs inside one component of a region; a cycle in it has to contain the event. */
class Repetition implements CycleProblem {
  readonly out = new ArcBuffer();
  readonly onlyIfOwed = [false];
  private readonly graph: Graph;
  private readonly region: Region;
  private readonly bound: Bound;
  private readonly component: Int32Array;
  private readonly number: number;

  constructor(graph: Graph, region: Region, bound: Bound, component: Int32Array, number: number) {
    this.graph = graph;
    this.region = region;
    this.bound = bound;
    this.component = component;
    this.number = number;
  }

  get size(): number {
    return this.graph.size;
  }

  expand(node: number): number {
    this.out.count = 0;
    const count = this.region.expand(node);
    for (let i = 0; i < count; i++) {
      if (this.component[this.region.out.to[i]] === this.number)
        this.out.put(this.region.out.to[i], this.region.out.edge[i]);
    }
    return this.out.count;
  }

  effect(_condition: number, arc: number): Effect {
    const label = this.graph.label[this.out.edge[arc]];
    return label >= 0 && this.graph.occurrences(this.bound.event, label) > 0 ? MET : NOTHING;
  }
}

function pathTo(paths: ShortestPaths, id: number): Path {
  const { root, edges } = paths.path(id);
  return { start: root, edges: realEdges(edges) };
}
