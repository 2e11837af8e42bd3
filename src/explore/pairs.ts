/**
 * A hash table from a pair of small whole numbers to a number other than 0, which stands for "absent".
 * Open addressing over one Int32Array, because the inner loop asks it several times a step.
 */
export class PairTable {
  private slots = new Int32Array(64 * 3);
  private mask = 63;
  private used = 0;

  get(a: number, b: number): number {
    const { slots, mask } = this;
    for (let i = hash(a, b) & mask; ; i = (i + 1) & mask) {
      const value = slots[i * 3 + 2]!;
      if (value === 0) return 0;
      if (slots[i * 3] === a && slots[i * 3 + 1] === b) return value;
    }
  }

  set(a: number, b: number, value: number): void {
    if (this.used * 3 > this.mask * 2) this.grow();
    const { slots, mask } = this;
    let i = hash(a, b) & mask;
    while (slots[i * 3 + 2] !== 0) {
      if (slots[i * 3] === a && slots[i * 3 + 1] === b) {
        slots[i * 3 + 2] = value;
        return;
      }
      i = (i + 1) & mask;
    }
    slots[i * 3] = a;
    slots[i * 3 + 1] = b;
    slots[i * 3 + 2] = value;
    this.used++;
  }

  /** All that is in it, as it lies in memory: it follows from what was set, and in which order. */
  get memory(): Int32Array {
    return this.slots;
  }

  /** By `a`, all (b, value), the b in ascending order. Looks at the whole table once. */
  byFirst(): Map<number, [b: number, value: number][]> {
    const found = new Map<number, [number, number][]>();
    for (let i = 0; i < this.slots.length; i += 3) {
      if (this.slots[i + 2] === 0) continue;
      const pair: [number, number] = [this.slots[i + 1]!, this.slots[i + 2]!];
      const others = found.get(this.slots[i]!);
      if (others) others.push(pair);
      else found.set(this.slots[i]!, [pair]);
    }
    for (const pairs of found.values()) pairs.sort((x, y) => x[0] - y[0]);
    return found;
  }

  private grow(): void {
    const old = this.slots;
    const size = (this.mask + 1) * 2;
    this.slots = new Int32Array(size * 3);
    this.mask = size - 1;
    this.used = 0;
    for (let i = 0; i < old.length; i += 3) {
      if (old[i + 2] !== 0) this.set(old[i]!, old[i + 1]!, old[i + 2]!);
    }
  }
}

function hash(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
