import { ArcBuffer } from './arcs.ts';
import { type CycleProblem, type Effect, MET, NOTHING, OWED } from './cycle.ts';
import { grown } from './ints.ts';
import type { Product } from './product.ts';

/** The arcs of a product inside one component, with what fairness asks about them; and as the conditions of a cycle. */
export class FairArcs implements CycleProblem {
  readonly out = new ArcBuffer();
  /** The component. */
  private readonly number: number;
  /** Of each arc, its marks. */
  private marks = new Int32Array(16);
  /** Of each arc, the constraint that it takes, or -1. */
  private constraint = new Int32Array(16);
  readonly onlyIfOwed: readonly boolean[];
  private readonly product: Product;
  private readonly numberOf: (node: number) => number;
  private readonly bits: readonly number[];
  /** Of each constraint, the last expansion in which it was enabled. */
  private readonly stamp: Int32Array;
  private expansion = 0;

  constructor(product: Product, numberOf: (node: number) => number, number: number) {
    this.product = product;
    this.numberOf = numberOf;
    this.number = number;
    const { marks } = product.automaton;
    this.bits = Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (marks & bit) !== 0);
    const { fairness } = product.graph;
    this.onlyIfOwed = [...this.bits.map(() => false), ...fairness.map(({ strength }) => strength === 'strong')];
    this.stamp = new Int32Array(fairness.length);
  }

  get size(): number {
    return this.product.size;
  }

  node(id: number): number {
    return this.product.node(id);
  }

  expand(node: number): number {
    this.out.count = 0;
    const { product, numberOf, number } = this;
    const count = product.expand(node);
    const { to, place, label } = product.out;
    for (let i = 0; i < count; i++) {
      if (numberOf(to[i]) !== number) continue;
      const at = this.out.count;
      this.out.put(to[i], place[i], label[i]);
      if (at === this.marks.length) {
        this.marks = grown(this.marks, at + 1);
        this.constraint = grown(this.constraint, at + 1);
      }
      this.marks[at] = product.marks[i];
      this.constraint[at] = product.fairness.of(label[i]);
    }
    this.expansion++;
    const { label: labels } = product.graph.out;
    for (let i = 0; i < product.degree; i++) {
      const j = product.fairness.of(labels[i]);
      if (j >= 0) this.stamp[j] = this.expansion;
    }
    return this.out.count;
  }

  /** Does the node expanded last enable this constraint? */
  private enables(constraint: number): boolean {
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
}
