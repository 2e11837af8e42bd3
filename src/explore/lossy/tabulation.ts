/** 32-bit words of a hash. */
export const WORDS = 4;

/**
 * Hashes rows of fields to 128 bits. Each value of each field has random words of its own; the exclusive or of the words
 * of a row's values (tabulation: Zobrist 1970; Carter and Wegman 1979) is then mixed, as MurmurHash3 does at its end.
 *
 * Three reasons. The words do not depend on the rows, and any two rows differ in one of them, so that b bits of
 * their hashes are the same with a probability of exactly 2^-b over the choice of the seed, whatever the model: what is
 * said about omissions rests on that. A step changes a few fields, so the hash of the state after it takes a few
 * look-ups, not one for each field. And the mixing takes care that collisions are independent of each other: without
 * it two pairs of states that differ in the same way collide together or not at all, and of 100 runs that were to omit
 * something with a probability of 72 % only 46 did.
 *
 * Memory: 16 bytes for each value of each field; values are numbers of table entries, so there are few.
 */
export class Tabulation {
  /** The hash, after `mix`. */
  readonly hash = new Int32Array(WORDS);
  private readonly sum = new Int32Array(WORDS);
  private readonly unchanged = new Int32Array(WORDS);
  private readonly tables: Int32Array<ArrayBuffer>[];
  private readonly random: (() => number)[];

  constructor(fields: number, seed: number) {
    this.tables = Array.from({ length: fields }, () => new Int32Array(0));
    this.random = Array.from({ length: fields }, (_, field) => randomWords(seed, field));
  }

  /** Takes a row. */
  start(values: Int32Array): void {
    this.sum.fill(0);
    for (let field = 0; field < this.tables.length; field++) this.toggle(field, values[field]!);
    this.unchanged.set(this.sum);
  }

  /** Goes back to the row as it was given. */
  again(): void {
    const { sum, unchanged } = this;
    sum[0] = unchanged[0]!;
    sum[1] = unchanged[1]!;
    sum[2] = unchanged[2]!;
    sum[3] = unchanged[3]!;
  }

  /** Changes the row in one field. */
  change(field: number, before: number, after: number): void {
    if (before === after) return;
    this.toggle(field, before);
    this.toggle(field, after);
  }

  /** Hashes the row with its changes. */
  mix(): Int32Array {
    const { sum, hash } = this;
    const all = (sum[0]! + sum[1]! + sum[2]! + sum[3]!) | 0;
    const b = scattered((sum[1]! + all) | 0);
    const c = scattered((sum[2]! + all) | 0);
    const d = scattered((sum[3]! + all) | 0);
    const a = (scattered(all) + b + c + d) | 0;
    hash[0] = a;
    hash[1] = b + a;
    hash[2] = c + a;
    hash[3] = d + a;
    return hash;
  }

  private toggle(field: number, value: number): void {
    const at = value * WORDS;
    if (at >= this.tables[field]!.length) this.grow(field, value);
    const table = this.tables[field]!;
    const { sum } = this;
    sum[0]! ^= table[at]!;
    sum[1]! ^= table[at + 1]!;
    sum[2]! ^= table[at + 2]!;
    sum[3]! ^= table[at + 3]!;
  }

  private grow(field: number, value: number): void {
    const before = this.tables[field]!;
    const table = new Int32Array(Math.max(before.length * 2, (value + 1) * WORDS));
    table.set(before);
    const next = this.random[field]!;
    for (let i = before.length; i < table.length; i++) table[i] = next();
    this.tables[field] = table;
  }
}

/** A word whose bits each depend on all bits of the given one, which it can be told from: Austin Appleby's fmix32. */
function scattered(word: number): number {
  let w = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  w = Math.imul(w ^ (w >>> 13), 0xc2b2ae35);
  return w ^ (w >>> 16);
}

/** Random 32-bit words that are the same for the same seeds: Chris Doty-Humphrey's small fast counter generator. */
function randomWords(seed: number, stream: number): () => number {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = stream | 0;
  let counter = 1;
  const next = (): number => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
