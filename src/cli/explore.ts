import { existsSync, readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { OptionValue } from '../describe/options.ts';
import type { Invariant } from '../describe/properties.ts';
import { definitionsLeft } from '../describe/restrict.ts';
import { unknown } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import type { Progress } from '../explore/explorer.ts';
import { progressBar } from '../show/progress.ts';
import type { BaselineEntry } from '../show/schema.ts';
import type { Check, Checked, CheckOptions } from './checker.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { isLossy, type LossyFlags } from './lossy.ts';
import { type Model, shortPath } from './model.ts';
import { narrowed } from './narrow.ts';

/** What the commands that explore have in common, as commander hands it over. */
export interface ExploreFlags {
  readonly set: readonly string[];
  readonly release: readonly string[];
  readonly budget?: readonly string[];
  readonly depth?: number;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
  readonly countStutter?: boolean;
  readonly symmetry?: boolean;
  readonly partialOrder?: boolean;
  readonly subsumption?: boolean;
  readonly workers?: number;
}

/** Adds the options of a command that explores. */
export function addExploreFlags(command: Command): Command {
  return command
    .addOption(many('-s, --set <option=value>', "explore only this value of an option; also 'a,b' and 'a..b'"))
    .addOption(many('-r, --release <release>', "the same for the first option with releases, or 'option=release'"))
    .addOption(many('-b, --budget <name=n>', 'explore with another budget, such as one failure more'))
    .option('--depth <steps>', 'stop at this many steps from the start', whole)
    .option('--max-states <n>', 'stop after this many states', whole)
    .option('--max-seconds <s>', 'stop after this time', positive)
    .option('--max-memory <MB>', 'stop at this much memory', whole)
    .option('--count-stutter', 'count a handled message that changes nothing as a transition')
    .option('--symmetry', 'explore once what differs only in the numbers of replicas; not for liveness')
    .option('--partial-order', 'explore one order of steps that commute; for safety and deadlocks only')
    .option('--subsumption', 'no state again for fewer configurations; for safety and deadlocks only');
}

/** Adds the option of a command that may explore several models. */
export function addWorkers(command: Command): Command {
  const description = 'processes over which several models are spread; one model is explored by one (default: cores)';
  return command.option('--workers <n>', description, whole);
}

/** Does something narrow the run, or change what is explored? Then it is about one model. */
export function isNarrowed(flags: ExploreFlags & LossyFlags & { readonly only?: readonly string[] }): boolean {
  const { set, release, budget = [], only = [], depth, maxStates, maxSeconds, maxMemory } = flags;
  if (flags.symmetry || flags.partialOrder || flags.subsumption) return true;
  const lists = [set, release, budget, only].some((list) => list.length > 0);
  return lists || isLossy(flags) || [depth, maxStates, maxSeconds, maxMemory].some((limit) => limit !== undefined);
}

/** An option that may be given several times. */
export function many(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], 'all')
    .argParser((value: string, before: string[]) => [...before, value]);
}

/** A flag's value as a whole number above zero. */
export function whole(text: string): number {
  const n = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number above zero');
  return n;
}

/** A flag's value as a number above zero. */
export function positive(text: string): number {
  const n = Number(text);
  if (text.trim() === '' || !Number.isFinite(n) || n <= 0)
    throw new InvalidArgumentError('expected a number above zero');
  return n;
}

/**
 * A model with the budgets that `--budget` gives.
 * @throws Mistake for a budget that the system does not have, or that is not a whole number from 0
 */
export function budgeted(model: Model, { budget = [] }: ExploreFlags): Model {
  const budgets: Record<string, number> = {};
  for (const entry of budget.flatMap((b) => b.split(','))) {
    const [name, value] = entry.split('=').map((part) => part.trim());
    if (!name || value === undefined || !/^\d+$/.test(value)) {
      throw new Mistake(`--budget '${entry}': expected a name and a whole number, such as FAILURE=3`);
    }
    budgets[name] = Number(value);
  }
  return budget.length === 0 ? model : { ...model, system: model.system.withBudgets(budgets) };
}

/** The names that `--only` gives, each checked. A list `a,b` stands for several. */
export function onlyNames(only: readonly string[], invariants: readonly Invariant[]): string[] {
  const known = invariants.map((i) => i.name);
  const names = only.flatMap((o) => o.split(',')).map((name) => name.trim());
  for (const name of names) if (!known.includes(name)) throw unknown('invariant', name, known);
  return known.filter((name) => names.includes(name));
}

/** The options of a run, checked against the model. */
export function checkOptions(flags: ExploreFlags, system: System, only: readonly string[] = []): CheckOptions {
  const set: Record<string, OptionValue[]> = narrowed(definitionsLeft(system.options), flags.set, flags.release);
  return {
    ...(Object.keys(set).length > 0 ? { set } : {}),
    ...(only.length > 0 ? { only: [...only] } : {}),
    ...(flags.maxStates === undefined ? {} : { maxStates: flags.maxStates }),
    ...(flags.depth === undefined ? {} : { maxDepth: flags.depth }),
    ...(flags.maxSeconds === undefined ? {} : { maxSeconds: flags.maxSeconds }),
    ...(flags.maxMemory === undefined ? {} : { maxMemoryMB: flags.maxMemory }),
    ...(flags.countStutter === true ? { countStutter: true } : {}),
    ...reductionsOf(flags),
  };
}

function reductionsOf({ symmetry, partialOrder, subsumption }: ExploreFlags): Pick<CheckOptions, 'reduce'> {
  const reduce = {
    ...(symmetry ? { symmetry } : {}),
    ...(partialOrder ? { partialOrder } : {}),
    ...(subsumption ? { subsumption } : {}),
  };
  return Object.keys(reduce).length > 0 ? { reduce } : {};
}

/** A baseline file and what it says. */
export interface BaselineFile {
  readonly path: string;
  readonly exists: boolean;
  readonly entries: readonly BaselineEntry[];
}

/**
 * The baseline of a model, read and checked.
 * @param given the path after `--baseline`, which must exist, as one that the module names must
 * @param create true where it is about to be written, so that it need not exist
 */
export async function readBaseline(model: Model, cwd: string, given?: string, create = false): Promise<BaselineFile> {
  const path = given ?? model.baseline;
  const name = shortPath(path, cwd);
  if (!existsSync(path)) {
    if ((given !== undefined || model.baselineNamed) && !create) {
      throw new Mistake(`there is no baseline '${name}'; 'lasso check --update-baseline' writes one`);
    }
    return { path, exists: false, entries: [] };
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Mistake(`baseline '${name}' cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
  const { parseBaseline } = await import('./baseline.ts');
  const names = model.invariants.map((i) => i.name);
  return { path, exists: true, entries: parseBaseline(text, name, definitionsLeft(model.system.options), names) };
}

/**
 * Explores with a progress bar. The first Ctrl-C stops the run, so that what is known is shown; the second ends the
 * process at once.
 */
export async function explore(
  check: Check,
  system: System,
  invariants: readonly Invariant[],
  options: CheckOptions,
  io: Io,
): Promise<Checked> {
  const watch = watching(io);
  try {
    return await check(system, invariants, { ...options, signal: watch.signal, onProgress: watch.onProgress });
  } finally {
    watch.end();
  }
}

/** A progress bar and Ctrl-C, for one exploration or several. */
export function watching(io: Io) {
  const stop = new AbortController();
  const bar = io.terminal ? progressBar(io.terminal) : undefined;
  const release = io.onInterrupt(() => {
    bar?.stop();
    if (stop.signal.aborted) io.quit(EXIT.stopped);
    io.err('lasso: stopping; here is what is known so far (Ctrl-C again ends at once)\n');
    stop.abort();
  });
  return {
    signal: stop.signal,
    onProgress: (p: Progress) => bar?.update(p),
    end: () => {
      bar?.stop();
      release();
    },
  };
}
