import { int32 } from './column.ts';
import type { Effects } from './effects.ts';
import { GROUP, ITEM, type Menus, MIXED, UNKNOWN_FIELD } from './menus.ts';

/** Numbers at the head of a list: how many effects, how many stutters, all kinds of the effects together. */
export const LIST = 3;

/**
 * What all steps of a group do together, where they read no more than one field besides the one that offers them: then the
 * value of that field alone decides it, and the kernel looks up the list of effects instead of asking each step.
 * (Two-phase commit, 8 resource managers: 12 look-ups for a state instead of 16 walks, and no loop in most of them.)
 */
export class Shortcuts {
  private readonly menus: Menus;
  private readonly effects: Effects;
  /** By group and value of its other field, the place of its list in `lists`; 0 where it is not known. */
  private table = new Int32Array(1 << 10);
  private end = 1;
  private readonly data = int32();

  constructor(menus: Menus, effects: Effects) {
    this.menus = menus;
    this.effects = effects;
    this.data.push(0);
  }

  get tables(): Int32Array {
    return this.table;
  }
  get lists(): Int32Array {
    return this.data.array;
  }

  /**
   * Remembers what a group does in a state in which all its steps are known.
   * @param field the field that offers the group
   * @param kinds of each effect: see the kernel
   */
  remember(group: number, field: number, base: Int32Array, kinds: Uint8Array): void {
    const { items } = this.menus;
    let other = items[group]!;
    const effects: number[] = [];
    const count = items[group + GROUP - 1]!;
    for (let i = 0; i < count; i++) {
      const at = group + GROUP + i * ITEM;
      const budget = items[at + 1]!;
      if (budget >= 0) {
        other = this.join(other, budget, field);
        if (base[budget] === 0) continue;
      }
      const effect = this.effects.decisions.trace(items[at]!, base, (read) => {
        other = this.join(other, read, field);
      });
      if (other === MIXED || effect < 0) break;
      effects.push(effect);
    }
    if (other === MIXED) {
      items[group] = MIXED;
      return;
    }
    // Where nothing else is read, the list is kept for the value that the field itself has.
    const by = other === UNKNOWN_FIELD ? field : other;
    if (items[group] === UNKNOWN_FIELD && other !== UNKNOWN_FIELD) items[group] = by;
    if (other === UNKNOWN_FIELD) items[group] = field;
    this.put(group, base[by]!, this.listOf(effects, kinds));
  }

  /** The one field besides `field` that is read: the one before, or this one, or `MIXED`. */
  private join(before: number, read: number, field: number): number {
    if (before === MIXED || read < 0) return MIXED;
    if (read === field || read === before) return before;
    return before === UNKNOWN_FIELD ? read : MIXED;
  }

  private listOf(effects: readonly number[], kinds: Uint8Array): number {
    const place = this.data.length;
    const done = effects.filter((effect) => (kinds[effect]! & 1) === 1);
    this.data.push(done.length);
    this.data.push(effects.filter((effect) => kinds[effect] === 2).length);
    this.data.push(done.reduce((all, effect) => all | kinds[effect]!, 0));
    for (const effect of done) this.data.push(effect);
    return place;
  }

  private put(group: number, value: number, list: number): void {
    const { items } = this.menus;
    const range = items[group + 2]!;
    if (value >= range) {
      const size = 2 ** (32 - Math.clz32(value));
      const start = this.end;
      this.end += size;
      if (this.end > this.table.length) {
        const larger = new Int32Array(this.end * 2);
        larger.set(this.table);
        this.table = larger;
      }
      this.table.copyWithin(start, items[group + 1]!, items[group + 1]! + range);
      items[group + 1] = start;
      items[group + 2] = size;
    }
    this.table[items[group + 1]! + value] = list;
  }
}
