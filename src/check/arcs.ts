import { grown, Ints } from './ints.ts';

/** A directed graph whose arcs are computed when they are asked for. Nodes are numbers below `size`. */
export interface Targets {
  readonly size: number;
  /** Writes where the arcs of a node lead into `out.to` and returns how many there are. */
  expand(node: number): number;
  readonly out: { readonly to: Int32Array };
  /** The weight of an arc of the node that was expanded last, by its place; absent: arcs have none. */
  readonly weight?: (arc: number) => number;
}

/**
 * Such a graph over the explored one: each of its nodes stands for one there, most arcs for an edge there. `size` may
 * grow while nodes are expanded.
 */
export interface Arcs extends Targets {
  /** The arcs of the node that was expanded last. */
  readonly out: ArcBuffer;
  /** The node of the explored graph that a node stands for. */
  node(id: number): number;
}

/** A list of arcs that is used again and again. */
export class ArcBuffer {
  count = 0;
  /** Where each arc leads. */
  to = new Int32Array(16);
  /** The place of the edge that each arc stands for, among those of its node; -1 for none, which costs nothing. */
  place = new Int32Array(16);
  /** The label of this edge; -1 where there is none. */
  label = new Int32Array(16);

  put(to: number, place: number, label: number): void {
    const at = this.count;
    if (at === this.to.length) {
      this.to = grown(this.to, at + 1);
      this.place = grown(this.place, at + 1);
      this.label = grown(this.label, at + 1);
    }
    this.to[at] = to;
    this.place[at] = place;
    this.label[at] = label;
    this.count = at + 1;
  }
}

/** A directed graph that is written down: nodes one after the other, each with all its arcs. For small ones. */
export class ArcTable implements Targets {
  readonly out = { to: new Int32Array(0) };
  private readonly first = new Ints();
  private readonly target = new Ints();

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

  expand(node: number): number {
    this.out.to = this.target.data.subarray(this.first.data[node], this.first.data[node + 1]);
    return this.out.to.length;
  }
}
