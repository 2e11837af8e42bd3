import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Sample } from '../describe/covering.ts';
import type { Crosscheck, ModelCrosscheck } from '../describe/crosscheck.ts';
import type { CheckOptions } from './checker.ts';
import { EXIT } from './exit.ts';
import { budgeted, checkOptions, type ExploreFlags, many, onlyNames, whole } from './explore.ts';
import type { Io } from './io.ts';
import { loadModel, type Model, type ModelModule, modelCalled } from './model.ts';
import type { End } from './program.ts';

export interface CrosscheckFlags extends ExploreFlags {
  readonly only: readonly string[];
  readonly scenario: readonly string[];
  readonly sample: Sample;
  readonly format: 'text' | 'json';
}

/** Adds `lasso crosscheck`. */
export function addCrosscheck(program: Command, io: Io, end: End): void {
  program
    .command('crosscheck')
    .summary('have SPIN explore the same tables, and compare')
    .description(
      'Explores a model, writes what was learnt as a Promela model (see lasso export), has SPIN explore that, and compares ' +
        'for each configuration: the number of states and of transitions, and of each safety property the verdict and ' +
        'the length of a shortest violation. Liveness and bounds are not compared. Needs SPIN 6 and a C compiler ' +
        '(Debian: apt-get install spin gcc libc6-dev).',
    )
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .addOption(many('-S, --scenario <name>', "only this scenario, or 'main' (default: all of them)"))
    .addOption(many('-o, --only <invariant>', "compare only this invariant; also 'a,b'"))
    .addOption(many('-s, --set <option=value>', "only this value of an option; also 'a,b' and 'a..b'"))
    .addOption(many('-r, --release <release>', "the same for the first option with releases, or 'option=release'"))
    .addOption(many('-b, --budget <name=n>', 'explore with another budget, such as one failure more'))
    .addOption(
      new Option(
        '--sample <which>',
        "in which configurations: 'all', a number of them, or 'pairs': every pair of values of two options occurs",
      )
        .default('pairs')
        .argParser(sampleOf),
    )
    .addOption(new Option('-f, --format <format>', 'what is printed').choices(['text', 'json']).default('text'))
    .option('--workers <n>', 'processes over which several models are spread (default: cores)', whole)
    .addHelpText('after', EXAMPLES)
    .action(async (model: string | undefined, flags: CrosscheckFlags) => {
      end(await crosscheckCommand(await loadModel(model, io.cwd), flags, io));
    });
}

const EXAMPLES = `
Exit codes: ${EXIT.expected} SPIN agrees, ${EXIT.disagrees} it does not, ${EXIT.missing} SPIN or the C compiler is missing.

Examples
  lasso crosscheck                                    the model and its scenarios
  lasso crosscheck --scenario recovery --sample all   one scenario, every configuration
  lasso crosscheck my/model.ts --format json          another model, for a script
`;

function sampleOf(text: string): Sample {
  if (text === 'all' || text === 'pairs') return text;
  try {
    return whole(text);
  } catch {
    throw new InvalidArgumentError("expected 'all', 'pairs' or a whole number above zero");
  }
}

/**
 * Crosschecks the models of a module, or some of them.
 * @returns the exit code
 * @throws Mistake, before anything is explored, for flags that do not fit the models
 */
export async function crosscheckCommand(module: ModelModule, flags: CrosscheckFlags, io: Io): Promise<number> {
  const started = performance.now();
  const models = chosen(module, flags).map((model) => budgeted(model, flags));
  const options = models.map(({ system, invariants }) =>
    checkOptions(flags, system, onlyNames(flags.only, invariants)),
  );
  const text = flags.format === 'text';
  const { spinMissing, spinVersion } = await import('../export/spin.ts');
  const missing = await spinMissing();
  if (missing.length > 0) {
    io.err(
      `lasso: nothing was compared: ${missing.map((program) => `'${program}'`).join(' and ')} not installed; ` +
        'SPIN 6 and a C compiler are needed (Debian: apt-get install spin gcc libc6-dev)\n',
    );
    const nothing: Crosscheck = { format: 'lasso-crosscheck-1', missing, agrees: false, models: [], seconds: 0 };
    if (!text) io.out(`${JSON.stringify(nothing, null, 2)}\n`);
    return EXIT.missing;
  }

  const say = (its: ModelCrosscheck) => text && io.out(modelCrosscheckText(its, io.width, io.style));
  const { crosscheckText, modelCrosscheckText } = await import('../show/crosscheck.ts');
  const size = Math.min(flags.workers ?? availableParallelism(), models.length);
  let results: readonly ModelCrosscheck[];
  if (size > 1) {
    const { spread } = await import('./crosscheck-workers.ts');
    results = await spread(module.path, models, size, flags, io);
    results.forEach(say);
  } else results = await compareAll(models, options, flags.sample, say);
  const document: Crosscheck = {
    format: 'lasso-crosscheck-1',
    engine: await spinVersion(),
    missing,
    agrees: results.every(({ agrees }) => agrees),
    models: results,
    seconds: (performance.now() - started) / 1000,
  };
  io.out(text ? crosscheckText(document, io.width, io.style) : `${JSON.stringify(document, null, 2)}\n`);
  return document.agrees ? EXIT.expected : EXIT.disagrees;
}

/** Compares models in this process: while SPIN looks at one the next one is explored. */
async function compareAll(
  models: readonly Model[],
  options: readonly CheckOptions[],
  sample: Sample,
  say: (its: ModelCrosscheck) => void,
): Promise<ModelCrosscheck[]> {
  const { ask, compare } = await import('./second-opinion.ts');
  const running: Promise<ModelCrosscheck>[] = [];
  let before: Promise<unknown> = Promise.resolve();
  for (const [i, model] of models.entries()) {
    const opinion = compare(await ask(model, sample, options[i]!));
    running.push(opinion);
    before = Promise.all([before, opinion]).then(([, its]) => say(its));
    // Whoever waits for all of them below is told; until then a failure must not end the process.
    before.catch(() => undefined);
  }
  await before;
  return Promise.all(running);
}

/** The models that are compared: what narrows the run is for one of them, the main one unless another is named. */
function chosen(module: ModelModule, flags: CrosscheckFlags): readonly Model[] {
  const names = [...new Set(flags.scenario.flatMap((name) => name.split(',')))];
  if (names.length > 0) return names.map((name) => modelCalled(module, name));
  const narrowed = [flags.set, flags.release, flags.budget ?? [], flags.only].some((list) => list.length > 0);
  return narrowed ? [module] : [module, ...module.scenarios];
}
