import { Effort, expansionsAt, primesAt, within } from './primes.ts';
import { addAll, type Bits, bitsKey, count, has, isEmpty, minus } from './space.ts';
import { type Cube, type Field, pointsIn, supportOf, type TruthTable } from './truth-table.ts';

/** A cube of a cover. */
export interface Chosen {
  readonly cube: Cube;
  /** The ON points in it. */
  readonly cover: Bits;
  /** The classes that these points have: the smallest cube with the same points. */
  readonly support: Cube;
  /** One cube, its restricted fields, the gaps in ordered fields: in one number that can be added up. */
  readonly cost: number;
}

export interface Cover {
  readonly chosen: readonly Chosen[];
  /** True if it is proved that no cover costs less. */
  readonly smallest: boolean;
}

const CUBE = 2 ** 34;
const RESTRICTED = 2 ** 16;
/** Some 100 ms. Unions of twelve random boxes in 10,000 configurations needed up to a fifth of it. */
const STEPS = 2_500_000;
/** A set that needs more cubes than this has no structure that would repay more than a glance at each of them. */
const CAREFUL = 50;

/**
 * The smallest set of prime implicants that contains every ON point and no OFF point: fewest cubes, then fewest
 * restricted fields, then fewest gaps in ordered fields, then a fixed order.
 *
 * Guaranteed always: exact, made of prime implicants, none of them superfluous, the same for the same input.
 * Guaranteed where `smallest` is true: no cover costs less. The proof is by branch and bound; it branches on the
 * primes of one uncovered point (all of them), and points of which no two fit into one cube bound it from below.
 * If `steps` end before, the best cover found so far is the result; it is at least as good as the greedy one.
 */
export function smallestCover(table: TruthTable, steps = STEPS): Cover {
  return new Search(table, new Effort(steps)).run();
}

/** The useful primes through a point. */
interface Through {
  readonly choices: readonly Chosen[];
  /** The ON points that share a cube with it. */
  readonly reach: Bits;
  readonly cheapest: number;
}

class Search {
  private readonly table: TruthTable;
  private readonly effort: Effort;
  private readonly known = new Map<string, Chosen>();
  private readonly through = new Map<number, Through>();
  private best: readonly Chosen[] = [];
  private bestCost = Number.POSITIVE_INFINITY;

  constructor(table: TruthTable, effort: Effort) {
    this.table = table;
    this.effort = effort;
  }

  run(): Cover {
    const { on } = this.table;
    const all = new Uint32Array((on.count + 31) >>> 5);
    for (let p = 0; p < on.count; p++) all[p >>> 5]! |= 1 << (p & 31);
    this.best = this.withoutSuperfluous(this.greedy(all), all);
    this.bestCost = sum(this.best);
    const smallest = this.visit(all, [], 0);
    return { chosen: this.withoutSuperfluous(this.best, all), smallest };
  }

  /** Tries to complete `chosen` for less than the best cover. False if the effort ended. */
  private visit(uncovered: Bits, chosen: readonly Chosen[], cost: number): boolean {
    if (isEmpty(uncovered)) {
      if (cost < this.bestCost) [this.best, this.bestCost] = [chosen, cost];
      return true;
    }
    let bound = cost;
    let branch: Through | undefined;
    for (let rest = uncovered; !isEmpty(rest); ) {
      const through = this.primesThrough(first(rest));
      if (!through) return false;
      bound += through.cheapest;
      if (bound >= this.bestCost) return true;
      if (!branch || through.choices.length < branch.choices.length) branch = through;
      rest = minus(rest, through.reach);
    }
    const useful = this.undominated(branch!.choices, uncovered);
    if (!useful) return false;
    for (const { choice, left } of useful) {
      if (!this.visit(left, [...chosen, choice], cost + choice.cost)) return false;
    }
    return this.effort.spend(1);
  }

  private primesThrough(point: number): Through | undefined {
    const known = this.through.get(point);
    if (known) return known;
    const cubes = primesAt(this.table, point, this.effort);
    if (!cubes || !this.effort.spend(cubes.length * this.table.on.count * this.table.words)) return undefined;
    const same = new Map<string, Chosen>();
    for (const choice of cubes.map((cube) => this.chosen(cube))) {
      const key = bitsKey(choice.cover);
      const other = same.get(key);
      if (!other || this.before(choice, other) < 0) same.set(key, choice);
    }
    const useful = this.undominated([...same.values()]);
    if (!useful) return undefined;
    const choices = useful.map((u) => u.choice);
    const reach = new Uint32Array(choices[0]!.cover.length);
    for (const { cover } of choices) addAll(reach, cover);
    const through = {
      choices,
      reach,
      cheapest: Math.min(...choices.map((c) => c.cost)),
    };
    this.through.set(point, through);
    return through;
  }

  /**
   * The choices for which no other one covers as much of `uncovered` (default everything) for no more, with what
   * each leaves uncovered; those that cover most first.
   */
  private undominated(choices: readonly Chosen[], uncovered?: Bits) {
    const sized = choices.map((choice) => {
      const left = uncovered ? minus(uncovered, choice.cover) : choice.cover.map((w) => ~w);
      return { choice, left, size: count(left) };
    });
    sized.sort((a, b) => a.size - b.size || this.before(a.choice, b.choice));
    const kept: typeof sized = [];
    for (const one of sized) {
      if (!this.effort.spend((kept.length + 1) * one.left.length)) return undefined;
      if (!kept.some((k) => k.choice.cost <= one.choice.cost && within(k.left, one.left))) kept.push(one);
    }
    return kept;
  }

  /** A cover made by widening uncovered points, the least free one first. Its cost needs no limit. */
  private greedy(all: Bits): Chosen[] {
    const chosen: Chosen[] = [];
    for (let uncovered = all; !isEmpty(uncovered); ) {
      const orders = chosen.length < CAREFUL ? undefined : 2;
      const options = expansionsAt(this.table, first(uncovered), orders).map((cube) => {
        const choice = this.chosen(cube);
        const left = minus(uncovered, choice.cover);
        return { choice, left, size: count(left) };
      });
      options.sort((a, b) => a.size - b.size || this.before(a.choice, b.choice));
      chosen.push(options[0]!.choice);
      uncovered = options[0]!.left;
    }
    return chosen;
  }

  /** Leaves out, the most expensive first, what the others cover as well. */
  private withoutSuperfluous(cover: readonly Chosen[], all: Bits): Chosen[] {
    const times = timesCovered(cover, all.length * 32);
    return cover
      .toSorted((a, b) => this.before(b, a))
      .filter((c) => {
        if (!isEmpty(coveredOnce(c.cover, times))) return true;
        for (const p of membersOf(c.cover)) times[p]!--;
        return false;
      });
  }

  private chosen(cube: Cube): Chosen {
    const key = cube.join();
    const known = this.known.get(key);
    if (known) return known;
    const { fields, full } = this.table;
    const cover = pointsIn(this.table, cube);
    const support = supportOf(this.table, cover);
    let cost = CUBE;
    for (const field of fields) {
      if (fieldIs(field, cube, full)) continue;
      cost += RESTRICTED;
      if (field.ordered) cost += runsOf(field, cube, support).length - 1;
    }
    const made = { cube, cover, support, cost };
    this.known.set(key, made);
    return made;
  }

  /** The fixed order: cheaper; restricted in an option that is defined earlier; earlier values. */
  private before(a: Chosen, b: Chosen): number {
    if (a.cost !== b.cost) return a.cost - b.cost;
    for (const field of this.table.fields) {
      const free = Number(fieldIs(field, a.cube, this.table.full)) - Number(fieldIs(field, b.cube, this.table.full));
      if (free !== 0) return free;
    }
    for (let k = 0; k < a.cube.length; k++) {
      if (a.cube[k] === b.cube[k]) continue;
      const differing = a.cube[k]! ^ b.cube[k]!;
      return (a.cube[k]! & differing & -differing) !== 0 ? -1 : 1;
    }
    return 0;
  }
}

/** Do two cubes allow the same classes of a field? */
export function fieldIs({ offset, classes }: Field, a: Cube, b: Cube): boolean {
  for (let bit = offset; bit < offset + classes; bit++) if (has(a, bit) !== has(b, bit)) return false;
  return true;
}

/**
 * The values of a field that a cube needs, as runs of neighbours: values in between that do no harm close gaps.
 * Nothing is added at the ends. Each run is a list of positions in the option's values.
 */
export function runsOf({ classOf, offset }: Field, allowed: Cube, needed: Cube): number[][] {
  const runs: number[][] = [];
  let gap: number[] | undefined;
  classOf.forEach((c, value) => {
    if (c >= 0 && has(needed, offset + c)) {
      if (gap) runs.at(-1)!.push(...gap, value);
      else runs.push([value]);
      gap = [];
    } else if (gap && (c < 0 || has(allowed, offset + c))) gap.push(value);
    else gap = undefined;
  });
  return runs;
}

/** How often each ON point is covered. */
export function timesCovered(cubes: readonly Pick<Chosen, 'cover'>[], points: number): Uint32Array {
  const times = new Uint32Array(points);
  for (const { cover } of cubes) for (const p of membersOf(cover)) times[p]!++;
  return times;
}

/** The points of a cube that no other one covers. */
export function coveredOnce(cover: Bits, times: Uint32Array): Bits {
  const once = new Uint32Array(cover.length);
  for (const p of membersOf(cover)) if (times[p] === 1) once[p >>> 5]! |= 1 << (p & 31);
  return once;
}

/** The numbers in a set, in their order. */
export function membersOf(bits: Bits): number[] {
  const members: number[] = [];
  for (let i = 0; i < bits.length; i++) {
    for (let w = bits[i]!; w !== 0; w &= w - 1) members.push(i * 32 + 31 - Math.clz32(w & -w));
  }
  return members;
}

function first(bits: Bits): number {
  const word = bits.findIndex((w) => w !== 0);
  return word * 32 + 31 - Math.clz32(bits[word]! & -bits[word]!);
}

function sum(chosen: readonly Chosen[]): number {
  return chosen.reduce((total, c) => total + c.cost, 0);
}
