import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { neverHappenedInAny } from '../check/coverage.ts';
import { MAIN } from '../describe/scenario.ts';
import { catalogueDocument, catalogueText } from '../show/catalogue.ts';
import { ensureWritable } from '../show/files.ts';
import { jsonText } from '../show/json.ts';
import { counted } from '../show/layout.ts';
import { neverText, scenariosLine, scenarioText } from '../show/scenario.ts';
import type { ResultDocument } from '../show/schema.ts';
import { reportText } from '../show/terminal.ts';
import { type CheckFlags, isWhole, sizeOf } from './check.ts';
import type { Check, Checked } from './checker.ts';
import { type Concluded, conclude, documentOf, folderOf, shownOf } from './conclude.ts';
import { checkFile, codeOf, Explorations, isComplete, markdownOf, rowsOf, settled, writeEntries } from './entries.ts';
import { worst } from './exit.ts';
import { type BaselineFile, readBaseline } from './explore.ts';
import type { Io } from './io.ts';
import { Local, type Runner } from './jobs.ts';
import type { Model, ModelModule } from './model.ts';
import { Pool } from './pool.ts';

/** What explores: this process, or several that it starts. */
export function runnerOf(module: ModelModule, workers: number | undefined, io: Io, check: Check): Runner {
  const size = workers ?? availableParallelism();
  return size > 1 ? new Pool(module, size, io) : new Local(module, check, io);
}

/**
 * Checks several models of a module, and its catalogue where all of them are checked.
 * @returns the worst exit code
 * @throws Mistake, before anything is explored or written, for a baseline that is not valid and a folder that cannot be
 *   written to
 */
export async function checkAll(
  module: ModelModule,
  models: readonly Model[],
  flags: CheckFlags,
  io: Io,
  check: Check,
  given?: Runner,
): Promise<number> {
  const updates = flags.updateBaseline === true;
  const traces = resolve(io.cwd, flags.out);
  const baselines: BaselineFile[] = [];
  for (const model of models) {
    const file = flags.baseline === undefined || model.name !== MAIN ? undefined : resolve(io.cwd, flags.baseline);
    baselines.push(await readBaseline(model, io.cwd, file, updates));
    ensureWritable(folderOf(model, traces));
  }
  io.note?.(announced(module, models, flags));
  const runner = given ?? runnerOf(module, flags.workers, io, check);
  try {
    const explorations = new Explorations(runner, flags.countStutter === true);
    // Asked for first, so that they start first: the catalogue builds on them.
    const running = models.map((model) => explorations.of(model.name));
    const whole = isWhole(module, flags);
    const entries = whole ? rowsOf(module, explorations) : Promise.resolve([]);
    const checks = settled(running);
    await settled<unknown>([checks, entries]);
    const [all, shown] = [await checks, await entries];
    const concluded: Concluded[] = [];
    for (const [i, model] of models.entries()) {
      concluded.push(await conclude(model, all[i]!, baselines[i]!, { updates, traces }, io));
    }
    const finished = isComplete(shown) && concluded.every(({ checked }) => checked.report.complete);
    const rows = finished ? shown.map(({ row }) => row) : [];
    if (finished && whole) writeEntries(shown, traces);
    if (flags.format === 'json') {
      const document = await documentOfAll(concluded);
      io.out(jsonText({ ...document, ...(whole && finished ? { catalogue: catalogueDocument(rows) } : {}) }));
    } else {
      const style = { width: io.width, style: io.style, verbose: flags.verbose === true };
      const variants = whole && finished ? (await explorations.all()).slice(models.length) : undefined;
      io.out(textOfAll(concluded, variants, style));
      if (rows.length > 0) io.out(`\n${catalogueText(rows, style)}`);
    }
    const stale =
      flags.catalogue !== undefined && rows.length > 0 ? checkFile(flags.catalogue, markdownOf(module, rows), io) : 0;
    return worst([...concluded.map(({ code }) => code), codeOf(rows), stale]);
  } finally {
    runner.end();
  }
}

/** What is going to be checked. */
function announced(module: ModelModule, models: readonly Model[], flags: CheckFlags): string {
  const [first, ...others] = models.map(({ system }) => `${system.name}: ${sizeOf(system)}`);
  const more = others.length === 0 ? '' : `; ${counted(others.length, 'scenario')}`;
  const entries = isWhole(module, flags)
    ? `; ${counted(module.catalogue.length, 'entry', 'entries')} of the catalogue`
    : '';
  return `${first}${more}${entries}`;
}

/** The first model, and the others in it. */
async function documentOfAll(concluded: readonly Concluded[]): Promise<ResultDocument> {
  const [first, ...rest] = await Promise.all(concluded.map(documentOf));
  const scenarios = rest as NonNullable<ResultDocument['scenarios']>;
  return { ...first!, ...(scenarios.length === 0 ? {} : { scenarios }) };
}

/**
 * The main model in full, the scenarios in short, and what happened in none of them.
 * @param variants what was explored for the catalogue besides, where everything was explored: an old behaviour that an
 *   entry brings back has happened, too
 */
function textOfAll(
  concluded: readonly Concluded[],
  variants: readonly Checked[] | undefined,
  style: { width: number; style: Io['style']; verbose: boolean },
): string {
  const parts: string[] = [];
  for (const one of concluded) {
    const shown = shownOf(one);
    if (one.model.name !== MAIN) parts.push(scenarioText(one.model.name, shown, style));
    else if (concluded.length === 1) parts.push(reportText(shown, style));
    // What never happens here may happen in a scenario.
    else parts.push(reportText({ ...shown, report: { ...shown.report, neverHappened: [] } }, style));
  }
  if (variants && concluded.length > 1) {
    const covered = [...concluded.map(({ checked }) => checked.coverage!), ...variants.map((v) => v.coverage!)];
    parts.push(neverText(neverHappenedInAny(covered), style.width, style.style, style.verbose));
  }
  const scenarios = concluded.filter(({ model }) => model.name !== MAIN);
  const surprising = scenarios.filter(({ code }) => code !== 0).map(({ model }) => model.name);
  if (scenarios.length > 0) parts.push(scenariosLine(scenarios.length, surprising, style.width, style.style));
  return parts.filter((part) => part !== '').join('\n');
}
