import { edgeAt, type Graph } from '../explore/graph.ts';
import type { Arcs } from './arcs.ts';
import { grown, Ints, Labelled, Narrow } from './ints.ts';

/** The nodes with as many steps and faults. */
interface Group {
  readonly number: number;
  readonly steps: number;
  readonly faults: number;
  readonly nodes: Ints;
}

/**
 * Shortest paths from a set of roots, layer by layer: fewest steps, then fewest faults, then the one found first
 * where arcs are followed in their order. An arc without an edge, and an edge of a split node, costs nothing.
 * O(nodes + arcs) time for a fixed number of faults; 6 bytes for each node that is reached, as long as there are no more than
 * 254 groups and arcs of a node, and 4 more while its layer is the next.
 */
export class ShortestPaths {
  /** The nodes of the layer that was settled last, in their order: by faults, then by the path that leads to them. */
  readonly layerNodes = new Ints();
  /** Of each node, the number of its group; 0: not reached. Memory that stays 0 is never asked for. */
  private readonly groupOf = new Narrow(0);
  /** Of each node, the one before it plus 1. */
  private parent = new Int32Array(0);
  /** Of each node, the place of the edge that leads there, plus 1. */
  private readonly via = new Narrow(0);
  /** By number, from 1 on. */
  private readonly steps = [0];
  private readonly faults = [0];
  private layerNumber = -1;
  /** By number of faults: the nodes of the next layer. */
  private next: (Group | undefined)[] = [];
  private readonly arcs: Arcs;
  private readonly faultsOf: Labelled;

  constructor(arcs: Arcs, graph: Graph, roots: Iterable<number>) {
    this.arcs = arcs;
    this.faultsOf = new Labelled((label) => graph.faults(label));
    this.ensure();
    for (const root of roots) this.offer(root, 0, 0, -1, -1, this.next);
  }

  /** Settles the nodes one step further away (first: those at no distance). False when there are none. */
  layer(): boolean {
    const current = this.next;
    if (current.length === 0) return false;
    this.next = [];
    this.layerNodes.length = 0;
    const steps = ++this.layerNumber;
    for (let faults = 0; faults < current.length; faults++) {
      const group = current[faults];
      if (group === undefined) continue;
      const { nodes, number } = group;
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes.data[i];
        if (this.groupOf.data[node] !== number) continue;
        this.layerNodes.push(node);
        const count = this.arcs.expand(node);
        this.ensure();
        const { to, place, label } = this.arcs.out;
        for (let a = 0; a < count; a++) {
          const l = label[a];
          if (l < 0) this.offer(to[a], steps, faults, node, place[a], current);
          else this.offer(to[a], steps + 1, faults + this.faultsOf.of(l), node, place[a], this.next);
        }
      }
    }
    return true;
  }

  /** Is a shortest path to this node known? */
  isSettled(node: number): boolean {
    const group = node < this.groupOf.data.length ? this.groupOf.data[node] : 0;
    return group > 0 && this.steps[group] <= this.layerNumber;
  }

  /** The number of steps to a node that is settled. */
  stepsTo(node: number): number {
    return this.steps[this.groupOf.data[node]];
  }

  /** The number of faults on the shortest path to a node that is settled. */
  faultsTo(node: number): number {
    return this.faults[this.groupOf.data[node]];
  }

  /** The shortest path to a node that is settled: its root, the nodes after it, and the edges (-1: none). */
  path(node: number): { root: number; nodes: number[]; edges: number[] } {
    const nodes: number[] = [];
    const edges: number[] = [];
    let at = node;
    for (; this.parent[at] !== 0; at = this.parent[at] - 1) {
      nodes.push(at);
      const place = this.via.data[at] - 1;
      edges.push(place < 0 ? -1 : edgeAt(this.arcs.node(this.parent[at] - 1), place));
    }
    return { root: at, nodes: nodes.reverse(), edges: edges.reverse() };
  }

  private offer(
    node: number,
    steps: number,
    faults: number,
    parent: number,
    place: number,
    layer: (Group | undefined)[],
  ): void {
    const known = this.groupOf.data[node];
    if (known !== 0) {
      const fewer = steps - this.steps[known] || faults - this.faults[known];
      if (fewer >= 0) return;
    }
    const group = layer[faults] ?? this.newGroup(steps, faults, layer);
    this.groupOf.set(node, group.number);
    this.parent[node] = parent + 1;
    this.via.set(node, place + 1);
    group.nodes.push(node);
  }

  private newGroup(steps: number, faults: number, layer: (Group | undefined)[]): Group {
    const group = { number: this.steps.push(steps) - 1, steps, faults, nodes: new Ints() };
    this.faults.push(faults);
    layer[faults] = group;
    return group;
  }

  private ensure(): void {
    if (this.arcs.size <= this.parent.length) return;
    this.parent = grown(this.parent, this.arcs.size);
    this.groupOf.reserve(this.parent.length);
    this.via.reserve(this.parent.length);
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
