import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Limits, Measurement } from '../measurement.ts';

const run = promisify(execFile);

/** How the verifier is compiled: every state, depth-first, and nothing that only liveness needs. */
export const COMPILE = ['-O2', '-DSAFETY', '-DNOREDUCE'];
/** Significant digits of the counts that a verifier prints. */
export const PAN_DIGITS = 8;
/** Room: bytes of a state, and MiB in all. */
const ROOM = ['-DVECTORSZ=16384', '-DMEMLIM=16000'];
/** Room for the steps on the path that is being searched: pan's default, ten times more as often as it takes. */
const DEPTH = 10_000;

/** What is missing to run SPIN, in words; undefined where nothing is. */
export function spinMissing(isInstalled: (program: string) => boolean = isOnPath): string | undefined {
  const missing = ['spin', 'cc'].filter((program) => !isInstalled(program));
  if (missing.length === 0) return undefined;
  return `'${missing.join("' and '")}' not found (Debian: apt-get install spin gcc libc6-dev)`;
}

function isOnPath(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What `spin -V` says; undefined where it is not installed. */
export function spinVersion(): string | undefined {
  return isOnPath('spin') ? execFileSync('spin', ['-V'], { encoding: 'utf8' }).trim() : undefined;
}

/** A verifier that SPIN has made of a model. */
export interface Pan {
  /** @param states how many there are, or may be: the hash table gets the next power of two of slots */
  run(states: number, limits: Limits): Promise<Measurement>;
  /** Removes its files; the end of the process does so, too. */
  remove(): void;
}

/**
 * Makes a verifier of a model in Promela. This is not measured.
 * @param compile options of the compiler
 * @throws Error with what SPIN or the compiler say where they refuse it
 */
export async function panOf(promela: string, compile: readonly string[] = COMPILE): Promise<Pan> {
  const folder = mkdtempSync(join(tmpdir(), 'lasso-pan-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const files = { cwd: folder, maxBuffer: 2 ** 26 };
  writeFileSync(join(folder, 'model.pml'), promela);
  try {
    await run('spin', ['-a', 'model.pml'], files);
    await run('cc', [...compile, ...ROOM, '-o', 'pan', 'pan.c'], files);
  } catch (error) {
    remove();
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message}\n${stdout.slice(-1000)}${stderr.slice(-1000)}`, { cause: error });
  }
  let depth = DEPTH;
  return {
    async run(states, limits) {
      for (; ; depth *= 10) {
        const measured = await measure(folder, states, depth, limits);
        if (measured) return measured;
      }
    },
    remove() {
      remove();
      process.off('exit', remove);
    },
  };
}

/** One run; undefined where the path became longer than `depth`. */
async function measure(
  folder: string,
  states: number,
  depth: number,
  limits: Limits,
): Promise<Measurement | undefined> {
  const slots = Math.min(30, Math.max(18, Math.ceil(Math.log2(states))));
  const { output, wall, cpu, stopped } = await timed(folder, [`-w${slots}`, `-m${depth}`, '-n'], limits.seconds);
  if (output.includes('max search depth too small')) return undefined;
  return stopped ? progressIn(output, wall) : measurementIn(output, wall, cpu);
}

interface Ended {
  readonly output: string;
  /** Seconds. */
  readonly wall: number;
  /** Seconds; 0 where it was stopped. */
  readonly cpu: number;
  readonly stopped: boolean;
}

/** Runs a verifier under a shell, whose `times` says what processor time it took. */
function timed(folder: string, options: readonly string[], seconds: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    // A group of its own, which can be stopped as a whole.
    const shell = spawn('sh', ['-c', './pan "$@"; times', 'sh', ...options], { cwd: folder, detached: true });
    const stop = () => shell.pid !== undefined && process.kill(-shell.pid, 'SIGKILL');
    process.once('exit', stop);
    let stopped = false;
    const timer = setTimeout(() => {
      stopped = true;
      stop();
    }, seconds * 1000);
    let output = '';
    shell.stdout.on('data', (text) => {
      output += text;
    });
    shell.stderr.on('data', (text) => {
      output += text;
    });
    shell.on('error', reject);
    shell.on('close', () => {
      clearTimeout(timer);
      process.off('exit', stop);
      resolve({ output, wall: (performance.now() - started) / 1000, cpu: stopped ? 0 : cpuIn(output), stopped });
    });
  });
}

/** The last line is the time of the shell's children, of users and of the system: `0m1.250s 0m0.030s`. */
function cpuIn(output: string): number {
  const times = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(output)?.slice(1).map(Number);
  if (!times) throw new Error(`the shell's 'times' printed no time:\n${output}`);
  const [minutes, seconds, systemMinutes, systemSeconds] = times as [number, number, number, number];
  return 60 * (minutes + systemMinutes) + seconds + systemSeconds;
}

/**
 * What a verifier prints at its end, as a measurement. It counts the arrival in the initial state as a transition; here
 * that is none.
 *
 * The seconds are those that it reports, which leave out setting up its hash table, or, where they are so few that its
 * clock, which counts hundredths, is too coarse, those of its process.
 *
 * @param wall seconds that the process ran
 * @param cpu seconds of processor time
 * @throws Error where it has found an error, or its output is not understood
 */
export function measurementIn(output: string, wall: number, cpu: number): Measurement {
  const figure = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`pan printed nothing like ${pattern.source}:\n${output}`);
    return Number(found);
  };
  const errors = figure(/errors: (\d+)/);
  if (errors > 0) throw new Error(`pan found ${errors} errors in a model that has none:\n${output}`);
  const reported = figure(/pan: elapsed time ([\d.e+]+) seconds/);
  return {
    states: figure(/([\d.e+]+) states, stored/),
    transitions: figure(/([\d.e+]+) transitions/) - 1,
    seconds: reported >= 0.2 ? reported : wall,
    cpuSeconds: cpu,
    bytes: figure(/([\d.]+)\ttotal actual memory usage/) * 2 ** 20,
  };
}

/** How far a verifier had come that was stopped: it says so after each million of states. */
function progressIn(output: string, wall: number): Measurement {
  const last = /.*States=\s*([\d.e+]+) Transitions=\s*([\d.e+]+).*t=\s*([\d.e+]+)(?![\s\S]*States=)/.exec(output);
  const [states, transitions, seconds] = last ? last.slice(1).map(Number) : [0, 0, wall];
  // It runs alone in its thread: its clock is an upper bound of its processor time.
  return {
    states: states!,
    transitions: transitions!,
    seconds: seconds!,
    cpuSeconds: seconds!,
    bytes: undefined,
    stoppedBy: 'time',
  };
}
