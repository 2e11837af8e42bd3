import type { Targets } from './arcs.ts';
import { Narrow } from './ints.ts';

/** In `Components.state`: not seen; closed and in no component. */
export const UNSEEN = 0;
export const ALONE = -1;

/** Stands before the open arcs of a node on the path; the second one, before those of a node with an arc to itself. */
const SEGMENT = -1;
const LOOP_SEGMENT = -2;

/** How a weight is written in `Components.heaviest`: 0 as it is, w as w + 2, and these. */
export const UNBOUNDED = 1;
/** As long as a component is open: unbounded because of an arc inside. */
const REPEATED = 2;

/**
 * Strongly connected components of what some roots lead to, by Tarjan's algorithm without recursion, in Pearce's form
 * (2016) that needs one number a node. Where arcs have weights, also the heaviest path from each node, found on the way
 * back.
 *
 * A node is expanded once, and of its arcs those are kept that lead to nodes not seen yet. Where the path is so long that
 * these take more than a byte for each node of the graph, they are forgotten for the older half of it, and asked for once
 * more on the way back: so a path may be as long as the graph is large.
 *
 * Memory: 4 bytes for each node, 4 for each that is open, and the byte; with weights one more for each arc kept and node.
 */
export class Components {
  /**
   * Of each node: `UNSEEN`; while open, the least place in the search that is known to be reached (from 1 on); when
   * closed, `ALONE`, or `ALONE` minus the number of its component. A node that is closed beforehand is not entered.
   */
  readonly state: Int32Array;
  /** Components found so far: their numbers go from 1 to this. A node alone, without an arc to itself, is not one. */
  count = 0;
  /** Of each node that is closed, the weight of the heaviest path from there, see `UNBOUNDED`. */
  readonly heaviest: Narrow;
  /** The components with an arc inside that has a weight. */
  readonly repeated = new Set<number>();
  private readonly arcs: Targets;
  private readonly emit: (data: Int32Array, from: number, to: number, number: number) => void;
  /** From its start the path, as a stack, nodes that are no root for sure as ~node; from its end, those left and open. */
  private stack: Int32Array;
  /** Arcs to nodes that were not seen, by node of the path; each list begins with `SEGMENT` or `LOOP_SEGMENT`. */
  private open: Int32Array;
  /** Of each of them, its weight; empty where arcs have none. */
  private readonly weights: Narrow;
  /** How many nodes lost their open arcs in the last call of `forget`. */
  private forgotten = 0;

  /**
   * @param emit gets each component after all components that it leads to, the nodes that are alone among them (with
   *   number 0): the members are data[from … to-1], to be read during the call only
   */
  constructor(arcs: Targets, emit: (data: Int32Array, from: number, to: number, number: number) => void) {
    this.arcs = arcs;
    this.emit = emit;
    this.state = new Int32Array(arcs.size);
    this.stack = new Int32Array(arcs.size);
    this.open = new Int32Array(1024 + (arcs.size >>> 2));
    this.heaviest = new Narrow(arcs.weight === undefined ? 0 : arcs.size);
    this.weights = new Narrow(arcs.weight === undefined ? 0 : this.open.length);
  }

  /** Lets go of what only the search needs. */
  finish(): void {
    this.stack = new Int32Array(0);
    this.open = this.stack;
    this.weights.data = new Uint8Array(0);
  }

  /** Searches what a root leads to, unless it was seen. */
  from(root: number): void {
    const { arcs, state, stack, weights, heaviest } = this;
    if (state[root] !== UNSEEN) return;
    const weigh = arcs.weight;
    let { open } = this;
    /** Nodes on the path, without v; and the first of the nodes that are left and open. */
    let depth = 0;
    let top = stack.length;
    let pending = 0;
    /** The first node of the path whose open arcs are there. */
    let kept = 0;
    // All that was open is closed, so places can be given anew.
    let clock = 1;
    let v = root;
    let least = 1;
    /** Does v lead to a node that is open and came before it? Then it is not the first of its component. */
    let isLater = false;
    let expand = true;
    /** Of the paths from v that are known. */
    let weight = 0;
    state[v] = least;
    for (;;) {
      if (expand) {
        const count = arcs.expand(v);
        const { to } = arcs.out;
        if (pending + count >= open.length) {
          pending = this.forget(pending);
          kept += this.forgotten;
          if (pending + count >= open.length) {
            const larger = new Int32Array((pending + count) * 2);
            larger.set(open);
            this.open = open = larger;
            if (weigh !== undefined) weights.reserve(open.length);
          }
        }
        const segment = pending++;
        open[segment] = SEGMENT;
        for (let i = 0; i < count; i++) {
          const t = to[i];
          const seen = state[t];
          if (seen === UNSEEN) {
            if (weigh !== undefined) weights.set(pending, weigh(i));
            open[pending++] = t;
            continue;
          }
          if (weigh !== undefined) weight = this.heavier(weight, weigh(i), t, seen);
          if (seen < 0) continue;
          if (seen < least) {
            least = seen;
            isLater = true;
          }
          if (t === v) open[segment] = LOOP_SEGMENT;
        }
      }
      // An arc along which the search went on is looked at once more when it is back.
      let next = open[pending - 1];
      while (next >= 0) {
        const seen = state[next];
        if (seen === UNSEEN) break;
        pending--;
        if (weigh !== undefined) weight = this.heavier(weight, weights.data[pending], next, seen);
        if (seen > 0 && seen < least) {
          least = seen;
          isLater = true;
        }
        next = open[pending - 1];
      }
      if (next >= 0) {
        state[v] = least;
        if (weigh !== undefined) heaviest.set(v, weight);
        stack[depth++] = isLater ? ~v : v;
        v = next;
        least = ++clock;
        state[v] = least;
        isLater = false;
        expand = true;
        weight = 0;
        continue;
      }
      pending--;
      if (weigh !== undefined) heaviest.set(v, weight);
      stack[--top] = v;
      if (isLater) state[v] = least;
      else {
        // Of the nodes that are left and open, those that came after v belong to its component.
        let end = top + 1;
        while (end < stack.length && state[stack[end]] >= least) end++;
        const number = end > top + 1 || next === LOOP_SEGMENT ? ++this.count : 0;
        for (let i = top; i < end; i++) state[stack[i]] = ALONE - number;
        if (weigh !== undefined && number > 0) this.weigh(stack.subarray(top, end), number);
        this.emit(stack, top, end, number);
        top = end;
      }
      if (depth === 0) break;
      v = stack[--depth];
      isLater = v < 0;
      if (isLater) v = ~v;
      least = state[v];
      if (weigh !== undefined) weight = heaviest.data[v];
      expand = depth < kept;
      if (expand) kept = depth;
    }
  }

  /** The heavier of what is known of a node, and an arc from there with what follows. */
  private heavier(known: number, weight: number, to: number, seen: number): number {
    // An open node is in the same component.
    const after = seen > 0 ? (weight > 0 ? REPEATED : 0) : added(this.heaviest.data[to], weight);
    if (known === REPEATED || after === REPEATED) return REPEATED;
    return heavier(known, after);
  }

  /** All nodes of a component have the same heaviest path. */
  private weigh(members: Int32Array, number: number): void {
    const { heaviest } = this;
    let most = 0;
    let isRepeated = false;
    for (const node of members) {
      const known = heaviest.data[node];
      if (known === REPEATED) isRepeated = true;
      else most = heavier(most, known);
    }
    if (isRepeated) {
      this.repeated.add(number);
      most = UNBOUNDED;
    }
    for (const node of members) heaviest.set(node, most);
  }

  /** Forgets the older half of the open arcs, up to a whole node. Returns how many are left. */
  private forget(pending: number): number {
    const { open } = this;
    let cut = pending >>> 1;
    while (cut < pending && open[cut] >= 0) cut++;
    this.forgotten = 0;
    for (let i = 0; i < cut; i++) if (open[i] < 0) this.forgotten++;
    open.copyWithin(0, cut, pending);
    this.weights.data.copyWithin(0, cut, pending);
    return pending - cut;
  }
}

/** The heavier of two weights, as they are written. */
export const heavier = (a: number, b: number): number => (a === UNBOUNDED || (b !== UNBOUNDED && b <= a) ? a : b);

/** A weight, as it is written, and an arc. */
export const added = (a: number, weight: number): number =>
  a === UNBOUNDED || weight === 0 ? a : Math.max(a, REPEATED) + weight;

/** A weight that is written so. */
export const weightOf = (written: number): number =>
  written === UNBOUNDED ? Number.POSITIVE_INFINITY : Math.max(written - REPEATED, 0);

/** The components of a graph that is written down: see `Components`. */
export function components(
  arcs: Targets,
  emit: (data: Int32Array, from: number, to: number, number: number) => void,
): void {
  const search = new Components(arcs, emit);
  for (let node = 0; node < arcs.size; node++) search.from(node);
}
