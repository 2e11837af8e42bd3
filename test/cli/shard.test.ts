import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/cli/shard-file.ts';
import { ResultSchema } from '../../src/show/schema.ts';
import { type Ended, lassoIn } from './helpers.ts';

const PUMP = fileURLToPath(new URL('models/pump.ts', import.meta.url));
const LAMP = fileURLToPath(new URL('models/lamp.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]): Promise<Ended> => lassoIn(cwd, ...argv);

/** Explores all shards of a run, one after the other. */
async function shards(count: number, ...flags: string[]): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (let i = 1; i <= count; i++) {
    ended.push(await lasso('check', PUMP, '--workers', '1', '--shard', `${i}/${count}`, ...flags));
  }
  return ended;
}

const merge = (...argv: string[]) => lasso('merge', '--model', PUMP, ...argv);

/** What was written below a folder, by path. */
function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(join(cwd, folder), { withFileTypes: true, recursive: true }).filter((f) => f.isFile());
  const paths = files.map((f) => join(f.parentPath.slice(cwd.length + 2 + folder.length), f.name)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(cwd, folder, path), 'utf8')]));
}

/** Without what a merge sums up: the line with the size of each exploration. */
const unsized = (text: string, folder: string) =>
  text.replaceAll(/^(\S+: \d+ configurations), .*\n( {2}\S.*\n)?/gm, '$1\n').replaceAll(folder, 'traces');

describe('lasso merge', () => {
  it('says what one run says of all models and the catalogue: verdicts, ranges, files, exit code', async () => {
    for (const { code, err } of await shards(3)) expect([code, err]).toEqual([0, '']);
    const merged = await merge('shard-1-of-3.json', 'shard-2-of-3.json', 'shard-3-of-3.json', '--out', 'merged');
    const whole = await lasso('check', PUMP, '--workers', '1', '--out', 'whole');
    expect(merged.err).toBe('');
    expect(merged.code).toBe(whole.code);
    expect(unsized(merged.out, 'merged')).toBe(unsized(whole.out, 'whole'));
    expect(whole.out).toContain('Never happened');
    expect(filesIn('merged')).toEqual(filesIn('whole'));
    expect(Object.keys(filesIn('whole'))).toContain('catalogue/acme-pump-1.json');
  });

  it('prints one document, with the number of shards', async () => {
    await shards(2, '--output', 'parts.json');
    const flags = ['--scenario', 'main'];
    for (const i of [1, 2]) {
      await lasso('check', PUMP, '--shard', `${i}/2`, '--output', join('parts', `${i}.json`), ...flags);
    }
    const merged = ResultSchema.parse(JSON.parse((await merge('parts', '--format', 'json')).out));
    const whole = ResultSchema.parse(JSON.parse((await lasso('check', PUMP, ...flags, '--format', 'json')).out));
    expect(merged.shards).toBe(2);
    expect(merged.family!.alone).toBe(whole.family!.alone);
    const { seconds: _, states: __, transitions: ___, family: ____, shards: _____, ...same } = merged;
    expect(whole).toMatchObject(same);
  });

  it('takes what is explored from the shards, and what is accepted from its own flags', async () => {
    const [first] = await shards(2, '--set', 'mode=double', '--only', 'never-hot');
    expect(first!.out).toMatch(/^shard 1 of 2: 2 configurations, \d+ states, .*; written to shard-1-of-2\.json\n$/);
    writeFileSync(join(cwd, 'none.json'), '[]');
    const { code, out } = await merge('shard-1-of-2.json', 'shard-2-of-2.json', '--baseline', 'none.json');
    expect(code).toBe(12);
    expect(out).toMatch(/^pump: 4 configurations, .*\n.* in 2 shards$/m);
    expect(out).toMatch(/never-hot +3 of 4 +new/);
    expect(out).not.toContain('no-deadlock');
  });

  it('is as unfinished as its shards', async () => {
    const [first] = await shards(2, '--max-states', '3');
    expect(first!.code).toBe(3);
    expect(first!.err).toBe('lasso: stopped by the limit of 3 states, before the end of this shard\n');
    const { code, out } = await merge('shard-1-of-2.json', 'shard-2-of-2.json');
    expect(code).toBe(3);
    expect(out).toContain('the limit of 3 states');
  });

  it('divides more finely than there are configurations', async () => {
    await shards(5, '--set', 'mode=double', '--release', '2.0');
    const { code, err } = await merge(...[1, 2, 3, 4, 5].map((i) => `shard-${i}-of-5.json`));
    expect([code, err]).toEqual([0, '']);
  });

  describe('refuses', () => {
    it('a run with a shard that is missing, or there twice', async () => {
      await shards(3, '--scenario', 'main');
      const twice = 'copy.json';
      copyFileSync(join(cwd, 'shard-1-of-3.json'), join(cwd, twice));
      expect(await merge('shard-1-of-3.json', 'shard-3-of-3.json')).toEqual({
        code: 2,
        out: '',
        err: 'lasso: shard 2 of 3 is missing\n',
      });
      const { err } = await merge('shard-1-of-3.json', twice, 'shard-3-of-3.json');
      expect(err).toBe("lasso: shard 1 of 3 is there twice: 'shard-1-of-3.json' and 'copy.json'\n");
    });

    it('shards of different runs', async () => {
      await shards(2, '--scenario', 'main');
      await lasso('check', PUMP, '--shard', '2/2', '--scenario', 'main', '--set', 'mode=single');
      const { code, err } = await merge('shard-1-of-2.json', 'shard-2-of-2.json');
      expect(code).toBe(2);
      expect(err).toMatch(/^lasso: 'shard-2-of-2\.json' is of another run: .* than 'shard-1-of-2\.json'\n$/);
    });

    it('shards of another model', async () => {
      await shards(1, '--scenario', 'main');
      const { code, err } = await lasso('merge', 'shard-1-of-1.json', '--model', LAMP);
      expect(code).toBe(2);
      expect(err).toMatch(/^lasso: the shards are of model 'pump', as another version of .* had it; run them again/);
    });

    it('what was cut off, and what is no shard', async () => {
      await shards(1, '--scenario', 'main');
      const text = readFileSync(join(cwd, 'shard-1-of-1.json'), 'utf8');
      writeFileSync(join(cwd, 'cut.json'), text.slice(0, -100));
      writeFileSync(join(cwd, 'other.json'), '{"format": "lasso-shard-1"}');
      expect((await merge('cut.json')).err).toBe(
        "lasso: 'cut.json' is no shard, or was cut off: it is not JSON; run its shard again\n",
      );
      expect((await merge('other.json')).err).toMatch(/^lasso: 'other\.json' is no shard of this version of Lasso: /);
      expect((await merge('absent.json')).err).toBe("lasso: there is no shard 'absent.json'\n");
      mkdirSync(join(cwd, 'empty'));
      expect((await merge('empty')).err).toMatch(/^lasso: folder 'empty' has no shards/);
    });
  });
});

describe('lasso check --shard', () => {
  it.each(['0/2', '3/2', '1', '1/x', '1/2/3'])('refuses %s', async (shard) => {
    const { code, err } = await lasso('check', PUMP, '--shard', shard);
    expect(code).toBe(2);
    expect(err).toContain('expected i/n, such as 1/3, with i from 1 to n');
  });

  it('refuses what only a merge can do, and what explores less', async () => {
    const accept = await lasso('check', PUMP, '--shard', '1/2', '--update-baseline');
    expect(accept.err).toBe("lasso: --update-baseline needs all shards: give it to 'lasso merge'\n");
    const output = await lasso('check', PUMP, '--output', 'a.json');
    expect(output.err).toBe('lasso: --output is for a shard: give --shard i/n, too\n');
    const less = await lasso('check', PUMP, '--shard', '1/2', '--subsumption', '--scenario', 'main');
    expect(less.err).toMatch(/^lasso: a shard is explored in full/);
  });

  it('says so before it explores where its file cannot be written', async () => {
    writeFileSync(join(cwd, 'file'), '');
    const { code, err } = await lasso('check', PUMP, '--shard', '1/2', '--output', 'file/shard.json');
    expect([code, err]).toEqual([2, "lasso: shard 'file/shard.json' cannot be written: EEXIST\n"]);
  });
});

describe('the digest of a model', () => {
  /** A model of two files. */
  function modelIn(folder: string, helper: string): string {
    mkdirSync(join(cwd, folder), { recursive: true });
    writeFileSync(join(cwd, folder, 'model.ts'), "import { half } from './half.ts';\nexport const two = half(4);\n");
    writeFileSync(join(cwd, folder, 'half.ts'), helper);
    return join(cwd, folder, 'model.ts');
  }

  it('is the same wherever the model lies, whatever its comments', async () => {
    const one = await digestOf(modelIn('one', 'export const half = (n: number) => n / 2;\n'), {});
    const other = await digestOf(
      modelIn('deep/other', '// halves\nexport const half = (n: number) =>\n  n / 2;\n'),
      {},
    );
    expect(other).toBe(one);
  });

  it('is another one where a module that the model imports does something else, and for other flags', async () => {
    const one = await digestOf(modelIn('one', 'export const half = (n: number) => n / 2;\n'), {});
    expect(await digestOf(modelIn('two', 'export const half = (n: number) => n / 3;\n'), {})).not.toBe(one);
    expect(await digestOf(join(cwd, 'one/model.ts'), { set: ['a=b'] })).not.toBe(one);
  });
});
