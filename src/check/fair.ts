import type { Graph } from '../explore/graph.ts';
import { type CycleProblem, type Effect, MET, NOTHING, OWED } from './cycle.ts';
import { grown, Ints } from './ints.ts';
import type { Product } from './product.ts';
import { ArcBuffer, ArcTable, components } from './search.ts';

/**
 * The fair accepting components of a product: maximal strongly connected sets of product nodes that contain an
 * arc, every mark, and meet every fairness constraint. A weak constraint is met where a node of the component
 * does not enable it or an arc inside takes it; a strong one where no node enables it or an arc inside takes it
 * (otherwise the nodes that enable it are removed and the rest is decomposed again). All of them are found:
 * a fair path that violates the formula and never stays for ever exists if and only if there is one.
 *
 * Components are looked for only among the nodes that `Candidates` leaves. O(product · (1 + number of strong
 * constraints)) time at worst, two passes in the common case.
 */
export class FairComponents {
  private readonly candidates: Candidates;
  private readonly membership: Membership;
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
    const candidates = new Candidates(product);
    this.candidates = candidates;
    const membership = new Membership(candidates);
    this.membership = membership;
    this.inside = new FairArcs(product, membership);
    const waiting: { readonly arcs: ArcTable; readonly members: Int32Array }[] = [];
    let numbers = 0;
    const judge = (members: Int32Array) => {
      const number = ++numbers;
      for (const c of members) membership.component[c] = number;
      const removed = this.unfair(number, members);
      if (removed === true) return;
      if (removed === false) {
        this.fair.add(number);
        for (const c of members) this.nodes.push(candidates.product.data[c]);
        return;
      }
      const kept = members.filter((c) => !this.enablesAny(candidates.product.data[c], removed));
      for (const c of members) membership.component[c] = 0;
      if (kept.length > 0) waiting.push({ arcs: candidates.among(kept), members: kept });
    };
    components(candidates.arcs, (data, from, to, loop) => {
      if (loop || to - from > 1) judge(data.subarray(from, to));
    });
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { arcs, members } = next;
      components(arcs, (data, from, to, loop) => {
        if (loop || to - from > 1) judge(data.slice(from, to).map((i) => members[i]));
      });
    }
  }

  /** Does this product node lie in a fair accepting component? */
  has(node: number): boolean {
    const number = this.membership.of(node);
    return number > 0 && this.fair.has(number);
  }

  /** What a fair cycle in the component of this node has to do. */
  problem(node: number): CycleProblem {
    return new FairArcs(this.product, this.membership, this.membership.of(node));
  }

  /** True: nothing in it is fair and accepting; false: it is; otherwise the strong constraints that are not met. */
  private unfair(number: number, members: Int32Array): boolean | ReadonlySet<number> {
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
      const count = arcs.expand(this.candidates.product.data[members[i]]);
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
      if (constraints.has(this.product.fairness.of(graph.label[e]))) return true;
    }
    return false;
  }
}

/** Of a product node: it may lie on an accepting cycle; an arc leads there from before, or back. */
const ALIVE = 1;
const LED_TO = 2;

/** Another sweep is worth its time where the last one took away at least this part of what was left. */
const WORTH = 1 / 2;

/**
 * The product nodes that may lie on an accepting cycle, numbered anew, with the arcs between them. On such a cycle
 * the automaton's state stays in one accepting component; each node leads to another and is led to. So from the
 * nodes in such states those are taken away that lead to none, or that none leads to, by sweeps against the order of
 * the graph's nodes and along it: in a part without cycles, where most edges lead to larger numbers, few sweeps
 * leave nothing.
 */
class Candidates {
  readonly arcs = new ArcTable();
  /** Of each candidate, the product node; ascending. */
  readonly product = new Ints();
  /** Of each product node, its number among the candidates, plus 1; or 0. Empty if there are none. */
  number = new Int32Array(0);
  private readonly from: Product;
  /** The moves within accepting components of the automaton; as in the product, without marks. */
  private readonly row = new Ints();
  private readonly moves = new Ints();
  /** Of each product node, the bits above. */
  private readonly bits: Uint8Array;
  /** By number of a set of states: 1 where one of them is in an accepting component. */
  private readonly some: Uint8Array;

  constructor(product: Product) {
    this.from = product;
    const { accepting, automaton, sets } = product;
    this.row.push(0);
    for (let i = 0; i + 1 < product.row.length; i++) {
      const component = accepting[i % automaton.states];
      for (let m = product.row.data[i]; m < product.row.data[i + 1]; m += 2) {
        const to = product.moves.data[m];
        if (component !== 0 && accepting[to] === component) this.moves.push(to);
      }
      this.row.push(this.moves.length);
    }
    this.some = Uint8Array.from(sets.members, (list) => (list.some((q) => accepting[q] !== 0) ? 1 : 0));
    this.bits = new Uint8Array(this.some.includes(1) ? product.size : 0);
    let left = this.bits.length === 0 ? 0 : this.start();
    for (let before = left / WORTH; left > 0 && before - left >= before * WORTH; ) {
      before = left;
      this.sweepBack();
      left = this.sweepOn();
    }
    if (left > 0) this.write();
  }

  /** The arcs among some candidates, which get the numbers of their places in the list. */
  among(candidates: Int32Array): ArcTable {
    const place = new Map<number, number>();
    candidates.forEach((c, i) => {
      place.set(c, i);
    });
    const arcs = new ArcTable();
    const { first, target } = this.arcs;
    for (const c of candidates) {
      for (let i = first.data[c]; i < first.data[c + 1]; i++) {
        const to = place.get(target.data[i]);
        if (to !== undefined) arcs.arc(to);
      }
      arcs.close();
    }
    return arcs;
  }

  /** All nodes in states of accepting components are alive. Returns how many. */
  private start(): number {
    const { reached, base, sets, accepting } = this.from;
    let count = 0;
    for (let n = 0; n < reached.length; n++) {
      if (this.some[reached[n]] === 0) continue;
      const list = sets.members[reached[n]];
      for (let i = 0; i < list.length; i++) {
        if (accepting[list[i]] === 0) continue;
        this.bits[base[n] + i] = ALIVE;
        count++;
      }
    }
    return count;
  }

  /** Against the order: those stay alive from which an arc leads to one that is. Notes where arcs lead back. */
  private sweepBack(): void {
    const { bits, some, row, moves } = this;
    const { graph, automaton, letter, reached, base, sets } = this.from;
    const { first, last, target } = graph;
    const { rank, members } = sets;
    const { states } = automaton;
    for (let n = reached.length - 1; n >= 0; n--) {
      if (some[reached[n]] === 0) continue;
      const list = members[reached[n]];
      for (let i = 0; i < list.length; i++) {
        const at = base[n] + i;
        if ((bits[at] & ALIVE) === 0) continue;
        let leads = 0;
        const end = last[n];
        for (let e = first[n]; e < end; e++) {
          const t = target[e];
          const r = letter[t] * states + list[i];
          for (let m = row.data[r]; m < row.data[r + 1]; m++) {
            const to = base[t] + rank[reached[t] * states + moves.data[m]];
            leads |= bits[to];
            if (t <= n) bits[to] |= LED_TO;
          }
        }
        if ((leads & ALIVE) === 0) bits[at] = 0;
      }
    }
  }

  /** Along the order: those stay alive that an arc leads to. Returns how many. */
  private sweepOn(): number {
    const { bits, some, row, moves } = this;
    const { graph, automaton, letter, reached, base, sets } = this.from;
    const { first, last, target } = graph;
    const { rank, members } = sets;
    const { states } = automaton;
    let count = 0;
    for (let n = 0; n < reached.length; n++) {
      if (some[reached[n]] === 0) continue;
      const list = members[reached[n]];
      for (let i = 0; i < list.length; i++) {
        const at = base[n] + i;
        if (bits[at] !== (ALIVE | LED_TO)) {
          bits[at] = 0;
          continue;
        }
        bits[at] = ALIVE;
        count++;
        const end = last[n];
        for (let e = first[n]; e < end; e++) {
          const t = target[e];
          if (t <= n) continue;
          const r = letter[t] * states + list[i];
          for (let m = row.data[r]; m < row.data[r + 1]; m++) {
            bits[base[t] + rank[reached[t] * states + moves.data[m]]] |= LED_TO;
          }
        }
      }
    }
    return count;
  }

  /** Numbers those that are alive and writes down the arcs between them. */
  private write(): void {
    const { bits, some, row, moves, arcs } = this;
    const { graph, automaton, letter, reached, base, sets } = this.from;
    const { first, last, target } = graph;
    const { rank, members } = sets;
    const { states } = automaton;
    const number = new Int32Array(bits.length);
    this.number = number;
    for (let at = 0; at < bits.length; at++) {
      if (bits[at] === 0) continue;
      this.product.push(at);
      number[at] = this.product.length;
    }
    for (let n = 0; n < reached.length; n++) {
      if (some[reached[n]] === 0) continue;
      const list = members[reached[n]];
      for (let i = 0; i < list.length; i++) {
        if (number[base[n] + i] === 0) continue;
        for (let e = first[n]; e < last[n]; e++) {
          const t = target[e];
          const r = letter[t] * states + list[i];
          for (let m = row.data[r]; m < row.data[r + 1]; m++) {
            const to = number[base[t] + rank[reached[t] * states + moves.data[m]]];
            if (to !== 0) arcs.arc(to - 1);
          }
        }
        arcs.close();
      }
    }
  }
}

/** Of each candidate, the number of its component; 0 where it lies in none. */
class Membership {
  readonly component: Int32Array;
  private readonly candidates: Candidates;

  constructor(candidates: Candidates) {
    this.candidates = candidates;
    this.component = new Int32Array(candidates.product.length);
  }

  /** Of a product node. */
  of(node: number): number {
    const { number } = this.candidates;
    const candidate = node < number.length ? number[node] : 0;
    return candidate === 0 ? 0 : this.component[candidate - 1];
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
  private readonly membership: Membership;
  private readonly bits: readonly number[];
  /** Of each constraint, the last expansion in which it was enabled. */
  private readonly stamp: Int32Array;
  private expansion = 0;

  constructor(product: Product, membership: Membership, number = 0) {
    this.product = product;
    this.membership = membership;
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

  expand(node: number): number {
    this.out.count = 0;
    const { product, membership, number } = this;
    const { label, first, last } = product.graph;
    const count = product.expand(node);
    for (let i = 0; i < count; i++) {
      const to = product.out.to[i];
      if (membership.of(to) !== number) continue;
      const at = this.out.count;
      const edge = product.out.edge[i];
      this.out.put(to, edge);
      if (at === this.marks.length) {
        this.marks = grown(this.marks, at + 1);
        this.constraint = grown(this.constraint, at + 1);
      }
      this.marks[at] = product.marks[i];
      this.constraint[at] = product.fairness.of(label[edge]);
    }
    this.enabled.length = 0;
    this.expansion++;
    const n = product.node(node);
    for (let e = first[n]; e < last[n]; e++) {
      const j = product.fairness.of(label[e]);
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
