import type { Graph } from '../explore/graph.ts';
import type { Automaton } from './automaton.ts';
import { grown, Ints, Labelled } from './ints.ts';
import { acceptance } from './reduce.ts';
import { ArcBuffer, type Arcs } from './search.ts';
import { NO_STATES, StateSets } from './state-sets.ts';

/** Letters that stand for nodes that are not read. */
const UNEXPLORED = 0;
const SPLIT = 1;

/**
 * The product of a graph and an automaton, as far as it can be reached. A node of it is a graph node and the
 * automaton's state after it has read that node. A split node is not read: the automaton stays. An unexplored
 * node is not entered.
 *
 * The states that reach a graph node are one number, that of a set of states, found in one sweep over the graph in
 * the order of its nodes (and another look at those that an edge back to them adds to): since graphs are explored
 * breadth first, what the sweep touches is near. Product nodes are numbered by their graph nodes, then their
 * states. Memory: 9 bytes (12 above seven predicates) for each graph node; 4 for each product node once `node` is
 * used.
 */
export class Product implements Arcs {
  readonly graph: Graph;
  readonly automaton: Automaton;
  readonly out = new ArcBuffer();
  /** Of each arc of the node expanded last, the marks of its transitions (of several to the same node: of all). */
  marks = new Int32Array(16);
  readonly size: number;
  readonly roots: readonly number[];
  /** Of each graph node, the number of what is read there. */
  readonly letter: Uint8Array | Int32Array;
  readonly sets: StateSets;
  /** Of each graph node, the set of the states in which it is reached. */
  readonly reached: Int32Array;
  /** Of each graph node, the number of its first product node. */
  readonly base: Int32Array;
  /** moves[row[letter · states + state]] …: the states that follow, each with its marks. */
  readonly row = new Ints();
  readonly moves = new Ints();
  /** Of each state, the number of its component in the automaton if cycles there can accept; else 0. */
  readonly accepting: Int32Array;
  /** By letter · states + state: 1 where the automaton accepts if it reads the same letter for ever. */
  private readonly forever: number[] = [];
  /** Of each label, its fairness constraint or -1. */
  readonly fairness: Labelled;
  private nodes: Int32Array | undefined;

  constructor(graph: Graph, automaton: Automaton) {
    this.graph = graph;
    this.automaton = automaton;
    this.accepting = acceptance(automaton.transitions, automaton.marks).accepting;
    this.fairness = new Labelled((label) => graph.fairnessOf(label));
    // Small numbers take little memory, and so more of them are near.
    this.letter = automaton.predicates.length <= 7 ? new Uint8Array(graph.size) : new Int32Array(graph.size);
    this.row.push(0);
    for (let state = 0; state < automaton.states; state++) this.learn([]);
    for (let state = 0; state < automaton.states; state++) this.learn([{ to: state, marks: 0 }]);
    for (let i = 0; i < 2 * automaton.states; i++) this.forever.push(0);
    const letters = automaton.states === 0 ? 0 : this.read();
    this.sets = new StateSets(automaton.states, letters, (state, letter) => this.following(state, letter));
    this.reached = new Int32Array(graph.size);
    if (automaton.states > 0) this.sweep();
    this.sets.finish();
    this.base = new Int32Array(graph.size);
    this.size = this.number();
    const roots = new Set<number>();
    if (automaton.states > 0) {
      for (const node of graph.initial) {
        for (const state of this.following(0, this.letter[node])) roots.add(this.product(node, state));
      }
    }
    this.roots = [...roots];
  }

  expand(product: number): number {
    this.out.count = 0;
    const node = this.node(product);
    const { first, last, target } = this.graph;
    const { letter, moves, row } = this;
    const { states } = this.automaton;
    const state = this.state(product, node);
    const to = last[node];
    for (let e = first[node]; e < to; e++) {
      const t = target[e];
      const at = letter[t] * states + state;
      const end = row.data[at + 1];
      for (let m = row.data[at]; m < end; m += 2) this.arc(this.product(t, moves.data[m]), e, moves.data[m + 1]);
    }
    return this.out.count;
  }

  /** The product node of a graph node and one of the states in which it is reached. */
  product(node: number, state: number): number {
    return this.base[node] + this.sets.rank[this.reached[node] * this.automaton.states + state];
  }

  /** The graph node. */
  node(product: number): number {
    return this.nodesOf()[product];
  }

  /** The automaton's state. */
  state(product: number, node = this.node(product)): number {
    return this.sets.members[this.reached[node]][product - this.base[node]];
  }

  /**
   * Does the automaton accept the path that leads to this product node and stays there for ever? It may stay
   * where no fairness constraint is enabled.
   */
  acceptsStaying(product: number): boolean {
    const node = this.node(product);
    const accepts = this.forever[this.letter[node] * this.automaton.states + this.state(product, node)] === 1;
    return accepts && this.mayStay(node);
  }

  /** Calls `found` with each graph node in which staying for ever is accepted, in some state. O(nodes). */
  staying(found: (node: number) => void): void {
    const { reached, letter, sets, forever } = this;
    const { states } = this.automaton;
    if (states === 0 || !forever.includes(1)) return;
    const letters = forever.length / states;
    const some = new Uint8Array(sets.members.length * letters);
    sets.members.forEach((members, set) => {
      for (let l = 0; l < letters; l++) {
        if (members.some((q) => forever[l * states + q] === 1)) some[set * letters + l] = 1;
      }
    });
    for (let n = 0; n < reached.length; n++) {
      if (some[reached[n] * letters + letter[n]] === 1 && this.mayStay(n)) found(n);
    }
  }

  /** Does nothing force a path to leave this node, which is neither split nor unexplored? */
  private mayStay(node: number): boolean {
    const { first, last, label } = this.graph;
    for (let e = first[node]; e < last[node]; e++) if (this.fairness.of(label[e]) >= 0) return false;
    return true;
  }

  private arc(to: number, edge: number, marks: number): void {
    const at = this.out.count;
    this.out.put(to, edge);
    if (at === this.marks.length) this.marks = grown(this.marks, at + 1);
    this.marks[at] = marks;
  }

  private nodesOf(): Int32Array {
    if (this.nodes !== undefined) return this.nodes;
    const { reached, sets } = this;
    const nodes = new Int32Array(this.size);
    const sizes = Int32Array.from(sets.members, ({ length }) => length);
    for (let n = 0, at = 0; n < reached.length; n++) {
      for (const end = at + sizes[reached[n]]; at < end; at++) nodes[at] = n;
    }
    this.nodes = nodes;
    return nodes;
  }

  /** Reads every graph node. Returns the number of letters. */
  private read(): number {
    const { graph, letter } = this;
    const { predicates } = this.automaton;
    const numbers = new Map<number, number>();
    // Of the first few predicates' letters, their numbers, to save the look into the map.
    const few = new Int32Array(predicates.length <= 8 ? 2 ** predicates.length : 0);
    let count = SPLIT + 1;
    for (let n = 0; n < letter.length; n++) {
      if (graph.isUnexplored(n)) continue;
      if (graph.isSplit(n)) {
        letter[n] = SPLIT;
        continue;
      }
      let bits = 0;
      for (let i = 0; i < predicates.length; i++) if (graph.holds(predicates[i], n)) bits |= 1 << i;
      let number = bits < few.length ? few[bits] : (numbers.get(bits) ?? UNEXPLORED);
      if (number === UNEXPLORED) {
        number = count++;
        if (bits < few.length) few[bits] = number;
        else numbers.set(bits, number);
        this.learnLetter(bits);
      }
      letter[n] = number;
    }
    return count;
  }

  /** Notes what each state does with a new letter. Transitions to the same state can be taken in turn: they are one. */
  private learnLetter(letter: number): void {
    const { transitions, marks } = this.automaton;
    const possible = transitions.map((list) => list.filter((t) => (letter & t.mask) === t.value));
    for (const list of possible) {
      const together = new Map<number, number>();
      for (const t of list) together.set(t.to, (together.get(t.to) ?? 0) | t.marks);
      this.learn([...together].map(([to, all]) => ({ to, marks: all })));
    }
    this.forever.push(...acceptance(possible, marks).useful);
  }

  /** Notes what the next state does with the letter that is being learned. */
  private learn(moves: readonly { to: number; marks: number }[]): void {
    for (const { to, marks } of moves) {
      this.moves.push(to);
      this.moves.push(marks);
    }
    this.row.push(this.moves.length);
  }

  private following(state: number, letter: number): number[] {
    const at = letter * this.automaton.states + state;
    const found: number[] = [];
    for (let m = this.row.data[at]; m < this.row.data[at + 1]; m += 2) found.push(this.moves.data[m]);
    return found;
  }

  /** Finds the states in which each graph node is reached. */
  private sweep(): void {
    const { reached, letter, sets, graph } = this;
    const { first, last, target } = graph;
    const again = new Ints();
    const start = sets.number([0]);
    for (const node of graph.initial) reached[node] = sets.union(reached[node], sets.step(start, letter[node]));
    const spread = (n: number) => {
      const set = reached[n];
      const end = last[n];
      for (let e = first[n]; e < end; e++) {
        const t = target[e];
        const more = sets.step(set, letter[t]);
        const before = reached[t];
        if (more === before) continue;
        const union = sets.union(before, more);
        if (union === before) continue;
        reached[t] = union;
        if (t <= n || ended) again.push(t);
      }
    };
    let ended = false;
    for (let n = 0; n < graph.size; n++) if (reached[n] !== NO_STATES) spread(n);
    for (ended = true; again.length > 0; ) spread(again.pop());
  }

  /** Gives the product nodes their numbers. Returns how many there are. */
  private number(): number {
    const { reached, base, sets } = this;
    const sizes = Int32Array.from(sets.members, ({ length }) => length);
    let count = 0;
    for (let n = 0; n < reached.length; n++) {
      base[n] = count;
      count += sizes[reached[n]];
    }
    return count;
  }
}
