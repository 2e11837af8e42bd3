/**
 * One text for one value: equal values, and only those, have equal texts.
 *
 * JSON with sorted keys, extended by what JSON loses: `undefined`, `NaN`, the infinities and `-0`.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
  }
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number' || value === undefined) return String(value);
  return JSON.stringify(value);
}

/** Sorted by their texts. */
export function sorted<T>(values: readonly T[]): T[] {
  return [...values].sort((a, b) => compare(canonical(a), canonical(b)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
