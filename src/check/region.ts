import type { Graph } from '../explore/graph.ts';
import { Ints } from './ints.ts';
import { ArcBuffer, type Arcs } from './search.ts';

/** When counting starts or ends: in a node where a predicate holds, or with an edge on which a pattern occurs. */
export type Moment = { readonly predicate: number } | { readonly pattern: number };

/** A bound property in numbers. */
export interface Bound {
  /** The step pattern whose occurrences are counted. */
  readonly event: number;
  readonly from: Moment;
  readonly until: Moment;
}

/**
 * The part of a graph in which a bound counts: from the starts, along edges, up to the nodes where `until` holds
 * (which belong to it and are not left) and the edges on which it occurs (which do not).
 */
export class Region implements Arcs {
  readonly out = new ArcBuffer();
  /** The reachable nodes where counting starts, each once. */
  readonly starts = new Ints();
  private readonly graph: Graph;
  private readonly bound: Bound;

  constructor(graph: Graph, bound: Bound) {
    this.graph = graph;
    this.bound = bound;
    this.findStarts();
  }

  get size(): number {
    return this.graph.size;
  }

  /** The arcs along which counting goes on. */
  expand(node: number): number {
    this.out.count = 0;
    const { graph } = this;
    const { until } = this.bound;
    if ('predicate' in until && this.holds(until.predicate, node)) return 0;
    for (let e = graph.first[node]; e < graph.last[node]; e++) {
      if (!('pattern' in until && this.occurs(until.pattern, e))) this.out.put(graph.target[e], e);
    }
    return this.out.count;
  }

  /** Does counting start in this node, because of what holds there? */
  startsAt(node: number): boolean {
    const { from } = this.bound;
    return 'predicate' in from && this.holds(from.predicate, node);
  }

  /** Does counting start where this edge leads, because of what occurs on it? */
  startsAfter(edge: number): boolean {
    const { from } = this.bound;
    return 'pattern' in from && this.occurs(from.pattern, edge);
  }

  private holds(predicate: number, node: number): boolean {
    const { graph } = this;
    return !graph.isUnexplored(node) && !graph.isSplit(node) && graph.holds(predicate, node);
  }

  private occurs(pattern: number, edge: number): boolean {
    const label = this.graph.label[edge];
    return label >= 0 && this.graph.occurrences(pattern, label) > 0;
  }

  private findStarts(): void {
    const { graph } = this;
    const REACHED = 1;
    const START = 2;
    const state = new Uint8Array(graph.size);
    const waiting = new Ints();
    const reach = (node: number) => {
      if ((state[node] & REACHED) !== 0) return;
      state[node] |= REACHED;
      waiting.push(node);
    };
    const start = (node: number) => {
      if ((state[node] & START) !== 0) return;
      state[node] |= START;
      this.starts.push(node);
    };
    for (const node of graph.initial) reach(node);
    while (waiting.length > 0) {
      const node = waiting.pop();
      if (this.startsAt(node)) start(node);
      for (let e = graph.first[node]; e < graph.last[node]; e++) {
        reach(graph.target[e]);
        if (this.startsAfter(e)) start(graph.target[e]);
      }
    }
  }
}
