/**
 * One text for one document: JSON with sorted keys. What JSON leaves out (a field that is undefined) makes no
 * difference, since a trace may have been a file.
 */
export function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The first difference between two documents, as `path: expected …, found …`; undefined where there is none. */
export function firstDifference(expected: unknown, found: unknown, path = ''): string | undefined {
  if (text(expected) === text(found)) return undefined;
  if (isObject(expected) && isObject(found) && Array.isArray(expected) === Array.isArray(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const inner = firstDifference(expected[key], found[key], path === '' ? key : `${path}.${key}`);
      if (inner !== undefined) return inner;
    }
  }
  return `${path}: expected ${text(expected) ?? 'nothing'}, found ${text(found) ?? 'nothing'}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
