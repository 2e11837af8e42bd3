import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { Report } from '../describe/result.ts';
import { type Check, type Checked, lazyCheck } from './checker.ts';
import { EXIT, exitCode, worst } from './exit.ts';
import {
  addExploreFlags,
  type BaselineFile,
  budgeted,
  checkOptions,
  type ExploreFlags,
  explore,
  many,
  onlyNames,
  readBaseline,
} from './explore.ts';
import type { Io } from './io.ts';
import { loadModel, type Model, shortPath } from './model.ts';
import type { End } from './program.ts';

export interface CheckFlags extends ExploreFlags {
  readonly only: readonly string[];
  readonly format: 'text' | 'json';
  readonly out: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly verbose?: boolean;
}

/** Adds `lasso check`. */
export function addCheck(program: Command, io: Io, end: End): void {
  const command = program
    .command('check')
    .summary('explore a model and check all its invariants')
    .description(
      'Explores a model in all its configurations, checks all its invariants, writes the shortest counterexamples ' +
        'and prints what does not hold, for whom and how badly.',
    )
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .addOption(many('-o, --only <invariant>', "check only this invariant; also 'a,b'"));
  addExploreFlags(command)
    .addOption(new Option('-f, --format <format>', 'what is printed').choices(['text', 'json']).default('text'))
    .option('--out <folder>', 'where traces are written', 'traces')
    .option('--baseline <file>', 'violations that are accepted (default: baseline.json beside the model)')
    .option('--update-baseline', 'accept what is found: rewrite the baseline, keeping reasons and links')
    .option('-v, --verbose', 'print every trace in full')
    .addHelpText('after', EXAMPLES)
    .action(async (model: string | undefined, flags: CheckFlags) => {
      end(await checkCommand(await loadModel(model, io.cwd), flags, io, lazyCheck));
    });
}

const EXAMPLES = `
Examples
  lasso check                                     the model in invariants/
  lasso check --only restore-completes            one invariant
  lasso check --set mode=table --release 1.0.0..  some configurations
  lasso check my/model.ts --format json           another model, for a script
`;

/**
 * Checks a model that is loaded.
 * @returns the exit code
 * @throws Mistake, before anything is explored or written, for flags that do not fit the model, a baseline that is
 *   not valid and a folder that cannot be written to
 */
export async function checkCommand(model: Model, flags: CheckFlags, io: Io, check: Check): Promise<number> {
  const { system, invariants } = budgeted(model, flags);
  const only = onlyNames(flags.only, invariants);
  const options = checkOptions(flags, system, only);
  const updates = flags.updateBaseline === true;
  const given = flags.baseline === undefined ? undefined : resolve(io.cwd, flags.baseline);
  const baseline = await readBaseline(model, io.cwd, given, updates);
  if (updates && options.set)
    throw new Mistake('--update-baseline needs the whole space: leave out --set and --release');
  const folder = resolve(io.cwd, flags.out);
  const { ensureWritable, writeTraces } = await import('../show/files.ts');
  ensureWritable(folder);

  const checked = await explore(check, system, invariants, options, io);
  await replayAll(model, checked.report);
  const { rangeText } = await import('../describe/ranges.ts');
  const { judge } = await import('./baseline.ts');
  const { report, space, violating } = checked;
  const entries = updates ? await update(checked, baseline, io) : baseline.entries;
  const judged = judge(report, space, violating, entries);
  const names = invariants.map((i) => i.name);
  const written = writeTraces(report, folder, names, (range) => rangeText(space, range));
  const files = new Map([...written].map(([name, paths]) => [name, paths.map((p) => shortPath(p, io.cwd))]));

  if (flags.format === 'json') {
    const { jsonText, resultDocument } = await import('../show/json.ts');
    const expected = (name: string): boolean => judged.get(name)?.expected ?? true;
    io.out(jsonText(resultDocument(report, expected, (name) => files.get(name) ?? [])));
  } else {
    const { reportText } = await import('../show/terminal.ts');
    const shown = {
      report,
      judged,
      files,
      rangeText: (range: Parameters<typeof rangeText>[1]) => rangeText(space, range),
      ...(baseline.exists || updates ? { baseline: shortPath(baseline.path, io.cwd) } : {}),
    };
    io.out(reportText(shown, { width: io.width, style: io.style, verbose: flags.verbose === true }));
  }
  return worst([exitCode(report, judged), report.complete ? EXIT.expected : EXIT.stopped]);
}

/**
 * Replays each counterexample with running machines before anyone sees it.
 * @throws Error where one disagrees: then Lasso contradicts itself
 */
async function replayAll({ system }: Model, report: Report): Promise<void> {
  const traces = report.verdicts.flatMap((v) => v.counterexamples);
  if (traces.length === 0) return;
  const { replay } = await import('../show/replay.ts');
  for (const trace of traces) {
    const result = replay(system, trace);
    if (result.ok) continue;
    const at = result.step === 0 ? 'at the start' : `at step ${result.step}`;
    throw new Error(`the counterexample to ${trace.invariant} does not replay ${at}: ${result.difference}`);
  }
}

/** Writes the baseline that accepts what was found; leaves it alone where the run did not end. */
async function update(
  { report, space, violating }: Checked,
  baseline: BaselineFile,
  io: Io,
): Promise<BaselineFile['entries']> {
  const name = shortPath(baseline.path, io.cwd);
  if (!report.complete) {
    io.err(`lasso: '${name}' is left as it is, since the run was stopped before the end\n`);
    return baseline.entries;
  }
  const { baselineText, TODO, updatedBaseline } = await import('./baseline.ts');
  const entries = updatedBaseline(report, space, violating, baseline.entries);
  try {
    writeFileSync(baseline.path, baselineText(entries));
  } catch (error) {
    throw new Mistake(`baseline '${name}' cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
  const open = entries.filter((e) => e.reason === TODO).length;
  io.err(
    `lasso: wrote '${name}'${open > 0 ? `; give a reason to ${open} new ${open === 1 ? 'entry' : 'entries'}` : ''}\n`,
  );
  return entries;
}
