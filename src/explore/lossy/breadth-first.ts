import { Column, int32, uint32 } from '../column.ts';
import type { Agenda } from './agenda.ts';
import { Rows } from './rows.ts';

/** The number of no state. */
const NONE = 2 ** 32 - 1;

/**
 * Breadth first, and of each state that was found the one before it and the label of the step: 6 bytes (8 where there are
 * more than 65,535 labels), so that the way to each is known, and is a shortest one of those that were followed.
 *
 * The states of a level whose sets may be divided are all divided before the first of them is explored. Else a step
 * might lead to what a division, which costs no step, leads to as well, and the longer way would be kept.
 */
export class BreadthFirst implements Agenda {
  depth = 0;
  /** The level: those that may still be divided, and those that wait to be explored. */
  private open: Rows;
  private decided: Rows;
  private next: Rows;
  /** Are the states of this level being divided? */
  private divides: boolean;
  private readonly divisible: boolean;
  private readonly parents = uint32();
  private labels: Column<Uint16Array | Int32Array> = new Column(new Uint16Array(0));
  private current = NONE;
  /** A state, and at the end its number. */
  private readonly row: Int32Array;

  /** @param divisible whether there are sets of more than one configuration */
  constructor(fields: number, divisible: boolean) {
    this.open = new Rows(fields + 1);
    this.decided = new Rows(fields + 1);
    this.next = new Rows(fields + 1);
    this.row = new Int32Array(fields + 1);
    this.divisible = divisible;
    this.divides = divisible;
  }

  get waiting(): number {
    return this.open.size + this.decided.size + this.next.size;
  }

  /** Bytes of what is known about the ways. */
  get bytes(): number {
    return this.parents.bytes + this.labels.bytes;
  }

  add(state: Int32Array, label: number): void {
    const number = this.parents.length;
    this.parents.push(this.current);
    if (label + 1 > 0xffff && this.labels.array instanceof Uint16Array) this.widen();
    this.labels.push(label + 1);
    this.row.set(state);
    this.row[state.length] = number;
    const isOfThisLevel = label === -1;
    if (!isOfThisLevel) this.next.push(this.row);
    else if (this.divisible) this.open.push(this.row);
    else this.decided.push(this.row);
  }

  take(state: Int32Array): boolean {
    if (this.open.size === 0) {
      this.divides = false;
      if (this.decided.size === 0) {
        if (this.next.size === 0) return false;
        this.depth++;
        if (this.divisible) [this.open, this.next] = [this.next, this.open];
        else [this.decided, this.next] = [this.next, this.decided];
        this.divides = this.divisible;
      }
    }
    (this.divides ? this.open : this.decided).shift(this.row);
    for (let f = 0; f < state.length; f++) state[f] = this.row[f]!;
    this.current = this.row[state.length]! >>> 0;
    return true;
  }

  postpone(state: Int32Array): boolean {
    if (!this.divides) return false;
    this.row.set(state);
    this.row[state.length] = this.current;
    this.decided.push(this.row);
    return true;
  }

  way(): () => readonly number[] {
    const state = this.current;
    return () => {
      const labels: number[] = [];
      for (let s = state; s !== NONE; s = this.parents.array[s]!) {
        const label = this.labels.array[s]! - 1;
        if (label >= 0) labels.push(label);
      }
      return labels.reverse();
    };
  }

  private widen(): void {
    const wide = int32();
    for (let i = 0; i < this.labels.length; i++) wide.push(this.labels.array[i]!);
    this.labels = wide as Column<Uint16Array | Int32Array>;
  }
}
