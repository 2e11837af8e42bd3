import { arrange, labelled } from './symmetry-arrangements.ts';
import type { Exchange } from './symmetry-exchange.ts';
import type { Groups } from './symmetry-groups.ts';

/**
 * A state with a part of it marked, and a step with its effect, of which replicas are exchanged: what the same step must do
 * there. Rows are indexed by field.
 */
export class Image {
  fields: Int32Array;
  /** The state after the step, where it wrote something. */
  after: Int32Array;
  /** 1 where the step wrote. */
  written: Int32Array;
  /** 1 in the part that matters. */
  part: Int32Array;
  /** Of each field, where its value was before anything was exchanged. */
  origin: Int32Array;
  /** -1: none. */
  step: number;
  /** The exchange that was made last. */
  last: Exchange | undefined;
  private spare: Int32Array;

  constructor(fields: Int32Array, step: number, after: Int32Array, written: Int32Array) {
    this.fields = fields.slice();
    this.step = step;
    this.after = after;
    this.written = written;
    this.part = new Int32Array(fields.length);
    this.origin = Int32Array.from(fields, (_, f) => f);
    this.spare = new Int32Array(fields.length);
  }

  /**
   * Visits every arrangement of the replicas in which the part, or the step, can be told from those before. In the end
   * everything is as it was.
   * @param broken called where an exchange changes neither part nor step, and yet the effect
   */
  arrangements(
    { list }: Groups,
    exchanges: readonly (readonly Exchange[])[],
    broken: (exchange: Exchange) => never,
    visit: () => void,
  ): void {
    const exchange = (group: number, at: number) => this.exchange(exchanges[group]![at]!);
    const blocks = list.map(({ index, size }) => {
      const before = this.snapshot();
      return labelled(index, 0, size, exchange, () => {
        if (!this.isLike(before)) return false;
        if (!this.endsLike(before)) broken(this.last!);
        return true;
      });
    });
    arrange(blocks, exchange, visit);
  }

  private exchange(exchange: Exchange): void {
    const { place } = exchange;
    this.fields = this.through(this.fields, (row, into) => exchange.apply(row, into));
    this.after = this.through(this.after, (row, into) => exchange.apply(row, into));
    const move = (row: Int32Array, into: Int32Array) => {
      for (let f = 0; f < row.length; f++) into[f] = row[place[f]!]!;
    };
    this.part = this.through(this.part, move);
    this.written = this.through(this.written, move);
    this.origin = this.through(this.origin, move);
    if (this.step >= 0) this.step = exchange.step(this.step);
    this.last = exchange;
  }

  private through(row: Int32Array, change: (row: Int32Array, into: Int32Array) => void): Int32Array {
    const into = this.spare;
    change(row, into);
    this.spare = row;
    return into;
  }

  private snapshot() {
    const { fields, after, written, part, step } = this;
    return { fields: fields.slice(), after: after.slice(), written: written.slice(), part: part.slice(), step };
  }

  private isLike(before: ReturnType<Image['snapshot']>): boolean {
    if (this.step !== before.step) return false;
    for (let f = 0; f < this.fields.length; f++) {
      if (this.part[f] !== before.part[f]) return false;
      if (this.part[f] === 1 && this.fields[f] !== before.fields[f]) return false;
    }
    return true;
  }

  private endsLike(before: ReturnType<Image['snapshot']>): boolean {
    for (let f = 0; f < this.fields.length; f++) {
      if (this.written[f] !== before.written[f]) return false;
      if (this.written[f] === 1 && this.after[f] !== before.after[f]) return false;
    }
    return true;
  }
}
