import { Mistake } from '../describe/mistake.ts';
import type { Graph } from '../explore/graph.ts';
import { ArcBuffer, type Arcs } from './arcs.ts';
import type { Automaton } from './automaton.ts';
import { type Facts, SPLIT } from './facts.ts';
import { grown, Ints, Labelled } from './ints.ts';
import { acceptance } from './reduce.ts';

/** Letters that stand for nodes that are not read. */
const NOT_ENTERED = 0;
const NOT_READ = 1;

/**
 * The product of a graph and an automaton. A node of it is a graph node and the automaton's state after it has read
 * that node; its number is that of the graph node, times the number of states, plus the state. A split node is not
 * read: the automaton stays. An unexplored node is not entered. Nothing is written down but what the automaton does with each
 * letter: O(classes · states) memory.
 */
export class Product implements Arcs {
  readonly graph: Graph;
  readonly automaton: Automaton;
  readonly out = new ArcBuffer();
  /** Of each arc of the node expanded last, the marks of its transitions (of several to the same node: of all). */
  marks = new Int32Array(16);
  /** How many edges the graph node has that was expanded last. They are in `graph.out`. */
  degree = 0;
  readonly states: number;
  readonly roots: readonly number[];
  /** Of each graph node, its class; and of each class, what is read there. */
  readonly classes: Facts['classes']['of'];
  readonly letters: Int32Array;
  /** moves[row[letter · states + state]] …: the states that follow, each with its marks. */
  readonly row = new Ints();
  readonly moves = new Ints();
  /** By letter · states + state: 1 where the automaton accepts if it reads the same letter for ever. */
  readonly forever: readonly number[];
  /** Of each label, its fairness constraint or -1. */
  readonly fairness: Labelled;

  /** @throws Mistake where the product has 2^31 nodes or more */
  constructor(facts: Facts, automaton: Automaton) {
    const { graph } = facts;
    this.graph = graph;
    this.automaton = automaton;
    this.states = automaton.states;
    if (graph.size * this.states >= 2 ** 31) {
      throw new Mistake(
        `a temporal formula that needs ${this.states} states of an automaton is too large for ${graph.size} nodes; split it into several properties, or check a part of the configurations (--set)`,
      );
    }
    this.fairness = new Labelled((label) => graph.fairnessOf(label));
    const { states } = this;
    const forever: number[] = [];
    this.row.push(0);
    for (let state = 0; state < states; state++) this.learn([]);
    for (let state = 0; state < states; state++) this.learn([{ to: state, marks: 0 }]);
    for (let i = 0; i < 2 * states; i++) forever.push(0);
    this.classes = states === 0 ? new Uint8Array(0) : facts.classes.of;
    this.letters = new Int32Array(states === 0 ? 0 : facts.classes.count).fill(NOT_ENTERED);
    this.letters[SPLIT] = NOT_READ;
    const numbers = new Map<number, number>();
    for (let c = SPLIT + 1; c < this.letters.length; c++) {
      const bits = automaton.predicates.reduce((all, p, i) => (facts.classes.holds(p, c) ? all | (1 << i) : all), 0);
      let letter = numbers.get(bits);
      if (letter === undefined) {
        letter = NOT_READ + 1 + numbers.size;
        numbers.set(bits, letter);
        this.learnLetter(bits, forever);
      }
      this.letters[c] = letter;
    }
    this.forever = forever;
    const roots = new Set<number>();
    if (states > 0) {
      for (const node of graph.initial) for (const to of this.following(0, node)) roots.add(node * states + to);
    }
    this.roots = [...roots];
  }

  get size(): number {
    return this.graph.size * this.states;
  }

  expand(product: number): number {
    this.out.count = 0;
    const { classes, graph, letters, moves, row, states } = this;
    const node = this.node(product);
    const state = product - node * states;
    const count = graph.edges(node);
    this.degree = count;
    const { to, label } = graph.out;
    for (let i = 0; i < count; i++) {
      const t = to[i];
      const at = letters[classes[t]] * states + state;
      const end = row.data[at + 1];
      for (let m = row.data[at]; m < end; m += 2) this.arc(t * states + moves.data[m], i, label[i], moves.data[m + 1]);
    }
    return this.out.count;
  }

  node(product: number): number {
    return Math.trunc(product / this.states);
  }

  /** What is read in a graph node. */
  letter(node: number): number {
    return this.letters[this.classes[node]];
  }

  /** The states that follow when a state reads a graph node. */
  following(state: number, node: number): number[] {
    const at = this.letter(node) * this.states + state;
    const found: number[] = [];
    for (let m = this.row.data[at]; m < this.row.data[at + 1]; m += 2) found.push(this.moves.data[m]);
    return found;
  }

  /**
   * Does nothing force a path to leave a graph node, which is neither split nor unexplored, whose edges were asked for
   * last and are as many as this?
   */
  mayStay(count: number): boolean {
    const { label } = this.graph.out;
    for (let i = 0; i < count; i++) if (this.fairness.of(label[i]) >= 0) return false;
    return true;
  }

  private arc(to: number, place: number, label: number, marks: number): void {
    const at = this.out.count;
    this.out.put(to, place, label);
    if (at === this.marks.length) this.marks = grown(this.marks, at + 1);
    this.marks[at] = marks;
  }

  /** Notes what each state does with a new letter. Transitions to the same state can be taken in turn: they are one. */
  private learnLetter(letter: number, forever: number[]): void {
    const { transitions, marks } = this.automaton;
    const possible = transitions.map((list) => list.filter((t) => (letter & t.mask) === t.value));
    for (const list of possible) {
      const together = new Map<number, number>();
      for (const t of list) together.set(t.to, (together.get(t.to) ?? 0) | t.marks);
      this.learn([...together].map(([to, all]) => ({ to, marks: all })));
    }
    forever.push(...acceptance(possible, marks).useful);
  }

  /** Notes what the next state does with the letter that is being learned. */
  private learn(moves: readonly { to: number; marks: number }[]): void {
    for (const { to, marks } of moves) {
      this.moves.push(to);
      this.moves.push(marks);
    }
    this.row.push(this.moves.length);
  }
}
