import type { Graph } from '../explore/graph.ts';
import { ArcBuffer, type Targets } from './arcs.ts';
import { ALONE, Components, heavier, UNSEEN, weightOf } from './components.ts';
import type { Facts } from './facts.ts';
import { type BitColumn, Labelled } from './ints.ts';

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
 * (which belong to it and are not left) and the edges on which it occurs (which do not). Each of its nodes is expanded
 * once. Memory: 5 bytes for each node of the graph, and 4 for each of the region where configurations differ; see
 * `Components` besides.
 */
export class Region {
  readonly out = new ArcBuffer();
  /** Of each edge label, how often the event occurs. */
  readonly events: Labelled;
  readonly size: number;
  private readonly graph: Graph;
  private readonly classes: Facts['classes']['of'];
  /** By class: does counting start, or end, in a node because of what holds there? */
  private readonly startsIn: Uint8Array;
  private readonly endsIn: Uint8Array;
  /** Of each edge label: does counting start, or end, because of what occurs? */
  private readonly froms: Labelled;
  private readonly untils: Labelled;
  private readonly search: Components;
  private order: Int32Array;
  /** The nodes after edges with which counting starts; undefined where it does not start so. */
  private readonly starts: BitColumn | undefined;
  private most = 0;

  constructor(facts: Facts, { event, from, until }: Bound) {
    const { graph } = facts;
    this.graph = graph;
    this.classes = facts.classes.of;
    const labelled = (moment: Moment) =>
      new Labelled((label) => ('pattern' in moment && graph.occurrences(moment.pattern, label) > 0 ? 1 : 0));
    const where = (moment: Moment) =>
      'predicate' in moment ? facts.classes.where(moment.predicate) : new Uint8Array(facts.classes.count);
    this.events = new Labelled((label) => graph.occurrences(event, label));
    this.froms = labelled(from);
    this.untils = labelled(until);
    this.startsIn = where(from);
    this.endsIn = where(until);
    this.starts = 'pattern' in from ? facts.after(from.pattern) : undefined;
    const order = new Int32Array(facts.hasOneSet ? 0 : graph.size);
    let size = 0;
    this.search = new Components(this.targets('pattern' in until), (data, first, end) => {
      if (order.length > 0) for (let i = first; i < end; i++) order[size + i - first] = data[i];
      size += end - first;
    });
    for (let n = 0; n < graph.size; n++) {
      if (!this.isStart(n)) continue;
      this.search.from(n);
      this.most = heavier(this.most, this.search.heaviest.data[n]);
    }
    this.search.finish();
    this.size = size;
    this.order = order.length > 0 ? order.subarray(0, size) : order;
  }

  /**
   * The nodes of the region: each strongly connected component in one piece, after all components that it leads to. They
   * are handed over, and not kept here any longer. None where all nodes have the same set of configurations.
   */
  takeOrder(): Int32Array {
    const { order } = this;
    this.order = new Int32Array(0);
    return order;
  }

  /** Can counting go on in this node? */
  has(node: number): boolean {
    return this.search.state[node] !== UNSEEN;
  }

  /** The number of the component of a node, from 1 on; 0 where it lies on no cycle of the region. */
  component(node: number): number {
    return Math.max(ALONE - this.search.state[node], 0);
  }

  /** How often the event occurs at most after this node of the region; it may be Infinity. */
  after(node: number): number {
    return weightOf(this.search.heaviest.data[node]);
  }

  /** How often it occurs at most after a start. */
  get afterStarts(): number {
    return weightOf(this.most);
  }

  /** Does the event occur on an arc inside some component? */
  get isRepeated(): boolean {
    return this.search.repeated.size > 0;
  }

  /** Does the event occur on an arc inside this component? */
  isRepeatedIn(component: number): boolean {
    return this.search.repeated.has(component);
  }

  /** Does counting start in this node, or after an edge that leads there? */
  isStart(node: number): boolean {
    return this.starts === undefined ? this.startsAt(node) : this.starts.has(node);
  }

  /** Does counting end in this node of the region, because of what holds there? */
  endsAt(node: number): boolean {
    return this.endsIn[this.classes[node]] !== 0;
  }

  /** The arcs along which counting goes on. */
  expand(node: number): number {
    this.out.count = 0;
    if (this.endsAt(node)) return 0;
    const count = this.graph.edges(node);
    const { to, label } = this.graph.out;
    for (let i = 0; i < count; i++) if (this.untils.of(label[i]) <= 0) this.out.put(to[i], i, label[i]);
    return this.out.count;
  }

  /** Does counting start in this node, because of what holds there? */
  startsAt(node: number): boolean {
    return this.startsIn[this.classes[node]] !== 0;
  }

  /** Does counting start where an edge with this label leads, because of what occurs on it? */
  startsWith(label: number): boolean {
    return this.froms.of(label) > 0;
  }

  /** Where the arcs lead along which counting goes on: without a copy where it ends with no edge. */
  private targets(endsWithEdges: boolean): Targets {
    const { graph, events } = this;
    const out = endsWithEdges ? this.out : graph.out;
    return {
      size: graph.size,
      expand: endsWithEdges ? (node) => this.expand(node) : (node) => (this.endsAt(node) ? 0 : graph.edges(node)),
      out,
      weight: (arc) => Math.max(events.of(out.label[arc]), 0),
    };
  }
}
