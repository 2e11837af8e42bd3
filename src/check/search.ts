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

/** A directed graph that is written down: nodes one after the other, each with all its arcs. */
export class ArcTable {
  /** The arcs of node v are target[first[v]] … target[first[v + 1] - 1]. */
  readonly first = new Ints();
  readonly target = new Ints();

  constructor() {
    this.first.push(0);
  }

  /** Number of nodes that have been closed. */
  get size(): number {
    return this.first.length - 1;
  }

  /** Adds an arc to the node that is being written. */
  arc(to: number): void {
    this.target.push(to);
  }

  /** The node that is being written has no more arcs. */
  close(): void {
    this.first.push(this.target.length);
  }
}

/**
 * Strongly connected components by Tarjan's algorithm without recursion, in Pearce's form (2016) that needs one
 * number a node. `emit` gets each component after all components that it leads to: the members are
 * data[from … to-1], to be read during the call only; `loop` tells, of a component with one node, whether that node
 * has an arc to itself. O(nodes + arcs) time, 4 bytes for each node and 12 for each that is open.
 */
export function components(
  arcs: ArcTable,
  emit: (data: Int32Array, from: number, to: number, loop: boolean) => void,
): void {
  const { size } = arcs;
  const first = arcs.first.data;
  const target = arcs.target.data;
  /** 0: not seen; while open, the least place in the search that is known to be reached; `CLOSED` at the end. */
  const low = new Int32Array(size);
  const stack = new Ints();
  const path = new Ints();
  /** Of each node on the path but the last, where to go on, and its place. */
  const cursor = new Ints();
  for (let start = 0; start < size; start++) {
    if (low[start] !== 0) continue;
    // All that was open is closed, so places can be given anew.
    let clock = 1;
    let v = start;
    let place = 1;
    let least = 1;
    let next = first[v];
    let end = first[v + 1];
    low[v] = 1;
    for (;;) {
      let w = -1;
      while (next < end) {
        w = target[next++];
        const seen = low[w];
        if (seen === 0) break;
        if (seen < least) least = seen;
        w = -1;
      }
      if (w >= 0) {
        low[v] = least;
        path.push(v);
        cursor.push(next);
        cursor.push(place);
        v = w;
        least = place = ++clock;
        low[v] = place;
        next = first[v];
        end = first[v + 1];
        continue;
      }
      if (least < place) {
        low[v] = least;
        stack.push(v);
      } else {
        // v is the root of a component: of those on the stack, the ones that came after it belong to it.
        const to = stack.length;
        let from = to;
        while (from > 0 && low[stack.data[from - 1]] >= place) from--;
        stack.push(v);
        for (let i = from; i <= to; i++) low[stack.data[i]] = CLOSED;
        let loop = false;
        if (from === to) for (let i = first[v]; i < end && !loop; i++) loop = target[i] === v;
        emit(stack.data, from, to + 1, loop);
        stack.length = from;
        least = CLOSED;
      }
      if (path.length === 0) break;
      v = path.pop();
      place = cursor.pop();
      next = cursor.pop();
      end = first[v + 1];
      least = Math.min(low[v], least);
    }
  }
}

const CLOSED = 2 ** 31 - 1;

const STEP = 2 ** 24;

/**
 * Shortest paths from a set of roots, layer by layer: fewest steps, then fewest faults, then the one found first
 * where arcs are followed in their order. An arc without an edge, and an edge of a split node, costs nothing.
 * O(nodes + arcs) time for a fixed number of faults; about 24 bytes a node.
 */
export class ShortestPaths {
  /** The nodes that are settled, in their order: by steps, by faults, by the path that leads to them. */
  readonly order = new Ints();
  /** Of each node, steps · STEP + faults + 1; 0: not reached. Memory that stays 0 is never asked for. */
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
      const cost = steps * STEP + faults + 1;
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
    return Math.floor((this.cost[node] - 1) / STEP);
  }

  /** The number of faults on the shortest path to a node that has been reached. */
  faults(node: number): number {
    return (this.cost[node] - 1) % STEP;
  }

  reached(node: number): boolean {
    return node < this.cost.length && this.cost[node] !== 0;
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
    const cost = steps * STEP + faults + 1;
    const known = this.cost[node];
    if (known !== 0 && cost >= known) return;
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
    const cost = new Float64Array(this.parent.length);
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
