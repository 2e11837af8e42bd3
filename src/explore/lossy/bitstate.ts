import type { Figures, Seen } from './seen.ts';

/**
 * Bits that each state sets. With m bits and n states, 3 leave out fewest where m/n is 4.3 (k = m/n ln 2); with more
 * memory a larger number would leave out fewer, and cost one more access to memory for each successor. SPIN takes 3, too.
 */
export const HASHES = 3;

/**
 * Bitstate hashing: an array of bits, of which each state sets three (Holzmann 1988, 1998), which is a Bloom filter
 * (Dillinger and Manolios 2004). A state is left out where its bits have all been set by others.
 *
 * The places are independent of each other, three words of hash and 15 bits of a fourth, so no state has fewer
 * chances than the filter promises.
 *
 * Memory: the array, whatever the number of states.
 */
export class Bitstate implements Seen {
  private readonly array: Uint32Array;
  private readonly scale: number;
  private count = 0;
  private set = 0;
  private expected = 0;
  private logNone = 0;

  /**
   * @param bytes of the array, a multiple of 4 below 2^34
   * @throws RangeError where the system does not give as much
   */
  constructor(bytes: number) {
    this.array = new Uint32Array(bytes / 4);
    this.scale = this.array.length / 2 ** 32;
  }

  add(hash: Int32Array): boolean {
    const { array, scale } = this;
    const places = hash[HASHES]!;
    const w0 = Math.floor((hash[0]! >>> 0) * scale);
    const w1 = Math.floor((hash[1]! >>> 0) * scale);
    const w2 = Math.floor((hash[2]! >>> 0) * scale);
    const b0 = 1 << (places & 31);
    const b1 = 1 << ((places >>> 5) & 31);
    const b2 = 1 << ((places >>> 10) & 31);
    const is0 = array[w0]! & b0;
    const is1 = array[w1]! & b1;
    const is2 = array[w2]! & b2;
    if (is0 !== 0 && is1 !== 0 && is2 !== 0) return false;
    this.weigh();
    this.put(w0, b0);
    this.put(w1, b1);
    this.put(w2, b2);
    return true;
  }

  figures(): Figures {
    const { count, array, expected, logNone } = this;
    return {
      remembered: count,
      bytes: array.byteLength,
      fill: this.set / (array.length * 32),
      omission: -Math.expm1(logNone),
      expectedOmissions: expected,
    };
  }

  private put(word: number, bit: number): void {
    const before = this.array[word]!;
    if ((before & bit) !== 0) return;
    this.array[word] = before | bit;
    this.set++;
  }

  /**
   * A new state is left out if its three bits are all set: with a probability p of f³, where the part f of the bits is
   * set, counted here rather than estimated by 1 - exp(-3n/m). That none of n is left out is the product of 1 - p, and it
   * takes p / (1 - p) that are left out on average to find one that is not (Dillinger and Manolios 2004).
   */
  private weigh(): void {
    const fill = this.set / (this.array.length * 32);
    const p = fill * fill * fill;
    this.count++;
    this.expected += p / (1 - p);
    this.logNone += Math.log1p(-p);
  }
}
