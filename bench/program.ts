import { Command, CommanderError, Option } from 'commander';
import { EXIT } from '../src/cli/exit.ts';
import { many, positive, whole } from '../src/cli/explore.ts';
import { Mistake } from '../src/describe/mistake.ts';
import { unknown } from '../src/describe/unknown.ts';
import { type Contender, LASSO } from './contenders.ts';
import type { BenchDocument } from './document.ts';
import { thisMachine } from './machine.ts';
import type { BenchModel } from './models.ts';
import { growthText, measureGrowth } from './scale.ts';
import { Disagreement, runSuite } from './suite.ts';
import { textOf } from './table.ts';

interface Flags {
  readonly quick?: boolean;
  readonly scale?: boolean;
  readonly only: readonly string[];
  readonly contender: readonly string[];
  readonly rounds?: number;
  readonly seconds?: number;
  readonly format: 'text' | 'json';
}

/**
 * What `--quick` runs, in seconds: it has to end within a minute on a machine that does other things too. A run that
 * does not finish gives the rate of the first states.
 */
const QUICK = { seconds: 2, deadline: 40 };
/** In this order: what is fast comes first, in case the machine is slow. */
const QUICK_RUNS: Readonly<Record<string, readonly string[]>> = {
  'two-phase-commit-7': [LASSO, 'spin-single-process'],
  'chain-replication-16': [LASSO, 'spin', 'plain-search'],
  'philosophers-8': [LASSO, 'spin', 'getAdjacencyMap'],
  'paimon-cdc-small': [LASSO, 'plain-search'],
  'two-phase-commit-5': [LASSO, 'plain-search', 'getAdjacencyMap', 'getShortestPaths'],
};
const ROUNDS = 3;
const SECONDS = 120;

/** Where a command line writes, and what there is to run: the real ones, or those of a test. */
export interface Bench {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly models: readonly BenchModel[];
  readonly contenders: readonly Contender[];
}

/**
 * Runs one command line.
 * @returns the exit code: 70 where two contenders disagree, and then nothing is on `out`
 */
export async function run(argv: readonly string[], bench: Bench): Promise<number> {
  const program = new Command('bench')
    .description('Explores the same models with this explorer and with others, in turns, and compares their rates.')
    .addOption(many('--only <model>', 'only this model, or all of this family, such as two-phase-commit'))
    .addOption(many('--contender <name>', `only this one, beside ${LASSO}`))
    .option('--rounds <n>', `how often each runs (default: ${ROUNDS})`, whole)
    .option('--seconds <s>', `the most that one run of a slow contender may take (default: ${SECONDS})`, positive)
    .option('--quick', 'small models, and an end within a minute')
    .option('--scale', 'instead: how the cost grows, up to 100 million states (gigabytes, minutes)')
    .addOption(
      new Option('--format <format>', 'a table, or one JSON document').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', `\n${listing('Models', bench.models)}\n\n${listing('Contenders', bench.contenders)}`)
    .exitOverride()
    .configureOutput({ writeOut: bench.out, writeErr: bench.err, outputError: () => undefined })
    .action((flags: Flags) => compare(flags, bench));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return EXIT.expected;
  } catch (error) {
    return explain(error, saying(bench));
  }
}

async function compare(flags: Flags, bench: Bench): Promise<void> {
  const json = flags.format === 'json';
  const print = (document: object, text: string) =>
    bench.out(json ? `${JSON.stringify(document, undefined, 2)}\n` : text);
  const say = saying(bench);
  if (flags.scale) {
    const growth = await measureGrowth(thisMachine(), say);
    print(growth, growthText(growth));
    return;
  }
  const chosen = chosenModels(flags, bench);
  const running = chosenContenders(flags, bench);
  const machine = thisMachine();
  const outcome = await runSuite(chosen, running, {
    rounds: flags.rounds ?? ROUNDS,
    seconds: flags.seconds ?? (flags.quick ? QUICK.seconds : SECONDS),
    ...(flags.quick ? { deadline: QUICK.deadline } : {}),
    onRun: (contender, model, round) => say(`round ${round + 1}: ${contender} on ${model}`),
  });
  const about = <T extends { readonly name: string; readonly about: string }>(all: readonly T[]) =>
    Object.fromEntries(all.map(({ name, about }) => [name, about]));
  const document: BenchDocument = { machine, contenders: about(running), models: about(chosen), ...outcome };
  print(document, textOf(document));
}

/** @throws Mistake for a model that there is not */
function chosenModels({ only, quick }: Flags, { models }: Bench): readonly BenchModel[] {
  const names = only.flatMap((list) => list.split(','));
  const known = [...new Set(models.flatMap(({ name, family }) => [name, family]))];
  for (const name of names) if (!known.includes(name)) throw unknown('model', name, known);
  if (names.length > 0) {
    return models.filter(({ name, family, huge }) => names.includes(name) || (names.includes(family) && !huge));
  }
  if (!quick) return models.filter(({ huge }) => !huge);
  return Object.keys(QUICK_RUNS).flatMap((quickly) => models.filter(({ name }) => name === quickly));
}

/** @throws Mistake for a contender that there is not */
function chosenContenders({ contender, only, quick }: Flags, { contenders }: Bench): readonly Contender[] {
  const names = contender.flatMap((list) => list.split(','));
  const known = contenders.map(({ name }) => name);
  for (const name of names) if (!known.includes(name)) throw unknown('contender', name, known);
  if (names.length > 0) return contenders.filter(({ name }) => name === LASSO || names.includes(name));
  if (!quick || only.length > 0) return contenders;
  return contenders.flatMap((one) => {
    const fits = (model: BenchModel) => one.fits(model) && (QUICK_RUNS[model.name] ?? []).includes(one.name);
    return Object.values(QUICK_RUNS).some((runs) => runs.includes(one.name)) ? [{ ...one, fits }] : [];
  });
}

/** What happens, for whoever waits; results go to `out`. */
function saying({ err }: Bench) {
  return (what: string): void => err(`bench: ${what}\n`);
}

function explain(error: unknown, say: (what: string) => void): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.expected;
    say(`${error.message.replace(/^error: /, '')}; 'npm run bench -- --help' lists what there is`);
    return EXIT.mistake;
  }
  if (error instanceof Mistake) {
    say(error.message);
    return EXIT.mistake;
  }
  if (error instanceof Disagreement) {
    say(`the counts differ, so no time is reported. ${error.message}`);
    return EXIT.internal;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.internal;
}

function listing(title: string, all: readonly { readonly name: string; readonly about: string }[]): string {
  const widest = Math.max(...all.map(({ name }) => name.length));
  return [title, ...all.map(({ name, about }) => `  ${name.padEnd(widest)}  ${about}`)].join('\n');
}
