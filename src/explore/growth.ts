import type { Plan } from './plan.ts';

/** A field that has become larger this often may well become larger for ever. */
const OFTEN = 4;

/** How large the values of one field have become. */
interface Field {
  largest: number;
  /** How often a value was larger than all before it. */
  records: number;
  /** The local state with the largest value. */
  at: number;
  unit: string;
}

/**
 * The context fields whose values still grew when the exploration was stopped, one text each: where a model has no
 * end, these are the reason. Local states are numbered in the order in which they were found, so a field grows if
 * the last third of them has larger numbers, longer arrays or texts, or more entries than all before.
 *
 * Time: linear in the size of all contexts.
 */
export function growingFields({ byComponent }: Plan): string[] {
  const growing: string[] = [];
  for (const [component, instances] of byComponent) {
    const { locals } = instances[0]!;
    const fields = new Map<string, Field>();
    for (let local = 1; local < locals.size; local++) {
      measure('context', locals.state(local).snapshot.context, (path, size, unit) => {
        const field = fields.get(path);
        if (field === undefined) fields.set(path, { largest: size, records: 0, at: local, unit });
        else if (size > field.largest) Object.assign(field, { largest: size, records: field.records + 1, at: local });
      });
    }
    for (const [path, { largest, records, at, unit }] of fields) {
      if (records < OFTEN || at * 3 < locals.size * 2) continue;
      growing.push(`${component}: ${path}, so far up to ${largest.toLocaleString('en')}${unit}`);
    }
  }
  return growing;
}

/** Tells the size of a value and of everything in it. */
function measure(path: string, value: unknown, tell: (path: string, size: number, unit: string) => void): void {
  if (typeof value === 'number' || typeof value === 'bigint') tell(path, Math.abs(Number(value)), '');
  if (typeof value === 'string') tell(path, value.length, ' characters');
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  tell(path, entries.length, ' entries');
  for (const [key, part] of entries) measure(Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, part, tell);
}
