import type { Configuration } from './options.ts';
import type { Space } from './space.ts';

/** The configurations of a space as numbers: row `c` holds, for each axis, the position of its value. */
export interface Coordinates {
  /** Number of axes: the length of a row. */
  readonly width: number;
  /** `positions[c * width + axis]`. */
  readonly positions: Uint16Array;
  /** For each axis, the position of the default. */
  readonly defaults: readonly number[];
}

const known = new WeakMap<Space, Coordinates>();

/** The coordinates of a space; computed once for each space, in time proportional to configurations × axes. */
export function coordinatesOf(space: Space): Coordinates {
  const found = known.get(space);
  if (found) return found;
  const width = space.axes.length;
  const positions = new Uint16Array(space.size * width);
  space.axes.forEach(({ key, values }, axis) => {
    const position = new Map(values.map((value, i) => [value, i]));
    space.configurations.forEach((c, i) => {
      positions[i * width + axis] = position.get(c[key]!)!;
    });
  });
  const defaults = defaultsOf(space);
  const coordinates = {
    width,
    positions,
    defaults: space.axes.map((axis) => axis.values.indexOf(defaults[axis.key]!)),
  };
  known.set(space, coordinates);
  return coordinates;
}

/** Every option at its default. It need not be a configuration that exists. */
export function defaultsOf(space: Space): Configuration {
  return Object.fromEntries(space.axes.map((axis) => [axis.key, axis.default]));
}
