import type { Graph } from '../explore/graph.ts';
import { ArcBuffer, type Targets } from './arcs.ts';
import { ALONE, Components } from './components.ts';
import { type CycleProblem, type Effect, MET, NOTHING, OWED } from './cycle.ts';
import { SPLIT } from './facts.ts';
import { BitColumn, grown, Ints } from './ints.ts';
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
  private readonly inside: FairArcs;
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
    this.inside = new FairArcs(product, (node) => this.numberOf(node));
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
    for (let i = 0; i < members.length && (marks !== all || open > 0); i++) {
      const count = arcs.expand(this.part.node(members[i]));
      for (let a = 0; a < count; a++) {
        marks |= arcs.marks[a];
        if (arcs.constraint[a] >= 0) settle(arcs.constraint[a]);
      }
      for (let k = 0; k < arcs.enabled.length; k++) enabled[arcs.enabled.data[k]] = 1;
      for (let j = 0; j < fairness.length && open > 0; j++) {
        if (settled[j] === 0 && fairness[j].strength === 'weak' && !arcs.enables(j)) settle(j);
      }
    }
    if (marks !== all) return undefined;
    const owed = new Set<number>();
    for (let j = 0; j < fairness.length; j++) {
      if (settled[j] === 1 || enabled[j] === 0) continue;
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

/**
 * The part of a product that has to be searched for components: its nodes are called places here.
 *
 * Where the automaton can stay in its initial state whatever it reads, every graph node is reached in this state. As long as
 * it does not accept there, these product nodes are left out, and the search starts wherever the automaton leaves the state.
 * For the common formulas one state is left. Then the places are the graph nodes, and those that the automaton cannot read
 * and stay in this state are closed before the search: it follows the edges of the graph and looks at nothing else.
 */
class Part implements Targets {
  private readonly product: Product;
  private readonly sets: Set<number>;
  /** The first state that is not left out; and how many are not. */
  private readonly firstState: number;
  private readonly states: number;
  /** The graph nodes in which the automaton accepts staying, as far as they may be stayed in; empty if it never does. */
  private readonly staying: BitColumn;
  private readonly acceptsStaying: boolean;
  /** Is every graph node reached in the initial state? */
  private readonly isEverywhere: boolean;
  private readonly own = { to: new Int32Array(64) };

  /** @param sets gets those of the nodes in which staying for ever is accepted */
  constructor(product: Product, accepting: Int32Array, sets: Set<number>) {
    this.product = product;
    this.sets = sets;
    const { automaton, graph, forever } = product;
    const [first] = automaton.transitions;
    this.isEverywhere = first?.some((t) => t.to === 0 && t.mask === 0) ?? false;
    const isNeeded = this.isEverywhere
      ? accepting[0] !== 0
      : graph.initial.some((node) => graph.isSplit(node)) ||
        automaton.transitions.some((list) => list.some((t) => t.to === 0));
    this.firstState = isNeeded ? 0 : 1;
    this.states = automaton.states - this.firstState;
    this.acceptsStaying = forever.includes(1);
    this.staying = new BitColumn(this.acceptsStaying ? graph.size : 0);
  }

  get size(): number {
    return this.states <= 0 ? 0 : this.product.graph.size * this.states;
  }

  get out(): { readonly to: Int32Array } {
    return this.states === 1 ? this.product.graph.out : this.own;
  }

  /** The product node. */
  node(place: number): number {
    if (this.states === 1) return place * this.product.states + this.firstState;
    const node = Math.trunc(place / this.states);
    return node * this.product.states + this.firstState + (place - node * this.states);
  }

  /** The place of a product node, or -1. */
  place(node: number): number {
    const graphNode = this.product.node(node);
    const state = node - graphNode * this.product.states - this.firstState;
    return state < 0 ? -1 : graphNode * this.states + state;
  }

  /** Notes whether the node may be stayed in, besides. */
  expand(place: number): number {
    const { product, states, firstState } = this;
    const { graph } = product;
    const node = states === 1 ? place : Math.trunc(place / states);
    const state = firstState + place - node * states;
    const count = graph.edges(node);
    if (this.acceptsStaying && product.forever[product.letter(node) * product.states + state] === 1) {
      if (product.mayStay(count)) {
        this.staying.set(node);
        this.sets.add(graph.setOf(node));
      }
    }
    return states === 1 ? count : this.moveAll(state, count);
  }

  /** Does the automaton accept staying in this product node, which was found to be reached? */
  mayStay(node: number): boolean {
    if (!this.acceptsStaying) return false;
    const { product } = this;
    const graphNode = product.node(node);
    const state = node - graphNode * product.states;
    return product.forever[product.letter(graphNode) * product.states + state] === 1 && this.staying.has(graphNode);
  }

  searchWith(search: Components): void {
    const { product, states, firstState } = this;
    const { graph, classes } = product;
    if (states <= 0) return;
    /** By class: does nothing that is in the only state lead there? */
    const closed = Array.from(product.letters, (letter) => {
      return states === 1 && !this.moves(letter, firstState).includes(firstState);
    });
    if (states === 1) {
      for (let n = 0; n < graph.size; n++) if (closed[classes[n]]) search.state[n] = ALONE;
    }
    const from = (node: number, state: number) => {
      if (state < firstState) return;
      const place = node * states + state - firstState;
      if (!closed[classes[node]]) search.from(place);
      else {
        const count = this.expand(place);
        for (const to of this.out.to.slice(0, count)) search.from(to);
      }
    };
    if (this.isEverywhere) {
      const starts = Array.from(product.letters, (letter, c) => (c <= SPLIT ? [] : this.moves(letter, 0)));
      for (let n = 0; n < graph.size; n++) for (const state of starts[classes[n]]) from(n, state);
    } else {
      for (const root of product.roots) from(product.node(root), root % product.states);
    }
  }

  /** The states that follow when a state reads a letter. */
  private moves(letter: number, state: number): number[] {
    const { row, moves, states } = this.product;
    const found: number[] = [];
    const at = letter * states + state;
    for (let m = row.data[at]; m < row.data[at + 1]; m += 2) found.push(moves.data[m]);
    return found;
  }

  private moveAll(state: number, count: number): number {
    const { states, firstState, own } = this;
    const { classes, graph, letters, moves, row, states: all } = this.product;
    const { to } = graph.out;
    let found = 0;
    for (let i = 0; i < count; i++) {
      const t = to[i];
      const at = letters[classes[t]] * all + state;
      const end = row.data[at + 1];
      for (let m = row.data[at]; m < end; m += 2) {
        const next = moves.data[m] - firstState;
        if (next < 0) continue;
        if (found === own.to.length) own.to = grown(own.to, found + 1);
        own.to[found++] = t * states + next;
      }
    }
    return found;
  }
}

/** The arcs of a product inside one component, with what fairness asks about them; and as the conditions of a cycle. */
class FairArcs implements CycleProblem {
  readonly out = new ArcBuffer();
  /** The component. */
  number: number;
  /** Of each arc, its marks. */
  marks = new Int32Array(16);
  /** Of each arc, the constraint that it takes, or -1. */
  constraint = new Int32Array(16);
  /** The constraints that the node expanded last enables. */
  readonly enabled = new Ints();
  readonly onlyIfOwed: readonly boolean[];
  private readonly product: Product;
  private readonly numberOf: (node: number) => number;
  private readonly bits: readonly number[];
  /** Of each constraint, the last expansion in which it was enabled. */
  private readonly stamp: Int32Array;
  private expansion = 0;

  constructor(product: Product, numberOf: (node: number) => number, number = 0) {
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
    this.enabled.length = 0;
    this.expansion++;
    const { label: labels } = product.graph.out;
    for (let i = 0; i < product.degree; i++) {
      const j = product.fairness.of(labels[i]);
      if (j < 0 || this.stamp[j] === this.expansion) continue;
      this.stamp[j] = this.expansion;
      this.enabled.push(j);
    }
    return this.out.count;
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
}
