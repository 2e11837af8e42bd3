import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { defineSystem } from '../../../src/describe/define.ts';
import { defineOptions } from '../../../src/describe/options.ts';
import { drawingsOf, staleDrawings, writeDrawings } from '../../../src/show/draw/index.ts';
import { wired } from './charts.ts';

const light = (id: string, initial: 'red' | 'green') => () =>
  setup({ types: { events: {} as { type: 'GO' } } }).createMachine({
    id,
    initial,
    description: 'A *light*.',
    states: { red: { on: { GO: { target: 'green', description: 'Go!' } } }, green: {} },
  });
const lights = defineSystem({
  name: 'lights',
  options: defineOptions({}),
  components: {
    north: { machine: light('light', 'red') },
    south: { machine: light('light', 'red') },
    east: { machine: light('light', 'green') },
    west: { machine: light('../LIGHT', 'red') },
  },
  channels: {},
  environment: { GO: { to: 'east', fairness: 'none', fault: true, about: 'It goes.' } },
});

const SYSTEMS = [
  { name: 'main', system: wired },
  { name: 'crossing', about: 'Who may go?', system: lights },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the pictures of some systems', () => {
  it('are one for each machine that differs, one for each system, and a page with all of them', async () => {
    const files = await drawingsOf(SYSTEMS, 'svg');
    expect(files.map((f) => f.name)).toEqual([
      'one.svg',
      'other.svg',
      'light.svg',
      'east.svg',
      '__LIGHT.svg',
      'main.system.svg',
      'crossing.system.svg',
      'README.md',
    ]);
    const page = files.at(-1)!.text;
    for (const { name } of files.slice(0, -1)) expect(page).toContain(`](${name})`);
    expect(page).toContain('Used in crossing (north, south).');
    expect(page).toContain('A &#42;light&#42;.');
    expect(page).toContain('`GO → green`: Go&#33;');
    expect(page).toContain('Who may go?');
    expect(page).toContain('- `GO` (fault) → east, any number of times. It goes.');
  });

  it('are in the page itself in Mermaid', async () => {
    const files = await drawingsOf(SYSTEMS, 'mermaid');
    expect(files.map((f) => f.name)).toContain('light.mmd');
    expect(files.at(-1)!.text).toContain('```mermaid\nstateDiagram-v2\n');
  });
});

describe('the files of pictures', () => {
  const picture = (name: string, text = '<svg/>\n') => ({ name, text });

  it('are replaced, and removed where they are no longer drawn', () => {
    writeDrawings(folder, [picture('a.svg'), picture('b.svg'), picture('c.mmd', 'x\n')]);
    writeFileSync(join(folder, 'mine.svg'), '<svg/>');
    writeDrawings(folder, [picture('b.svg', '<svg></svg>\n')]);
    expect(readdirSync(folder).sort()).toEqual(['b.svg', 'mine.svg']);
    expect(readFileSync(join(folder, 'b.svg'), 'utf8')).toMatch(/^<!-- lasso-draw-1: .*-->\n<svg><\/svg>\n$/);
  });

  it('are never written over what Lasso did not write', () => {
    writeFileSync(join(folder, 'README.md'), '# Mine\n');
    expect(() => writeDrawings(folder, [picture('a.svg'), picture('README.md')])).toThrow(
      /README.md' was not written by 'lasso draw'; choose another folder with --out/,
    );
    expect(existsSync(join(folder, 'a.svg'))).toBe(false);
  });

  it('are stale where they are changed, missing or no longer drawn', () => {
    const files = [picture('a.svg'), picture('b.svg')];
    expect(staleDrawings(join(folder, 'nowhere'), files)).toEqual(['a.svg', 'b.svg']);
    writeDrawings(folder, [...files, picture('c.svg')]);
    expect(staleDrawings(folder, files)).toEqual(['c.svg']);
    writeDrawings(folder, files);
    expect(staleDrawings(folder, files)).toEqual([]);
    expect(staleDrawings(folder, [files[0]!, picture('b.svg', 'other')])).toEqual(['b.svg']);
  });
});
