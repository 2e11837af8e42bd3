import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogueCommand } from '../../src/cli/catalogue.ts';
import { type Check, lazyCheck } from '../../src/cli/checker.ts';
import { loadModel } from '../../src/cli/model.ts';
import type { Entry } from '../../src/describe/catalogue.ts';
import { checkEntry, entry } from '../../src/describe/catalogue.ts';
import { releasesText } from '../../src/show/releases.ts';
import { type Ended, ioIn, lassoIn } from './helpers.ts';

const PUMP = fileURLToPath(new URL('models/pump.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const catalogue = (...argv: string[]) => lassoIn(cwd, 'catalogue', PUMP, '--workers', '1', ...argv);
const check = (...argv: string[]) => lassoIn(cwd, 'check', PUMP, '--workers', '1', ...argv);

/** The catalogue of the pump, with other entries. */
async function withEntries(
  change: (entries: readonly Entry[]) => readonly Entry[],
  how: Check = lazyCheck,
): Promise<Ended & { document: readonly Record<string, unknown>[] }> {
  const module = await loadModel(PUMP, cwd);
  const entries = change(module.catalogue);
  for (const one of entries) {
    const { system, invariants } = [module, ...module.scenarios].find((m) => m.name === one.scenario)!;
    checkEntry(one, system, invariants);
  }
  const written = { out: '', err: '' };
  const flags = { workers: 1, format: 'json' } as const;
  const code = await catalogueCommand({ ...module, catalogue: entries }, flags, ioIn(cwd, written), how);
  return { code, ...written, document: JSON.parse(written.out) as Record<string, unknown>[] };
}

describe('lasso catalogue', () => {
  it('says of each entry what was found, whether it agrees, and whether the fix is one', async () => {
    const { code, out } = await catalogue('--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      {
        issue: 'acme/pump#1',
        kind: 'range',
        releases: ['1.0', '1.1', '2.0'],
        found: ['1.0', '1.1'],
        agrees: true,
        steps: { stem: 2, cycle: 0 },
        fix: { confirmed: true, by: 'release', since: '2.0' },
      },
      { kind: 'feature only', releases: ['2.0'], found: ['2.0'], fix: { confirmed: true, by: 'feature' } },
      {
        found: ['1.1', '1.2', '2.0'],
        agrees: false,
        fix: { confirmed: true, by: 'remedy', breaks: ['no-deadlock'] },
        remark: expect.stringContaining('1.2'),
      },
    ]);
    expect(JSON.parse(out)[1]).not.toHaveProperty('agrees');
  });

  it('is a table on a terminal', async () => {
    const { out } = await catalogue();
    expect(out.split('\n').slice(0, 4)).toEqual([
      'issue        invariant    found           agrees  steps',
      'acme/pump#1  never-leaks  pump 1.0 … 1.1  yes     2',
      'acme/pump#2  never-rusty  feature only    —       2',
      'acme/pump#3  never-hot    pump ≥ 1.1      no      2',
    ]);
    expect(out).toContain('3 entries: 1 agrees, 1 with what was reported; 1 does not; 1 cannot be compared.');
  });

  it('is a document with the same bytes each time, which a file can be compared with', async () => {
    expect(await catalogue('--out', 'c.md')).toEqual({ code: 0, out: '', err: '' });
    const text = readFileSync(join(cwd, 'c.md'), 'utf8');
    expect((await catalogue('--format', 'markdown')).out).toBe(text);
    expect(text).toContain(
      "| [acme/pump#3](https://example.org/pump) | Two of them get hot. | main | never-hot | range | pump ≥ 1.1 | pump ≥ 1.2 (the release notes) | no | 2 | yes, remedy 'fuse', which breaks no-deadlock: #13, open |",
    );
    expect(text).toContain('with `rusts=true`');
    expect(text).toContain('- acme/pump#3 (never-hot): The report is of 1.2, and nobody had tried 1.1 &#124; 1.0.');
    expect(text).not.toMatch(/\d s\b/);
    expect(await catalogue('--check', 'c.md')).toEqual({ code: 0, out: '', err: '' });
    expect((await check('--catalogue', 'c.md')).code).toBe(0);

    writeFileSync(join(cwd, 'c.md'), text.replace('pump 1.0 … 1.1', 'pump 1.0'));
    const stale = await catalogue('--check', 'c.md');
    expect(stale).toMatchObject({
      code: 15,
      err: expect.stringMatching(/'c\.md' is stale from line 9 on; write it ag/),
    });
    const checked = await check('--catalogue', 'c.md');
    expect(checked).toMatchObject({ code: 15, err: stale.err });
    expect((await check('--catalogue', 'none.md')).err).toMatch(/'none\.md' is missing; .*--out none\.md/);
    // A run that is narrowed cannot say.
    expect((await check('--catalogue', 'none.md', '--only', 'never-hot')).code).toBe(0);
  });

  it('writes the counterexample of each entry, and removes those of entries that are gone', async () => {
    await check();
    const folder = join(cwd, 'traces/catalogue');
    expect(readdirSync(folder).filter((f) => f.endsWith('.json'))).toEqual([
      'acme-pump-1.json',
      'acme-pump-2.json',
      'acme-pump-3.json',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'acme-pump-2.json'), 'utf8'))).toMatchObject({
      features: { rusts: true },
      // What has a single value is not shown.
      configuration: { pump: '2.0' },
    });
    writeFileSync(join(folder, 'mine.txt'), 'not of Lasso');
    writeFileSync(join(folder, 'gone.txt'), readFileSync(join(folder, 'acme-pump-1.txt')));
    await check();
    expect(readdirSync(folder)).toContain('mine.txt');
    expect(readdirSync(folder)).not.toContain('gone.txt');
  });

  it('fails where an entry shows nothing, and where its range differs without a remark', async () => {
    const [leaks, rusts, hot] = (await loadModel(PUMP, cwd)).catalogue as [Entry, Entry, Entry];
    const fixed = await withEntries(() => [{ ...leaks, within: { pump: ['2.0'] } }]);
    expect(fixed).toMatchObject({ code: 14, document: [{ found: [], agrees: false }] });
    const { remark: _, ...unexplained } = hot;
    expect((await withEntries(() => [unexplained])).code).toBe(12);
    // Violated without the feature too, so that it is not what the violation comes from.
    const other = await withEntries(() => [{ ...rusts, invariant: 'never-leaks', within: { pump: ['1.0'] } }]);
    expect(other).toMatchObject({ code: 12, document: [{ fix: { confirmed: false, by: 'feature' } }] });
    const unpublished = await withEntries(([one]) => [{ ...one!, published: undefined } as unknown as Entry]);
    expect(unpublished).toMatchObject({ code: 0, document: [{ found: ['1.0', '1.1'] }] });
  });

  it('judges a remedy that is an advice by the configurations that follow it', async () => {
    const advised = await withEntries(([, , hot]) => [{ ...hot!, remedy: 'single', within: { mode: ['double'] } }]);
    expect(advised.document[0]).toMatchObject({ fix: { confirmed: true, by: 'remedy', breaks: [] } });
  });

  it('finds a counterexample within the part that the entry is about', async () => {
    const calls: unknown[] = [];
    const counted: Check = (system, invariants, options = {}) => {
      const { set, only } = options;
      calls.push({ features: system.features, ...(set ? { set } : {}), ...(only ? { only } : {}) });
      return lazyCheck(system, invariants, options);
    };
    // The scenario shows the leak of 1.1, which is nearer to the default.
    const older = await withEntries(([leaks]) => [{ ...leaks!, within: { pump: ['1.0', '2.0'] } }, leaks!], counted);
    expect(older.document[0]).toMatchObject({ releases: ['1.0', '2.0'], found: ['1.0'], steps: { stem: 2 } });
    expect(calls).toEqual([
      { features: undefined },
      { features: undefined, set: { pump: ['1.0', '2.0'] }, only: ['never-leaks'] },
    ]);
  });

  it('explores what is identical once', async () => {
    let calls = 0;
    const counted: Check = (...given) => {
      calls++;
      return lazyCheck(...given);
    };
    await withEntries((all) => [...all, ...all], counted);
    // main, alone, alone with rust, main with a fuse
    expect(calls).toBe(4);
  });

  it('says nothing where a run was stopped', async () => {
    const stopped: Check = (system, invariants, options) => lazyCheck(system, invariants, { ...options, maxStates: 1 });
    const written = { out: '', err: '' };
    const io = ioIn(cwd, written);
    expect(await catalogueCommand(await loadModel(PUMP, cwd), { workers: 1 }, io, stopped)).toBe(3);
    expect(written).toEqual({ out: '', err: 'lasso: stopped before the end, so nothing can be said\n' });
  });
});

describe('an entry', () => {
  const given = {
    issue: 'i',
    link: 'l',
    title: 't',
    scenario: 'alone',
    invariant: 'never-leaks',
    release: 'pump',
    published: {},
    source: 's',
    fix: 'f',
  };

  it('has no empty text', () => {
    expect(() => entry({ ...given, fix: ' ' })).toThrow("entry 'i': 'fix' is empty");
    expect(() => entry({ ...given, features: {} })).toThrow("'features' overrides nothing");
  });

  it.each<[object, RegExp]>([
    [{ invariant: 'never-leak' }, /entry 'i' \(scenario 'alone'\): there is no invariant 'never-leak'; did you mean/],
    [{ within: { pmp: ['1.0'] } }, /no option 'pmp'; did you mean 'pump'/],
    [{ within: { pump: ['1.2'] } }, /no value of 'pump' '1\.2'.*expected one of: 1\.0, 1\.1, 2\.0/],
    [{ within: { pump: [] } }, /'within' leaves no value of 'pump'/],
    [{ release: 'mode' }, /no option with releases 'mode'; expected one of: pump|did you mean/],
    [{ published: { from: '0.9' } }, /no release of 'pump' '0\.9'/],
    [{ published: { from: '1.2', until: '1.1' } }, /'published' ends before it begins: 1\.2 comes after 1\.1/],
    [{ features: { leak: true } }, /no feature 'leak'; did you mean 'leaks'/],
    [{ remedy: 'fuse' }, /no remedy 'fuse'; none is defined/],
  ])('%j is a mistake', async (other, message) => {
    const { system, invariants } = (await loadModel(PUMP, cwd)).scenarios[0]!;
    expect(() => checkEntry({ ...given, ...other }, system, invariants)).toThrow(message);
    // Releases that the scenario leaves out, and of a feature those that nobody knows, can have been published.
    checkEntry({ ...given, published: { from: '1.0', until: '1.2' } }, system, invariants);
    checkEntry({ ...given, features: { rusts: true }, published: { until: '0.3' } }, system, invariants);
  });
});

it('writes releases as people do', () => {
  const all = ['1.0', '1.1', '1.2', '1.3', '2.0'];
  const text = (...some: string[]) => releasesText(all, some);
  expect([text(), text(...all), text('1.1'), text('1.0', '1.1'), text('1.3', '2.0')]).toEqual([
    'none',
    'all (1.0 … 2.0)',
    '1.1',
    '1.0 … 1.1',
    '≥ 1.3',
  ]);
  expect(text('1.0', '1.2', '1.3')).toBe('1.0, 1.2 … 1.3');
});
