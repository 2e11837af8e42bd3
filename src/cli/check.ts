import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Shard } from '../check/shard.ts';
import { Mistake } from '../describe/mistake.ts';
import { Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { counted } from '../show/layout.ts';
import { type Check, type CheckOptions, lazyCheck } from './checker.ts';
import {
  addCheckpointFlags,
  type CheckpointFlags,
  checkpointOption,
  continuation,
  forgetCheckpoint,
  hasCheckpoints,
} from './checkpoint.ts';
import { conclude, documentOf, folderOf, shownOf } from './conclude.ts';
import {
  addExploreFlags,
  addWorkers,
  budgeted,
  checkOptions,
  type ExploreFlags,
  explore,
  isNarrowed,
  many,
  onlyNames,
  readBaseline,
} from './explore.ts';
import type { Io } from './io.ts';
import { type Runner, replayAll } from './jobs.ts';
import { addLossyFlags, type LossyFlags, lossyOption } from './lossy.ts';
import { loadModel, type Model, type ModelModule, modelCalled } from './model.ts';
import type { End } from './program.ts';

export interface CheckFlags extends ExploreFlags, LossyFlags, CheckpointFlags {
  readonly only: readonly string[];
  readonly scenario?: readonly string[];
  readonly format: 'text' | 'json';
  readonly out: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly catalogue?: string;
  readonly verbose?: boolean;
  readonly shard?: Shard;
  readonly output?: string;
}

/** Adds `lasso check`. */
export function addCheck(program: Command, io: Io, end: End): void {
  const command = program
    .command('check')
    .summary('explore a model and check all its invariants')
    .description(
      'Explores a model in all its configurations, checks all its invariants, writes the shortest counterexamples ' +
        'and prints what does not hold, for whom and how badly. A module may have scenarios and a catalogue beside ' +
        'its main model: then all of them are checked. Whatever narrows the run (--set, --release, --only, ' +
        '--budget, --depth, --max-…, --checkpoint, --resume) is for one model, the main one unless --scenario names another: then no other ' +
        'scenario runs, and the catalogue is not looked at.',
    )
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .addOption(many('-S, --scenario <name>', "only this scenario, or 'main'; one alone is reported in full"))
    .addOption(many('-o, --only <invariant>', "check only this invariant; also 'a,b'"));
  addCheckpointFlags(addLossyFlags(addWorkers(addExploreFlags(command))))
    .addOption(new Option('-f, --format <format>', 'what is printed').choices(['text', 'json']).default('text'))
    .option('--out <folder>', 'where traces are written', 'traces')
    .option('--baseline <file>', 'violations that are accepted (default: baseline.json beside the model)')
    .option('--update-baseline', 'accept what is found: rewrite the baseline, keeping reasons and links')
    .option('--catalogue <file>', 'fail where this file is not the catalogue that the whole run gives')
    .option('-v, --verbose', 'print every trace in full')
    .addOption(
      new Option('--shard <i/n>', "explore only part i of n, and write it down for 'lasso merge'").argParser(shardIn),
    )
    .option('--output <file>', 'where a shard is written (default: shard-<i>-of-<n>.json)')
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
  lasso check --scenario bounded                  one scenario, in full
  lasso check my/model.ts --format json           another model, for a script
  lasso check --shard 1/3                         a third of the work: docs/scaling.md
`;

/**
 * Checks a model that is loaded.
 * @param check what explores a single model
 * @param runner what explores several; default this process, or several that it starts
 * @returns the exit code
 * @throws Mistake, before anything is explored or written, for flags that do not fit the model, a baseline that is
 *   not valid and a folder that cannot be written to
 */
export async function checkCommand(
  module: ModelModule,
  flags: CheckFlags,
  io: Io,
  check: Check,
  runner?: Runner,
): Promise<number> {
  const models = chosen(module, flags);
  if (flags.output !== undefined && !flags.shard) throw new Mistake('--output is for a shard: give --shard i/n, too');
  if (flags.shard) {
    if (hasCheckpoints(flags)) throw new Mistake('a shard has no checkpoints: leave out --checkpoint and --resume');
    const { checkShardCommand } = await import('./shard.ts');
    return checkShardCommand(module, models, flags, flags.shard, io);
  }
  if (flags.catalogue !== undefined && module.catalogue.length === 0 && existsSync(resolve(io.cwd, flags.catalogue))) {
    const give = "export a 'catalogue', a list made by entry({…}), or remove the file";
    throw new Mistake(`there is a catalogue '${flags.catalogue}', but the module has no entries; ${give}`);
  }
  if (models.length > 1 || isWhole(module, flags)) {
    const { checkAll } = await import('./check-all.ts');
    return checkAll(module, models, flags, io, check, runner);
  }
  return checkOne(models[0]!, module.scenarios.length > 0, flags, io, check);
}

/** The models that are checked, the main one first. */
export function chosen(module: ModelModule, flags: CheckFlags): readonly Model[] {
  const names = [...new Set((flags.scenario ?? []).flatMap((s) => s.split(',')))];
  const named = names.map((name) => modelCalled(module, name));
  if (isNarrowed(flags) || hasCheckpoints(flags)) {
    if (named.length > 1) throw new Mistake(`what narrows a run is for one model; choose one of ${names.join(', ')}`);
    return named.length === 1 ? named : [module];
  }
  const all = [module, ...module.scenarios];
  return named.length === 0 ? all : all.filter((model) => names.includes(model.name));
}

/** The value of `--shard`. */
function shardIn(text: string): Shard {
  const [, index = 0, count = 0] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text)?.map(Number) ?? [];
  if (index < 1 || index > count) throw new InvalidArgumentError('expected i/n, such as 1/3, with i from 1 to n');
  return { index, count };
}

/** How many configurations there are. */
export function sizeOf(system: System, set: CheckOptions['set'] = {}): string {
  const { size } = new Space(system.options, { features: system.features ?? {}, restrict: set });
  return counted(size, 'configuration');
}

/** Is everything that the module has explored, and is that more than its main model? */
export function isWhole(module: ModelModule, flags: CheckFlags): boolean {
  const hasMore = module.scenarios.length + module.catalogue.length > 0;
  return hasMore && !isNarrowed(flags) && !hasCheckpoints(flags) && (flags.scenario ?? []).length === 0;
}

/** @param isOneOfSeveral what never happens in this model may happen in another, and says nothing alone */
async function checkOne(
  model: Model,
  isOneOfSeveral: boolean,
  flags: CheckFlags,
  io: Io,
  check: Check,
): Promise<number> {
  const { system, invariants } = budgeted(model, flags);
  const only = onlyNames(flags.only, invariants);
  const options: CheckOptions = {
    ...checkOptions(flags, system, only),
    ...lossyOption(flags),
    ...(await checkpointOption(flags, model, io)),
  };
  const updates = flags.updateBaseline === true;
  const given = flags.baseline === undefined ? undefined : resolve(io.cwd, flags.baseline);
  const baseline = await readBaseline(model, io.cwd, given, updates);
  if (updates && options.set)
    throw new Mistake('--update-baseline needs the whole space: leave out --set and --release');
  const traces = resolve(io.cwd, flags.out);
  const { ensureWritable } = await import('../show/files.ts');
  ensureWritable(folderOf(model, traces));

  io.note?.(
    `${system.name}: ${sizeOf(system, options.set)}, ${counted(only.length || invariants.length, 'invariant')}`,
  );
  const checked = await explore(check, system, invariants, options, io);
  await replayAll(system, checked.report);
  const concluded = await conclude(model, checked, baseline, { updates, traces }, io);
  if (flags.format === 'json') {
    const { jsonText } = await import('../show/json.ts');
    io.out(jsonText(await documentOf(concluded)));
  } else {
    const { reportText } = await import('../show/terminal.ts');
    const all = shownOf(concluded);
    const shown = isOneOfSeveral ? { ...all, report: { ...all.report, neverHappened: [] } } : all;
    io.out(reportText(shown, { width: io.width, style: io.style, verbose: flags.verbose === true }));
    io.out(continuation(checked, model, flags, io));
  }
  await forgetCheckpoint(checked, options);
  return concluded.code;
}
