import type { Graph } from '../explore/graph.ts';
import { grown, Ints } from './ints.ts';

/**
 * A directed graph whose arcs are computed when they are asked for. Nodes are numbers below `size`, which may
 * grow while nodes are expanded.
 */
export interface Arcs {
  readonly size: number;
  /** Writes the arcs of a node into `out` and returns how many there are. */
  expand(node: number): number;
  /** The arcs of the node that was expanded last. */
  readonly out: ArcBuffer;
}

/** A list of arcs that is used again and again. */
export class ArcBuffer {
  count = 0;
  /** Where each arc leads. */
  to = new Int32Array(16);
  /** The edge of the explored graph that each arc stands for; -1 for none, which costs nothing. */
  edge = new Int32Array(16);

  put(to: number, edge: number): void {
    const at = this.count;
    if (at === this.to.length) {
      this.to = grown(this.to, at + 1);
      this.edge = grown(this.edge, at + 1);
    }
    this.to[at] = to;
    this.edge[at] = edge;
    this.count = at + 1;
  }
}

/**
 * Strongly connected components by Tarjan's algorithm without recursion. Each node is expanded once; O(nodes +
 * arcs) time, and memory for the nodes that are reached and the arcs that wait to be followed.
 */
export class Components {
  /** 0: not seen; positive: open, in this place of the search; -1: closed. */
  private index = new Int32Array(0);
  private low = new Int32Array(0);

  /**
   * Hands out the components reached from `roots`, each after all components that it leads to: the members are
   * data[from … to-1], to be read during the call only. `loop` tells, of a component with one node, whether that
   * node has an arc to itself.
   */
  run(
    arcs: Arcs,
    roots: Iterable<number>,
    emit: (data: Int32Array, from: number, to: number, loop: boolean) => void,
  ): void {
    const stack = new Ints();
    const waiting = new Ints();
    const path = new Ints();
    const waitingFrom = new Ints();
    const loops = new Ints();
    let clock = 0;
    let { index, low } = this;

    const open = (v: number) => {
      const count = arcs.expand(v);
      if (arcs.size > index.length) {
        index = this.index = grown(index, arcs.size);
        low = this.low = grown(low, arcs.size);
      }
      const at = ++clock;
      index[v] = at;
      stack.push(v);
      path.push(v);
      waitingFrom.push(waiting.length);
      const { to } = arcs.out;
      let least = at;
      let loop = 0;
      for (let i = count - 1; i >= 0; i--) {
        const w = to[i];
        const seen = index[w];
        if (seen === 0) waiting.push(w);
        else if (w === v) loop = 1;
        else if (seen > 0 && seen < least) least = seen;
      }
      low[v] = least;
      loops.push(loop);
    };

    for (const root of roots) {
      if (root < index.length && index[root] !== 0) continue;
      open(root);
      while (path.length > 0) {
        const v = path.last();
        if (waiting.length > waitingFrom.last()) {
          const w = waiting.pop();
          const seen = index[w];
          if (seen === 0) open(w);
          else if (seen > 0 && seen < low[v]) low[v] = seen;
          continue;
        }
        path.pop();
        waitingFrom.pop();
        const loop = loops.pop() === 1;
        const least = low[v];
        if (least === index[v]) {
          const end = stack.length;
          let from = end;
          do {
            from--;
            index[stack.data[from]] = -1;
          } while (stack.data[from] !== v);
          emit(stack.data, from, end, loop);
          stack.length = from;
        }
        if (path.length > 0) {
          const parent = path.last();
          if (least < low[parent]) low[parent] = least;
        }
      }
    }
  }

  /** Lets `run` visit these nodes once more. */
  forget(nodes: Int32Array): void {
    for (const node of nodes) this.index[node] = 0;
  }
}

const STEP = 2 ** 24;

/**
 * Shortest paths from a set of roots, layer by layer: fewest steps, then fewest faults, then the one found first
 * where arcs are followed in their order. An arc without an edge, and an edge of a split node, costs nothing.
 * O(nodes + arcs) time for a fixed number of faults; about 24 bytes a node.
 */
export class ShortestPaths {
  /** The nodes that are settled, in their order: by steps, by faults, by the path that leads to them. */
  readonly order = new Ints();
  private cost = new Float64Array(0);
  private parent = new Int32Array(0);
  private via = new Int32Array(0);
  private layerNumber = -1;
  /** By number of faults: the nodes of the next layer. */
  private next: Ints[] = [];
  private readonly arcs: Arcs;
  private readonly graph: Graph;

  constructor(arcs: Arcs, graph: Graph, roots: Iterable<number>) {
    this.arcs = arcs;
    this.graph = graph;
    this.ensure();
    for (const root of roots) this.offer(root, 0, 0, -1, -1, this.next);
  }

  /** Settles the nodes one step further away (first: those at no distance). False when there are none. */
  layer(): boolean {
    const current = this.next;
    if (current.length === 0) return false;
    this.next = [];
    const { label } = this.graph;
    const steps = ++this.layerNumber;
    for (let faults = 0; faults < current.length; faults++) {
      const nodes = current[faults];
      if (nodes === undefined) continue;
      const cost = steps * STEP + faults;
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes.data[i];
        if (this.cost[node] !== cost) continue;
        this.order.push(node);
        const count = this.arcs.expand(node);
        this.ensure();
        const { to, edge } = this.arcs.out;
        for (let a = 0; a < count; a++) {
          const e = edge[a];
          const l = e < 0 ? -1 : label[e];
          if (l < 0) this.offer(to[a], steps, faults, node, e, current);
          else this.offer(to[a], steps + 1, faults + this.graph.faults(l), node, e, this.next);
        }
      }
    }
    return true;
  }

  /** Settles every node that can be reached. */
  complete(): this {
    while (this.layer());
    return this;
  }

  /** The number of steps to a node that has been reached. */
  steps(node: number): number {
    return Math.floor(this.cost[node] / STEP);
  }

  /** The number of faults on the shortest path to a node that has been reached. */
  faults(node: number): number {
    return this.cost[node] % STEP;
  }

  reached(node: number): boolean {
    return node < this.cost.length && this.cost[node] !== Number.POSITIVE_INFINITY;
  }

  /** The shortest path to a node that is settled: its root, the nodes after it, and the edges (-1: none). */
  path(node: number): { root: number; nodes: number[]; edges: number[] } {
    const nodes: number[] = [];
    const edges: number[] = [];
    let at = node;
    for (; this.parent[at] !== -1; at = this.parent[at]) {
      nodes.push(at);
      edges.push(this.via[at]);
    }
    return { root: at, nodes: nodes.reverse(), edges: edges.reverse() };
  }

  private offer(node: number, steps: number, faults: number, parent: number, via: number, layer: Ints[]): void {
    const cost = steps * STEP + faults;
    if (cost >= this.cost[node]) return;
    this.cost[node] = cost;
    this.parent[node] = parent;
    this.via[node] = via;
    let nodes = layer[faults];
    if (nodes === undefined) layer[faults] = nodes = new Ints();
    nodes.push(node);
  }

  private ensure(): void {
    const before = this.cost.length;
    if (this.arcs.size <= before) return;
    this.parent = grown(this.parent, this.arcs.size);
    this.via = grown(this.via, this.parent.length);
    const cost = new Float64Array(this.parent.length).fill(Number.POSITIVE_INFINITY, before);
    cost.set(this.cost);
    this.cost = cost;
  }
}

/** The edges of the explored graph among these: without the arcs that stand for none. */
export const realEdges = (edges: readonly number[]): number[] => edges.filter((edge) => edge >= 0);

/** The same function, asked once for each number. */
export function remembered(allowed: (set: number) => boolean): (set: number) => boolean {
  const known = new Map<number, boolean>();
  return (set) => {
    const is = known.get(set) ?? allowed(set);
    known.set(set, is);
    return is;
  };
}
