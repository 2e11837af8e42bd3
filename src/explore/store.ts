import { Codes } from './codes.ts';
import { type Column, uint32 } from './column.ts';
import { hashOf } from './hash.ts';
import { bitsFor, Layout, ones } from './layout.ts';
import { Table } from './table.ts';

/** Below this number of rows memory does not matter: a field gets spare bits, so that there are few new layouts. */
const COMPACT = 2 ** 17;
const SPARE = 3;
/** Above it, a field has bits for so many times its codes: many fields are then widened at a time, and few soon again. */
const HEADROOM = 2;

/**
 * The states of an exploration: rows of fields, each row once, numbered in the order of discovery. The values that a field
 * has had are numbered, and a row holds these codes in as few bits as they need; where a code does not fit, all rows are
 * laid out anew.
 *
 * Memory: `rowBytes` (a multiple of 4) and 5 to 7.5 bytes of hash table a state.
 */
export class Store {
  /** Number of rows. */
  size = 0;
  layout: Layout;
  /** Codes that were ever given. */
  codesMade = 0;
  readonly table = new Table();
  readonly codes: readonly Codes[];
  private readonly data: Column<Uint32Array> = uint32();
  private scratch: Uint32Array;

  /** @param values of each field, how many values it may have where they are to stand for themselves; 0: it gets codes */
  constructor(values: readonly number[]) {
    this.codes = values.map((count) => new Codes(count));
    this.layout = this.newLayout();
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
    this.scratch.fill(0);
    for (let f = 0; f < values.length; f++) {
      const code = this.codeOf(f, values[f]!);
      if (code < this.layout.limit[f]!) this.set(f, code);
      else {
        this.widen();
        return this.add(values);
      }
    }
    return this.place();
  }

  /** The number of the row with these values, or -1 where there is none. */
  find(values: Int32Array): number {
    this.scratch.fill(0);
    for (let f = 0; f < values.length; f++) {
      const code = this.codes[f]!.find(values[f]!);
      if (code === -1 || code >= this.layout.limit[f]!) return -1;
      this.set(f, code);
    }
    const { words } = this.layout;
    const found = this.table.find(this.rows, words, this.scratch, 0, hashOf(this.scratch, 0, words));
    return found < 0 ? -1 : found;
  }

  /**
   * As `add`, for the values of a row that is there, with changes.
   * @param changes pairs of a field and its new value, at changes[from] … changes[to - 1]
   * @param field one more field that changes, to `value`; -1: none
   */
  addChanged(row: number, changes: Int32Array, from: number, to: number, field: number, value: number): number {
    const { scratch, rows } = this;
    const { words } = this.layout;
    for (let w = 0, at = row * words; w < words; w++) scratch[w] = rows[at + w]!;
    let fits = true;
    for (let i = from; i < to && fits; i += 2) fits = this.change(changes[i]!, changes[i + 1]!);
    if (fits && (field < 0 || this.change(field, value))) return this.place();
    this.widen();
    return this.addChanged(row, changes, from, to, field, value);
  }

  /** The code of a value of a field; a new one where it has none, which may not fit into the layout yet. */
  codeOf(field: number, value: number): number {
    const codes = this.codes[field]!;
    const before = codes.size;
    const code = codes.of(value);
    this.codesMade += codes.size - before;
    return code;
  }

  /** Writes the values of a row into `values`. */
  read(row: number, values: Int32Array): void {
    const at = row * this.layout.words;
    for (let f = 0; f < values.length; f++) values[f] = this.codes[f]!.value(this.layout.value(this.rows, at, f));
  }

  /** One value of a row. */
  value(row: number, field: number): number {
    return this.codes[field]!.value(this.layout.value(this.rows, row * this.layout.words, field));
  }

  /** Makes room for `count` more rows, so that none of them moves anything. */
  reserve(count: number): void {
    const { words } = this.layout;
    this.data.reserve((this.size + count) * words);
    this.table.reserve(this.size + count, this.rows, words, this.size);
  }

  /** Bytes that are needed at once where this many rows are added, without the table. */
  growth(rows: number): number {
    return this.data.growth(rows * this.layout.words);
  }

  /** Rows were written behind the last one, and put into the table: by the kernel. */
  grewTo(size: number): void {
    const before = this.size;
    this.size = size;
    this.data.length = size * this.layout.words;
    if (before < COMPACT && size >= COMPACT) this.widen();
  }

  /**
   * Forgets all rows, and makes room for those of an earlier exploration: they are to be written into `rows`, then
   * `restored` is to be called.
   * @param values of each field, the values that had codes then, in the order of these; only for fields that get codes
   * @param bits of each field, in the layout of that time
   */
  restore(values: readonly Int32Array[], bits: Uint8Array, size: number): void {
    for (const [f, code] of this.codes.entries()) if (code.grows) code.restore(values[f]!);
    this.layout = new Layout(bits);
    this.scratch = new Uint32Array(this.layout.words);
    this.size = size;
    this.data.length = 0;
    this.data.extend(size * this.layout.words);
  }

  /** Finds the rows again. Time: that of one growth of the table. */
  restored(): void {
    const { table, rows, layout, size } = this;
    if (!table.reserve(size, rows, layout.words, size)) table.rebuild(table.slots.length, rows, layout.words, size);
  }

  /** Lays all rows out anew, with bits for all the codes that there are now. */
  widen(): void {
    const before = this.layout;
    const after = this.newLayout();
    this.table.fill = undefined; // it was made for the layout before
    this.layout = after;
    this.scratch = new Uint32Array(after.words);
    this.data.reserve(this.size * after.words);
    // Rows are written where they stand: longer ones from the last to the first, so that none is overwritten unread.
    const { rows, scratch } = this;
    const moved = Uint16Array.from([...before.bits.keys()].filter((f) => before.bits[f]! > 0));
    const [fromWord, fromShift] = [moved.map((f) => before.word[f]!), moved.map((f) => before.shift[f]!)];
    const [toWord, toShift] = [moved.map((f) => after.word[f]!), moved.map((f) => after.shift[f]!)];
    const masks = Int32Array.from(moved, (f) => ones(before.bits[f]!));
    const longer = after.words > before.words;
    for (let i = 0; i < this.size; i++) {
      const r = longer ? this.size - 1 - i : i;
      const from = r * before.words;
      const to = r * after.words;
      scratch.fill(0);
      for (let m = 0; m < moved.length; m++) {
        const code = (rows[from + fromWord[m]!]! >>> fromShift[m]!) & masks[m]!;
        scratch[toWord[m]!]! |= code << toShift[m]!;
      }
      for (let w = 0; w < after.words; w++) rows[to + w] = scratch[w]!;
    }
    this.data.length = this.size * after.words;
    this.table.rebuild(this.table.slots.length, rows, after.words, this.size);
  }

  private newLayout(): Layout {
    const isSmall = this.size < COMPACT;
    const bits = Uint8Array.from(this.codes, ({ size, grows }) => {
      if (!grows) return bitsFor(size);
      return Math.min(isSmall ? bitsFor(size) + SPARE : bitsFor(Math.floor(size * HEADROOM)), 32);
    });
    if (isSmall) return new Layout(bits);
    const grows = this.codes.map((codes) => codes.grows);
    return roomy(new Layout(bits), grows);
  }

  /** Changes a field of the scratch row; false where the value does not fit. */
  private change(field: number, value: number): boolean {
    const code = this.codeOf(field, value);
    if (code >= this.layout.limit[field]!) return false;
    const { layout, scratch } = this;
    scratch[layout.word[field]!]! &= ~layout.mask[field]!;
    this.set(field, code);
    return true;
  }

  /** Sets a field of the scratch row that is 0. */
  private set(field: number, code: number): void {
    const { layout, scratch } = this;
    scratch[layout.word[field]!]! |= code << layout.shift[field]!;
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
    if (this.size === COMPACT) this.widen();
    return row;
  }
}

/**
 * The same number of words, with the bits that are left over given to the fields that grow, the widest first: they are the
 * next to need them, and each new layout costs a pass over all rows.
 */
function roomy(layout: Layout, grows: readonly boolean[]): Layout {
  let best = layout;
  for (let round = 0; round < 3; round++) {
    const order = [...layout.bits.keys()]
      .filter((f) => grows[f])
      .sort((a, b) => best.bits[b]! - best.bits[a]! || a - b);
    for (const f of order) {
      const bits = best.bits.slice();
      bits[f] = Math.min(bits[f]! + 1, 32);
      const more = new Layout(bits);
      if (more.words === layout.words) best = more;
    }
  }
  return best;
}
