import type { Field, Tabulated } from '../describe/tabulated.ts';

const PREFIX: Readonly<Record<Field['kind'], string>> = { local: 's', queue: 'q', budget: 'left' };

/**
 * A name for each field that is an identifier in C, Promela and TLA+, and no word of theirs: letters, digits and
 * underscores behind a prefix that says what it is. Different fields get different names.
 */
export function fieldNames({ fields }: Tabulated): string[] {
  const used = new Set<string>();
  return fields.map(({ name, kind }) => {
    const wanted = `${PREFIX[kind]}_${name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '')}`;
    let unique = wanted;
    for (let n = 2; used.has(unique); n++) unique = `${wanted}_${n}`;
    used.add(unique);
    return unique;
  });
}

/** Text for the inside of a comment, on one line: without what ends a comment in one of the languages. */
export function comment(text: string, room = 160): string {
  const safe = text
    .replace(/\s+/g, ' ')
    .replace(/\*\//g, '* /')
    .replace(/\/\*/g, '/ *')
    .replace(/\*\)/g, '* )')
    .replace(/\(\*/g, '( *')
    .replace(/\\/g, '/');
  return safe.length <= room ? safe : `${safe.slice(0, room - 1)}…`;
}
