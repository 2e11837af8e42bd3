import type { Family } from '../describe/result.ts';
import { type Bits, bitsKey, count, has, or } from '../describe/space.ts';
import { hashOf } from './hash.ts';
import { PairTable } from './pairs.ts';
import type { StateGraph } from './state-graph.ts';

/** States that are looked at in one pass, at least: 14 bytes each while it lasts. */
const PASS = 1 << 23;

/**
 * How much the configurations of a family share: the nodes that were explored, and the states that the configurations
 * would have had one by one. Exact: a configuration reaches a state on its own if and only if it is in the set of a node
 * with this state, so the states of all configurations together are, summed over the different states, the sizes of
 * the unions of their nodes' sets.
 *
 * Time: two looks at each node, in as many passes as keep the extra memory under a quarter of what the nodes take, or
 * 120 MB; about 0.1 µs a node.
 */
export function familyOf(graph: StateGraph): Family {
  const { size } = graph;
  if (graph.sets.size === 2) {
    const nodes = explored(graph);
    return { nodes, alone: nodes * count(graph.sets.bits(graph.sets.all)) };
  }
  const passes = Math.ceil(size / Math.max(PASS, size / 4)) || 1;
  const unions = new Unions(graph);
  let nodes = 0;
  let alone = 0;
  for (let pass = 0; pass < passes; pass++) {
    const states = new States(graph, Math.ceil(size / passes));
    for (let node = 0; node < size; node++) {
      if (graph.isUnexplored(node) || graph.isSplit(node)) continue;
      const hash = states.hash(node);
      if (passes > 1 && hash % passes !== pass) continue;
      nodes++;
      const state = states.number(node, hash);
      const before = states.sets[state]!;
      const union = unions.of(before, graph.setOf(node));
      if (union === before) continue;
      states.sets[state] = union;
      alone += unions.sizes[union]! - unions.sizes[before]!;
    }
  }
  return { nodes, alone };
}

function explored(graph: StateGraph): number {
  let nodes = 0;
  for (let node = 0; node < graph.size; node++) if (!graph.isUnexplored(node) && !graph.isSplit(node)) nodes++;
  return nodes;
}

/** The different states of nodes, whatever their sets: numbers from 0 on, in a hash table over the packed rows. */
class States {
  /** Of each state, the number of the union of sets so far; 0 for none. */
  sets: Int32Array;
  private readonly rows: Uint32Array;
  private readonly words: number;
  /** The word that the set lies in, and the bits in it that are not the set's. */
  private readonly word: number;
  private readonly rest: number;
  private readonly scratch: Uint32Array;
  /** Of each state, a node that has it. */
  private nodes: Int32Array;
  private size = 0;
  private slots: Int32Array;

  constructor(graph: StateGraph, atMost: number) {
    const { rows, layout } = graph.packed;
    const field = graph.plan.fields - 1;
    this.rows = rows;
    this.words = layout.words;
    this.word = layout.word[field]!;
    this.rest = ~layout.mask[field]!;
    this.scratch = new Uint32Array(layout.words);
    // Memory that stays 0 is never asked for.
    this.sets = new Int32Array(atMost);
    this.nodes = new Int32Array(atMost);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(atMost * 1.5 + 2)));
  }

  /** The hash of a node's state; `number` must be asked next, if at all. */
  hash(node: number): number {
    const { rows, words, word, rest, scratch } = this;
    for (let w = 0, at = node * words; w < words; w++) scratch[w] = rows[at + w]!;
    scratch[word] = scratch[word]! & rest;
    return hashOf(scratch, 0, words);
  }

  /** The number of a node's state. */
  number(node: number, hash: number): number {
    const { slots, nodes } = this;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const state = slots[slot]! - 1;
      if (state < 0) {
        slots[slot] = this.size + 1;
        if (this.size === nodes.length) this.grow();
        this.nodes[this.size] = node;
        return this.size++;
      }
      if (this.isSame(nodes[state]!, node)) return state;
    }
  }

  private isSame(one: number, other: number): boolean {
    const { rows, words, word, rest } = this;
    for (let w = 0, a = one * words, b = other * words; w < words; w++) {
      const different = rows[a + w]! ^ rows[b + w]!;
      if ((w === word ? different & rest : different) !== 0) return false;
    }
    return true;
  }

  /** More states than expected fell into this pass: room for all that there can be, as the table is half empty. */
  private grow(): void {
    const more = (array: Int32Array) => {
      const larger = new Int32Array(array.length * 2);
      larger.set(array);
      return larger;
    };
    this.nodes = more(this.nodes);
    this.sets = more(this.sets);
    const mask = this.slots.length * 2 - 1;
    this.slots = new Int32Array(this.slots.length * 2);
    for (let state = 0; state < this.size; state++) {
      let slot = this.hash(this.nodes[state]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = state + 1;
    }
  }
}

/**
 * Unions of sets of configurations by number: those of the exploration keep theirs. Each is made once, over the classes of
 * configurations that no set tells apart: there are far fewer of them.
 */
class Unions {
  /** By number, how many configurations the set has. */
  readonly sizes: number[] = [0];
  private readonly members: Bits[] = [new Uint32Array(0)];
  private readonly numbers = new Map<string, number>();
  private readonly known = new PairTable();
  /** Of each class, how many configurations are in it. */
  private readonly weights: readonly number[];

  constructor({ sets }: StateGraph) {
    const all = Array.from({ length: sets.size - 1 }, (_, i) => sets.bits(i + 1));
    const { first, weights } = classesOf(all, sets.space.size);
    this.weights = weights;
    for (const bits of all) {
      const members = new Uint32Array((first.length + 31) >>> 5);
      first.forEach((configuration, i) => {
        if (has(bits, configuration)) members[i >>> 5]! |= 1 << (i & 31);
      });
      this.add(members);
    }
  }

  of(a: number, b: number): number {
    if (a === 0 || a === b) return b;
    const known = this.known.get(a, b);
    if (known !== 0) return known;
    const members = or(this.members[a]!, this.members[b]!);
    const union = this.numbers.get(bitsKey(members)) ?? this.add(members);
    this.known.set(a, b, union);
    return union;
  }

  private add(members: Bits): number {
    this.numbers.set(bitsKey(members), this.members.length);
    this.sizes.push(this.weights.reduce((sum, weight, i) => (has(members, i) ? sum + weight : sum), 0));
    return this.members.push(members) - 1;
  }
}

/** The classes of configurations that none of some sets tells apart: of each the first, and how many there are. */
function classesOf(sets: readonly Bits[], size: number): { first: readonly number[]; weights: readonly number[] } {
  const classes = new Int32Array(size);
  let number = 1;
  for (const bits of sets) {
    const now = new Int32Array(number * 2).fill(-1);
    number = 0;
    for (let c = 0; c < size; c++) {
      const key = classes[c]! * 2 + (has(bits, c) ? 1 : 0);
      if (now[key] === -1) now[key] = number++;
      classes[c] = now[key]!;
    }
  }
  const first: number[] = [];
  const weights: number[] = [];
  classes.forEach((of, c) => {
    first[of] ??= c;
    weights[of] = (weights[of] ?? 0) + 1;
  });
  return { first, weights };
}
