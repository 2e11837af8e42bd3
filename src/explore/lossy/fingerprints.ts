import { Column, uint32 } from '../column.ts';
import type { Figures, Seen } from './seen.ts';

/** The table grows where more of it than this is used: then a look-up that finds nothing reads 4.7 slots on average. */
const FULL = 0.88;
const GROWTH = 1.25;
/** Slots after the last home, so that no cluster has to go on at the start. */
const SLACK = 1 << 12;

/**
 * Hash compaction: of each state a fingerprint of up to 64 bits (Wolper and Leroy 1993). A state is left out
 * where its fingerprint is that of another one.
 *
 * The table is open addressing in order (Amble and Knuth 1974): the home of a fingerprint follows from its first bits, and
 * each stands after all smaller ones. So a look-up ends at the first that is larger, and the table can grow where it
 * stands, in two passes over it, rather than into a second one beside it: it is always between 70 % and 88 % full.
 *
 * Memory: a fingerprint of 40, 48 or 64 bits takes 5.7 to 7.1, 6.8 to 8.6 or 9.1 to 11.4 bytes a state.
 */
export class Fingerprints implements Seen {
  private readonly bits: number;
  /** The first 32 bits of each slot, and the rest; both 0: empty. */
  private readonly firsts = uint32();
  private readonly rests: Column<Uint8Array | Uint16Array | Uint32Array>;
  private readonly firstMask: number;
  private readonly restMask: number;
  private count = 0;
  private homes = 0;
  private scale = 0;

  /** @param bits of a fingerprint, 1 to 64 */
  constructor(bits: number) {
    this.bits = bits;
    const more = Math.max(bits - 32, 0);
    this.rests = new Column(new (more > 16 ? Uint32Array : more > 8 ? Uint16Array : Uint8Array)(0));
    this.firstMask = bits >= 32 ? -1 : ~(2 ** (32 - bits) - 1);
    this.restMask = more === 32 ? -1 : 2 ** more - 1;
    this.resize(1 << 12);
  }

  add(hash: Int32Array): boolean {
    const first = (hash[0]! & this.firstMask) >>> 0;
    let rest = (hash[1]! & this.restMask) >>> 0;
    if (first === 0 && rest === 0) rest = 1; // since 0 is an empty slot
    const firsts = this.firsts.array;
    const rests = this.rests.array;
    let slot = Math.floor(first * this.scale);
    for (; ; slot++) {
      const f = firsts[slot]!;
      if (f > first) break;
      if (f < first) {
        if (f === 0 && rests[slot] === 0) break;
        continue;
      }
      const r = rests[slot]!;
      if (r === rest) return false;
      if (r > rest || (f === 0 && r === 0)) break;
    }
    this.insert(slot, first, rest);
    return true;
  }

  figures(): Figures {
    const { count, bits } = this;
    return {
      remembered: count,
      bytes: this.homes * (4 + this.rests.array.BYTES_PER_ELEMENT),
      fill: count / this.homes,
      ...compacted(count, bits),
    };
  }

  /** Puts a fingerprint into its slot, and moves those that are larger up to the next empty slot. */
  private insert(slot: number, first: number, rest: number): void {
    const firsts = this.firsts.array;
    const rests = this.rests.array;
    let f = first;
    let r = rest;
    let at = slot;
    while (f !== 0 || r !== 0) {
      const nextFirst = firsts[at]!;
      const nextRest = rests[at]!;
      firsts[at] = f;
      rests[at] = r;
      f = nextFirst;
      r = nextRest;
      at++;
    }
    this.count++;
    if (this.count > this.homes * FULL || at === this.homes + SLACK) this.resize(Math.ceil(this.homes * GROWTH));
  }

  /** Makes room, first by moving all fingerprints to the end, then from there to their new slots. */
  private resize(homes: number): void {
    const before = this.homes + SLACK;
    const after = homes + SLACK;
    const columns = [this.firsts, this.rests] as const;
    for (const column of columns) column.extend(after);
    const firsts = this.firsts.array;
    const rests = this.rests.array;
    let to = after;
    for (let from = Math.min(before, after) - 1; from >= 0; from--) {
      const f = firsts[from]!;
      const r = rests[from]!;
      if (f === 0 && r === 0) continue;
      firsts[from] = 0;
      rests[from] = 0;
      to--;
      firsts[to] = f;
      rests[to] = r;
    }
    this.homes = homes;
    this.scale = homes / 2 ** 32;
    let free = 0;
    for (let from = to; from < after; from++) {
      const f = firsts[from]!;
      const r = rests[from]!;
      const slot = Math.max(Math.floor(f * this.scale), free);
      free = slot + 1;
      if (slot === from) continue;
      if (slot > from) throw new Error(`${this.count} fingerprints do not fit into ${after} slots in order`);
      firsts[from] = 0;
      rests[from] = 0;
      firsts[slot] = f;
      rests[slot] = r;
    }
  }
}

/**
 * What `states` fingerprints of `bits` bits mean. When i of them are there, a new state has one of them with a
 * probability of i / 2^bits. That none of n has is the product of 1 - i / 2^bits (Wolper and Leroy 1993; the same sum as
 * for birthdays, and what TLC prints as calculated; Stern and Dill 1995 add bits of the slot to those of the fingerprint,
 * which a table that grows cannot do). The product, and the number of new states that it takes to find n that are
 * not left out, as integrals:
 *
 *   ln P(none) = -((M - n) ln(1 - n/M) + n)      E = -M ln(1 - n/M) - n      with M = 2^bits
 */
export function compacted(states: number, bits: number): Pick<Figures, 'omission' | 'expectedOmissions'> {
  const all = 2 ** bits;
  const part = states / all;
  const pairs = (states * (states - 1)) / 2 / all;
  // Where the part is small the logarithm has no digits left, and the first term of its series has them all.
  if (part < 1e-5) return { omission: -Math.expm1(-pairs), expectedOmissions: pairs };
  const log = Math.log(Math.max(1 - part, 1 / all));
  return { omission: -Math.expm1(-((all - states) * log + states)), expectedOmissions: -all * log - states };
}
