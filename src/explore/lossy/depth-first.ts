import type { Agenda } from './agenda.ts';
import { Rows } from './rows.ts';

/**
 * Depth first: of the states that wait, the one that was found last. Nothing is kept of a state that has been explored
 * but the labels on the way to the state that is explored now, so a way is any way, and not a short one.
 *
 * All new states after a state are put on the stack at once. Whatever is above a state on the stack comes from it or from
 * those beside it, so when its turn comes, the way to the state before it still stands.
 */
export class DepthFirst implements Agenda {
  depth = 0;
  private readonly stack: Rows;
  /** The labels on the way to the state that was taken last, in places 1 … height: see `Agenda.add`. */
  private path = new Int32Array(1 << 10);
  private height = 0;
  /** A state, the height of the way to it, the number of its steps, and the last label + 1. */
  private readonly row: Int32Array;

  constructor(fields: number) {
    this.stack = new Rows(fields + 3);
    this.row = new Int32Array(fields + 3);
  }

  get waiting(): number {
    return this.stack.size;
  }

  add(state: Int32Array, label: number): void {
    const { row } = this;
    const fields = state.length;
    row.set(state);
    row[fields] = this.height + 1;
    row[fields + 1] = label === -1 ? this.depth : this.depth + 1;
    row[fields + 2] = label + 1;
    this.stack.push(row);
  }

  take(state: Int32Array): boolean {
    const { row } = this;
    const fields = state.length;
    if (!this.stack.pop(row)) return false;
    for (let f = 0; f < fields; f++) state[f] = row[f]!;
    this.height = row[fields]!;
    this.depth = row[fields + 1]!;
    if (this.height >= this.path.length) {
      const longer = new Int32Array(this.path.length * 2);
      longer.set(this.path);
      this.path = longer;
    }
    this.path[this.height] = row[fields + 2]! - 1;
    return true;
  }

  postpone(): boolean {
    return false;
  }

  way(): () => readonly number[] {
    const labels = this.path.slice(1, this.height + 1).filter((label) => label >= 0);
    return () => [...labels];
  }
}
