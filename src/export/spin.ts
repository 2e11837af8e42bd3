import { type ExecFileException, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIGURATION, INCOMPLETE, PROPERTY } from './promela.ts';

/** How the verifier is compiled: every state, breadth first, so that the first violation is a shortest one. */
export const COMPILE = ['-DBFS', '-DNOREDUCE', '-DSAFETY', '-DVECTORSZ=8192'];

/** The largest number that pan prints in full: it prints eight digits. */
export const MOST_STATES = 99_999_999;

/** What one run of pan found. */
export interface Found {
  /** `violated`: in `steps` steps; `incomplete`: it met a state that the tables say nothing about, after `steps`. */
  readonly outcome: 'explored' | 'violated' | 'incomplete';
  readonly steps?: number;
  /** Distinct states; those until then where it ended early. */
  readonly states: number;
  /** Steps between them: what pan prints, less one, since pan counts the way into the initial state. */
  readonly transitions: number;
}

/** What is missing to run SPIN: `spin`, `cc`. */
export async function spinMissing(): Promise<string[]> {
  const found = await Promise.all(
    [
      ['spin', '-V'],
      ['cc', '--version'],
    ].map(async ([program, asks]) => {
      try {
        await run(program!, [asks!], {});
        return [];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [program!];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** SPIN's name and version. */
export async function spinVersion(): Promise<string> {
  return (await run('spin', ['-V'], {})).trim().split(' -- ')[0]!;
}

/** A verifier that SPIN has made of a model in Promela. */
export class Pan {
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Makes one. Takes a second or two, nearly all of it the compiler's.
   * @param optimised have the compiler optimise it, which takes most of that time
   * @throws Error with what SPIN or the compiler say where they refuse it
   */
  static async of(promela: string, optimised = true): Promise<Pan> {
    const folder = mkdtempSync(join(tmpdir(), 'lasso-spin-'));
    const pan = new Pan(folder);
    try {
      writeFileSync(join(folder, 'model.pml'), promela);
      await limited(() => run('spin', ['-a', 'model.pml'], { cwd: folder }));
      await limited(() => run('cc', [optimised ? '-O2' : '-O0', ...COMPILE, '-o', 'pan', 'pan.c'], { cwd: folder }));
    } catch (error) {
      pan.remove();
      throw error;
    }
    return pan;
  }

  /**
   * Runs it.
   * @param property its number in the document, from 0; undefined: no property
   * @param configuration its number in the document
   * @param states how many there will be: for the size of its hash table only
   * @throws Error where its output is not understood, or it could not look at everything
   */
  async run(property: number | undefined, configuration: number, states: number): Promise<Found> {
    const slots = Math.min(30, Math.max(18, Math.ceil(Math.log2(states + 1)) + 1));
    const env = {
      ...process.env,
      [PROPERTY]: String(property === undefined ? 0 : property + 1),
      [CONFIGURATION]: String(configuration),
    };
    // Its trail files are not read, but runs side by side must not write the same one.
    const options = [`-w${slots}`, `-m${MOST_STATES}`, '-n', `-t${property ?? 'none'}-${configuration}`];
    return foundIn(await limited(() => run(join(this.folder, 'pan'), options, { cwd: this.folder, env })));
  }

  /** Removes its files. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * What pan printed.
 * @throws Error where it is not understood, or pan could not look at everything
 */
export function foundIn(output: string): Found {
  const figure = (pattern: RegExp): number => {
    const text = pattern.exec(output)?.[1];
    if (text === undefined) throw new Error(`pan printed no ${pattern.source}:\n${output}`);
    return Number(text);
  };
  if (/max search depth too small|out of memory|VECTORSZ|aborting/.test(output)) {
    throw new Error(`pan did not look at everything:\n${output}`);
  }
  const errors = figure(/errors: (\d+)/);
  const states = figure(/^ *([\d.e+]+) states, stored/m);
  const transitions = figure(/^ *([\d.e+]+) transitions/m) - 1;
  if (states > MOST_STATES || transitions > MOST_STATES) {
    throw new Error(`pan prints eight digits, so more than ${MOST_STATES} states or transitions cannot be compared`);
  }
  if (errors === 0) return { outcome: 'explored', states, transitions };
  const steps = figure(/\(at depth (\d+)\)/);
  if (output.includes(`precondition false: ${INCOMPLETE}`))
    return { outcome: 'incomplete', steps, states, transitions };
  if (!/assertion violated/.test(output)) throw new Error(`pan found an error of another kind:\n${output}`);
  return { outcome: 'violated', steps, states, transitions };
}

/** Runs a program. @throws Error with what it wrote, where it fails; with its `code` where it is not there */
function run(program: string, args: string[], also: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<string> {
  return new Promise((done, failed) => {
    execFile(program, args, { ...also, maxBuffer: 2 ** 26 }, (error: ExecFileException | null, stdout, stderr) => {
      if (error === null) return done(stdout);
      if (error.code === 'ENOENT') return failed(error);
      failed(new Error(`${program} ${args.join(' ')} failed (${error.code ?? error.signal}):\n${stdout}${stderr}`));
    });
  });
}

const waiting: (() => void)[] = [];
let free = availableParallelism();

/** As many processes at a time as there are cores. */
async function limited<T>(start: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((go) => waiting.push(go));
  else free--;
  try {
    return await start();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
