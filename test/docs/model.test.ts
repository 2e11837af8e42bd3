// docs/model.md is written by hand: nothing is missing from it, and nothing is in it that does not exist.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scenarios, system } from '../../invariants/index.ts';
import { definitions } from '../../machines/options/definitions.ts';
import { budgetsOf } from '../../src/describe/budgets.ts';
import type { System } from '../../src/index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/model.md'), 'utf8');

/** What the document calls parts that come together, in the order in which it says so. */
const GROUPS = {
  _Flink_: ['jobmaster', 'coordinator', 'storage', 'source'],
  _sink_: ['writer', 'committer', 'store'],
};

/** The cells of the rows of a table whose header begins with this cell. */
function rowsOf(header: string): string[][] {
  const lines = DOCUMENT.split('\n');
  const found = lines.flatMap((line, i) => (line.startsWith(`| ${header} |`) ? [i + 2] : []));
  return found.flatMap((first) => {
    const end = lines.findIndex((line, i) => i >= first && !line.startsWith('|'));
    return lines.slice(first, end).map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  });
}

function partsOf({ components }: System): string {
  let parts = [...new Set(Object.values(components).map(({ machine }) => machine.name))];
  const groups = Object.entries(GROUPS).flatMap(([group, members]) => {
    if (!members.every((member) => parts.includes(member))) return [];
    parts = parts.filter((part) => !members.includes(part));
    return [group];
  });
  return [...groups, ...parts].join(', ');
}

const mostOf = (of: System): string =>
  Object.entries(budgetsOf(of))
    .flatMap(([name, most]) => (most > 0 ? [`${most} ${name}`] : []))
    .join(', ');

test('names each file with a machine, and no other', () => {
  const machines = readdirSync(join(ROOT, 'machines'), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && readFileSync(join(ROOT, 'machines', file), 'utf8').includes('createMachine('),
    )
    .map((file) => `../machines/${file}`);
  const named = rowsOf('file').map(([link]) => /\]\((.*)\)$/.exec(link!)?.[1]);
  expect(named.toSorted()).toEqual(machines.toSorted());
});

test('names each scenario with what it asks, its parts and its budgets', () => {
  const [main, ...others] = rowsOf('scenario');
  const { 1: _, ...said } = main!;
  expect(Object.values(said)).toEqual([
    '`main`',
    partsOf(system as unknown as System),
    mostOf(system as unknown as System),
  ]);
  const expected = scenarios.map(({ name, about, system }) => [`\`${name}\``, about, partsOf(system), mostOf(system)]);
  expect(others).toEqual(expected);
});

test('says which parts come together', () => {
  for (const [group, members] of Object.entries(GROUPS)) {
    const list = members.map((member) => `\`${member}\``);
    expect(DOCUMENT.replaceAll('\n', ' ')).toMatch(
      new RegExp(`${group} (stands )?for ${list.slice(0, -1).join(', ')} and ${list.at(-1)}`),
    );
  }
});

test('names each option', () => {
  const section = DOCUMENT.slice(DOCUMENT.indexOf('**Options**'), DOCUMENT.indexOf('A machine asks'));
  const named = [...section.slice(section.indexOf('They are')).matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(definitions));
});
