import type { Targets } from './arcs.ts';
import { ALONE, type Components } from './components.ts';
import { SPLIT } from './facts.ts';
import { BitColumn, grown } from './ints.ts';
import type { Look } from './look.ts';
import type { Product } from './product.ts';

/**
 * The part of a product that has to be searched for components: its nodes are called places here.
 *
 * Where the automaton can stay in its initial state whatever it reads, every graph node is reached in this state. As long as
 * it does not accept there, these product nodes are left out, and the search starts wherever the automaton leaves the state.
 * For the common formulas one state is left. Then the places are the graph nodes, and those that the automaton cannot read
 * and stay in this state are closed before the search: it follows the edges of the graph and looks at nothing else.
 */
export class Part implements Targets {
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

  /**
   * Notes the marks of the arcs from a place to those with a certain state of the search, and the constraints that they
   * take and that the place enables.
   */
  lookInside(place: number, search: Int32Array, inside: number, look: Look): void {
    const { product, states, firstState } = this;
    const { classes, fairness, graph, letters, moves, row, states: all } = product;
    const node = states === 1 ? place : Math.trunc(place / states);
    const state = firstState + place - node * states;
    const count = graph.edges(node);
    const { to, label } = graph.out;
    for (let i = 0; i < count; i++) {
      const j = fairness.of(label[i]);
      if (j >= 0) look.enables(j);
      const t = to[i];
      if (states === 1 && search[t] !== inside) continue;
      const at = letters[classes[t]] * all + state;
      const end = row.data[at + 1];
      for (let m = row.data[at]; m < end; m += 2) {
        const next = moves.data[m] - firstState;
        if (next < 0 || search[t * states + next] !== inside) continue;
        look.marks |= moves.data[m + 1];
        if (j >= 0) look.takes(j);
      }
    }
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
