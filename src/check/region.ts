import type { Graph } from '../explore/graph.ts';
import { Ints, Labelled } from './ints.ts';
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

/** Bits: a node is reached; counting can go on there; counting starts in it, ends in it, because of what holds. */
const REACHED = 1;
const COUNTING = 2;
const FROM = 4;
const UNTIL = 8;

/**
 * The part of a graph in which a bound counts: from the starts, along edges, up to the nodes where `until` holds
 * (which belong to it and are not left) and the edges on which it occurs (which do not). Found in one sweep over the
 * graph in the order of its nodes, and another look at nodes to which an edge leads back; one byte a node.
 */
export class Region implements Arcs {
  readonly out = new ArcBuffer();
  /** Of each edge label, how often the event occurs. */
  readonly events: Labelled;
  private readonly graph: Graph;
  private readonly bits: Uint8Array;
  /** Of each edge label: does counting start, or end, because of what occurs? */
  private readonly froms: Labelled;
  private readonly untils: Labelled;

  constructor(graph: Graph, { event, from, until }: Bound) {
    this.graph = graph;
    const labelled = (moment: Moment) =>
      new Labelled((label) => ('pattern' in moment && graph.occurrences(moment.pattern, label) > 0 ? 1 : 0));
    this.events = new Labelled((label) => graph.occurrences(event, label));
    this.froms = labelled(from);
    this.untils = labelled(until);
    this.bits = new Uint8Array(graph.size);
    this.mark(from, FROM);
    this.mark(until, UNTIL);
    this.sweep();
  }

  get size(): number {
    return this.graph.size;
  }

  /** Can counting go on in this node? */
  has(node: number): boolean {
    return (this.bits[node] & COUNTING) !== 0;
  }

  /** Does counting end in this node of the region, because of what holds there? */
  endsAt(node: number): boolean {
    return (this.bits[node] & UNTIL) !== 0;
  }

  /** Does counting end with edges that have this label? */
  endsWith(label: number): boolean {
    return this.untils.of(label) > 0;
  }

  /** The arcs along which counting goes on. */
  expand(node: number): number {
    this.out.count = 0;
    if (this.endsAt(node)) return 0;
    const { first, last, target, label } = this.graph;
    for (let e = first[node]; e < last[node]; e++) if (!this.endsWith(label[e])) this.out.put(target[e], e);
    return this.out.count;
  }

  /** Does counting start in this node, because of what holds there? */
  startsAt(node: number): boolean {
    return (this.bits[node] & FROM) !== 0;
  }

  /** Does counting start where this edge leads, because of what occurs on it? */
  startsAfter(edge: number): boolean {
    return this.froms.of(this.graph.label[edge]) > 0;
  }

  private mark(moment: Moment, bit: number): void {
    if (!('predicate' in moment)) return;
    const { graph, bits } = this;
    const { predicate } = moment;
    for (let n = 0; n < bits.length; n++) {
      if (!graph.isUnexplored(n) && !graph.isSplit(n) && graph.holds(predicate, n)) bits[n] |= bit;
    }
  }

  private sweep(): void {
    const { bits, froms, untils } = this;
    const { first, last, target, label, initial } = this.graph;
    const again = new Ints();
    let ended = false;
    const spread = (n: number) => {
      if ((bits[n] & FROM) !== 0) bits[n] |= COUNTING;
      const counting = (bits[n] & (COUNTING | UNTIL)) === COUNTING;
      for (let e = first[n]; e < last[n]; e++) {
        const l = label[e];
        const counts = (counting && untils.of(l) <= 0) || froms.of(l) > 0;
        const more = counts ? REACHED | COUNTING : REACHED;
        const t = target[e];
        const before = bits[t];
        if ((before & more) === more) continue;
        bits[t] = before | more;
        if (ended || t <= n) again.push(t);
      }
    };
    for (const node of initial) bits[node] |= REACHED;
    for (let n = 0; n < bits.length; n++) if ((bits[n] & REACHED) !== 0) spread(n);
    for (ended = true; again.length > 0; ) spread(again.pop());
  }
}
