import type { Graph } from '../explore/graph.ts';
import type { Automaton, Transition } from './automaton.ts';
import { Ints } from './ints.ts';
import { ArcBuffer, type Arcs } from './search.ts';

const UNKNOWN = 0;
const UNEXPLORED = 1;
const SPLIT = 2;
const LETTER = 3;

/**
 * The product of a graph and an automaton, built as far as it is asked for. A node of it is a graph node and the
 * automaton's state after it has read that node. A split node is not read: the automaton stays. An unexplored
 * node is not entered. A path that ends is read in its last state for ever, by arcs without an edge.
 *
 * Memory: 8 bytes for each graph node and 12 for each product node that is reached.
 */
export class Product extends ArcBuffer implements Arcs {
  readonly graph: Graph;
  readonly automaton: Automaton;
  /** Of each product node, its graph node. */
  readonly node = new Ints(1024);
  /** Of each arc of the node expanded last, the marks of its transitions (of several to the same node: of all). */
  marks = new Int32Array(16);
  readonly roots: readonly number[];
  private readonly state = new Ints(1024);
  /** The next product node of the same graph node, plus 1. */
  private readonly sibling = new Ints(1024);
  /** Of each graph node: what is read there (or one of the numbers above), and its last product node plus 1. */
  private readonly known: Int32Array;
  /** Of each automaton state, its transitions as mask, value, to, marks. */
  private readonly moves: readonly Int32Array[];

  constructor(graph: Graph, automaton: Automaton) {
    super();
    this.graph = graph;
    this.automaton = automaton;
    this.known = new Int32Array(graph.size * 2);
    this.moves = automaton.transitions.map((list) => Int32Array.from(list.flatMap(numbers)));
    const roots: number[] = [];
    if (automaton.states > 0) {
      for (const node of graph.initial) {
        this.count = 0;
        this.enter(node, 0, -1);
        roots.push(...this.to.subarray(0, this.count));
      }
    }
    this.roots = [...new Set(roots)];
  }

  get size(): number {
    return this.node.length;
  }

  expand(product: number): number {
    this.count = 0;
    const node = this.node.data[product];
    const state = this.state.data[product];
    const from = this.graph.first[node];
    const to = this.graph.last[node];
    if (from === to && this.known[node * 2] >= LETTER) this.enter(node, state, -1);
    const { target } = this.graph;
    for (let e = from; e < to; e++) this.enter(target[e], state, e);
    return this.count;
  }

  /** Does the path that leads to this product node end there (and so stay for ever)? */
  ends(product: number): boolean {
    const node = this.node.data[product];
    return this.graph.first[node] === this.graph.last[node];
  }

  private enter(node: number, state: number, edge: number): void {
    let known = this.known[node * 2];
    if (known === UNKNOWN) known = this.known[node * 2] = this.read(node);
    if (known === UNEXPLORED) return;
    if (known === SPLIT) {
      this.arc(this.number(node, state), edge, 0, this.count);
      return;
    }
    const letter = known - LETTER;
    const moves = this.moves[state];
    const start = this.count;
    for (let m = 0; m < moves.length; m += 4) {
      if ((letter & moves[m]) !== moves[m + 1]) continue;
      this.arc(this.number(node, moves[m + 2]), edge, moves[m + 3], start);
    }
  }

  /** Two transitions to the same node can be taken in turn, so they count as one with the marks of both. */
  private arc(to: number, edge: number, marks: number, since: number): void {
    for (let i = since; i < this.count; i++) {
      if (this.to[i] !== to) continue;
      this.marks[i] = this.marks[i] | marks;
      return;
    }
    const at = this.count;
    this.put(to, edge);
    if (this.marks.length < this.to.length) {
      const larger = new Int32Array(this.to.length);
      larger.set(this.marks);
      this.marks = larger;
    }
    this.marks[at] = marks;
  }

  private number(node: number, state: number): number {
    const head = this.known[node * 2 + 1];
    for (let p = head; p !== 0; p = this.sibling.data[p - 1]) {
      if (this.state.data[p - 1] === state) return p - 1;
    }
    this.node.push(node);
    this.state.push(state);
    this.sibling.push(head);
    this.known[node * 2 + 1] = this.node.length;
    return this.node.length - 1;
  }

  private read(node: number): number {
    if (this.graph.isUnexplored(node)) return UNEXPLORED;
    if (this.graph.isSplit(node)) return SPLIT;
    let letter = 0;
    const { predicates } = this.automaton;
    for (let i = 0; i < predicates.length; i++) {
      if (this.graph.holds(predicates[i], node)) letter |= 1 << i;
    }
    return LETTER + letter;
  }
}

const numbers = (t: Transition) => [t.mask, t.value, t.to, t.marks];
