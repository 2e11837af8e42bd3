import type { Naming } from '../../describe/symmetry.ts';
import { canonical } from '../plain.ts';
import type { Group, Groups, Named } from './symmetry-groups.ts';

/** What is not as it was declared: a list of the wrong length. */
export class NotAsDeclared extends Error {}

/**
 * Exchanges two replicas of a group in plain data: wherever a property speaks of them.
 * What does not change is the same object.
 * @throws NotAsDeclared
 */
export function exchanged<T>(groups: Groups, { index, size }: Group, a: number, b: number, data: T): T {
  const other = (n: number) => (n === a ? b : n === b ? a : n);

  function walk(value: unknown, named: Named | undefined): unknown {
    if (typeof value === 'number') return named?.group === index && speaksOf(named.naming) ? other(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    const naming = named?.naming;
    if (naming === 'indexed' || typeof naming === 'object') return indexed(value, named!);
    if (!Array.isArray(value)) return properties(value);
    const items = same(
      value,
      value.map((item) => walk(item, named)),
    );
    return naming === 'set' ? sorted(items) : items;
  }

  function properties(value: object): object {
    let changed = false;
    const entries = Object.entries(value).map(([key, before]) => {
      const after = walk(before, groups.names.get(key));
      if (after !== before) changed = true;
      return [key, after] as const;
    });
    return changed ? Object.fromEntries(entries) : value;
  }

  function indexed(value: object, { group, naming }: Named): object {
    const inner = typeof naming === 'object' ? { group, naming: naming.indexed } : undefined;
    if (!Array.isArray(value)) {
      const entries = Object.entries(value).map(([key, item]) => {
        const place = group === index && isNumberBelow(key, size) ? String(other(Number(key))) : key;
        return [place, walk(item, inner)] as const;
      });
      return Object.fromEntries(entries);
    }
    const items = value.map((item) => walk(item, inner));
    if (group === index && value.length > 0) {
      if (value.length !== size) {
        const what = `a list of ${value.length} is declared as 'indexed'; expected ${size} items, one for each replica`;
        throw new NotAsDeclared(what);
      }
      [items[a], items[b]] = [items[b], items[a]];
    }
    return same(value, items);
  }

  return walk(data, undefined) as T;
}

/**
 * What plain data says of one replica of a group, as text: its own number and those of others are told apart, which others is
 * not. When replicas are exchanged, the text for each moves with it.
 */
export function seenBy(groups: Groups, group: Group, replica: number, data: unknown): string {
  const sizes = groups.list.map(({ size }) => size);
  const isOf = (named: Named, n: number) => Number.isInteger(n) && n >= 0 && n < sizes[named.group]!;
  const sign = (named: Named, n: number) => (named.group === group.index && n === replica ? '@' : '#');

  function walk(value: unknown, named: Named | undefined): string {
    if (typeof value === 'number' && named !== undefined && speaksOf(named.naming) && isOf(named, value)) {
      return sign(named, value);
    }
    if (typeof value !== 'object' || value === null) return canonical(value, '');
    const naming = named?.naming;
    if (naming === 'indexed' || typeof naming === 'object') return indexed(value, named!);
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, named));
      return `[${(naming === 'set' ? items.sort() : items).join()}]`;
    }
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${key}:${walk((value as Record<string, unknown>)[key], groups.names.get(key))}`)
      .join()}}`;
  }

  function indexed(value: object, named: Named): string {
    const inner = typeof named.naming === 'object' ? { group: named.group, naming: named.naming.indexed } : undefined;
    const items = Object.entries(value).map(([key, item]) => {
      const n = Number(key);
      return `${isNumberBelow(key, sizes[named.group]!) ? sign(named, n) : key}:${walk(item, inner)}`;
    });
    return `(${items.sort().join()})`;
  }

  return walk(data, undefined);
}

/** Is a number in a property of this naming the number of a replica? */
function speaksOf(naming: Naming): boolean {
  return naming === 'number' || naming === 'set';
}

function same(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, i) => item === before[i]) ? before : after;
}

/** In the order in which a machine must keep a set: see `Naming`. */
function sorted(items: readonly unknown[]): readonly unknown[] {
  const keyed = items.map((item) => ({ item, text: typeof item === 'number' ? '' : canonical(item, '') }));
  keyed.sort((x, y) =>
    typeof x.item === 'number' && typeof y.item === 'number'
      ? x.item - y.item
      : x.text < y.text
        ? -1
        : x.text > y.text
          ? 1
          : 0,
  );
  return same(
    items,
    keyed.map(({ item }) => item),
  );
}

function isNumberBelow(key: string, size: number): boolean {
  return /^(0|[1-9]\d*)$/.test(key) && Number(key) < size;
}
