import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { PLAIN } from '../../src/show/style.ts';

const LAMP = fileURLToPath(new URL('models/lamp.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function lasso(cwd: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await run(argv, {
    cwd,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    width: 80,
    style: PLAIN,
    onInterrupt: () => () => undefined,
    quit: () => undefined,
  });
  return { code, ...written };
}

it('draws a model, and says when the pictures are stale', async () => {
  expect(await lasso(folder, 'draw', LAMP, '--out', 'pictures')).toMatchObject({ code: 0, err: '' });
  const names = readdirSync(join(folder, 'pictures'));
  expect(names).toEqual(expect.arrayContaining(['README.md', 'main.system.svg']));
  expect(await lasso(folder, 'draw', LAMP, '--out', 'pictures', '--check')).toMatchObject({ code: 0, err: '' });

  rmSync(join(folder, 'pictures', 'main.system.svg'));
  const stale = await lasso(folder, 'draw', LAMP, '--out', 'pictures', '--check');
  expect(stale.code).toBe(2);
  expect(stale.err).toMatch(
    /^lasso: pictures in 'pictures' are stale: 'main.system.svg', expected .*'lasso draw'.*\n$/,
  );
  expect(readdirSync(join(folder, 'pictures'))).not.toContain('main.system.svg');
});

it('draws in Mermaid', async () => {
  expect(await lasso(folder, 'draw', LAMP, '--out', '.', '--format', 'mermaid')).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(folder)).toContain('main.system.mmd');
});

it('refuses a folder in which somebody else has written', async () => {
  writeFileSync(join(folder, 'README.md'), '# Mine\n');
  const { code, err } = await lasso(folder, 'draw', LAMP, '--out', '.');
  expect(code).toBe(2);
  expect(err).toMatch(/README.md' was not written by 'lasso draw'; choose another folder with --out\n$/);
});
