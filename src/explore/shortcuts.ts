import type { Codes } from './codes.ts';
import { int32 } from './column.ts';
import type { Decisions } from './decisions.ts';
import { EFFECT_DONE, EFFECT_OCCURS, EFFECT_STUTTER } from './kernel-source.ts';
import { bitsFor, type Layout } from './layout.ts';
import { ITEM, type Menus } from './menus.ts';

/** The bits of the number that a list begins with: effects, stutters, and whether a step pattern occurs in one. */
export const LIST_DONE = 0xfff;
export const LIST_STUTTERS = 12;
export const LIST_OCCURS = 24;

/** In place of a list: nothing happens; the steps read more than the two fields; something is not known yet. */
export const NOTHING = -1;
export const MIXED = -2;
export const UNKNOWN_STEP = -3;

/** The largest table by two fields, in bits of its index: 16 MiB, of which few pages are ever touched. */
const MOST_BITS = 22;

/** One group of steps of a field. */
export interface Slot {
  readonly field: number;
  readonly group: number;
  /** The other field that its steps read; the field itself where they read no other one, or several. */
  readonly other: number;
  /** Bits of the index for the code of `field` and for that of `other`, twice as many as there are codes; a larger code has no place. */
  readonly bits: readonly [field: number, other: number];
  /** By the codes of both: a list, or 0 where nobody has looked yet. The code of `field` comes first, in the higher bits. */
  readonly table: Int32Array;
}

/**
 * What all steps of a group do together, where they read no more than one field besides the one that offers them: then the
 * codes of these two fields decide it, and the kernel looks up the list of effects instead of walking a decision tree for each
 * step. (Two-phase commit: 20 look-ups in a state of 9 resource managers, most of which say "nothing".)
 */
export class Shortcuts {
  readonly slots: readonly Slot[];
  private readonly menus: Menus;
  private readonly decisions: Decisions;
  private readonly data = int32();

  /** Decides from what is known so far which fields each group reads. */
  constructor(menus: Menus, decisions: Decisions, layout: Layout, codes: readonly Codes[]) {
    this.menus = menus;
    this.decisions = decisions;
    this.data.push(0);
    const slots: Slot[] = [];
    for (let field = 0; field < menus.places.length; field++) {
      for (let group = 0; group < menus.groups(field); group++) {
        const bitsOf = (f: number) => Math.min(layout.bits[f]!, bitsFor(codes[f]!.size) + 1);
        const found = this.otherField(field, group);
        const isSmall = found !== -1 && bitsOf(field) + bitsOf(found) <= MOST_BITS;
        // Where there is no such field, the table by this one alone still says in which states nothing is offered.
        const other = isSmall ? found : field;
        const bits = [bitsOf(field), other === field ? 0 : bitsOf(other)] as const;
        slots.push({ field, group, other, bits, table: new Int32Array(2 ** (bits[0] + bits[1])) });
      }
    }
    this.slots = slots;
  }

  /** Has every code a place? Otherwise they are to be made anew. */
  fit(codes: readonly Codes[]): boolean {
    return this.slots.every(
      ({ field, other, bits }) =>
        codes[field]!.size <= 2 ** bits[0] && (other === field || codes[other]!.size <= 2 ** bits[1]),
    );
  }

  get lists(): Int32Array {
    return this.data.array;
  }

  /**
   * What a group does in a state.
   * @returns the place of a list in `lists`, `NOTHING`, `MIXED`, or `UNKNOWN_STEP`
   */
  look({ field, group, other }: Slot, base: Int32Array, kinds: Uint8Array): number {
    const { items } = this.menus;
    let at = this.menus.placeOf(field, base[field]!, group);
    if (at === 0) return UNKNOWN_STEP;
    let mixed = false;
    const see = (read: number) => {
      mixed ||= read !== field && read !== other;
    };
    const effects: number[] = [];
    const end = at + 1 + items[at]! * ITEM;
    for (at++; at < end && !mixed; at += ITEM) {
      const budget = items[at + 1]!;
      if (budget >= 0) see(budget);
      if (budget >= 0 && base[budget] === 0) continue;
      const effect = this.decisions.trace(items[at]!, base, see);
      if (mixed) break;
      if (effect < 0) return UNKNOWN_STEP;
      effects.push(effect);
    }
    return mixed ? MIXED : this.listOf(effects, kinds);
  }

  private listOf(effects: readonly number[], kinds: Uint8Array): number {
    const done = effects.filter((effect) => (kinds[effect]! & EFFECT_DONE) !== 0);
    const stutters = effects.filter((effect) => kinds[effect] === EFFECT_STUTTER).length;
    if (done.length === 0 && stutters === 0) return NOTHING;
    if (done.length > LIST_DONE || stutters > LIST_DONE) return MIXED;
    const place = this.data.length;
    const occurs = done.some((effect) => kinds[effect] === EFFECT_OCCURS) ? 1 : 0;
    this.data.push(done.length | (stutters << LIST_STUTTERS) | (occurs << LIST_OCCURS));
    for (const effect of done) this.data.push(effect);
    return place;
  }

  /** The field besides `field` that the steps of a group read, as far as anything is known; -1 where there are several. */
  private otherField(field: number, group: number): number {
    const { items, places } = this.menus;
    const reads = new Set<number>();
    for (let value = 0; value < places[field]!.length && reads.size < 2; value++) {
      const at = this.menus.placeOf(field, value, group);
      for (let i = 0; at !== 0 && i < items[at]!; i++) {
        const step = at + 1 + i * ITEM;
        if (items[step + 1]! >= 0) reads.add(items[step + 1]!);
        this.decisions.readsOf(items[step]!, field, value, reads);
      }
      reads.delete(field);
    }
    const [other = field, more] = reads;
    return more === undefined && other >= 0 ? other : -1;
  }
}
