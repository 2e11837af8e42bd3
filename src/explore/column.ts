import { totalmem } from 'node:os';

type Numbers = Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** From this size on, in bytes, a column asks for all that it may ever need. */
const LARGE = 2 ** 26;

/**
 * A typed array that grows: one value for each node, or each edge.
 *
 * A small column doubles and is copied. A large one asks once for as much as the machine has: the system gives the
 * memory page by page when it is written to, so what is asked for and not used costs nothing, and growing never needs
 * old and new side by side. Where the system refuses (no overcommit), it grows by halves and is copied.
 */
export class Column<A extends Numbers> {
  array: A;
  /** Number of values in use. */
  length = 0;

  constructor(array: A) {
    this.array = array;
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(this.length + 1);
    this.array[this.length++] = value;
  }

  /** Makes room for `length` values, all in use; new ones are 0. */
  extend(length: number): void {
    if (length > this.array.length) this.reserve(length);
    if (length > this.length) this.length = length;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.length * this.array.BYTES_PER_ELEMENT;
  }

  /** Bytes that are needed at once, to copy what there is, where `more` values are added; 0 where there is room for them. */
  growth(more: number): number {
    return this.length + more > this.array.length ? this.bytes : 0;
  }

  /** Makes room for `length` values, without using them. */
  reserve(length: number): void {
    if (length <= this.array.length) return;
    const larger = roomFor(this.array, length);
    larger.set(this.array.subarray(0, this.length));
    this.array = larger;
  }
}

/** A new array with room for `length` values and more. */
function roomFor<A extends Numbers>(array: A, length: number): A {
  const make = array.constructor as new (size: number) => A;
  const size = array.BYTES_PER_ELEMENT;
  if (length * size < LARGE) return new make(Math.max(length, array.length * 2, 1024));
  const all = Math.min(Math.floor(totalmem() / size), MOST_VALUES);
  if (length <= all) {
    try {
      return new make(all);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return new make(Math.ceil(length * 1.5));
}

/** The most values of a typed array on all the versions of Node that this runs on. */
const MOST_VALUES = 2 ** 32 - 1;

export const int32 = () => new Column(new Int32Array(0));
export const uint32 = () => new Column(new Uint32Array(0));
export const uint16 = () => new Column(new Uint16Array(0));
export const uint8 = () => new Column(new Uint8Array(0));
