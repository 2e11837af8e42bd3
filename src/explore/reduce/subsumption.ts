import type { ReductionReport } from '../../describe/result.ts';
import { isEmpty, minus } from '../../describe/space.ts';
import { int32 } from '../column.ts';
import { PairTable } from '../pairs.ts';
import type { ConfigurationSets } from '../sets.ts';
import { Store } from '../store.ts';

/**
 * Subsumption between configuration sets: a state that was found for a larger set is not explored again for a smaller one.
 *
 * Whatever configurations of the smaller set can do from there, they do from the node of the larger one, as early and
 * with as few faults, since it only stands for the other if it was found at no greater depth and with no more faults.
 * Should the node of the larger set be split later, its parts stand for it, or nodes that stand for these in turn: which
 * node stands for which is decided in the order of time, and split nodes are left out, so this comes to an end.
 *
 * An edge into a larger set joins what configurations do that the path has already left behind. On a single state or
 * step that does no harm, since the set of the node says for whom it is; on a cycle it would.
 *
 * Memory: a second store of rows, without the sets, and 8 bytes a node.
 */
export class Subsumption {
  private readonly sets: ConfigurationSets;
  private readonly setField: number;
  /** The states, whatever their set. */
  private readonly states: Store;
  /** Of each state, 1 + the node that was found last. */
  private readonly newest = int32();
  /** Of each node, 1 + the one of the same state that was found before it. */
  private readonly before = int32();
  private readonly fields: Int32Array;
  /** By two sets: 1 where the first is within the second, 2 where not. */
  private readonly within = new PairTable();
  private covered = 0;

  /** @param fields number of fields of a row; the last is the set */
  constructor(sets: ConfigurationSets, fields: number) {
    this.sets = sets;
    this.setField = fields - 1;
    this.fields = new Int32Array(fields);
    this.states = new Store(new Array<number>(fields).fill(0));
  }

  /** Number of nodes that were not explored. */
  get saved(): number {
    return this.covered;
  }

  report(states: number): ReductionReport {
    const times = this.covered === 1 ? 'once' : `${this.covered.toLocaleString('en')} times`;
    return {
      reduction: 'subsumption',
      states,
      about: `A state that had been found for more configurations was reached again for fewer ${times}, and not explored again.`,
    };
  }

  /** Notes that a node was found. Nodes are noted in the order of their numbers. */
  note(node: number, values: Int32Array): void {
    const state = this.states.add(this.withoutSet(values));
    this.newest.extend(state + 1);
    this.before.push(this.newest.array[state]!);
    this.newest.array[state] = node + 1;
  }

  /**
   * The node that stands for a state with its set: the one with the same set, whatever it is, or else one of a larger set.
   * @param values the state, and its set
   * @param mayStand may a node of a larger set stand for it?
   * @returns -1 where there is none
   */
  find(values: Int32Array, setOf: (node: number) => number, mayStand: (node: number) => boolean): number {
    const set = values[this.setField]!;
    let larger = -1;
    for (const node of this.nodesOf(values)) {
      const other = setOf(node);
      if (other === set) return node;
      if (this.isWithin(set, other) && mayStand(node)) larger = node; // in the end the one found first
    }
    if (larger !== -1) this.covered++;
    return larger;
  }

  /** Would a node of a larger set stand for a state with its set? As `find`, but nothing is counted. */
  covers(values: Int32Array, setOf: (node: number) => number, mayStand: (node: number) => boolean): boolean {
    const set = values[this.setField]!;
    let larger = false;
    for (const node of this.nodesOf(values)) {
      const other = setOf(node);
      if (other === set) return false;
      larger ||= this.isWithin(set, other) && mayStand(node);
    }
    return larger;
  }

  /** The nodes of a state, newest first. */
  private *nodesOf(values: Int32Array): Generator<number> {
    const state = this.states.find(this.withoutSet(values));
    if (state === -1) return;
    for (let n = this.newest.array[state]! - 1; n >= 0; n = this.before.array[n]! - 1) yield n;
  }

  private withoutSet(values: Int32Array): Int32Array {
    this.fields.set(values);
    this.fields[this.setField] = 0;
    return this.fields;
  }

  private isWithin(part: number, whole: number): boolean {
    const known = this.within.get(part, whole);
    if (known !== 0) return known === 1;
    const is = isEmpty(minus(this.sets.bits(part), this.sets.bits(whole)));
    this.within.set(part, whole, is ? 1 : 2);
    return is;
  }
}
