/** A growing list of 32-bit integers: 4 bytes each, at most twice that while it grows. */
export class Ints {
  data: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 16) {
    this.data = new Int32Array(Math.max(capacity, 1));
  }

  push(value: number): void {
    if (this.length === this.data.length) this.data = grown(this.data, this.length + 1);
    this.data[this.length++] = value;
  }

  /** Removes the last one and returns it. The list must not be empty. */
  pop(): number {
    return this.data[--this.length];
  }

  last(): number {
    return this.data[this.length - 1];
  }

  [Symbol.iterator](): Iterator<number> {
    return this.data.subarray(0, this.length)[Symbol.iterator]();
  }
}

/** The same numbers with room for at least `size` of them; what is new is 0. Doubles, so that growing costs O(1). */
export function grown(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  if (size <= array.length) return array;
  const larger = new Int32Array(Math.max(size, array.length * 2, 16));
  larger.set(array);
  return larger;
}

/** Gives pairs of 32-bit integers the numbers 0, 1, 2 … in the order in which they are first asked for. */
export class Pairs {
  readonly left = new Ints(64);
  readonly right = new Ints(64);
  private slots = new Int32Array(128);

  get size(): number {
    return this.left.length;
  }

  /** The number of this pair. O(1). */
  number(left: number, right: number): number {
    let slot = hash(left, right) & (this.slots.length - 1);
    for (;;) {
      const found = this.slots[slot] - 1;
      if (found < 0) break;
      if (this.left.data[found] === left && this.right.data[found] === right) return found;
      slot = (slot + 1) & (this.slots.length - 1);
    }
    const fresh = this.left.length;
    this.left.push(left);
    this.right.push(right);
    this.slots[slot] = fresh + 1;
    if (this.left.length * 2 > this.slots.length) this.rehash();
    return fresh;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2);
    for (let i = 0; i < this.left.length; i++) {
      let slot = hash(this.left.data[i], this.right.data[i]) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = i + 1;
    }
    this.slots = slots;
  }
}

function hash(left: number, right: number): number {
  let h = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** A function of edge labels, asked once for each label. Its values are -1 or more. */
export class Labelled {
  private readonly ask: (label: number) => number;
  /** Of each label, its value plus 2; 0: not asked yet. */
  private known = new Int32Array(256);

  constructor(ask: (label: number) => number) {
    this.ask = ask;
  }

  /** The value of a label; -1 for an edge of a split node, which has none. */
  of(label: number): number {
    const known = label < this.known.length ? this.known[label] : 0;
    return known > 0 ? known - 2 : this.asked(label);
  }

  private asked(label: number): number {
    if (label < 0) return -1;
    const value = this.ask(label);
    this.known = grown(this.known, label + 1);
    this.known[label] = value + 2;
    return value;
  }
}

/**
 * Numbers from 0 on, in as few bytes as the largest so far needs: 1, 2 or 4 for each. Memory that stays 0 is never asked
 * for.
 */
export class Narrow {
  data: Uint8Array | Uint16Array | Int32Array;
  private most = 2 ** 8 - 1;

  constructor(size: number) {
    this.data = new Uint8Array(size);
  }

  set(at: number, value: number): void {
    if (value > this.most) this.widen(value);
    this.data[at] = value;
  }

  /** Gives room for more numbers; what is new is 0. */
  reserve(size: number): void {
    if (size <= this.data.length) return;
    const larger = new (this.data.constructor as new (size: number) => Uint8Array)(size);
    larger.set(this.data);
    this.data = larger;
  }

  private widen(value: number): void {
    const wider = value < 2 ** 16 ? new Uint16Array(this.data.length) : new Int32Array(this.data.length);
    this.most = value < 2 ** 16 ? 2 ** 16 - 1 : 2 ** 31 - 1;
    wider.set(this.data);
    this.data = wider;
  }
}

/** One bit for each node. */
export class BitColumn {
  private readonly data: Uint8Array;

  constructor(size: number) {
    this.data = new Uint8Array((size + 7) >>> 3);
  }

  set(at: number): void {
    this.data[at >>> 3] |= 1 << (at & 7);
  }

  has(at: number): boolean {
    return ((this.data[at >>> 3] >>> (at & 7)) & 1) !== 0;
  }
}
