/**
 * The states found, each a row of bit-packed whole numbers, with a hash table to find a row again.
 *
 * How many bits a field needs is not known before the end, because the tables it points into fill as the
 * exploration goes. A field that outgrows its bits makes the store lay itself out anew, with a spare bit for
 * that field: each row is rewritten a handful of times in all.
 *
 * Memory: the packed row (a multiple of 4 bytes) and 5.3 to 10.7 bytes of hash table a state.
 */
export class Store {
  /** Number of rows. */
  size = 0;
  private readonly fields: number;
  private readonly values: (field: number) => number;
  private bits: Uint8Array;
  private word: Uint8Array;
  private shift: Uint8Array;
  private limit: Float64Array;
  /** Of each field, the bits of its word that are not its own. */
  private others: Uint32Array;
  /** 32-bit words in a row. */
  private words = 0;
  private rows = new Uint32Array(0);
  private table = new Int32Array(1 << 12).fill(-1);
  private scratch = new Uint32Array(0);

  /**
   * @param fields number of fields
   * @param values how many different values a field may have so far: it gets bits for twice as many
   */
  constructor(fields: number, values: (field: number) => number) {
    this.fields = fields;
    this.values = values;
    this.bits = Uint8Array.from({ length: fields }, (_, f) => bitsFor(values(f)));
    this.word = new Uint8Array(this.fields);
    this.shift = new Uint8Array(this.fields);
    this.limit = new Float64Array(this.fields);
    this.others = new Uint32Array(this.fields);
    this.layOut();
    this.rows = new Uint32Array(this.words * 1024);
  }

  /** Bytes that the store holds at the moment. */
  get bytes(): number {
    return this.rows.byteLength + this.table.byteLength;
  }

  /** Bytes of one packed row. */
  get rowBytes(): number {
    return this.words * 4;
  }

  /** The number of the row with these values. A new row gets the number that `size` was before. */
  add(values: Int32Array): number {
    const { fields, limit, word, shift, scratch } = this;
    scratch.fill(0);
    for (let f = 0; f < fields; f++) {
      const value = values[f]!;
      if (value >= limit[f]!) {
        this.widen(f, value);
        return this.add(values);
      }
      scratch[word[f]!]! |= value << shift[f]!;
    }
    return this.place();
  }

  /**
   * As `add`, for the values of a row that is there, with changes.
   * @param changes pairs of a field and its new value, at changes[from] … changes[to - 1]
   * @param field one more field that changes, to `value`; -1: none
   */
  addChanged(row: number, changes: Int32Array, from: number, to: number, field: number, value: number): number {
    const { words, rows, scratch } = this;
    for (let w = 0, at = row * words; w < words; w++) scratch[w] = rows[at + w]!;
    for (let i = from; i < to; i += 2) {
      if (!this.change(changes[i]!, changes[i + 1]!)) return this.addChanged(row, changes, from, to, field, value);
    }
    if (field >= 0 && !this.change(field, value)) return this.addChanged(row, changes, from, to, field, value);
    return this.place();
  }

  /** Changes a field of the scratch row; false where the store had to be laid out anew for it. */
  private change(field: number, value: number): boolean {
    if (value >= this.limit[field]!) {
      this.widen(field, value);
      return false;
    }
    const w = this.word[field]!;
    this.scratch[w] = (this.scratch[w]! & this.others[field]!) | (value << this.shift[field]!);
    return true;
  }

  /** Finds the scratch row, or appends it. */
  private place(): number {
    const mask = this.table.length - 1;
    for (let i = this.hash(this.scratch, 0) & mask; ; i = (i + 1) & mask) {
      const row = this.table[i]!;
      if (row === -1) return this.append(i);
      if (this.isScratch(row)) return row;
    }
  }

  /** Writes the values of a row into `values`. */
  read(row: number, values: Int32Array): void {
    const { fields, rows, word, shift, bits } = this;
    const at = row * this.words;
    for (let f = 0; f < fields; f++) {
      values[f] = (rows[at + word[f]!]! >>> shift[f]!) & (bits[f]! === 32 ? -1 : (1 << bits[f]!) - 1);
    }
  }

  /** One value of a row. */
  value(row: number, field: number): number {
    const { rows, word, shift, bits } = this;
    return (
      (rows[row * this.words + word[field]!]! >>> shift[field]!) & (bits[field]! === 32 ? -1 : (1 << bits[field]!) - 1)
    );
  }

  private append(slot: number): number {
    const row = this.size++;
    const at = row * this.words;
    if (at + this.words > this.rows.length) {
      const larger = new Uint32Array(Math.ceil((this.rows.length * 1.5) / this.words) * this.words);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows.set(this.scratch, at);
    this.table[slot] = row;
    if (this.size * 4 > this.table.length * 3) this.rehash(this.table.length * 2);
    return row;
  }

  private isScratch(row: number): boolean {
    const { rows, scratch, words } = this;
    const at = row * words;
    for (let w = 0; w < words; w++) if (rows[at + w] !== scratch[w]) return false;
    return true;
  }

  private hash(data: Uint32Array, at: number): number {
    let h = 0x9e3779b9;
    for (let w = 0; w < this.words; w++) {
      h = Math.imul(h ^ data[at + w]!, 0x85ebca6b);
      h ^= h >>> 15;
    }
    h = Math.imul(h, 0xc2b2ae35);
    return (h ^ (h >>> 13)) >>> 0;
  }

  private rehash(slots: number): void {
    this.table = new Int32Array(slots).fill(-1);
    const mask = slots - 1;
    for (let row = 0; row < this.size; row++) {
      let i = this.hash(this.rows, row * this.words) & mask;
      while (this.table[i] !== -1) i = (i + 1) & mask;
      this.table[i] = row;
    }
  }

  /** Gives field `f` enough bits for `value` and more, and every other field that is about to need them. */
  private widen(f: number, value: number): void {
    const { rows, words, bits, word, shift } = this;
    const before = { bits: bits.slice(), word: word.slice(), shift: shift.slice() };
    this.bits[f] = bitsFor(value + 1);
    for (let g = 0; g < this.fields; g++) this.bits[g] = Math.max(this.bits[g]!, bitsFor(this.values(g)));
    this.layOut();
    // Rows of the same length are rewritten where they stand; longer ones need a new array.
    const inPlace = this.words === words;
    const into = inPlace ? rows : new Uint32Array(Math.ceil(this.size * 1.5 + 1024) * this.words);
    const row = new Uint32Array(this.words);
    for (let r = 0; r < this.size; r++) {
      row.fill(0);
      for (let g = 0; g < this.fields; g++) {
        const mask = before.bits[g] === 32 ? -1 : (1 << before.bits[g]!) - 1;
        row[this.word[g]!]! |= ((rows[r * words + before.word[g]!]! >>> before.shift[g]!) & mask) << this.shift[g]!;
      }
      into.set(row, r * this.words);
    }
    this.rows = into;
    this.rehash(this.table.length);
  }

  /** Gives each field its place, wide ones first, none across two words. */
  private layOut(): void {
    const order = [...this.bits.keys()].sort((a, b) => this.bits[b]! - this.bits[a]! || a - b);
    const free: number[] = [];
    for (const f of order) {
      const width = this.bits[f]!;
      let w = free.findIndex((left) => left >= width);
      if (w === -1) w = free.push(32) - 1;
      this.word[f] = w;
      this.shift[f] = 32 - free[w]!;
      free[w]! -= width;
      this.limit[f] = 2 ** width;
      this.others[f] = ~((width === 32 ? -1 : (1 << width) - 1) << this.shift[f]!);
    }
    this.words = free.length;
    this.scratch = new Uint32Array(this.words);
  }
}

/** Bits for twice as many values as there are; a field that can hold everything it ever will gets no more. */
function bitsFor(values: number): number {
  return Math.min(32, 33 - Math.clz32(Math.max(values - 1, 1)));
}
