import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Crosscheck, ModelCrosscheck } from '../describe/crosscheck.ts';
import { Mistake } from '../describe/mistake.ts';
import type { CrosscheckFlags } from './crosscheck.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import type { Model } from './model.ts';

const LASSO = fileURLToPath(new URL('lasso.js', import.meta.url));

/**
 * Crosschecks models side by side, in processes that each have every so-manieth of them.
 * @param path the module of the models
 * @returns what was found, in the order of the models
 * @throws Mistake where a process found one, Error where it fails; what it had to say has been written to `io.err`
 */
export async function spread(
  path: string,
  models: readonly Model[],
  size: number,
  flags: CrosscheckFlags,
  io: Io,
): Promise<ModelCrosscheck[]> {
  const each = await Promise.all(
    Array.from({ length: size }, (_, part) => {
      const names = models.filter((_, i) => i % size === part).map(({ name }) => name);
      return crosscheckOf([path, '--scenario', names.join(','), ...argumentsOf(flags)], io);
    }),
  );
  const found = new Map(each.flatMap((one) => one.models).map((one) => [one.model, one]));
  return models.map(({ name }) => found.get(name)!);
}

function argumentsOf({ sample, set, release, budget = [], only }: CrosscheckFlags): string[] {
  const all = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  return [
    ...['--sample', String(sample), '--workers', '1', '--format', 'json'],
    ...all('--set', set),
    ...all('--release', release),
    ...all('--budget', budget),
    ...all('--only', only),
  ];
}

function crosscheckOf(args: readonly string[], io: Io): Promise<Crosscheck> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [LASSO, 'crosscheck', ...args], {
      cwd: io.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => io.err(text));
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (code === EXIT.expected || code === EXIT.disagrees) done(JSON.parse(out) as Crosscheck);
      else if (code === EXIT.mistake) failed(new Mistake('nothing was compared: see above'));
      else failed(new Error(`a process that crosschecks ended with ${signal ?? `code ${code}`}; it says why above`));
    });
  });
}
