// What docs/examples has for machines that are not here: it is parsed, and its commands are run in miniature.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type Ended, lassoIn } from '../cli/helpers.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PUMP = join(ROOT, 'test/cli/models/pump.ts');
const example = (name: string) => readFileSync(join(ROOT, 'docs/examples', name), 'utf8');

/** A package with a small model where `lasso` looks for one, and an `npx` that writes down what it is told. */
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
  mkdirSync(join(cwd, 'invariants'));
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'package.json'), '{"type": "module"}');
  writeFileSync(join(cwd, 'invariants/index.ts'), `export * from ${JSON.stringify(PUMP)};\n`);
  writeFileSync(join(cwd, 'invariants/pump.json'), readFileSync(join(ROOT, 'test/cli/models/pump.json')));
  writeFileSync(join(cwd, 'invariants/pump-alone.json'), readFileSync(join(ROOT, 'test/cli/models/pump-alone.json')));
  writeFileSync(join(cwd, 'bin/npx'), '#!/bin/sh\nprintf "%s\\n" "$@" > told\n');
  chmodSync(join(cwd, 'bin/npx'), 0o755);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs a command as a shell does, but for `npx lasso`, which runs in this process. */
async function run(command: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const all = { PATH: `${join(cwd, 'bin')}:${process.env.PATH}`, ...env };
  const { status, stderr } = spawnSync('sh', ['-c', command], { cwd, env: all, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const [lasso, ...argv] = readFileSync(join(cwd, 'told'), 'utf8').trimEnd().split('\n');
  expect(lasso).toBe('lasso');
  return lassoIn(cwd, ...argv.map((word) => word.replace(/^\/shards/, join(cwd, 'shards'))));
}

/** What one run says, without sizes. */
async function verdicts(ended: Ended): Promise<void> {
  const whole = await lassoIn(cwd, 'check', '--workers', '1');
  const unsized = (text: string) => text.replaceAll(/^(\S+: \d+ configurations), .*\n( {2}\S.*\n)?/gm, '$1\n');
  expect(ended.code).toBe(whole.code);
  expect(unsized(ended.out).replaceAll('shards/traces', 'traces')).toBe(unsized(whole.out));
}

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
        readonly steps: readonly { readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }[];
      }
    >
  >;
}

test('the workflow for a CI matrix explores all shards and judges them', async () => {
  const { jobs } = parse(example('ci-matrix.yml')) as Workflow;
  const { shard } = jobs.explore!.strategy!.matrix;
  const [explore, judge] = [jobs.explore!, jobs.judge!].map(({ steps }) =>
    steps.flatMap(({ run }) => (run?.startsWith('npx') ? [run] : [])),
  );
  expect(jobs.judge!.needs).toBe('explore');
  expect(shard).toEqual(shard.map((_, i) => i + 1));
  for (const index of shard) {
    // The shards of all machines end up in one folder, as `merge-multiple` has it.
    const folder = join(cwd, 'shards');
    mkdirSync(folder, { recursive: true });
    const command = explore![0]!
      .replaceAll(/\$\{\{ matrix\.shard \}\}/g, String(index))
      .replaceAll(/\$\{\{ strategy\.job-total \}\}/g, String(shard.length));
    expect(command).not.toContain('$');
    expect(await run(`${command} --output shards/shard-${index}-of-${shard.length}.json`)).toMatchObject({ code: 0 });
  }
  await verdicts(await run(judge![0]!));
});

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly completions?: number;
    readonly completionMode?: string;
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  };
}

interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

test('the indexed Job gives each pod its shard, and the second Job judges them', async () => {
  const documents = parseAllDocuments(example('kubernetes-job.yaml'));
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  const jobs = documents.map((document) => document.toJS() as Manifest).filter(({ kind }) => kind === 'Job');
  const [explore, judge] = jobs.map(({ spec }) => spec.template!.spec.containers[0]!);
  const { completions, completionMode } = jobs[0]!.spec;
  expect(completionMode).toBe('Indexed');
  expect(explore!.command).toEqual(['sh', '-c']);
  const env = Object.fromEntries(explore!.env!.map(({ name, value }) => [name, value]));
  expect(Number(env.SHARDS)).toBe(completions);
  for (let index = 0; index < completions!; index++) {
    const { SHARDS } = env;
    // In one process: to start others takes longer than what they would do.
    const command = explore!.args[0]!.replace('--workers 2', '--workers 1');
    expect(command).toContain('--workers 1');
    expect(await run(command, { SHARDS: SHARDS!, JOB_COMPLETION_INDEX: String(index) })).toMatchObject({ code: 0 });
  }
  await verdicts(await run(judge!.args[0]!));
});

test('each task of the Slurm array has its shard', async () => {
  const script = example('slurm-array.sh');
  const array = /^#SBATCH --array=1-(\d+)$/m.exec(script)!;
  const tasks = Number(array[1]);
  for (let task = 1; task <= tasks; task++) {
    const env = { SLURM_ARRAY_TASK_ID: String(task), SLURM_ARRAY_TASK_COUNT: String(tasks), SLURM_CPUS_PER_TASK: '1' };
    expect(await run(script, env)).toMatchObject({ code: 0 });
  }
  const merge = /--wrap '([^']*)'/.exec(script)![1]!;
  await verdicts(await run(merge));
});
