/** A typed array that grows: one value for each node, or each edge. */
export class Column<A extends Int32Array | Uint32Array | Uint8Array> {
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

  get bytes(): number {
    return this.array.byteLength;
  }

  private reserve(length: number): void {
    const size = Math.max(length, Math.ceil(this.array.length * 1.5), 1024);
    const larger = new (this.array.constructor as new (size: number) => A)(size);
    larger.set(this.array);
    this.array = larger;
  }
}

export const int32 = () => new Column(new Int32Array(0));
export const uint32 = () => new Column(new Uint32Array(0));
export const uint8 = () => new Column(new Uint8Array(0));
