// What the README quotes of a run is what a run prints, but for sizes and times.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, invariants, scenarios } from '../../invariants/index.ts';
import { lassoIn } from '../cli/helpers.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BLOCKS = readFileSync(join(ROOT, 'README.md'), 'utf8')
  .split(/^```.*\n/m)
  .filter((_, i) => i % 2 === 1);
const blockWith = (text: string) => BLOCKS.find((block) => block.includes(text))!;
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the verdicts of a scenario', async () => {
  const paragraphs = blockWith('scenarios, all as expected').split('\n\n');
  const quoted = paragraphs.filter((text) => scenarios.some(({ name }) => text.startsWith(`${name}: `)));
  expect(quoted.length).toBeGreaterThan(0);
  const names = quoted.map((text) => text.slice(0, text.indexOf(':')));
  // Of one alone the report is longer.
  const { code, out } = await lassoIn(
    ROOT,
    'check',
    '-S',
    [...names, 'final-checkpoint'].join(),
    '--workers',
    '1',
    '--out',
    folder,
  );
  expect(code).toBe(0);
  for (const text of quoted) {
    const verdicts = text.split('\n').filter((line) => /^ {2}✗|^ {6}/.test(line));
    expect(out).toContain(`\n${verdicts.join('\n')}\n`);
  }
});

test('the numbers of scenarios and entries, and the names', () => {
  const block = blockWith('scenarios, all as expected');
  expect(block).toContain(`\n${scenarios.length} scenarios, all as expected.`);
  expect(block).toContain(`\n${catalogue.length} entries: `);
  const named = [...block.matchAll(/^[✗✓] \w+ +(\S+)/gm)].map(([, name]) => name!);
  const known = invariants.map(({ name }) => name);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('the catalogue, as docs/catalogue.md has it', () => {
  const written = readFileSync(join(ROOT, 'docs/catalogue.md'), 'utf8');
  const lines = blockWith('scenarios, all as expected').split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('issue ')) + 1);
  expect(written).toContain(table.findLast((line) => line.includes(' entries: ')));
  for (const row of table.filter((line) => / {2}/.test(line))) {
    const [issue, found, agrees, steps] = row.split(/ {2,}/);
    const same = written.split('\n').filter((line) => line.startsWith(`| [${issue}](`));
    const cells = same.map((line) => line.split(' | ').map((cell) => cell.trim()));
    expect(
      cells.some((all) => [found, agrees, steps].every((cell) => all.includes(cell!))),
      row,
    ).toBe(true);
  }
});

test('the endless counterexample of #4998', async () => {
  const shown = 'paimon=1.0.1 flink=1.20 execution.checkpointing.interval=unset commit.force-create-snapshot=false';
  const rest = 'mode=table bucket=fixed restart-strategy.type=unset';
  const set = `${shown} ${rest}`.split(' ').flatMap((one) => ['--set', one]);
  await lassoIn(ROOT, 'check', '--only', 'restore-completes', ...set, '--out', folder);
  const trace = oneLine(readFileSync(join(folder, 'restore-completes.txt'), 'utf8'));
  const parts = blockWith('repeat for ever')
    .split('…')
    .map((part) => oneLine(part.replace(/^\]/, '')))
    .filter((part) => part !== '');
  const places = parts.map((part) => trace.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
