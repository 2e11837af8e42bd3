// Whatever the documents name is there: linked files and headings, paths, npm scripts, commands and their options.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lassoIn } from '../cli/helpers.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...markdownIn('docs/findings')];
const SCRIPTS = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

function markdownIn(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));
}

/** All that a pattern captures. */
const captured = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map(([, found]) => found!)),
];

/** What GitHub makes of a heading. */
const anchorsOf = (file: string) =>
  captured(read(file), /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('links to what exists', () => {
    const links = captured(text, /\]\((?!https?:)([^)\s]+)\)/g);
    const dead = links.filter((link) => {
      const [path, anchor] = link.split('#') as [string, string?];
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('names paths that exist', () => {
    const paths = captured(text, /`((?:machines|invariants|src|test|docs|schema)\/[\w./-]*)`/g);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('names scripts, commands and options that exist', async () => {
    expect(captured(text, /npm run (?:--silent )?([\w:]+)/g).filter((name) => !SCRIPTS.includes(name))).toEqual([]);
    for (const line of captured(
      text,
      /((?:npx lasso|`lasso|npm run (?:--silent )?(?=check|claim|remedies|draw)) ?[^`\n]*)/g,
    )) {
      const [, command, rest] = /(?:lasso|--silent|run) (\w+)(.*)/.exec(line) ?? [];
      if (command === undefined) continue;
      const { code, out } = await lassoIn(ROOT, command, '--help');
      expect(code, line).toBe(0);
      const options = captured(rest!.replace(/^.*? -- /, ''), /(--[a-z-]+[a-z])/g);
      expect(
        options.filter((option) => !out.includes(option)),
        line,
      ).toEqual([]);
    }
  });
});
