import type { Command } from 'commander';
import { advised } from '../check/advice.ts';
import { Mistake } from '../describe/mistake.ts';
import { minimise, rangeText } from '../describe/ranges.ts';
import { MAIN } from '../describe/scenario.ts';
import { type Bits, count, minus, unknown } from '../describe/space.ts';
import type { Effect, RemedyEffect } from '../show/remedies.ts';
import { type Check, type Checked, lazyCheck } from './checker.ts';
import { EXIT } from './exit.ts';
import { addExploreFlags, budgeted, checkOptions, type ExploreFlags, explore, many, onlyNames } from './explore.ts';
import type { Io } from './io.ts';
import { loadModel, type Model, modelCalled } from './model.ts';
import type { End } from './program.ts';

export interface RemediesFlags extends ExploreFlags {
  readonly only: readonly string[];
  readonly remedy: readonly string[];
  readonly scenario?: string;
}

/** Adds `lasso remedies`. */
export function addRemedies(program: Command, io: Io, end: End): void {
  const command = program
    .command('remedies')
    .summary('what each remedy under discussion repairs and breaks')
    .description(
      "Explores the model once as it is and once with each remedy (the system's 'remedies'), and says which " +
        'violations each of them repairs, and which it adds.',
    )
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .option('-S, --scenario <name>', 'the remedies of this scenario (default: main)')
    .addOption(many('--remedy <name>', "only this remedy; also 'a,b'"))
    .addOption(many('-o, --only <invariant>', "look at this invariant only; also 'a,b'"));
  addExploreFlags(command).action(async (model: string | undefined, flags: RemediesFlags) => {
    const its = modelCalled(await loadModel(model, io.cwd), flags.scenario ?? MAIN);
    end(await remediesCommand(its, flags, io, lazyCheck));
  });
}

/**
 * Compares a model with and without each of its remedies.
 * @returns the exit code: 0, or that of a run that was stopped
 * @throws Mistake for a model without remedies, and for flags that do not fit it
 */
export async function remediesCommand(model: Model, flags: RemediesFlags, io: Io, check: Check): Promise<number> {
  const { system, invariants } = budgeted(model, flags);
  const all = system.remedies ?? {};
  const known = Object.keys(all);
  if (known.length === 0) throw new Mistake(`the model '${system.name}' has no remedies; give defineSystem some`);
  const wanted = flags.remedy.flatMap((r) => r.split(','));
  for (const name of wanted) if (!known.includes(name)) throw unknown('remedy', name, known);
  const options = checkOptions(flags, system, onlyNames(flags.only, invariants));
  const asItIs = await explore(check, system, invariants, options, io);
  const effects: RemedyEffect[] = [];
  let complete = asItIs.report.complete;
  for (const name of known.filter((n) => wanted.length === 0 || wanted.includes(n))) {
    if (!complete) break;
    const { about, features, set } = all[name]!;
    const changed = features
      ? await explore(check, system.withFeatures(features as never), invariants, options, io)
      : asItIs;
    const remedied = set ? advised(changed, set) : changed;
    complete &&= remedied.report.complete;
    effects.push({ name, about, complete: remedied.report.complete, effects: compare(asItIs, remedied) });
  }
  const { remediesText } = await import('../show/remedies.ts');
  const style = {
    width: io.width,
    style: io.style,
    rangeText: (range: Parameters<typeof rangeText>[1]) => rangeText(asItIs.space, range),
  };
  io.out(remediesText(system.name, asItIs.space.size, effects, style));
  if (!complete)
    io.err(`lasso: stopped before the end (${asItIs.report.stoppedBy ?? 'in a remedy'}), so this is not everything\n`);
  return complete ? EXIT.expected : EXIT.stopped;
}

/** What changed for each invariant. The configurations of both are the same: a remedy does not change the space. */
export function compare(before: Checked, after: Checked): Effect[] {
  const { space } = before;
  return before.report.verdicts.map(({ name }) => {
    const was: Bits = before.violating.get(name) ?? space.empty();
    const is: Bits = after.violating.get(name) ?? space.empty();
    const repaired = minus(was, is);
    const broken = minus(is, was);
    return {
      invariant: name,
      before: count(was),
      after: count(is),
      repaired: count(repaired),
      repairedIn: minimise(space, repaired),
      broken: count(broken),
      brokenIn: minimise(space, broken),
    };
  });
}
