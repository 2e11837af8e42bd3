import type { Graph } from '../explore/graph.ts';
import { Pairs } from './ints.ts';
import type { Region } from './region.ts';
import { ArcBuffer, type Arcs } from './search.ts';

/**
 * The graph together with the count so far. A node of it is a graph node where nothing is counted (it has the
 * same number), or a graph node and a count, of which those above `most` are one. To be expanded in the order of
 * shortest paths: a node that was expanded with a larger count is not expanded again, since whatever follows
 * would only be later and smaller.
 */
export class Counting implements Arcs {
  readonly out = new ArcBuffer();
  private readonly graph: Graph;
  private readonly region: Region;
  private readonly most: number;
  private readonly pairs = new Pairs();
  /** Of each graph node, the largest count with which it was expanded, plus 1. */
  private readonly expanded: Int32Array;

  constructor(graph: Graph, region: Region, most: number) {
    this.graph = graph;
    this.region = region;
    this.most = most;
    this.expanded = new Int32Array(graph.size);
  }

  get size(): number {
    return this.graph.size + this.pairs.size;
  }

  /** The graph node. */
  node(id: number): number {
    return id < this.graph.size ? id : this.pairs.left.data[id - this.graph.size];
  }

  /** The count so far, at most `most`; -1 where nothing is counted. */
  counted(id: number): number {
    return id < this.graph.size ? -1 : this.pairs.right.data[id - this.graph.size];
  }

  expand(id: number): number {
    this.out.count = 0;
    const { graph, region } = this;
    const node = this.node(id);
    const counted = this.counted(id);
    if (counted < 0) {
      if (region.startsAt(node)) this.out.put(this.number(node, 0), -1);
      for (let e = graph.first[node]; e < graph.last[node]; e++) {
        this.out.put(graph.target[e], e);
        if (region.startsAfter(e)) this.out.put(this.number(graph.target[e], 0), e);
      }
      return this.out.count;
    }
    if (this.expanded[node] > counted) return 0;
    this.expanded[node] = counted + 1;
    const arcs = region.expand(node);
    for (let i = 0; i < arcs; i++) {
      const more = Math.max(region.events.of(graph.label[region.out.edge[i]]), 0);
      this.out.put(this.number(region.out.to[i], Math.min(this.most, counted + more)), region.out.edge[i]);
    }
    return this.out.count;
  }

  private number(node: number, counted: number): number {
    return this.graph.size + this.pairs.number(node, counted);
  }
}
