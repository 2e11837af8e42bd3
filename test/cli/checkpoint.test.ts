import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delayed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PartsFile } from '../../src/explore/checkpoint/file.ts';
import { ResultSchema } from '../../src/show/schema.ts';
import { type Ended, lassoIn } from './helpers.ts';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const LASSO = pathOf('../../src/cli/lasso.js');
const COMMIT = pathOf('models/commit.ts');
const PUMP = pathOf('models/pump.ts');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]): Promise<Ended> => lassoIn(cwd, ...argv);
/** As `lasso`, in a process of its own: what vitest loads has other texts of functions, so it is another model. */
const inProcess = (...argv: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [LASSO, ...argv], { cwd }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

const untimed = ({ out }: Ended) => ({ ...ResultSchema.parse(JSON.parse(out)), seconds: 0 });

describe('a process that is killed', () => {
  it('leaves a checkpoint from which the run says what an uninterrupted run says', async () => {
    const argv = ['check', COMMIT, '--checkpoint', 'kept', '--checkpoint-every', '0.01'];
    const child = spawn(process.execPath, [LASSO, ...argv], { cwd, stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!existsSync(join(cwd, 'kept', 'checkpoint')) && child.exitCode === null) await delayed(2);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const resumed = await inProcess('check', COMMIT, '--resume', 'kept', '--format', 'json');
    const whole = await lasso('check', COMMIT, '--format', 'json');
    expect(untimed(resumed)).toEqual(untimed(whole));
    expect(untimed(whole).states).toBe(8832);
    expect(resumed.code).toBe(whole.code);
    // Everything has been said, and nothing is left, not even of what the killed process was about to write.
    expect(readdirSync(join(cwd, 'kept'))).toEqual([]);
  });

  it('leaves a whole file, at whatever moment of the writing it is killed', async () => {
    const path = join(cwd, 'checkpoint');
    const writer = pathOf('../explore/checkpoint-writer.ts');
    for (const delay of [1, 7, 16, 31]) {
      const child = spawn(process.execPath, ['--import', 'tsx', writer, path], { stdio: ['ignore', 'pipe', 'ignore'] });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      await delayed(delay);
      child.kill('SIGKILL');
      await ended;
      const file = await PartsFile.open(path);
      const { round } = file.head as { round: number };
      const [one, two] = [new Int32Array(200_000), new Uint8Array(100_000)];
      await file.read('one', one);
      await file.read('two', two);
      await file.close();
      expect(one.every((n) => n === round) && two.every((n) => n === round % 256)).toBe(true);
    }
  });
});

describe('lasso check --checkpoint', () => {
  it('says where the run was stopped and how it goes on', async () => {
    const stopped = await lasso('check', PUMP, '--set', 'mode=single', '--max-states', '2', '--checkpoint', 'kept');
    expect(stopped.code).toBe(3);
    // The model's path is shown as it is shortest from the working directory.
    expect(stopped.out).toMatch(/To go on from here: lasso check \S*pump\.ts --set mode=single --resume kept\n/);
    const resumed = await lasso('check', PUMP, '--set', 'mode=single', '--resume', 'kept', '--format', 'json');
    const whole = await lasso('check', PUMP, '--set', 'mode=single', '--format', 'json');
    expect(untimed(resumed)).toEqual(untimed(whole));
  });

  it('refuses what it cannot continue, in one line', async () => {
    const refused = async (...argv: string[]) => {
      const { code, err } = await lasso('check', PUMP, ...argv);
      expect(code).toBe(2);
      return err;
    };
    expect(await refused('--resume', 'kept')).toBe(
      "lasso: there is no checkpoint in 'kept': '--checkpoint kept' begins a run that writes one\n",
    );
    await lasso('check', PUMP, '--max-states', '2', '--checkpoint', 'kept');
    expect(await refused('--checkpoint', 'kept')).toMatch(/^lasso: there is a checkpoint in 'kept' already: /);
    expect(await refused('--set', 'mode=single', '--resume', 'kept')).toContain(
      'its configurations (--set, --release) is not the one of this run',
    );
    expect(await refused('--scenario', 'alone', '--resume', 'kept')).toContain('is of another run: its ');
    expect(await refused('--subsumption', '--resume', 'kept')).toContain('leave out what explores less');
    expect(await refused('--bitstate', '--resume', 'kept')).toContain('leave out what explores less');
    expect(await refused('--shard', '1/2', '--checkpoint', 'other')).toContain('a shard has no checkpoints');
    expect(await refused('--checkpoint-every', '5')).toContain('goes with --checkpoint or --resume');
  });

  it('with --resume for the same folder begins where there is none, for a job that is started again and again', async () => {
    const argv = ['check', COMMIT, '--checkpoint', 'kept', '--resume', 'kept', '--format', 'json'];
    const [first, second] = [await lasso(...argv, '--max-states', '900'), await lasso(...argv, '--max-states', '1500')];
    expect([first, second].map((one) => untimed(one).states)).toEqual([900, 1500]);
    expect(untimed(first).checkpoint).toBe(join(cwd, 'kept', 'checkpoint'));
  });
});
