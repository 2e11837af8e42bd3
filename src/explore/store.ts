import { type Column, uint32 } from './column.ts';
import { hashOf } from './hash.ts';
import { bitsFor, Layout } from './layout.ts';
import { Table } from './table.ts';

/**
 * The states of an exploration: rows of fields, each row once, numbered in the order of discovery. Fields are packed into
 * as few bits as the values so far need; where a value does not fit, all rows are laid out anew.
 *
 * Memory: `rowBytes` (a multiple of 4) and 5 to 7.5 bytes of hash table a state.
 */
export class Store {
  /** Number of rows. */
  size = 0;
  layout: Layout;
  readonly table = new Table();
  private readonly values: (field: number) => number;
  private readonly data: Column<Uint32Array> = uint32();
  private scratch: Uint32Array;
  /** The value that did not fit, and its field. */
  private wideField = 0;
  private wideValue = 0;

  /**
   * @param fields number of fields
   * @param values how many different values a field may have so far
   */
  constructor(fields: number, values: (field: number) => number) {
    this.values = values;
    this.layout = new Layout(Uint8Array.from({ length: fields }, (_, f) => bitsFor(values(f))));
    this.scratch = new Uint32Array(this.layout.words);
  }

  /** The rows, one after the other. */
  get rows(): Uint32Array {
    return this.data.array;
  }

  /** Bytes that the store holds at the moment. */
  get bytes(): number {
    return this.size * this.rowBytes + this.table.bytes;
  }

  /** Bytes of one packed row. */
  get rowBytes(): number {
    return this.layout.words * 4;
  }

  /** The number of the row with these values. A new row gets the number that `size` was before. */
  add(values: Int32Array): number {
    for (;;) {
      const tooWide = this.layout.write(values, this.scratch);
      if (tooWide === -1) return this.place();
      this.widen(tooWide, values[tooWide]!);
    }
  }

  /** The number of the row with these values, or -1 where there is none. */
  find(values: Int32Array): number {
    return this.layout.write(values, this.scratch) === -1 ? this.scratchRow() : -1;
  }

  /**
   * As `add`, for the values of a row that is there, with changes.
   * @param changes pairs of a field and its new value, at changes[from] … changes[to - 1]
   * @param field one more field that changes, to `value`; -1: none
   */
  addChanged(row: number, changes: Int32Array, from: number, to: number, field: number, value: number): number {
    while (!this.change(row, changes, from, to, field, value)) this.widen(this.wideField, this.wideValue);
    return this.place();
  }

  /** As `find`, for the values of a row that is there, with changes: see `addChanged`. */
  findChanged(row: number, changes: Int32Array, from: number, to: number, field: number, value: number): number {
    return this.change(row, changes, from, to, field, value) ? this.scratchRow() : -1;
  }

  /** Writes the values of a row into `values`. */
  read(row: number, values: Int32Array): void {
    this.layout.read(this.rows, row * this.layout.words, values);
  }

  /** One value of a row. */
  value(row: number, field: number): number {
    return this.layout.value(this.rows, row * this.layout.words, field);
  }

  /** Makes room for `count` more rows, so that none of them moves anything. */
  reserve(count: number): void {
    const { words } = this.layout;
    this.data.reserve((this.size + count) * words);
    this.table.reserve(this.size + count, this.rows, words, this.size);
  }

  /** Gives field `f` bits for `value`, and each other field that is about to need more. */
  widen(f: number, value: number): void {
    const before = this.layout;
    const bits = before.bits.map((width, g) => Math.max(width, bitsFor(g === f ? value + 1 : this.values(g))));
    const after = new Layout(bits);
    this.layout = after;
    this.scratch = new Uint32Array(after.words);
    this.data.reserve(this.size * after.words);
    // Rows are written where they stand: longer ones from the last to the first, so that none is overwritten unread.
    const { rows } = this;
    const values = new Int32Array(bits.length);
    const longer = after.words > before.words;
    for (let i = 0; i < this.size; i++) {
      const r = longer ? this.size - 1 - i : i;
      before.read(rows, r * before.words, values);
      after.write(values, this.scratch);
      rows.set(this.scratch, r * after.words);
    }
    this.data.length = this.size * after.words;
    this.table.rebuild(this.table.slots.length, rows, after.words, this.size);
  }

  /** Writes a changed row into the scratch row; false where a value does not fit. */
  private change(row: number, changes: Int32Array, from: number, to: number, field: number, value: number): boolean {
    const { scratch, rows, layout } = this;
    const { words } = layout;
    for (let w = 0, at = row * words; w < words; w++) scratch[w] = rows[at + w]!;
    for (let i = from; i < to; i += 2) if (!this.set(changes[i]!, changes[i + 1]!)) return false;
    return field < 0 || this.set(field, value);
  }

  private set(field: number, value: number): boolean {
    const { layout, scratch } = this;
    if (value >= layout.limit[field]!) {
      this.wideField = field;
      this.wideValue = value;
      return false;
    }
    const w = layout.word[field]!;
    scratch[w] = (scratch[w]! & ~layout.mask[field]!) | (value << layout.shift[field]!);
    return true;
  }

  /** Finds the scratch row; -1 where it is not there. */
  private scratchRow(): number {
    const { words } = this.layout;
    const found = this.table.find(this.rows, words, this.scratch, 0, hashOf(this.scratch, 0, words));
    return found < 0 ? -1 : found;
  }

  /** Finds the scratch row, or appends it. */
  private place(): number {
    this.reserve(1);
    const { scratch, rows } = this;
    const { words } = this.layout;
    const hash = hashOf(scratch, 0, words);
    const found = this.table.find(rows, words, scratch, 0, hash);
    if (found >= 0) return found;
    const row = this.size++;
    for (let w = 0; w < words; w++) rows[row * words + w] = scratch[w]!;
    this.data.length = this.size * words;
    this.table.put(-1 - found, row, hash);
    return row;
  }
}
