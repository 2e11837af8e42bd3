import { int32 } from './column.ts';
import { PairTable } from './pairs.ts';
import type { ConfigurationSets } from './sets.ts';

/** What `walk` returns where nothing is known yet. */
export const UNKNOWN = -1;

/**
 * Decision trees over the fields of a state and the questions about its configurations: they remember what
 * follows from what was read. A *trail* is what was read on one occasion, in its order, as pairs: a field and its
 * value, or minus a question and its answer.
 *
 * All trees share one table from (node, value) to what comes next. A reference is 0 (unknown), a node
 * (positive), or -1 - leaf.
 */
export class Decisions {
  private readonly sets: ConfigurationSets;
  /** Of each node, the field that is read, or minus the question that is asked. Node 0 is not used. */
  private readonly reads = int32();
  private readonly branches = new PairTable();
  private readonly roots: number[] = [];

  constructor(sets: ConfigurationSets) {
    this.sets = sets;
    this.reads.push(0);
  }

  /**
   * Follows a tree.
   * @returns a leaf (from 0); UNKNOWN; or, where the configurations of `set` do not agree on a question,
   *   -1 - question
   */
  walk(tree: number, fields: Int32Array, set: number): number {
    const reads = this.reads.array;
    let at = this.roots[tree] ?? 0;
    while (at > 0) {
      const read = reads[at]!;
      let value: number;
      if (read >= 0) value = fields[read]!;
      else {
        value = this.sets.answer(set, -read);
        if (value < 0) return -1 + read;
      }
      at = this.branches.get(at, value);
    }
    return at < 0 ? -1 - at : UNKNOWN;
  }

  /** Adds what a trail led to. Everything that is read must follow from what was read before. */
  insert(tree: number, trail: readonly number[], leaf: number): void {
    // The reference `at` is kept in the root (node 0), or in the branch of a node for a value.
    let node = 0;
    let value = 0;
    let at = this.roots[tree] ?? 0;
    for (let i = 0; i < trail.length; i += 2) {
      if (at === 0) {
        this.reads.push(trail[i]!);
        at = this.reads.length - 1;
        this.attach(tree, node, value, at);
      }
      if (at < 0 || this.reads.array[at] !== trail[i]) throw new Error('a decision tree was read in another order');
      node = at;
      value = trail[i + 1]!;
      at = this.branches.get(node, value);
    }
    this.attach(tree, node, value, -1 - leaf);
  }

  private attach(tree: number, node: number, value: number, reference: number): void {
    if (node === 0) this.roots[tree] = reference;
    else this.branches.set(node, value, reference);
  }
}
