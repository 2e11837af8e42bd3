import type { Change, StateDocument } from '../describe/result.ts';

/** What differs between two states: the smallest parts that do, in a fixed order. */
export function changesBetween(before: StateDocument, after: StateDocument): Change[] {
  const changes: Change[] = [];
  for (const name of Object.keys(after.components)) {
    const a = before.components[name]!;
    const b = after.components[name]!;
    compare(name, 'value', a.value, b.value, changes);
    compare(name, 'context', a.context, b.context, changes);
    compare(name, 'status', a.status, b.status, changes);
    compare(name, 'timers', a.timers, b.timers, changes);
  }
  for (const name of [...new Set([...Object.keys(before.channels), ...Object.keys(after.channels)])].sort()) {
    compare(`channel ${name}`, '', before.channels[name], after.channels[name], changes);
  }
  for (const name of Object.keys(after.budgets)) {
    compare(`budget ${name}`, '', before.budgets[name], after.budgets[name], changes);
  }
  return changes;
}

function compare(where: string, path: string, before: unknown, after: unknown, into: Change[]): void {
  if (same(before, after)) return;
  if (isRecord(before) && isRecord(after) && path !== 'value') {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])]) {
      compareKey(where, `${path}.${key}`, before, after, key, into);
    }
    return;
  }
  into.push({
    where,
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

function compareKey(
  where: string,
  path: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  key: string,
  into: Change[],
): void {
  if (!(key in before)) into.push({ where, path, after: after[key] });
  else if (!(key in after)) into.push({ where, path, before: before[key] });
  else compare(where, path, before[key], after[key], into);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => k in b && same(a[k], b[k]));
}
