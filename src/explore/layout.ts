/**
 * Where the fields of a state lie in a packed row: each has bits of its own within one 32-bit word; a field that has always
 * had the same value has none. Wide fields get
 * their place first, each in the first word that has room, so few bits are lost.
 */
export class Layout {
  /** Bits of each field. */
  readonly bits: Uint8Array;
  /** The word of each field. */
  readonly word: Uint8Array;
  /** How far to the left its bits lie in it. */
  readonly shift: Uint8Array;
  /** Of each field, the first value that does not fit. */
  readonly limit: Float64Array;
  /** Of each field, its bits in its word. */
  readonly mask: Uint32Array;
  /** 32-bit words of a row. */
  readonly words: number;

  constructor(bits: Uint8Array) {
    this.bits = bits;
    this.word = new Uint8Array(bits.length);
    this.shift = new Uint8Array(bits.length);
    this.limit = Float64Array.from(bits, (width) => 2 ** width);
    this.mask = new Uint32Array(bits.length);
    const order = [...bits.keys()].sort((a, b) => bits[b]! - bits[a]! || a - b);
    const free: number[] = [];
    for (const f of order) {
      const width = bits[f]!;
      let w = free.findIndex((left) => left >= width);
      if (w === -1) w = free.push(32) - 1;
      this.word[f] = w;
      this.shift[f] = 32 - free[w]!;
      this.mask[f] = ones(width) << this.shift[f]!;
      free[w]! -= width;
    }
    this.words = Math.max(free.length, 1);
  }

  get fields(): number {
    return this.bits.length;
  }

  /** One field of the row that starts at rows[at]. */
  value(rows: Uint32Array, at: number, field: number): number {
    return (rows[at + this.word[field]!]! >>> this.shift[field]!) & ones(this.bits[field]!);
  }

  /** All fields of the row that starts at rows[at]. */
  read(rows: Uint32Array, at: number, values: Int32Array): void {
    for (let f = 0; f < this.bits.length; f++) values[f] = this.value(rows, at, f);
  }

  /** Writes a row for these values; -1, or the first field whose value does not fit. */
  write(values: Int32Array, row: Uint32Array): number {
    row.fill(0);
    for (let f = 0; f < this.bits.length; f++) {
      if (values[f]! >= this.limit[f]!) return f;
      row[this.word[f]!]! |= values[f]! << this.shift[f]!;
    }
    return -1;
  }
}

/** The bits that a field needs for the values 0 … values-1. */
export function bitsFor(values: number): number {
  return 32 - Math.clz32(Math.max(values - 1, 0));
}

/** A number with this many ones at its end. */
export function ones(bits: number): number {
  return bits === 32 ? -1 : (1 << bits) - 1;
}
