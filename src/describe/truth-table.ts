import { coordinatesOf } from './coordinates.ts';
import { type Bits, has, type Space } from './space.ts';

/**
 * A box of value classes, one bit for each class of each field: the classes that are allowed. A point is a cube
 * with one bit in each field; it lies in a cube if its bits are among the cube's.
 */
export type Cube = Uint32Array;

/** What a combination of values is: in the set, outside, or 0 where it is no configuration (a don't-care). */
export const ON = 1;
export const OFF = 2;

/** An option that matters, with its values sorted into classes that behave alike. */
export interface Field {
  /** Index in `space.axes`. */
  readonly axis: number;
  readonly ordered: boolean;
  /** For each value of the option, its class; -1 where no configuration has the value. */
  readonly classOf: Int16Array;
  readonly classes: number;
  /** The number of the field's first bit in a cube. */
  readonly offset: number;
  /** The distance of two neighbouring classes in `states`. */
  readonly stride: number;
}

/** Points of one kind: bits of all of them, one after the other, and their places in `states`. */
export interface Points {
  readonly count: number;
  /** `bits[i * words + w]`. */
  readonly bits: Uint32Array;
  readonly places: Int32Array;
}

/** A set of configurations as a partial function of the options that matter. */
export interface TruthTable {
  readonly fields: readonly Field[];
  /** Words in a cube. */
  readonly words: number;
  /** The cube of everything. */
  readonly full: Cube;
  /** ON, OFF or 0 for each combination of classes. */
  readonly states: Uint8Array;
  /** For each combination of classes that is ON, its number in `on`. */
  readonly numbers: Int32Array;
  readonly on: Points;
  readonly off: Points;
}

/**
 * Writes a set of configurations as a truth table, without what does not matter: values of an option that can
 * be exchanged for one another everywhere (same combinations exist, same combinations are in the set) become
 * one class, and an option with a single class is left out. Nothing is lost: a smallest cover of the table is a
 * smallest cover of the set.
 *
 * Cost: time configurations × values of all options at worst, memory one byte for each combination of values
 * that occur.
 */
export function truthTable(space: Space, set: Bits): TruthTable {
  const { width, positions } = coordinatesOf(space);
  const used = space.axes.map((axis) => new Int16Array(axis.values.length).fill(-1));
  for (let i = 0; i < positions.length; i++) used[i % width]![positions[i]!] = 0;
  const sizes = used.map((values) => {
    let n = 0;
    for (let v = 0; v < values.length; v++) if (values[v] === 0) values[v] = n++;
    return n;
  });
  const strides = stridesOf(sizes);
  const states = new Uint8Array(sizes.reduce((product, n) => product * n, 1));
  let places: number[] = [];
  for (let c = 0; c < space.size; c++) {
    let place = 0;
    for (let a = 0; a < width; a++) place += used[a]![positions[c * width + a]!]! * strides[a]!;
    states[place] = has(set, c) ? ON : OFF;
    places.push(place);
  }
  const classes: Int16Array[] = [];
  for (let a = 0; a < width; a++) {
    const merged = mergeValues(states, places, strides[a]!, sizes[a]!);
    classes.push(merged.classOf);
    places = merged.places;
  }
  return compress(space, { used, sizes, strides, states, classes, places });
}

function stridesOf(sizes: readonly number[]): number[] {
  let product = 1;
  return sizes.map((n) => {
    const stride = product;
    product *= n;
    return stride;
  });
}

/** Sorts the values of one axis into classes and keeps the points of one value of each class. */
function mergeValues(states: Uint8Array, places: readonly number[], stride: number, size: number) {
  const byValue: number[][] = Array.from({ length: size }, () => []);
  for (const place of places) byValue[Math.floor(place / stride) % size]!.push(place);
  const representatives: number[] = [];
  const classOf = new Int16Array(size);
  for (let v = 0; v < size; v++) {
    const own = byValue[v]!;
    let found = representatives.findIndex(
      (r) =>
        byValue[r]!.length === own.length && own.every((place) => states[place + (r - v) * stride] === states[place]),
    );
    if (found < 0) found = representatives.push(v) - 1;
    classOf[v] = found;
  }
  return { classOf, places: representatives.flatMap((r) => byValue[r]!) };
}

interface Merged {
  readonly used: readonly Int16Array[];
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly states: Uint8Array;
  readonly classes: readonly Int16Array[];
  readonly places: readonly number[];
}

function compress(space: Space, { used, sizes, strides, states, classes, places }: Merged): TruthTable {
  const fields: Field[] = [];
  let offset = 0;
  let stride = 1;
  space.axes.forEach(({ ordered }, axis) => {
    const count = Math.max(...classes[axis]!) + 1;
    if (count === 1) return;
    const classOf = used[axis]!.map((v) => (v < 0 ? -1 : classes[axis]![v]!));
    fields.push({ axis, ordered, classOf, classes: count, offset, stride });
    offset += count;
    stride *= count;
  });
  const words = Math.max(1, (offset + 31) >>> 5);
  const full = new Uint32Array(words);
  for (let bit = 0; bit < offset; bit++) full[bit >>> 5]! |= 1 << (bit & 31);

  const small = new Uint8Array(stride);
  const rows: Record<typeof ON | typeof OFF, { place: number; bits: number[] }[]> = { [ON]: [], [OFF]: [] };
  for (const place of places) {
    let to = 0;
    const bits: number[] = [];
    for (const field of fields) {
      const value = Math.floor(place / strides[field.axis]!) % sizes[field.axis]!;
      const own = classes[field.axis]![value]!;
      to += own * field.stride;
      bits.push(field.offset + own);
    }
    const state = states[place] as typeof ON | typeof OFF;
    small[to] = state;
    rows[state].push({ place: to, bits });
  }
  const points = (list: readonly { place: number; bits: readonly number[] }[]): Points => {
    const bits = new Uint32Array(list.length * words);
    list.forEach((row, i) => {
      for (const bit of row.bits) bits[i * words + (bit >>> 5)]! |= 1 << (bit & 31);
    });
    return { count: list.length, bits, places: Int32Array.from(list, (row) => row.place) };
  };
  const on = rows[ON].map((row) => ({ ...row, freedom: freedom(fields, small, row.place) }));
  // Points with the least freedom first: they decide most about a cover (see cover.ts).
  on.sort((a, b) => a.freedom - b.freedom || a.place - b.place);
  rows[OFF].sort((a, b) => a.place - b.place);
  const numbers = new Int32Array(stride);
  on.forEach((row, i) => {
    numbers[row.place] = i;
  });
  return { fields, words, full, states: small, numbers, on: points(on), off: points(rows[OFF]) };
}

/** An upper bound of the size of a cube around a point: each field on its own as wide as it goes. */
function freedom(fields: readonly Field[], states: Uint8Array, place: number): number {
  let product = 1;
  for (const { stride, classes } of fields) {
    const own = Math.floor(place / stride) % classes;
    let free = 0;
    for (let c = 0; c < classes; c++) if (states[place + (c - own) * stride] !== OFF) free++;
    product *= free;
  }
  return product;
}

/** Does a cube contain point `i` of `points`? */
export function contains(cube: Cube, { bits }: Points, i: number): boolean {
  const words = cube.length;
  for (let k = 0; k < words; k++) if ((bits[i * words + k]! & ~cube[k]!) !== 0) return false;
  return true;
}

/** The ON points in a cube. Cost: the smaller of the cube's volume and the number of ON points. */
export function pointsIn(table: TruthTable, cube: Cube): Bits {
  const { fields, states, numbers, on } = table;
  const points = new Uint32Array((on.count + 31) >>> 5);
  const add = (p: number) => {
    points[p >>> 5]! |= 1 << (p & 31);
  };
  let places = [0];
  for (const { stride, classes, offset } of fields) {
    const wider: number[] = [];
    for (let c = 0; c < classes; c++) {
      if (has(cube, offset + c)) for (const place of places) wider.push(place + c * stride);
    }
    places = wider;
    if (places.length > on.count) {
      for (let p = 0; p < on.count; p++) if (contains(cube, on, p)) add(p);
      return points;
    }
  }
  for (const place of places) if (states[place] === ON) add(numbers[place]!);
  return points;
}

/** The smallest cube that contains some ON points. */
export function supportOf({ on, words }: TruthTable, points: Bits): Cube {
  const support = new Uint32Array(words);
  points.forEach((word, i) => {
    for (let w = word; w !== 0; w &= w - 1) {
      const p = i * 32 + 31 - Math.clz32(w & -w);
      for (let k = 0; k < words; k++) support[k]! |= on.bits[p * words + k]!;
    }
  });
  return support;
}
