import { Mistake } from '../describe/mistake.ts';
import { type OptionDefinitions, type OptionValue, valuesOf } from '../describe/options.ts';
import { unknown } from '../describe/space.ts';

/**
 * Reads `--set option=value` and `--release value`: which values of which options are explored.
 *
 * A value may be a list `a,b` and, of an ordered option, an interval `a..b`, `a..` or `..b`. What is said twice of one
 * option is added up. `--release` is for the first ordered option, unless it says `name=value`.
 * @throws Mistake for an option or value that does not exist, and for what cannot be read
 */
export function narrowed(
  options: OptionDefinitions,
  sets: readonly string[],
  releases: readonly string[] = [],
): Record<string, OptionValue[]> {
  const chosen = new Map<string, Set<OptionValue>>();
  const add = (key: string, text: string): void => {
    const values = valuesIn(options, key, text);
    chosen.set(key, new Set([...(chosen.get(key) ?? []), ...values]));
  };
  for (const set of sets) {
    const equals = set.indexOf('=');
    if (equals < 1) {
      const example = exampleOf(options);
      throw new Mistake(`--set ${set}: expected option=value${example === '' ? '' : `, for example --set ${example}`}`);
    }
    add(set.slice(0, equals), set.slice(equals + 1));
  }
  const ordered = Object.entries(options).find(([, o]) => o.releases !== undefined)?.[0];
  for (const release of releases) {
    const equals = release.indexOf('=');
    if (equals > 0) add(release.slice(0, equals), release.slice(equals + 1));
    else if (ordered === undefined) throw new Mistake(`--release ${release}: this model has no option with releases`);
    else add(ordered, release);
  }
  const inOrder = Object.entries(options).filter(([key]) => chosen.has(key));
  return Object.fromEntries(
    inOrder.map(([key, option]) => [key, valuesOf(option).filter((v) => chosen.get(key)!.has(v))]),
  );
}

function valuesIn(options: OptionDefinitions, key: string, text: string): OptionValue[] {
  const option = Object.hasOwn(options, key) ? options[key] : undefined;
  if (!option) throw unknown('option', key, Object.keys(options));
  const all = valuesOf(option);
  const position = (name: string): number => {
    const at = all.findIndex((v) => String(v) === name);
    if (at < 0) throw unknown(`value of '${key}'`, name, all.map(String));
    return at;
  };
  if (all.some((v) => String(v) === text)) return [all[position(text)]!];
  return text.split(',').flatMap((part) => {
    const interval = /^(.*?)\.\.(.*)$/.exec(part);
    if (!interval || all.some((v) => String(v) === part)) return [all[position(part)]!];
    if (option.releases === undefined) {
      throw new Mistake(`option '${key}' has no order, so '${part}' is no interval; list its values: ${all.join(',')}`);
    }
    const [, from = '', to = ''] = interval;
    const first = from === '' ? 0 : position(from);
    const last = to === '' ? all.length - 1 : position(to);
    if (first > last) throw new Mistake(`'${part}' is empty: ${from} comes after ${to} in option '${key}'`);
    return all.slice(first, last + 1);
  });
}

function exampleOf(options: OptionDefinitions): string {
  const first = Object.entries(options)[0];
  return first ? `${first[0]}=${valuesOf(first[1])[0]}` : '';
}
