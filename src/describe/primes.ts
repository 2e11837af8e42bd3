import { type Cube, contains, type Field, OFF, type TruthTable } from './truth-table.ts';

/** How much work may still be done, in elementary steps: counted, not timed, so that results do not vary. */
export class Effort {
  private left: number;

  constructor(steps: number) {
    this.left = steps;
  }

  /** Takes `steps` from what is left; false once nothing is left. */
  spend(steps: number): boolean {
    this.left -= steps;
    return this.left > 0;
  }
}

/**
 * All prime implicants that contain an ON point: the cubes around it without an OFF point that cannot be made
 * larger.
 *
 * A cube around the point must leave out something of each OFF point, namely a class that the OFF point has and
 * the point has not. What the maximal cubes leave out are the minimal sets that hit all of these clauses.
 *
 * @returns undefined if the effort ends first (there may be exponentially many)
 */
export function primesAt(table: TruthTable, point: number, effort: Effort): Cube[] | undefined {
  const { forced, clauses } = clausesAt(table, point, effort) ?? {};
  if (!forced || !clauses) return undefined;
  const cubes: Cube[] = [];
  const candidates = table.full.map((w, k) => w & ~forced[k]!);
  const done = hittingSets(clauses, forced, candidates, effort, (hit) =>
    cubes.push(table.full.map((w, k) => w & ~hit[k]!)),
  );
  return done ? cubes : undefined;
}

/** The clauses of a point: those of one bit together as `forced`, and of the others the minimal ones. */
function clausesAt(table: TruthTable, point: number, effort: Effort) {
  const { words, on, off, fields, states } = table;
  if (!effort.spend(off.count * words)) return undefined;
  const forced = new Uint32Array(words);
  const place = on.places[point]!;
  for (const { stride, classes, offset } of fields) {
    const own = Math.floor(place / stride) % classes;
    for (let c = 0; c < classes; c++) {
      if (states[place + (c - own) * stride] === OFF) forced[(offset + c) >>> 5]! |= 1 << ((offset + c) & 31);
    }
  }
  const bySize: Cube[][] = [];
  for (let q = 0; q < off.count; q++) {
    let hit = 0;
    for (let k = 0; k < words; k++) hit |= off.bits[q * words + k]! & forced[k]!;
    if (hit !== 0) continue;
    const clause = new Uint32Array(words);
    let size = 0;
    for (let k = 0; k < words; k++) {
      clause[k] = off.bits[q * words + k]! & ~on.bits[point * words + k]!;
      for (let w = clause[k]!; w !== 0; w &= w - 1) size++;
    }
    bySize[size] ??= [];
    bySize[size]!.push(clause);
  }
  const minimal: Cube[] = [];
  for (const same of bySize) {
    for (const clause of same ?? []) {
      if (!effort.spend(minimal.length * words)) return undefined;
      if (!minimal.some((m) => within(m, clause))) minimal.push(clause);
    }
  }
  return { forced, clauses: minimal };
}

/** Is cube `a` a part of cube `b`? */
export function within(a: Cube, b: Cube): boolean {
  for (let k = 0; k < a.length; k++) if ((a[k]! & ~b[k]!) !== 0) return false;
  return true;
}

/**
 * Enumerates the minimal sets of bits that hit every clause (algorithm MMCS of Murakami and Uno): an element is
 * added only while every element keeps a clause that it alone hits.
 * @returns false if the effort ended first
 */
function hittingSets(
  clauses: readonly Cube[],
  start: Cube,
  candidates: Cube,
  effort: Effort,
  found: (hit: Cube) => void,
): boolean {
  const words = start.length;
  const hit = start.slice();
  const chosen: number[] = [];

  /** Has every chosen element a clause that no other one hits? */
  const needed = (): boolean => {
    const alone = new Uint32Array(words);
    for (const clause of clauses) {
      let count = 0;
      let word = 0;
      let bits = 0;
      for (let k = 0; k < words; k++) {
        const common = clause[k]! & hit[k]!;
        if (common === 0) continue;
        count += (common & (common - 1)) === 0 ? 1 : 2;
        word = k;
        bits = common;
      }
      if (count === 1) alone[word]! |= bits;
    }
    return chosen.every((bit) => (alone[bit >>> 5]! & (1 << (bit & 31))) !== 0);
  };

  const visit = (): boolean => {
    if (!effort.spend(clauses.length * words * 2 + 1)) return false;
    let best: Cube | undefined;
    let size = Number.POSITIVE_INFINITY;
    for (const clause of clauses) {
      let open = 0;
      for (let k = 0; k < words && open >= 0; k++) {
        if ((clause[k]! & hit[k]!) !== 0) open = -1;
        else for (let w = clause[k]! & candidates[k]!; w !== 0; w &= w - 1) open++;
      }
      if (open >= 0 && open < size) [best, size] = [clause, open];
    }
    if (!best) {
      found(hit);
      return true;
    }
    const choices = bitsOf(best.map((w, k) => w & candidates[k]!));
    for (const bit of choices) candidates[bit >>> 5]! &= ~(1 << (bit & 31));
    let done = true;
    for (const bit of choices) {
      const mask = 1 << (bit & 31);
      hit[bit >>> 5]! |= mask;
      chosen.push(bit);
      done &&= !needed() || visit();
      chosen.pop();
      hit[bit >>> 5]! &= ~mask;
      candidates[bit >>> 5]! |= mask;
    }
    return done;
  };
  return visit();
}

function bitsOf(cube: Cube): number[] {
  const bits: number[] = [];
  for (let k = 0; k < cube.length; k++) {
    for (let w = cube[k]!; w !== 0; w &= w - 1) bits.push(k * 32 + 31 - Math.clz32(w & -w));
  }
  return bits;
}

/**
 * A few prime implicants that contain an ON point: one for each of some orders in which the fields are widened, twice
 * as many orders as fields, or `most`. Cost: at most orders × bits × OFF points; no limit is needed.
 */
export function expansionsAt(table: TruthTable, point: number, most?: number): Cube[] {
  const cubes: Cube[] = [];
  for (const order of orders(table.fields).slice(0, most)) {
    const cube = table.on.bits.slice(point * table.words, (point + 1) * table.words);
    const classes = table.fields.map(({ stride, classes: n }) => [Math.floor(table.on.places[point]! / stride) % n]);
    for (const f of order) widen(table, cube, classes, f);
    if (!cubes.some((other) => within(cube, other))) cubes.push(cube);
  }
  return cubes;
}

/** The fields in their order, started at each of them, forwards and backwards. */
function orders(fields: readonly Field[]): number[][] {
  const forwards = fields.map((_, i) => i);
  const list = forwards.flatMap((i) => {
    const rotated = [...forwards.slice(i), ...forwards.slice(0, i)];
    return [rotated, rotated.toReversed()];
  });
  return list.length > 0 ? list : [[]];
}

/** Adds every class of a field that can be added; the others do not depend on the order in which it is done. */
function widen(table: TruthTable, cube: Cube, classes: number[][], f: number): void {
  const field = table.fields[f]!;
  const [own] = classes[f]!;
  for (let c = 0; c < field.classes; c++) {
    if (c === own) continue;
    const bit = field.offset + c;
    classes[f]!.push(c);
    if (isFree(table, cube, classes, f, c)) cube[bit >>> 5]! |= 1 << (bit & 31);
    else classes[f]!.pop();
  }
}

/** Is there no OFF point where field `f` has class `c` and the others are as in the cube? */
function isFree(table: TruthTable, cube: Cube, classes: readonly number[][], f: number, c: number): boolean {
  const { fields, states, off } = table;
  const volume = classes.reduce((product, list, i) => (i === f ? product : product * list.length), 1);
  if (volume <= off.count) {
    let places = [c * fields[f]!.stride];
    for (let i = 0; i < fields.length; i++) {
      if (i === f) continue;
      const wider: number[] = [];
      for (const own of classes[i]!) for (const place of places) wider.push(place + own * fields[i]!.stride);
      places = wider;
    }
    return places.every((place) => states[place] !== OFF);
  }
  const slab = cube.slice();
  const { offset, classes: n } = fields[f]!;
  for (let bit = offset; bit < offset + n; bit++) slab[bit >>> 5]! &= ~(1 << (bit & 31));
  slab[(offset + c) >>> 5]! |= 1 << ((offset + c) & 31);
  for (let q = 0; q < off.count; q++) if (contains(slab, off, q)) return false;
  return true;
}
