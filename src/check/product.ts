import type { Graph } from '../explore/graph.ts';
import type { Automaton } from './automaton.ts';
import { grown, Ints } from './ints.ts';
import { ArcBuffer, type Arcs } from './search.ts';

const UNKNOWN = 0;
const UNEXPLORED = 1;
const SPLIT = 2;
const LETTER = 3;

/** Arrays over this many product nodes are still of a reasonable size. */
const MOST_DENSE = 2 ** 26;

/**
 * The product of a graph and an automaton, built as far as it is asked for. A node of it is a graph node and the
 * automaton's state after it has read that node. A split node is not read: the automaton stays. An unexplored
 * node is not entered. A path that ends is read in its last state for ever, by arcs without an edge.
 *
 * A product node's number is computed from the two as long as that leaves numbers below `MOST_DENSE`: looking
 * one up then costs no access to memory, which is what large graphs wait for. Above it the nodes that are reached
 * are numbered in their order. Memory: 1 byte (4 above seven predicates) for each graph node; above, 4 more,
 * and 12 for each product node.
 */
export class Product implements Arcs {
  readonly graph: Graph;
  readonly automaton: Automaton;
  readonly out = new ArcBuffer();
  /** Of each arc of the node expanded last, the marks of its transitions (of several to the same node: of all). */
  marks = new Int32Array(16);
  readonly roots: readonly number[];
  /** Of each graph node: the number of its letter, or one of the numbers above. */
  private readonly known: Uint8Array | Int32Array;
  private readonly dense: boolean;
  /** Unless dense. Of each graph node: its last product node plus 1; of each product node: its graph node, its ... */
  private readonly head: Int32Array;
  private readonly nodes = new Ints();
  /** ... automaton state, and another product node of the same graph node, plus 1. */
  private link = new Int32Array(16);
  /** The different letters, in the order in which they are read. */
  private readonly letters = new Map<number, number>();
  /** moves[row[letter · states + state]] …: the states that follow, each with its marks. */
  private readonly row = new Ints();
  private readonly moves = new Ints();

  constructor(graph: Graph, automaton: Automaton, mostDense = MOST_DENSE) {
    this.graph = graph;
    this.automaton = automaton;
    // Small numbers take little memory, and so more of them are near.
    this.known = automaton.predicates.length <= 7 ? new Uint8Array(graph.size) : new Int32Array(graph.size);
    this.dense = graph.size * automaton.states <= mostDense;
    this.head = new Int32Array(this.dense ? 0 : graph.size);
    this.row.push(0);
    const roots = new Set<number>();
    if (automaton.states > 0) {
      for (const node of graph.initial) {
        this.out.count = 0;
        this.enter(node, 0, -1);
        for (let i = 0; i < this.out.count; i++) roots.add(this.out.to[i]);
      }
    }
    this.roots = [...roots];
  }

  get size(): number {
    return this.dense ? this.graph.size * this.automaton.states : this.nodes.length;
  }

  expand(product: number): number {
    this.out.count = 0;
    const node = this.node(product);
    const state = this.dense ? product - node * this.automaton.states : this.link[product * 2];
    const { first, last, target } = this.graph;
    const to = last[node];
    let e = first[node];
    if (e === to && this.known[node] >= LETTER) this.enter(node, state, -1);
    for (; e < to; e++) this.enter(target[e], state, e);
    return this.out.count;
  }

  /** The graph node. */
  node(product: number): number {
    return this.dense ? Math.trunc(product / this.automaton.states) : this.nodes.data[product];
  }

  /** Does the path that leads to this product node end there (and so stay for ever)? */
  ends(product: number): boolean {
    const node = this.node(product);
    return this.graph.first[node] === this.graph.last[node];
  }

  private enter(node: number, state: number, edge: number): void {
    let known = this.known[node];
    if (known === UNKNOWN) {
      known = this.read(node);
      this.known[node] = known;
    }
    if (known === UNEXPLORED) return;
    if (known === SPLIT) {
      this.arc(this.number(node, state), edge, 0);
      return;
    }
    const row = (known - LETTER) * this.automaton.states + state;
    const moves = this.moves.data;
    const end = this.row.data[row + 1];
    for (let m = this.row.data[row]; m < end; m += 2) this.arc(this.number(node, moves[m]), edge, moves[m + 1]);
  }

  private arc(to: number, edge: number, marks: number): void {
    const at = this.out.count;
    this.out.put(to, edge);
    if (at === this.marks.length) this.marks = grown(this.marks, at + 1);
    this.marks[at] = marks;
  }

  private number(node: number, state: number): number {
    if (this.dense) return node * this.automaton.states + state;
    const head = this.head[node];
    let at = head;
    while (at !== 0 && this.link[at * 2 - 2] !== state) at = this.link[at * 2 - 1];
    if (at !== 0) return at - 1;
    const fresh = this.nodes.length;
    this.nodes.push(node);
    this.link = grown(this.link, fresh * 2 + 2);
    this.link[fresh * 2] = state;
    this.link[fresh * 2 + 1] = head;
    this.head[node] = fresh + 1;
    return fresh;
  }

  private read(node: number): number {
    if (this.graph.isUnexplored(node)) return UNEXPLORED;
    if (this.graph.isSplit(node)) return SPLIT;
    let letter = 0;
    const { predicates } = this.automaton;
    for (let i = 0; i < predicates.length; i++) {
      if (this.graph.holds(predicates[i], node)) letter |= 1 << i;
    }
    let number = this.letters.get(letter);
    if (number === undefined) {
      number = this.letters.size;
      this.letters.set(letter, number);
      this.learn(letter);
    }
    return LETTER + number;
  }

  /** Notes what each state does with a new letter. Transitions to the same state can be taken in turn: they are one. */
  private learn(letter: number): void {
    for (const transitions of this.automaton.transitions) {
      const marks = new Map<number, number>();
      for (const t of transitions) {
        if ((letter & t.mask) === t.value) marks.set(t.to, (marks.get(t.to) ?? 0) | t.marks);
      }
      for (const [to, all] of marks) {
        this.moves.push(to);
        this.moves.push(all);
      }
      this.row.push(this.moves.length);
    }
  }
}
