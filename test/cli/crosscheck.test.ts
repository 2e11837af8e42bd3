import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Crosscheck } from '../../src/describe/crosscheck.ts';
import { spinMissing } from '../../src/export/spin.ts';
import { crosscheckText, modelCrosscheckText } from '../../src/show/crosscheck.ts';
import { PLAIN } from '../../src/show/style.ts';
import { type Ended, lassoIn } from './helpers.ts';

const LAMP = fileURLToPath(new URL('models/lamp.ts', import.meta.url));
const CLASSICS = fileURLToPath(new URL('../models/classics.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]): Promise<Ended> => lassoIn(cwd, ...argv);

const missing = await spinMissing();

describe('lasso crosscheck', () => {
  it('says what is missing where SPIN is not installed, and has an exit code for it', async () => {
    const path = process.env.PATH;
    process.env.PATH = cwd;
    try {
      const { code, out, err } = await lasso('crosscheck', LAMP, '--format', 'json');
      expect(code).toBe(69);
      expect(err).toMatch(/^lasso: nothing was compared: 'spin' and 'cc' not installed; .*apt-get install spin/);
      expect(JSON.parse(out)).toMatchObject({ missing: ['spin', 'cc'], agrees: false, models: [] });
    } finally {
      process.env.PATH = path;
    }
  });

  it('refuses a sample that it does not know', async () => {
    const { code, err } = await lasso('crosscheck', LAMP, '--sample', 'some');
    expect([code, err]).toEqual([2, expect.stringContaining("expected 'all', 'pairs' or a whole number above zero")]);
  });

  it.skipIf(missing.length > 0)(
    `compares every configuration, and says what it does not compare${missing.length > 0 ? ' (needs SPIN)' : ''}`,
    async () => {
      const { code, out } = await lasso('crosscheck', LAMP, '--sample', 'all', '--format', 'json');
      const document = JSON.parse(out) as Crosscheck;
      expect([code, document.agrees]).toEqual([0, true]);
      const [model] = document.models;
      expect(model).toMatchObject({ model: 'main', configurations: 10, compared: 10 });
      expect(model!.notCrosschecked).toEqual([{ invariant: 'light-comes', kind: 'liveness' }]);
      expect(model!.results.some(({ other }) => Object.keys(other.violated).length > 0)).toBe(true);
      for (const { lasso: here, other } of model!.results) expect(other).toEqual(here);
    },
  );

  it('tells what differs', () => {
    const model = {
      model: 'main',
      agrees: false,
      configurations: 20,
      compared: 2,
      different: 2,
      runs: 4,
      properties: ['safe'],
      notCrosschecked: [{ invariant: 'live', kind: 'liveness' as const }],
      results: [1, 2].map((n) => ({
        configuration: `mode=${n}`,
        lasso: { states: 10, transitions: 12, violated: {} },
        other: { states: 10, transitions: 12, violated: { safe: 3 } },
        differences: n === 1 ? [] : ['safe: holds here, violated in 3 steps there'],
      })),
    };
    expect(modelCrosscheckText(model, 80, PLAIN)).toBe(
      '✗ main: 2 configurations of 20, 2 different, 20 states in all, 1 property, 4\n    runs\n' +
        '    in mode=2\n      safe: holds here, violated in 3 steps there\n',
    );
    const whole = {
      format: 'lasso-crosscheck-1' as const,
      engine: 'Spin',
      missing: [],
      agrees: false,
      models: [model],
    };
    expect(crosscheckText({ ...whole, seconds: 2 }, 80, PLAIN)).toBe(
      'Spin does not agree: main. 2.0 s.\nNot crosschecked: liveness (1 invariant).\n',
    );
  });
});

describe('lasso export', () => {
  it('wants one configuration, and says what is open', async () => {
    const { code, err } = await lasso('export', LAMP, '--promela');
    expect(code).toBe(2);
    expect(err).toMatch(/an export is of one configuration, and 10 configurations are left; choose with --set/);
  });

  it('takes the defaults where it is told to, and prints a model', async () => {
    const { code, out } = await lasso('export', LAMP, '--defaults', '--promela');
    expect(code).toBe(0);
    expect(out).toContain('active proctype lasso()');
    expect(out).toMatch(/ {3}configuration: \w+=/);
  });

  it("writes a TLA+ module, and TLC's file beside it", async () => {
    const model = ['export', CLASSICS, '-S', 'die-hard'];
    expect(await lasso(...model, '--tla', 'Jugs.tla')).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(join(cwd, 'Jugs.tla'), 'utf8')).toMatch(/^---- MODULE Jugs ----/);
    expect(existsSync(join(cwd, 'Jugs.cfg'))).toBe(true);
    const { code, err } = await lasso(...model, '--tla', 'my-jugs.tla');
    expect([code, err]).toEqual([2, expect.stringContaining("'my-jugs.tla' cannot be the file of a TLA+ module")]);
  });

  it('says what is missing, and what it cannot write to', async () => {
    expect((await lasso('export', LAMP, '--defaults')).err).toContain("'--promela' or '--tla'");
    writeFileSync(join(cwd, 'file'), '');
    const { code, err } = await lasso('export', LAMP, '--defaults', '--promela', 'file/lamp.pml');
    expect([code, err]).toEqual([2, expect.stringContaining("cannot write 'file/lamp.pml' (ENOTDIR)")]);
  });
});
