import type { Bits, Space } from '../describe/space.ts';
import { addAll, and, isEmpty, minus } from '../describe/space.ts';
import type { ConfigurationSets } from '../explore/sets.ts';

/** A way to a violation: its length, and the number of the set of configurations that can take it. */
export interface Way {
  readonly steps: number;
  readonly faults: number;
  readonly set: number;
}

/** How near a violation is, and the configurations for which it is as near as that. */
export interface Nearest {
  readonly steps: number;
  readonly faults: number;
  readonly of: Bits;
}

/**
 * How near the violations of a property are, by configuration: fewest steps, then fewest faults. It does not depend on
 * how the configurations were explored, together or apart, so it is what decides which of them is shown.
 */
export interface Distances {
  /** The nearest violation of some configurations; undefined where none of them has one. */
  within(bits: Bits): Nearest | undefined;
  /** Of each configuration that has a violation its nearest; nearest first. */
  all(): readonly Nearest[];
}

/** Distances that follow from ways, which are looked for as far as it is asked. */
export class DistancesOfWays implements Distances {
  private readonly sets: ConfigurationSets;
  private readonly violating: Bits;
  private readonly more: Iterator<Way>;
  private readonly known: Way[] = [];

  /**
   * @param violating the configurations that have a violation
   * @param ways nearest first; of each set at least its first one
   */
  constructor(sets: ConfigurationSets, violating: Bits, ways: Iterable<Way>) {
    this.sets = sets;
    this.violating = violating;
    this.more = ways[Symbol.iterator]();
  }

  within(bits: Bits): Nearest | undefined {
    if (isEmpty(and(this.violating, bits))) return undefined;
    let nearest: Nearest | undefined;
    for (let i = 0, way = this.way(0); way !== undefined; way = this.way(++i)) {
      if (nearest && (way.steps !== nearest.steps || way.faults !== nearest.faults)) break;
      const of = and(this.sets.bits(way.set), bits);
      if (isEmpty(of)) continue;
      if (nearest) addAll(nearest.of, of);
      else nearest = { steps: way.steps, faults: way.faults, of };
    }
    return nearest;
  }

  all(): readonly Nearest[] {
    const groups: Nearest[] = [];
    let left = this.violating;
    for (let i = 0; !isEmpty(left); i++) {
      const way = this.way(i);
      if (way === undefined)
        throw new Error('a configuration with a violation has no way to it: a defect of the checker');
      const { steps, faults, set } = way;
      const of = and(this.sets.bits(set), left);
      if (isEmpty(of)) continue;
      left = minus(left, of);
      const last = groups.at(-1);
      if (last && last.steps === steps && last.faults === faults) addAll(last.of, of);
      else groups.push({ steps, faults, of });
    }
    return groups;
  }

  private way(i: number): Way | undefined {
    while (i >= this.known.length) {
      const { value, done } = this.more.next();
      if (done) return undefined;
      this.known.push(value);
    }
    return this.known[i];
  }
}

/** Distances that are written down, of several parts of the configurations. */
export class WrittenDistances implements Distances {
  private readonly groups: readonly Nearest[];

  constructor(groups: readonly Nearest[]) {
    this.groups = [...groups].sort((a, b) => a.steps - b.steps || a.faults - b.faults);
  }

  within(bits: Bits): Nearest | undefined {
    let nearest: Nearest | undefined;
    for (const { steps, faults, of } of this.groups) {
      if (nearest && (steps !== nearest.steps || faults !== nearest.faults)) break;
      const here = and(of, bits);
      if (isEmpty(here)) continue;
      if (nearest) addAll(nearest.of, here);
      else nearest = { steps, faults, of: here };
    }
    return nearest;
  }

  all(): readonly Nearest[] {
    return this.groups;
  }
}

/**
 * The best way of each set, nearest first.
 * @param ways of each set, with at least its best one
 */
export function bestOfEachSet(ways: Iterable<Way>): Way[] {
  const best = new Map<number, Way>();
  for (const way of ways) {
    const known = best.get(way.set);
    if (!known || isNearer(way, known)) best.set(way.set, way);
  }
  return [...best.values()].sort((a, b) => a.steps - b.steps || a.faults - b.faults || a.set - b.set);
}

const isNearer = (a: Way, b: Way): boolean => a.steps < b.steps || (a.steps === b.steps && a.faults < b.faults);

/** The configuration with the most defaults; of these, the nearest to the defaults; then the first. */
export function plainest(space: Space, bits: Bits): Space['configurations'][number] {
  let best: Space['configurations'][number] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const c of space.members(bits)) {
    let distance = 0;
    for (const { key, values, default: usual } of space.axes) {
      const away = Math.abs(values.indexOf(c[key]!) - values.indexOf(usual));
      if (away > 0) distance += 1_000 + away;
    }
    if (distance < least) [best, least] = [c, distance];
  }
  return best!;
}
