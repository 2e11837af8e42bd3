// docs/extending.md quotes the code: what its diffs add is in the files that they name.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/extending.md'), 'utf8');

interface Hunk {
  readonly file: string;
  /** Lines that are added, next to each other. */
  readonly added: readonly (readonly string[])[];
  readonly context: readonly string[];
}

function hunksOf(diff: string): Hunk[] {
  const hunks: { file: string; added: string[][]; context: string[] }[] = [];
  let file = '';
  let before = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ b/')) file = line.slice('+++ b/'.length);
    else if (line.startsWith('@@')) hunks.push({ file, added: [], context: [] });
    else if (line.startsWith('+')) {
      const { added } = hunks.at(-1)!;
      if (before.startsWith('+') && !before.startsWith('+++')) added.at(-1)!.push(line.slice(1).trim());
      else added.push([line.slice(1).trim()]);
    } else if (line.startsWith(' ')) hunks.at(-1)!.context.push(line.trim());
    before = line;
  }
  return hunks;
}

const hunks = [...DOCUMENT.matchAll(/^```diff\n([\s\S]*?)\n```$/gm)].flatMap(([, diff]) => hunksOf(diff!));
/** Without what depends on how deep a line stands. */
const linesOf = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .map((line) => line.trim());

test('there are diffs', () => expect(hunks.length).toBeGreaterThan(20));

test.each(hunks.map((hunk) => [hunk.file, hunk] as const))('%s has what is added', (file, { added, context }) => {
  const lines = linesOf(file);
  const text = `\n${lines.join('\n')}\n`;
  const missing = added.map((run) => `\n${run.join('\n')}\n`).filter((run) => !text.includes(run));
  expect(missing, `in ${file}; a change there belongs into docs/extending.md, too`).toEqual([]);
  expect(context.filter((line) => !lines.includes(line))).toEqual([]);
});

test('each section has a diff', () => {
  const sections = DOCUMENT.split(/^## /m).slice(1);
  const without = sections.filter((section) => !section.includes('```diff')).map((section) => section.split('\n')[0]);
  expect(without).toEqual(['Afterwards']);
});
