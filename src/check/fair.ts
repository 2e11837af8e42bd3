import type { Graph } from '../explore/graph.ts';
import { type CycleProblem, type Effect, MET, NOTHING, OWED } from './cycle.ts';
import { grown, Ints } from './ints.ts';
import type { Product } from './product.ts';
import { ArcBuffer, type Arcs, Components } from './search.ts';

/**
 * The fair accepting components of a product: maximal strongly connected sets of product nodes that contain an
 * arc, every mark, and meet every fairness constraint. A weak constraint is met where a node of the component
 * does not enable it or an arc inside takes it; a strong one where no node enables it or an arc inside takes it
 * (otherwise the nodes that enable it are removed and the rest is decomposed again). All of them are found:
 * there is a fair path that violates the formula if and only if there is one.
 *
 * O(product · (1 + number of strong constraints)) time at worst, two passes in the common case.
 */
export class FairComponents {
  private readonly membership: Membership = { component: new Int32Array(0) };
  /** The numbers of the fair accepting ones. */
  private readonly fair = new Set<number>();
  private readonly product: Product;
  private readonly graph: Graph;
  /** The product nodes that lie in a fair accepting component. */
  readonly nodes = new Ints();

  private readonly inside: FairArcs;

  constructor(product: Product) {
    this.product = product;
    this.graph = product.graph;
    this.inside = new FairArcs(product, this.membership);
    const { membership } = this;
    const components = new Components();
    const waiting: { readonly number: number; readonly nodes: Int32Array }[] = [];
    let numbers = 0;
    const judge = (data: Int32Array, from: number, to: number, loop: boolean) => {
      membership.component = grown(membership.component, product.size);
      if (to - from === 1 && !loop) {
        this.membership.component[data[from]] = 0;
        return;
      }
      const number = ++numbers;
      for (let i = from; i < to; i++) this.membership.component[data[i]] = number;
      const removed = this.unfair(number, data, from, to);
      if (removed === true) return;
      if (removed === false) {
        this.fair.add(number);
        for (let i = from; i < to; i++) this.nodes.push(data[i]);
        return;
      }
      const nodes = data.slice(from, to).filter((p) => {
        if (!this.enablesAny(p, removed)) return true;
        this.membership.component[p] = 0;
        return false;
      });
      if (nodes.length > 0) waiting.push({ number, nodes });
    };
    components.run(product, product.roots, judge);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      components.forget(next.nodes);
      components.run(new Inside(product, membership, next.number), next.nodes, judge);
    }
    membership.component = grown(membership.component, product.size);
  }

  /** Does this product node lie in a fair accepting component? */
  has(node: number): boolean {
    const number = this.membership.component[node];
    return number > 0 && this.fair.has(number);
  }

  /** What a fair cycle in the component of this node has to do. */
  problem(node: number): CycleProblem {
    const number = this.membership.component[node];
    return new FairArcs(this.product, this.membership, number);
  }

  /** True: nothing in it is fair and accepting; false: it is; otherwise the strong constraints that are not met. */
  private unfair(number: number, data: Int32Array, from: number, to: number): boolean | ReadonlySet<number> {
    const { fairness } = this.graph;
    const arcs = this.inside;
    arcs.number = number;
    // A constraint is settled once an arc takes it or, if it is weak, once a node does not enable it.
    const settled = new Uint8Array(fairness.length);
    const enabled = new Uint8Array(fairness.length);
    let open = fairness.length;
    let marks = 0;
    const settle = (j: number) => {
      if (settled[j] === 1) return;
      settled[j] = 1;
      open--;
    };
    const all = this.product.automaton.marks;
    for (let i = from; i < to && (marks !== all || open > 0); i++) {
      const count = arcs.expand(data[i]);
      for (let a = 0; a < count; a++) {
        marks |= arcs.marks[a];
        if (arcs.constraint[a] >= 0) settle(arcs.constraint[a]);
      }
      for (let k = 0; k < arcs.enabled.length; k++) enabled[arcs.enabled.data[k]] = 1;
      for (let j = 0; j < fairness.length && open > 0; j++) {
        if (settled[j] === 0 && fairness[j].strength === 'weak' && !arcs.enables(j)) settle(j);
      }
    }
    if (marks !== all) return true;
    const owed = new Set<number>();
    for (let j = 0; j < fairness.length; j++) {
      if (settled[j] === 1 || enabled[j] === 0) continue;
      if (fairness[j].strength === 'weak') return true;
      owed.add(j);
    }
    return owed.size > 0 && owed;
  }

  private enablesAny(node: number, constraints: ReadonlySet<number>): boolean {
    const { graph } = this;
    const n = this.product.node(node);
    for (let e = graph.first[n]; e < graph.last[n]; e++) {
      const label = graph.label[e];
      if (label >= 0 && constraints.has(graph.fairnessOf(label))) return true;
    }
    return false;
  }
}

/** Of each product node, the number of its component; 0 where it lies in none. */
interface Membership {
  component: Int32Array<ArrayBuffer>;
}

/** The arcs of a product that stay inside one component. */
class Inside implements Arcs {
  readonly out = new ArcBuffer();
  protected readonly product: Product;
  private readonly membership: Membership;
  /** The component. */
  number: number;

  constructor(product: Product, membership: Membership, number = 0) {
    this.product = product;
    this.membership = membership;
    this.number = number;
  }

  get size(): number {
    return this.product.size;
  }

  expand(node: number): number {
    this.out.count = 0;
    const { product, number } = this;
    const { component } = this.membership;
    const count = product.expand(node);
    for (let i = 0; i < count; i++) {
      const to = product.out.to[i];
      if (component[to] !== number) continue;
      this.inside(i, this.out.count);
      this.out.put(to, product.out.edge[i]);
    }
    return this.out.count;
  }

  /** Arc `from` of the product becomes arc `at` of this one. */
  protected inside(_from: number, _at: number): void {}
}

/** The arcs inside a component with what fairness asks about them; and as the conditions of a cycle. */
class FairArcs extends Inside implements CycleProblem {
  /** Of each arc, its marks. */
  marks = new Int32Array(16);
  /** Of each arc, the constraint that it takes, or -1. */
  constraint = new Int32Array(16);
  /** The constraints that the node expanded last enables. */
  readonly enabled = new Ints();
  readonly onlyIfOwed: readonly boolean[];
  private readonly bits: readonly number[];
  /** Of each constraint, the last expansion in which it was enabled. */
  private readonly stamp: Int32Array;
  private expansion = 0;

  constructor(product: Product, membership: Membership, number = 0) {
    super(product, membership, number);
    const { marks } = product.automaton;
    this.bits = Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (marks & bit) !== 0);
    const { fairness } = product.graph;
    this.onlyIfOwed = [...this.bits.map(() => false), ...fairness.map(({ strength }) => strength === 'strong')];
    this.stamp = new Int32Array(fairness.length);
  }

  override expand(node: number): number {
    const count = super.expand(node);
    this.enabled.length = 0;
    const { graph } = this.product;
    if (graph.fairness.length === 0) return count;
    this.expansion++;
    const n = this.product.node(node);
    const to = graph.last[n];
    for (let e = graph.first[n]; e < to; e++) {
      const label = graph.label[e];
      const j = label < 0 ? -1 : graph.fairnessOf(label);
      if (j < 0 || this.stamp[j] === this.expansion) continue;
      this.stamp[j] = this.expansion;
      this.enabled.push(j);
    }
    return count;
  }

  /** Does the node expanded last enable this constraint? */
  enables(constraint: number): boolean {
    return this.stamp[constraint] === this.expansion;
  }

  effect(condition: number, arc: number): Effect {
    const bit = this.bits[condition];
    if (bit !== undefined) return (this.marks[arc] & bit) !== 0 ? MET : NOTHING;
    const j = condition - this.bits.length;
    if (this.constraint[arc] === j) return MET;
    const enabled = this.enables(j);
    if (this.onlyIfOwed[condition]) return enabled ? OWED : NOTHING;
    return enabled ? NOTHING : MET;
  }

  protected override inside(from: number, at: number): void {
    this.marks = grown(this.marks, at + 1);
    this.constraint = grown(this.constraint, at + 1);
    const edge = this.product.out.edge[from];
    const label = edge < 0 ? -1 : this.product.graph.label[edge];
    this.marks[at] = this.product.marks[from];
    this.constraint[at] = label < 0 ? -1 : this.product.graph.fairnessOf(label);
  }
}
