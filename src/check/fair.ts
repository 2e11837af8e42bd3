import type { Graph } from '../explore/graph.ts';
import { ALONE, Components } from './components.ts';
import type { CycleProblem } from './cycle.ts';
import { FairArcs } from './fair-arcs.ts';
import { Look } from './look.ts';
import { Part } from './part.ts';
import type { Product } from './product.ts';
import { acceptance } from './reduce.ts';

/**
 * Where fair paths end up that the automaton accepts.
 *
 * The fair accepting components of a product are maximal strongly connected sets of product nodes that contain an
 * arc, every mark, and meet every fairness constraint. A weak constraint is met where a node of the component
 * does not enable it or an arc inside takes it; a strong one where no node enables it or an arc inside takes it
 * (otherwise the nodes that enable it are removed and the rest is decomposed again). All of them are found:
 * a fair path that violates the formula and never stays for ever exists if and only if there is one.
 *
 * Each product node of the part that matters (see `Part`) is expanded once to find the components, those in one that may
 * accept a second time to judge it, and once more for each strong constraint that is broken. Memory: see `Components`,
 * for each node of the part.
 */
export class FairComponents {
  /** The sets of configurations of the nodes where such a path can end up, in a component or staying for ever. */
  readonly sets = new Set<number>();
  private readonly product: Product;
  private readonly graph: Graph;
  private readonly part: Part;
  private readonly search: Components;
  /** Of each state, the number of its component in the automaton if cycles there can accept; else 0. */
  private readonly accepting: Int32Array;
  /** The numbers of the fair accepting ones. */
  private readonly fair = new Set<number>();
  /** What is left of components where strong constraints are not met: to be searched again. */
  private readonly waiting: Int32Array[] = [];

  constructor(product: Product) {
    this.product = product;
    this.graph = product.graph;
    const { transitions, marks } = product.automaton;
    this.accepting = acceptance(transitions, marks).accepting;
    this.part = new Part(product, this.accepting, this.sets);
    this.search = new Components(this.part, (data, from, to, number) => {
      if (number > 0) this.judge(data.subarray(from, to), number);
    });
    this.part.searchWith(this.search);
    for (let rest = this.waiting.pop(); rest !== undefined; rest = this.waiting.pop()) {
      for (const node of rest) this.search.state[node] = 0;
      for (const node of rest) this.search.from(node);
    }
    this.search.finish();
  }

  /** Can such a path end up in this product node, in a fair accepting component or staying there for ever? */
  isEnd(node: number): boolean {
    return this.fair.has(this.numberOf(node)) || this.part.mayStay(node);
  }

  /** Does the automaton accept the path that leads to this product node, which can be reached, and stays there? */
  mayStay(node: number): boolean {
    return this.part.mayStay(node);
  }

  /** What a fair cycle in the component of this node has to do. */
  problem(node: number): CycleProblem {
    return new FairArcs(this.product, (other) => this.numberOf(other), this.numberOf(node));
  }

  /** The number of the component of a product node, or 0. */
  private numberOf(node: number): number {
    const place = this.part.place(node);
    return place < 0 ? 0 : Math.max(ALONE - this.search.state[place], 0);
  }

  private judge(members: Int32Array, number: number): void {
    const first = this.part.node(members[0]);
    if (this.accepting[first % this.product.states] === 0) return;
    const unmet = this.unmet(members, number);
    if (unmet === undefined) return;
    if (unmet.size === 0) {
      this.fair.add(number);
      // A cycle lies within one set.
      this.sets.add(this.graph.setOf(this.product.node(first)));
      return;
    }
    const kept = members.filter((place) => !this.enablesAny(this.part.node(place), unmet));
    for (const place of members) this.search.state[place] = ALONE;
    if (kept.length > 0) this.waiting.push(kept);
  }

  /** The strong constraints that are not met in a component; undefined where nothing in it is fair and accepting. */
  private unmet(members: Int32Array, number: number): ReadonlySet<number> | undefined {
    const { graph, part, product } = this;
    const { fairness } = graph;
    const look = new Look(fairness.map(({ strength }) => strength === 'weak'));
    const all = product.automaton.marks;
    for (let i = 0; i < members.length && (look.marks !== all || look.open.length > 0); i++) {
      look.node();
      part.lookInside(members[i], this.search.state, ALONE - number, look);
      look.settleDisabled();
    }
    if (look.marks !== all) return undefined;
    const owed = new Set<number>();
    for (const j of look.open) {
      if (look.lastEnabled[j] === 0) continue;
      if (fairness[j].strength === 'weak') return undefined;
      owed.add(j);
    }
    return owed;
  }

  private enablesAny(node: number, constraints: ReadonlySet<number>): boolean {
    const { graph, product } = this;
    const count = graph.edges(product.node(node));
    const { label } = graph.out;
    for (let i = 0; i < count; i++) if (constraints.has(product.fairness.of(label[i]))) return true;
    return false;
  }
}
