import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCommand } from '../../src/cli/check.ts';
import { type Check, lazyCheck } from '../../src/cli/checker.ts';
import { loadModel, whyNotLoaded } from '../../src/cli/model.ts';
import { explain } from '../../src/cli/program.ts';
import { ResultSchema } from '../../src/show/schema.ts';
import { type Ended, ioIn, lassoIn } from './helpers.ts';

const LAMP = fileURLToPath(new URL('models/lamp.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]): Promise<Ended> => lassoIn(cwd, ...argv);

describe('lasso check', () => {
  it('prints verdicts, writes traces and names the kind of what is new', async () => {
    const { code, out, err } = await lasso('check', LAMP);
    expect(code).toBe(12);
    expect(err).toBe('');
    expect(out).toMatch(/✗ violated {2}light-comes +3 of 10 +new/);
    expect(out).toMatch(/✓ holds +no-deadlock/);
    expect(out).toContain('lamp: off → flickering');
    expect(readdirSync(join(cwd, 'traces'))).toHaveLength(9);
  });

  it('checks what --only and --set leave', async () => {
    const { code, out } = await lasso('check', LAMP, '--only', 'light-comes', '--set', 'switch=good');
    expect(code).toBe(0);
    expect(out).toContain('lamp: 5 configurations');
    expect(out).not.toContain('never-broken');
  });

  it('prints one document with --format json', async () => {
    const { code, out, err } = await lasso('check', LAMP, '--format', 'json', '--out', 'here');
    expect(code).toBe(12);
    expect(err).toBe('');
    const document = ResultSchema.parse(JSON.parse(out));
    expect(document).toMatchObject({ model: 'lamp', complete: true, configurations: 10 });
    const [lit, broken, deadlock] = document.invariants;
    expect(lit).toMatchObject({ verdict: 'violated', expected: false, violating: 3, kind: 'liveness' });
    expect(lit!.affected).toEqual([{ lamp: ['1.0', '1.1'], switch: ['cheap'] }]);
    expect(deadlock).toMatchObject({ verdict: 'holds', expected: true, affected: [], counterexamples: [] });
    expect(broken!.counterexamples).toEqual(['here/never-broken.json', 'here/never-broken-2.json']);
    for (const path of broken!.counterexamples) expect(existsSync(join(cwd, path))).toBe(true);
  });

  it('accepts what the baseline accepts, and says what is new and what has vanished', async () => {
    const file = join(cwd, 'known.json');
    const check = (...more: string[]): Promise<Ended> => lasso('check', LAMP, '--baseline', file, ...more);
    const written = await check('--update-baseline');
    expect(written).toMatchObject({ code: 0, err: expect.stringContaining('give a reason to 2 new entries') });
    expect(await check()).toMatchObject({ code: 0, out: expect.stringContaining('2 violations, all of them known') });

    const accepted = readFileSync(file, 'utf8');
    const without = (name: string): string =>
      JSON.stringify((JSON.parse(accepted) as { invariant: string }[]).filter((e) => e.invariant !== name));
    writeFileSync(file, without('light-comes'));
    expect((await check()).code).toBe(13);
    writeFileSync(file, without('never-broken'));
    expect((await check()).code).toBe(12);
    writeFileSync(file, accepted.replace('"switch": ["cheap"]', '"switch": ["cheap", "good"]'));
    expect(await check()).toMatchObject({ code: 14, out: expect.stringContaining('no longer violated: light-comes') });
    expect((await check('--set', 'switch=cheap')).code).toBe(0);
    expect((await check('--only', 'never-broken')).code).toBe(0);
  });

  it('is never as expected when a limit stops it', async () => {
    const { code, out } = await lasso('check', LAMP, '--max-states', '1');
    expect(code).toBe(3);
    expect(out).toContain('inconclusive');
  });

  it('shows what is known when it is interrupted', async () => {
    const written = { out: '', err: '' };
    const interrupts: (() => void)[] = [];
    const interrupted: Check = (system, invariants, options) => {
      interrupts[0]!();
      expect(options?.signal?.aborted).toBe(true);
      return lazyCheck(system, invariants, { ...options, maxStates: 1 });
    };
    const flags = { only: [], set: [], release: [], format: 'text', out: 'traces' } as const;
    const code = await checkCommand(await loadModel(LAMP, cwd), flags, ioIn(cwd, written, interrupts), interrupted);
    expect(code).toBe(3);
    expect(written.err).toContain('stopping');
    expect(written.out).toContain('Stopped before the end');
    expect(interrupts).toEqual([]);
  });

  it('that contradicts itself is a defect with its own code, and writes nothing', async () => {
    const contradicting: Check = async (system, invariants, options) => {
      const checked = await lazyCheck(system, invariants, options);
      const verdicts = checked.report.verdicts.map((v) => ({
        ...v,
        counterexamples: v.counterexamples.map((t) => ({ ...t, initial: { ...t.initial, budgets: { BURN: 99 } } })),
      }));
      return { ...checked, report: { ...checked.report, verdicts } };
    };
    const flags = { only: [], set: [], release: [], format: 'text', out: 'traces' } as const;
    const model = await loadModel(LAMP, cwd);
    const written = { out: '', err: '' };
    const error: unknown = await checkCommand(model, flags, ioIn(cwd, written), contradicting).catch((e: unknown) => e);
    expect(await explain(error, ['check'], ioIn(cwd, written))).toBe(70);
    expect(written.err).toMatch(/^lasso: this is a defect of Lasso.*light-comes does not replay at the start/);
    expect(written.out).toBe('');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('lasso show, claim and remedies', () => {
  it('show a trace as text, as a diagram and as it was', async () => {
    await lasso('check', LAMP);
    const path = 'traces/light-comes.json';
    expect((await lasso('show', path)).out).toContain('light-comes is violated');
    expect((await lasso('show', path, '--format', 'mermaid')).out).toContain('loop for ever');
    expect((await lasso('show', path, '-f', 'json')).out).toBe(readFileSync(join(cwd, path), 'utf8'));
  });

  it('judge a claim, with a trace where a condition is not necessary', async () => {
    const { code, out } = await lasso('claim', 'light-comes', 'switch=cheap lamp=2.0', LAMP);
    expect(code).toBe(0);
    expect(out).toContain('switch=cheap is necessary');
    expect(out).toContain('lamp=2.0 is not necessary');
    expect(out).toContain('traces/claims/light-comes-without-lamp.txt');
    expect(existsSync(join(cwd, 'traces/claims/light-comes-without-lamp.md'))).toBe(true);
  });

  it('say what a remedy repairs and breaks', async () => {
    const { code, out } = await lasso('remedies', LAMP);
    expect(code).toBe(0);
    expect(out).toMatch(/light-comes +repairs +same/);
    expect(out).toMatch(/never-broken +breaks +same/);
    expect(out).toContain('light-comes in all 3 configurations that violate it');
  });
});

describe('bad input is one clear line, exit 2, and nothing is written', () => {
  const files: Record<string, string> = {
    'other.mjs': 'export const sistem = 1;',
    'nothing.mjs': '',
    'number.mjs': 'export const system = 3; export const invariants = [];',
    'throws.mjs': "throw new TypeError('boom\\nbang');",
    'missing.mjs': "import './nope.mjs';",
    'text.txt': 'hello',
    'trace.json': '{"format": "lasso-trace-1"}',
  };
  beforeEach(() => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  });

  it.each<[string[], RegExp]>([
    [['chek'], /unknown command 'chek'; did you mean 'check'\?/],
    [['check', LAMP, '--onlly', 'x'], /unknown option '--onlly'; did you mean '--only'\?; 'lasso check --help'/],
    [['check', LAMP, 'more'], /too many arguments/],
    [['check', LAMP, '--only', 'light-come'], /no invariant 'light-come'; did you mean 'light-comes'/],
    [['check', LAMP, '--set', 'lmp=1.0'], /no option 'lmp'; did you mean 'lamp'/],
    [['check', LAMP, '--set', 'switch=cheep'], /no value of 'switch' 'cheep'; did you mean 'cheap'/],
    [['check', LAMP, '--set', 'dimmed=true', '--set', 'lamp=1.0'], /no configuration is left/],
    [['check', LAMP, '--release', '3.0'], /no value of 'lamp' '3\.0'/],
    [
      ['check', LAMP, '--depth', '-1'],
      /'--depth <steps>' argument '-1' is invalid. expected a whole number above zero/,
    ],
    [['check', LAMP, '--max-seconds', 'soon'], /expected a number above zero/],
    [['check', LAMP, '--workers', '0'], /expected a whole number above zero/],
    [['check', LAMP, '--scenario', 'man'], /no scenario 'man'; did you mean 'main'/],
    [
      ['check', LAMP, '--catalogue', 'text.txt'],
      /there is a catalogue 'text\.txt', but the module has no entries; export/,
    ],
    [['catalogue', LAMP], /the module has no entries; give it the export 'catalogue'/],
    [['check', LAMP, '--format', 'xml'], /Allowed choices are text, json/],
    [['check', LAMP, '--baseline', 'nope.json'], /there is no baseline 'nope\.json'/],
    [['check', LAMP, '--baseline', 'text.txt'], /baseline 'text\.txt' is not JSON/],
    [['check', LAMP, '--update-baseline', '--set', 'lamp=1.0'], /needs the whole space/],
    [['check', LAMP, '--out', 'text.txt'], /cannot write traces to '.*text\.txt': .* is a file, expected a folder/],
    [['check', 'othr.mjs'], /no file 'othr\.mjs'; did you mean 'other\.mjs'/],
    [['check', 'text.txt'], /'text\.txt' is not a TypeScript or JavaScript module/],
    [['check', '.'], /folder '\.' has no index\.ts; expected the exports 'system'/],
    [['check'], /no model is named and there is no 'invariants\/index\.ts'/],
    [['check', 'other.mjs'], /'other\.mjs' has no export 'system': it exports 'sistem'; expected the exports/],
    [['check', 'nothing.mjs'], /it exports nothing/],
    [['check', 'number.mjs'], /the export 'system' is not a system/],
    [['check', 'throws.mjs'], /'throws\.mjs' throws while it is loaded: TypeError: boom bang/],
    [['check', 'missing.mjs'], /'missing\.mjs' cannot be loaded: .*nope\.mjs/],
    [['show', 'nope.json'], /no file 'nope\.json'; expected a trace/],
    [['show', 'text.txt'], /'text\.txt' is not JSON/],
    [['show', 'trace.json'], /'trace\.json' is not a trace: system: /],
    [['claim', 'light-come', 'lamp=1.0', LAMP], /no invariant 'light-come'/],
    [['claim', 'light-comes', 'lmp=1.0', LAMP], /no option 'lmp'; did you mean 'lamp'/],
    [['claim', 'light-comes', '', LAMP], /the claim has no condition/],
    [['remedies', LAMP, '--remedy', 'good-swich'], /no remedy 'good-swich'; did you mean 'good-switch'/],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await lasso(...argv);
    expect(err).toMatch(message);
    expect(err).toMatch(/^lasso: [^\n]+\n$/);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(files).sort());
  });

  it('names the place where a module does not compile', () => {
    const error = new Error(`Transform failed with 1 error:\n${cwd}/a.ts:3:17: ERROR: Unexpected ";"`);
    expect(whyNotLoaded(error, 'a.ts', cwd)).toBe(`'a.ts' does not compile: a.ts:3:17: Unexpected ";"`);
  });
});

describe('help', () => {
  it('is there for every command, on standard output', async () => {
    for (const argv of [
      ['--help'],
      ['check', '--help'],
      ['claim', '-h'],
      ['remedies', '-h'],
      ['show', '-h'],
      ['help', 'check'],
    ]) {
      const { code, out, err } = await lasso(...argv);
      expect(code).toBe(0);
      expect(out).toContain('Usage: lasso');
      expect(err).toBe('');
    }
    expect((await lasso('check', '--help')).out).toContain('--update-baseline');
  });

  it('is shown, as wrong use, where no command is given', async () => {
    expect(await lasso()).toMatchObject({ code: 2, out: expect.stringContaining('Commands:') });
  });
});
