import { type Chosen, coveredOnce, fieldIs, membersOf, runsOf, smallestCover, timesCovered } from './cover.ts';
import type { OptionValue } from './options.ts';
import type { Range } from './result.ts';
import { type Axis, type Bits, has, isEmpty, minus, or, type Space, unknown } from './space.ts';
import { type Cube, type Field, pointsIn, supportOf, type TruthTable, truthTable } from './truth-table.ts';

/**
 * Writes a set of configurations as few readable ranges.
 *
 * Guaranteed for every set: exact (the configurations in the ranges are those of `violating`, no more and no
 * less; combinations that are no configurations may be in a range or not), no range is superfluous, the same
 * ranges in the same order for the same input.
 *
 * Guaranteed unless the search for a proof reaches its limit (counted steps, not time; `smallest` of `smallestCover`
 * says which it was): no other cover has fewer ranges, and none with as few ranges restricts fewer options in all.
 * Unions of a handful of boxes end far below the limit; large sets without any structure do not.
 *
 * An option is left out of a range wherever the combinations that are no configurations allow it. One that stays
 * names only what occurs: an ordered option gets one interval wherever the cover allows it and otherwise few, with
 * values in between that do no harm, and nothing added at the ends.
 *
 * Cost: about proportional to configurations × values for sets with structure (some 10 ms for 10,000 configurations
 * and 39 values); for others bounded by the limit plus ranges × configurations.
 */
export function minimise(space: Space, violating: Bits): Range[] {
  if (isEmpty(violating)) return [];
  const table = truthTable(space, violating);
  return withFewerRuns(table, smallestCover(table).chosen)
    .map((box) => rangeOf(space, box))
    .sort((a, b) => compare(space, a, b));
}

/** A chosen cube with the positions of the values that it names, as runs, for each restricted field. */
interface Box {
  readonly cube: Cube;
  readonly cover: Bits;
  readonly runs: ReadonlyMap<Field, readonly (readonly number[])[]>;
}

/**
 * Where a range has gaps in an ordered option, leaves out the pieces whose configurations are all in other ranges.
 * One range after the other, so that of two that could give up the same piece only one does.
 */
function withFewerRuns(table: TruthTable, chosen: readonly Chosen[]): Box[] {
  const boxes: Box[] = chosen.map(({ cube, cover, support }) => {
    const restricted = table.fields.filter((field) => !fieldIs(field, cube, table.full));
    return { cube, cover, runs: new Map(restricted.map((field) => [field, runsOf(field, cube, support)])) };
  });
  const times = timesCovered(boxes, table.on.count);
  for (let i = 0; i < boxes.length; i++) {
    for (const field of table.fields) {
      const { cube, cover, runs } = boxes[i]!;
      const pieces = runs.get(field);
      if (!field.ordered || !pieces || pieces.length < 2) continue;
      const own = supportOf(table, coveredOnce(cover, times));
      const isNeeded = (value: number) => field.classOf[value]! >= 0 && has(own, field.offset + field.classOf[value]!);
      const kept = pieces.filter((piece) => piece.some(isNeeded));
      if (kept.length === pieces.length) continue;
      // A class with values in a piece that goes is no longer covered, even if some of its values stay.
      const smaller = cube.slice();
      for (const value of pieces.filter((piece) => !kept.includes(piece)).flat()) {
        const bit = field.offset + field.classOf[value]!;
        if (field.classOf[value]! >= 0) smaller[bit >>> 5]! &= ~(1 << (bit & 31));
      }
      const less = pointsIn(table, smaller);
      for (const p of membersOf(minus(cover, less))) times[p]!--;
      boxes[i] = { cube: smaller, cover: less, runs: new Map(runs).set(field, kept) };
    }
  }
  return boxes;
}

function rangeOf(space: Space, { runs }: Box): Range {
  const range: Record<string, readonly OptionValue[]> = {};
  for (const [field, pieces] of runs) {
    const { key, values } = space.axes[field.axis]!;
    range[key] = pieces.flat().map((position) => values[position]!);
  }
  return range;
}

/** Option by option in their order, values by their positions; an absent option has all its values. */
function compare(space: Space, a: Range, b: Range): number {
  for (const { key, values } of space.axes) {
    const [left, right] = [a[key] ?? values, b[key] ?? values];
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      if (left[i] !== right[i]) return values.indexOf(left[i]!) - values.indexOf(right[i]!);
    }
  }
  return 0;
}

/**
 * The configurations in a range.
 * @throws Mistake for an option or a value that does not exist
 */
export function inRange(space: Space, range: Range): Bits {
  checkRange(space, range);
  const allowed = Object.entries(range).map(([key, values]) => ({ key, values: new Set(values) }));
  return space.where((c) => allowed.every(({ key, values }) => values.has(c[key]!)));
}

/**
 * The configurations in at least one of some ranges.
 * @throws Mistake as `inRange`
 */
export function unionOf(space: Space, ranges: readonly Range[]): Bits {
  return ranges.map((range) => inRange(space, range)).reduce(or, space.empty());
}

/**
 * A range for people: `paimon 0.7.0 … 1.0.1, mode table or divided, commit.force-create-snapshot=true`.
 *
 * An interval up to the newest release is `paimon ≥ 1.1.0`, since nothing that is known ends it. One from the oldest
 * release names both its ends, since the releases before it are not known. An option whose values are all listed is
 * left out, and where no option is left it is `every configuration`.
 * @throws Mistake as `inRange`
 */
export function rangeText(space: Space, range: Range): string {
  checkRange(space, range);
  const parts: string[] = [];
  for (const axis of space.axes) {
    const listed = range[axis.key];
    if (!listed) continue;
    const positions = axis.values.flatMap((value, i) => (listed.includes(value) ? [i] : []));
    if (positions.length === 0) return 'no configuration';
    if (positions.length < axis.values.length) parts.push(optionText(axis, positions));
  }
  return parts.join(', ') || 'every configuration';
}

function optionText({ key, values, ordered }: Axis, positions: readonly number[]): string {
  if (!ordered) {
    const names = positions.map((i) => values[i]!);
    return names.every((v) => typeof v === 'boolean') ? `${key}=${names.join(' or ')}` : `${key} ${names.join(' or ')}`;
  }
  const runs: { from: number; to: number }[] = [];
  for (const position of positions) {
    const last = runs.at(-1);
    if (last?.to === position - 1) last.to = position;
    else runs.push({ from: position, to: position });
  }
  const texts = runs.map(({ from, to }) => {
    if (from === to) return values[from]!;
    return to === values.length - 1 ? `≥ ${values[from]!}` : `${values[from]!} … ${values[to]!}`;
  });
  return `${key} ${texts.join(' or ')}`;
}

function checkRange(space: Space, range: Range): void {
  for (const [key, values] of Object.entries(range)) {
    const axis = space.axes.find((a) => a.key === key);
    if (!axis) {
      const keys = space.axes.map((a) => a.key);
      throw unknown('option', key, keys);
    }
    for (const value of values) {
      if (!axis.values.includes(value)) throw unknown(`value of '${key}'`, String(value), axis.values.map(String));
    }
  }
}
