import { int32 } from './column.ts';
import { PairTable } from './pairs.ts';
import type { ConfigurationSets } from './sets.ts';

/** What `walk` returns where nothing is known yet. */
export const UNKNOWN = -1;

/**
 * Numbers of a node in `Decisions.nodes`: what it reads, where its branches begin (in the hash table: the largest value),
 * for how many values there is room, and how many have a branch.
 */
export const NODE = 4;
const READ = 0;
const START = 1;
const RANGE = 2;
const USED = 3;

/** The range of a node whose branches are in the hash table. */
export const SPARSE = -1;

/** A node with fewer than one branch in this many values is kept in the hash table. */
const SPARSEST = 16;

/** One of which more than one value in this many has a branch moves back into an array. */
const DENSEST = 8;

/**
 * Decision trees over the fields of a state and the questions about its configurations: they remember what
 * follows from what was read. A *trail* is what was read on one occasion, in its order, as pairs: a field and its
 * value, or minus a question and its answer.
 *
 * A reference is 0 (unknown), a node (positive), or -1 - leaf. The branches of a node lie side by side, by value, in
 * one array for all trees: a walk is then three or four loads for each read, most of them from the cache. Nodes with few branches for many
 * values are kept in a hash table after all. The kernel reads the arrays, too: see kernel-source.ts.
 */
export class Decisions {
  private readonly sets: ConfigurationSets;
  /** `NODE` numbers for each node; node 0 is not used. A read is a field, or minus a question. */
  private readonly list = int32();
  private blocks = new Int32Array(1 << 10);
  private blocksEnd = 0;
  /** Blocks that are not used any more, by the logarithm of their size. */
  private readonly free: number[][] = [];
  readonly sparse = new PairTable();
  /** All that is read anywhere: fields, and minus the questions. */
  readonly fields = new Set<number>();
  private rootList = new Int32Array(64);
  private trees = 0;

  constructor(sets: ConfigurationSets) {
    this.sets = sets;
    for (let i = 0; i < NODE; i++) this.list.push(0);
  }

  /** `NODE` numbers for each node: what it reads, the start of its branches, its range (or `SPARSE`), its branches. */
  get nodes(): Int32Array {
    return this.list.array;
  }
  /** The branch of a node for a value below its range is at its start + value. */
  get branches(): Int32Array {
    return this.blocks;
  }
  /** By tree, its reference. Trees that were not asked for yet are 0, or not there. */
  get roots(): Int32Array {
    return this.rootList;
  }

  /** All trees, as they lie in memory: it follows from what was inserted, and in which order. */
  get memory(): readonly Int32Array[] {
    const { list, blocks, blocksEnd, rootList, trees, sparse } = this;
    const used = [list.array.subarray(0, list.length), blocks.subarray(0, blocksEnd), rootList.subarray(0, trees)];
    return [...used, sparse.memory];
  }

  /**
   * Follows a tree.
   * @returns a leaf (from 0); UNKNOWN; or, where the configurations of `set` do not agree on a question,
   *   -1 - question
   */
  walk(tree: number, fields: Int32Array, set: number): number {
    const nodes = this.list.array;
    let at = tree < this.trees ? this.rootList[tree]! : 0;
    while (at > 0) {
      const read = nodes[at * NODE + READ]!;
      let value: number;
      if (read >= 0) value = fields[read]!;
      else {
        value = this.sets.answer(set, -read);
        if (value < 0) return -1 + read;
      }
      at = this.branch(at, value);
    }
    return at < 0 ? -1 - at : UNKNOWN;
  }

  /** As `walk`, for a tree that asks no question; tells each read on the way, stops at a question with UNKNOWN. */
  trace(tree: number, fields: Int32Array, tell: (read: number) => void): number {
    let at = tree < this.trees ? this.rootList[tree]! : 0;
    while (at > 0) {
      const read = this.list.array[at * NODE + READ]!;
      tell(read);
      if (read < 0) return UNKNOWN;
      at = this.branch(at, fields[read]!);
    }
    return at < 0 ? -1 - at : UNKNOWN;
  }

  /** Adds the fields that a tree reads, where `field` has `value`, to a set, until there are several; questions are below 0. */
  readsOf(tree: number, field: number, value: number, reads: Set<number>): void {
    const pending = [tree < this.trees ? this.rootList[tree]! : 0];
    let sparse: ReturnType<PairTable['byFirst']> | undefined;
    for (let at = pending.pop(); at !== undefined && reads.size < 4; at = pending.pop()) {
      if (at <= 0) continue;
      const read = this.list.array[at * NODE + READ]!;
      reads.add(read);
      if (read === field) pending.push(this.branch(at, value));
      else if (reads.size < 4) {
        sparse ??= this.sparse.byFirst();
        for (const [, next] of this.branchesOf(at, sparse)) pending.push(next);
      }
    }
  }

  /** Adds what a trail led to. Everything that is read must follow from what was read before. */
  insert(tree: number, trail: readonly number[], leaf: number): void {
    // The reference `at` is kept in the root (node 0), or in the branch of a node for a value.
    let node = 0;
    let value = 0;
    let at = tree < this.trees ? this.rootList[tree]! : 0;
    for (let i = 0; i < trail.length; i += 2) {
      if (at === 0) {
        at = this.list.length / NODE;
        this.list.push(trail[i]!);
        for (let k = 1; k < NODE; k++) this.list.push(0);
        this.fields.add(trail[i]!);
        this.attach(tree, node, value, at);
      }
      if (at < 0 || this.list.array[at * NODE + READ] !== trail[i]) {
        throw new Error('a decision tree was read in another order');
      }
      node = at;
      value = trail[i + 1]!;
      at = this.branch(node, value);
    }
    this.attach(tree, node, value, -1 - leaf);
  }

  /** Every trail of a tree with the leaf that it leads to. The trail is to be read during the call only. */
  paths(tree: number, each: (trail: readonly number[], leaf: number) => void): void {
    const trail: number[] = [];
    const sparse = this.sparse.byFirst();
    const visit = (at: number): void => {
      if (at === 0) return;
      if (at < 0) {
        each(trail, -1 - at);
        return;
      }
      const read = this.list.array[at * NODE + READ]!;
      for (const [value, next] of this.branchesOf(at, sparse)) {
        trail.push(read, value);
        visit(next);
        trail.length -= 2;
      }
    };
    if (tree < this.trees) visit(this.rootList[tree]!);
  }

  private branch(node: number, value: number): number {
    const nodes = this.list.array;
    const range = nodes[node * NODE + RANGE]!;
    if (range === SPARSE) return this.sparse.get(node, value);
    return value < range ? this.blocks[nodes[node * NODE + START]! + value]! : 0;
  }

  private branchesOf(
    node: number,
    sparse?: ReadonlyMap<number, readonly (readonly [number, number])[]>,
  ): readonly (readonly [value: number, reference: number])[] {
    const nodes = this.list.array;
    if (nodes[node * NODE + RANGE] === SPARSE) {
      return (sparse ?? this.sparse.byFirst()).get(node) ?? [];
    }
    const start = nodes[node * NODE + START]!;
    return [...this.blocks.subarray(start, start + nodes[node * NODE + RANGE]!).entries()].filter(([, r]) => r !== 0);
  }

  private attach(tree: number, node: number, value: number, reference: number): void {
    if (node === 0) {
      if (tree >= this.rootList.length) this.rootList = larger(this.rootList, tree * 2);
      this.trees = Math.max(this.trees, tree + 1);
      this.rootList[tree] = reference;
      return;
    }
    const nodes = this.list.array;
    const range = nodes[node * NODE + RANGE]!;
    if (range !== SPARSE && value >= range) {
      const size = Math.max(2, 2 ** (32 - Math.clz32(value)));
      if (size > 64 && (nodes[node * NODE + USED]! + 1) * SPARSEST < size) this.scatter(node);
      else this.widen(node, size);
    }
    if (nodes[node * NODE + RANGE] === SPARSE) {
      if (this.sparse.get(node, value) === 0) nodes[node * NODE + USED]!++;
      this.sparse.set(node, value, reference);
      nodes[node * NODE + START] = Math.max(nodes[node * NODE + START]!, value);
      if (nodes[node * NODE + USED]! * DENSEST > nodes[node * NODE + START]!) this.gather(node);
      return;
    }
    const place = nodes[node * NODE + START]! + value;
    if (this.blocks[place] === 0) nodes[node * NODE + USED]!++;
    this.blocks[place] = reference;
  }

  /** Gives a node a block of `size` branches, a power of two. */
  private widen(node: number, size: number): void {
    const nodes = this.list.array;
    const [from, range] = [nodes[node * NODE + START]!, nodes[node * NODE + RANGE]!];
    const to = this.block(size);
    this.blocks.copyWithin(to, from, from + range);
    this.release(from, range);
    nodes[node * NODE + START] = to;
    nodes[node * NODE + RANGE] = size;
  }

  /** Moves the branches of a node into the hash table. */
  private scatter(node: number): void {
    const nodes = this.list.array;
    const [from, range] = [nodes[node * NODE + START]!, nodes[node * NODE + RANGE]!];
    for (let value = 0; value < range; value++) {
      const reference = this.blocks[from + value]!;
      if (reference !== 0) this.sparse.set(node, value, reference);
    }
    this.release(from, range);
    nodes[node * NODE + START] = range;
    nodes[node * NODE + RANGE] = SPARSE;
  }

  /** Moves them back into a block. */
  private gather(node: number): void {
    const nodes = this.list.array;
    const most = nodes[node * NODE + START]!;
    const size = 2 ** (32 - Math.clz32(most));
    const start = this.block(size);
    for (let value = 0; value <= most; value++) this.blocks[start + value] = this.sparse.get(node, value);
    nodes[node * NODE + START] = start;
    nodes[node * NODE + RANGE] = size;
  }

  /** The start of a block of zeros. */
  private block(size: number): number {
    const used = this.free[Math.log2(size)]?.pop();
    if (used !== undefined) return used;
    const start = this.blocksEnd;
    this.blocksEnd += size;
    if (this.blocksEnd > this.blocks.length) this.blocks = larger(this.blocks, this.blocksEnd * 2);
    return start;
  }

  private release(start: number, size: number): void {
    if (size === 0) return;
    this.blocks.fill(0, start, start + size);
    const list = this.free[Math.log2(size)];
    if (list === undefined) this.free[Math.log2(size)] = [start];
    else list.push(start);
  }
}

function larger(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.max(size, 64));
  copy.set(array);
  return copy;
}
