import { hashOf } from './hash.ts';

/** The table grows when more than this part of its slots is in use, */
const FULLEST = 0.8;
/** (this, where there is no memory for a larger one: a row that is not there then takes 50 looks at slots, most of them side by side) */
const CROWDED = 0.9;
/** by this factor where it is large: at least 53 % are in use then, so a row costs at most 7.5 bytes here, */
const GROWTH = 1.5;
/** and otherwise, below this many slots, by 2. */
const LARGE = 2 ** 24;

/**
 * Finds rows by what they hold: open addressing with linear probing over one Int32Array. A slot holds 0, or the number
 * of a row plus 1 in its low bits and, in the bits that the number does not need, bits of the row's hash: a row that is
 * compared in vain costs a miss of the cache, and these bits save nearly all of them.
 *
 * The slot of a hash is its place on the line from 0 to 2^32, so the number of slots need not be a power of two, and the
 * table can grow by halves.
 */
export class Table {
  slots = new Int32Array(1 << 12);
  /** Slots for each unit of a hash. */
  scale = this.slots.length / 2 ** 32;
  /** Bits of a slot that hold the number of a row. */
  idBits = bitsOfIds(this.slots.length);

  /** A faster loop for `rebuild`, for rows as they are laid out at the moment. */
  fill: ((slots: Int32Array, rows: Uint32Array, used: number) => unknown) | undefined;

  /** The part of its slots from which on it grows. */
  private fullest = FULLEST;

  get bytes(): number {
    return this.slots.byteLength;
  }

  /** Bytes that are needed at once for a table with room for `size` rows; 0 where it has room for them. */
  growth(size: number): number {
    return size > this.slots.length * this.fullest ? this.slotsFor(size) * 4 : 0;
  }

  /**
   * Goes on without growing, for as long as that can be: there is no memory for a larger table.
   * @returns whether there is still room for `size` rows
   */
  crowd(size: number): boolean {
    this.fullest = CROWDED;
    return this.growth(size) === 0;
  }

  /** The number of the row that has these words and this hash, or, where there is none, -1 - its slot. */
  find(rows: Uint32Array, words: number, row: Uint32Array, at: number, hash: number): number {
    const { slots, idBits } = this;
    const tag = hash << idBits;
    for (let s = Math.floor(hash * this.scale); ; s = s + 1 === slots.length ? 0 : s + 1) {
      const entry = slots[s]!;
      if (entry === 0) return -1 - s;
      if ((entry ^ tag) >>> idBits !== 0) continue;
      const id = (entry & ((1 << idBits) - 1)) - 1;
      let w = 0;
      while (w < words && rows[id * words + w] === row[at + w]) w++;
      if (w === words) return id;
    }
  }

  /** Puts a row that is not there into the slot that `find` gave. */
  put(slot: number, id: number, hash: number): void {
    this.slots[slot] = (hash << this.idBits) | (id + 1);
  }

  /** Makes room for `size` rows; true where the slots have changed. */
  reserve(size: number, rows: Uint32Array, words: number, used: number): boolean {
    if (size <= this.slots.length * this.fullest) return false;
    this.rebuild(this.slotsFor(size), rows, words, used);
    return true;
  }

  private slotsFor(size: number): number {
    let slots = this.slots.length;
    while (size > slots * FULLEST) slots = slots < LARGE ? slots * 2 : Math.ceil(slots * GROWTH);
    return slots;
  }

  /** Puts all rows into `slots` slots. The old slots are let go before the new ones are filled. */
  rebuild(slots: number, rows: Uint32Array, words: number, used: number): void {
    const fresh = this.emptied(slots);
    const scale = slots / 2 ** 32;
    const idBits = bitsOfIds(slots);
    if (this.fill) this.fill(fresh, rows, used);
    for (let id = this.fill ? used : 0; id < used; id++) {
      const hash = hashOf(rows, id * words, words);
      let s = Math.floor(hash * scale);
      while (fresh[s] !== 0) s = s + 1 === slots ? 0 : s + 1;
      fresh[s] = (hash << idBits) | (id + 1);
    }
    this.slots = fresh;
    this.scale = scale;
    this.idBits = idBits;
  }

  /** Slots without rows: the same ones where their number stays, so that there are never two tables. */
  private emptied(slots: number): Int32Array<ArrayBuffer> {
    const before = this.slots;
    if (slots === before.length) return before.fill(0);
    this.slots = new Int32Array(0);
    return new Int32Array(slots);
  }
}

/** Bits for the numbers 1 … slots. */
const bitsOfIds = (slots: number): number => 32 - Math.clz32(slots);
