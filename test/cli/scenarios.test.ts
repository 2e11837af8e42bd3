import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckFlags, checkCommand } from '../../src/cli/check.ts';
import { type Check, lazyCheck } from '../../src/cli/checker.ts';
import { loadModel, type ModelModule } from '../../src/cli/model.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import { ResultSchema } from '../../src/show/schema.ts';
import { type Ended, ioIn, lassoIn } from './helpers.ts';

const PUMP = fileURLToPath(new URL('models/pump.ts', import.meta.url));
const BARE = 'baselines/bare.json';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]): Promise<Ended> => lassoIn(cwd, ...argv);
/** In this process, which is quicker for a model as small as this. */
const check = (...argv: string[]) => lasso('check', PUMP, '--workers', '1', ...argv);

/** Checks the pump with something else in its module, or in the flags. */
async function checkWith(
  change: (module: ModelModule) => ModelModule,
  flags: Partial<CheckFlags> = {},
  how: Check = lazyCheck,
): Promise<Ended> {
  const written = { out: '', err: '' };
  const all = { only: [], set: [], release: [], format: 'text', out: 'traces', workers: 1, ...flags } as const;
  const code = await checkCommand(change(await loadModel(PUMP, cwd)), all, ioIn(cwd, written), how);
  return { code, ...written };
}

/** The text without times, and with one blank for several. */
const timeless = (text: string) => text.replace(/\d+\.\d+ s\b/g, 'a moment').replace(/ +/g, ' ');

describe('lasso check of a module with scenarios', () => {
  it('checks the main model and each scenario, in the same order whatever works on them', async () => {
    const { code, out, err } = await check();
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(timeless(out)).toContain(
      [
        'alone: 3 configurations, 6 states (75 % of one by one), 6 transitions, 3 steps\n deep, a moment',
        ' ✗ known never-leaks: pump 1.0 … 1.1; 2 steps',
        '',
        'bare: 3 configurations, 6 states (75 % of one by one), 6 transitions, 3 steps\n deep, a moment',
        '',
        'Never happened',
      ].join('\n'),
    );
    expect(out).toContain('2 scenarios, all as expected.');
    expect(readdirSync(join(cwd, 'traces')).sort()).toEqual([
      'alone',
      'catalogue',
      'never-hot.json',
      'never-hot.md',
      'never-hot.txt',
    ]);
    expect(readdirSync(join(cwd, 'traces/alone'))).toHaveLength(3);
    const parallel = await lasso('check', PUMP, '--workers', '2');
    expect({ ...parallel, out: timeless(parallel.out) }).toEqual({ code, err, out: timeless(out) });
  });

  it('says once what happened nowhere, by machine', async () => {
    const { out } = await check();
    expect(out.match(/Never happened/g)).toHaveLength(1);
    // 'rusty' is entered for an entry of the catalogue, 'dark' with a remedy, 'leaking' in every system.
    expect(out.match(/^ {2}- .*$/gm)).toEqual(["  - pump: state 'polished' is never entered"]);
    const alone = await check('--scenario', 'alone');
    expect(alone.out).not.toContain('Never happened');
    const main = await checkWith((m) => ({ ...m, scenarios: [], catalogue: [] }));
    expect(main.out).toContain("pump: state 'rusty' is never entered");
  });

  it('reports one scenario in full', async () => {
    const { code, out } = await check('--scenario', 'alone');
    expect(code).toBe(0);
    expect(timeless(out)).toContain('✗ violated never-leaks 2 of 3 known');
    expect(out).toContain('traces/alone/never-leaks.txt');
    expect(out).not.toContain('acme');
    const main = await check('-S', 'main');
    expect(timeless(main.out)).toContain('✗ violated never-hot 3 of 8 known');
  });

  it('checks some of them, without the catalogue', async () => {
    const { out } = await check('--scenario', 'bare,alone', '--catalogue', 'c.md');
    expect(out.indexOf('alone: ')).toBeLessThan(out.indexOf('bare: '));
    expect(out).toContain('2 scenarios, all as expected.');
    expect(out).not.toContain('never-hot');
    expect(out).not.toContain('acme');
  });

  it('runs no scenario where something narrows the run', async () => {
    for (const narrowing of [
      ['--set', 'mode=double'],
      ['--release', '2.0'],
      ['--only', 'never-hot'],
      ['--budget', 'OVERLOAD=2'],
      ['--depth', '9'],
      ['--max-states', '999'],
    ]) {
      const { out } = await check(...narrowing);
      expect(out).toContain('never-hot');
      expect(out).not.toContain('alone');
      expect(out).not.toContain('acme');
    }
    const { out } = await check('--scenario', 'alone', '--set', 'pump=2.0');
    expect(out).toContain('alone: 1 configuration');
  });

  it('tells what is new in a scenario in full, and what has vanished', async () => {
    const without = (m: ModelModule): ModelModule => ({
      ...m,
      scenarios: m.scenarios.map((s) => ({ ...s, baseline: join(cwd, `${s.name}.json`) })),
    });
    const fresh = await checkWith(without);
    expect(fresh.code).toBe(12);
    expect(fresh.out).toMatch(/✗ new never-leaks: pump 1\.0 … 1\.1; 2 steps\n {4}never-leaks\n/);
    expect(fresh.out).toContain('pump: running → leaking');
    expect(fresh.out).toContain('2 scenarios, not as expected: alone.');
    const entry = { invariant: 'never-rusty', affected: [{ pump: ['2.0'] }], reason: 'once' };
    writeFileSync(join(cwd, 'bare.json'), JSON.stringify([entry]));
    copyFileSync(fileURLToPath(new URL('models/pump-alone.json', import.meta.url)), join(cwd, 'alone.json'));
    const vanished = await checkWith(without);
    expect(vanished.code).toBe(14);
    expect(timeless(vanished.out)).toMatch(/✓ vanished never-rusty(.*\n)+ not found pump 2\.0/);
  });

  it('accepts what is found, for one scenario or for all', async () => {
    const elsewhere = (m: ModelModule): ModelModule => ({
      ...m,
      baseline: join(cwd, 'main.json'),
      scenarios: m.scenarios.map((s) => ({ ...s, baseline: join(cwd, 'baselines', `${s.name}.json`) })),
    });
    const one = await checkWith(elsewhere, { updateBaseline: true, scenario: ['alone'] });
    expect(one).toMatchObject({ code: 0, err: expect.stringContaining("wrote 'baselines/alone.json'") });
    expect(readdirSync(join(cwd, 'baselines'))).toEqual(['alone.json']);
    await checkWith(elsewhere, { updateBaseline: true });
    expect(existsSync(join(cwd, 'main.json'))).toBe(true);
    // Nothing to accept needs no file.
    expect(existsSync(join(cwd, BARE))).toBe(false);
    expect((await checkWith(elsewhere)).code).toBe(0);
  });

  it('prints one document with --format json', async () => {
    const { out } = await check('--format', 'json');
    const document = ResultSchema.parse(JSON.parse(out));
    expect(document).toMatchObject({ model: 'pump', configurations: 8 });
    expect(document.scenarios?.map(({ scenario, model }) => [scenario, model])).toEqual([
      ['alone', 'pump-alone'],
      ['bare', 'pump-alone'],
    ]);
    expect(document.scenarios![0]!.invariants[0]!.counterexamples).toEqual(['traces/alone/never-leaks.json']);
    expect(document.catalogue).toHaveLength(3);
    const alone = ResultSchema.parse(JSON.parse((await check('--format', 'json', '-S', 'alone')).out));
    expect(alone).toMatchObject({ scenario: 'alone', configurations: 3 });
    expect(alone.scenarios).toBeUndefined();
  });

  it('says in which scenario a mistake is, here and in another process', async () => {
    const broken: Check = (system, invariants, options) => {
      if (system.name === 'pump-alone') throw new Mistake('nothing handles this message');
      return lazyCheck(system, invariants, options);
    };
    await expect(checkWith((m) => m, {}, broken)).rejects.toThrow(/^scenario 'alone': nothing handles this message$/);
    const file = fileURLToPath(new URL('models/overfull.ts', import.meta.url));
    const { code, err, out } = await lasso('check', file, '--workers', '2');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^lasso: scenario 'overfull': .*it emits 'TICK', but channel 'ticks' to .* is full/);
    // The steps that lead there come from the other process, too.
    expect(err).toContain('clock: stopped → ticking');
  });

  it('remarks on a scenario that takes long', async () => {
    const slow: Check = async (system, invariants, options) => {
      const checked = await lazyCheck(system, invariants, options);
      return { ...checked, report: { ...checked.report, seconds: 12 } };
    };
    const { code, out } = await checkWith((m) => m, { scenario: ['alone', 'bare'] }, slow);
    expect(code).toBe(0);
    expect(out.match(/It took 12 s, more than 10 s/g)).toHaveLength(2);
  });

  it('is never as expected when a limit or Ctrl-C stops it', async () => {
    const stopped: Check = (system, invariants, options) => lazyCheck(system, invariants, { ...options, maxStates: 1 });
    const { code, out } = await checkWith((m) => m, {}, stopped);
    expect(code).toBe(3);
    expect(out).toMatch(/alone: .*\n( {2}.*\n)? {2}Stopped before the end/);
    expect(out).not.toContain('acme');
  });
});

describe('the other commands take --scenario', () => {
  it('show, claim, remedies', async () => {
    await check('--scenario', 'alone');
    const shown = await lasso('show', 'never-leaks', '--scenario', 'alone');
    expect(shown.out).toContain('never-leaks is violated');
    expect(shown.out).toContain('pump: running → leaking');
    const claim = await lasso('claim', 'never-leaks', 'pump=1.0..1.1', PUMP, '--scenario', 'alone');
    expect(claim).toMatchObject({
      code: 0,
      out: expect.stringContaining('all 2 configurations that satisfy it violate'),
    });
    const remedies = await lasso('remedies', PUMP, '-S', 'alone');
    expect(remedies).toMatchObject({ code: 2, err: expect.stringContaining("'pump-alone' has no remedies") });
    expect((await lasso('remedies', PUMP)).out).toMatch(/never-hot +repairs +repairs/);
  });

  it.each([
    [['claim', 'never-leaks', 'pump=1.0', PUMP, '-S', 'alne'], /no scenario 'alne'; did you mean 'alone'/],
    [['check', PUMP, '-S', 'alone', '-S', 'bare', '--set', 'pump=2.0'], /is for one model; choose one of alone, bare/],
    [['check', PUMP, '-S', 'alone', '--set', 'pump=1.2'], /no value of 'pump' '1\.2'/],
    [['show', 'nothing', '-S', 'alone'], /no file 'traces\/alone\/nothing\.json'/],
  ])('%j is a mistake', async (argv, message) => {
    const { code, err } = await lasso(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
