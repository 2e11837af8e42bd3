/**
 * The values that one field of a state has had, numbered in the order in which they came: a replica has few of the local
 * states of its component, a queue few of the contents of its channel, so its codes need fewer bits.
 */
export class Codes {
  /** Of each code, its value. */
  values = new Int32Array(4);
  /** Number of codes. */
  size: number;
  /** False where the values stand for themselves. */
  readonly grows: boolean;
  /** Of each value, its code plus 1. */
  private codes = new Int32Array(4);

  /** @param plain how many values there are, where they stand for themselves; 0: they get codes */
  constructor(plain: number) {
    this.grows = plain === 0;
    this.size = plain;
    if (!this.grows) this.values = Int32Array.from({ length: plain }, (_, i) => i);
  }

  /** Forgets the codes, and gives new ones to these values, in their order. */
  restore(values: Int32Array): void {
    this.values = new Int32Array(Math.max(values.length, 4));
    this.codes = new Int32Array(4);
    this.size = 0;
    for (const value of values) this.of(value);
  }

  value(code: number): number {
    return this.values[code]!;
  }

  /** The code of a value, or -1. */
  find(value: number): number {
    if (!this.grows) return value;
    return value < this.codes.length ? this.codes[value]! - 1 : -1;
  }

  /** The code of a value, which gets one where it has none. */
  of(value: number): number {
    const known = this.find(value);
    if (known !== -1) return known;
    if (value >= this.codes.length) this.codes = larger(this.codes, value + 1);
    const code = this.size++;
    if (this.size > this.values.length) this.values = larger(this.values, this.size);
    this.values[code] = value;
    this.codes[value] = code + 1;
    return code;
  }
}

function larger(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(size * 2);
  copy.set(array);
  return copy;
}
