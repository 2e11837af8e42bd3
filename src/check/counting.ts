import type { Graph } from '../explore/graph.ts';
import { ArcBuffer, type Arcs } from './arcs.ts';
import { Narrow, Pairs } from './ints.ts';
import type { Region } from './region.ts';

/** Up to here a number is reserved for each node and count: memory that is never touched is never asked for. */
const FEW = 8;

/**
 * The graph together with the count so far. A node of it is a graph node where nothing is counted (it has the
 * same number), or a graph node and a count, of which those above `most` are one. To be expanded in the order of
 * shortest paths: a node that was expanded with a larger count is not expanded again, since whatever follows
 * would only be later and smaller. Left out is what cannot lead to `most`: nodes with a count after which the event does not
 * occur often enough, and nodes where nothing is counted once all starts are reached from which it does.
 */
export class Counting implements Arcs {
  readonly out = new ArcBuffer();
  private readonly graph: Graph;
  private readonly region: Region;
  private readonly most: number;
  /** Gives numbers to nodes with a count; where there are few counts, the number follows from the two. */
  private readonly pairs: Pairs | undefined;
  /** Of each graph node, the largest count with which it was expanded, plus 1. */
  private readonly expanded: Narrow;
  /** The starts from which `most` can be reached and that were not reached yet. */
  private openStarts = 0;

  constructor(graph: Graph, region: Region, most: number) {
    this.graph = graph;
    this.region = region;
    this.most = most;
    this.pairs = most < FEW && graph.size * (most + 2) < 2 ** 31 ? undefined : new Pairs();
    this.expanded = new Narrow(graph.size);
    for (let n = 0; n < graph.size; n++) if (this.isOpenStart(n)) this.openStarts++;
  }

  get size(): number {
    return this.graph.size * (this.pairs === undefined ? this.most + 2 : 1) + (this.pairs?.size ?? 0);
  }

  /** The graph node. */
  node(id: number): number {
    const { size } = this.graph;
    return id < size || this.pairs === undefined ? id % size : this.pairs.left.data[id - size];
  }

  /** The count so far, at most `most`; -1 where nothing is counted. */
  counted(id: number): number {
    const { size } = this.graph;
    if (id < size) return -1;
    return this.pairs === undefined ? Math.trunc(id / size) - 1 : this.pairs.right.data[id - size];
  }

  expand(id: number): number {
    this.out.count = 0;
    const { graph, region } = this;
    const node = this.node(id);
    const counted = this.counted(id);
    if (counted === 0 && this.isOpenStart(node)) this.openStarts--;
    if (counted < 0) {
      if (this.openStarts === 0) return 0;
      if (region.startsAt(node) && this.isOpenStart(node)) this.out.put(this.number(node, 0), -1, -1);
      const count = graph.edges(node);
      const { to, label } = graph.out;
      for (let i = 0; i < count; i++) {
        this.out.put(to[i], i, label[i]);
        if (region.startsWith(label[i]) && this.isOpenStart(to[i])) this.out.put(this.number(to[i], 0), i, label[i]);
      }
      return this.out.count;
    }
    if (this.expanded.data[node] > counted) return 0;
    this.expanded.set(node, counted + 1);
    const arcs = region.expand(node);
    const { to, place, label } = region.out;
    for (let i = 0; i < arcs; i++) {
      const now = Math.min(this.most, counted + Math.max(region.events.of(label[i]), 0));
      if (now + region.after(to[i]) >= this.most) this.out.put(this.number(to[i], now), place[i], label[i]);
    }
    return this.out.count;
  }

  /** Can `most` be reached from here, where counting starts? */
  private isOpenStart(node: number): boolean {
    return this.region.isStart(node) && this.region.after(node) >= this.most;
  }

  private number(node: number, counted: number): number {
    const { size } = this.graph;
    return this.pairs === undefined ? node + (counted + 1) * size : size + this.pairs.number(node, counted);
  }
}
