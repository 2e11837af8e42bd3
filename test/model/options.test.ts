// The options and features of the model come from a file for each family. Spread into one, the last definition would win.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { definitions } from '../../machines/options/definitions.ts';
import { options } from '../../machines/options.ts';

const FOLDER = new URL('../../machines/options/', import.meta.url);

/** The names that each file defines, in what it exports as `…Options` or `…Features`. */
const defined = await Promise.all(
  readdirSync(fileURLToPath(FOLDER)).map(async (file) => {
    const exports = (await import(new URL(file, FOLDER).href)) as Readonly<Record<string, object>>;
    const named = (suffix: string) =>
      Object.entries(exports).flatMap(([name, value]) => (name.endsWith(suffix) ? Object.keys(value) : []));
    return { file, options: named('Options'), features: named('Features') };
  }),
);

const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);

test('no two files define the same option or feature', () => {
  const names = defined.flatMap(({ options, features }) => [...options, ...features]);
  expect(names.length).toBeGreaterThan(50);
  expect(twice(names)).toEqual([]);
});

test('all of them are in the model', () => {
  const releases = Object.entries(definitions).flatMap(([name, option]) => ('releases' in option ? [name] : []));
  const own = new Set([...defined.flatMap((file) => file.options), ...releases]);
  expect(Object.keys(definitions).toSorted()).toEqual([...own].toSorted());
  expect(Object.keys(options.features).toSorted()).toEqual(defined.flatMap(({ features }) => features).toSorted());
});
