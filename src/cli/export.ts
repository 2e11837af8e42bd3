import { writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { OptionValue } from '../describe/options.ts';
import { MAIN } from '../describe/scenario.ts';
import type { Space } from '../describe/space.ts';
import { EXIT } from './exit.ts';
import { budgeted, checkOptions, type ExploreFlags, many, onlyNames, whole } from './explore.ts';
import type { Io } from './io.ts';
import { loadModel, type Model, modelCalled, shortPath } from './model.ts';
import type { End } from './program.ts';

export interface ExportFlags extends ExploreFlags {
  readonly only: readonly string[];
  readonly scenario?: string;
  readonly promela?: string | true;
  readonly tla?: string | true;
  readonly defaults?: boolean;
}

/** Adds `lasso export`. */
export function addExport(program: Command, io: Io, end: End): void {
  program
    .command('export')
    .summary('write a system as tables for SPIN or TLC')
    .description(
      'Explores one configuration of a model, and writes what it learnt, which is all that can be reached, with the ' +
        'safety properties, as a Promela model for SPIN or as a TLA+ module for TLC. docs/crosscheck.md says how to run ' +
        'them, on several machines too.',
    )
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .option('--promela [file]', 'as a Promela model (default: printed)')
    .option('--tla [file]', "as a TLA+ module, with TLC's configuration file beside it (default: Lasso.tla)")
    .option('-S, --scenario <name>', 'a scenario of the module (default: main)')
    .addOption(many('-o, --only <invariant>', "only the properties of this invariant; also 'a,b'"))
    .addOption(many('-s, --set <option=value>', 'a value of an option'))
    .addOption(many('-r, --release <release>', "the same for the first option with releases, or 'option=release'"))
    .option('--defaults', 'options that are left open have their defaults')
    .addOption(many('-b, --budget <name=n>', 'with another budget, such as one failure more'))
    .option('--max-states <n>', 'explore only so many states, and write what is known by then', whole)
    .addHelpText('after', EXAMPLES)
    .action(async (model: string | undefined, flags: ExportFlags) => {
      await exportCommand(modelCalled(await loadModel(model, io.cwd), flags.scenario ?? MAIN), flags, io);
      end(EXIT.expected);
    });
}

const EXAMPLES = `
Examples
  lasso export --scenario recovery --defaults --promela recovery.pml
  lasso export my/model.ts --set mode=table --release 1.0.0 --tla Table.tla
`;

/**
 * Explores one configuration and writes it down.
 * @throws Mistake, before anything is explored, where more than one is left, and for a file that cannot be written
 */
export async function exportCommand(model: Model, flags: ExportFlags, io: Io): Promise<void> {
  if (flags.promela === undefined && flags.tla === undefined) {
    throw new Mistake("say what it is exported as: '--promela' or '--tla'");
  }
  const tlaFile = flags.tla === undefined ? undefined : resolve(io.cwd, flags.tla === true ? 'Lasso.tla' : flags.tla);
  const name = tlaFile === undefined ? '' : basename(tlaFile, extname(tlaFile));
  if (tlaFile !== undefined && (extname(tlaFile) !== '.tla' || !/^[A-Za-z]\w*$/.test(name))) {
    const expected = "expected letters, digits and '_' with a letter first, and then '.tla'";
    throw new Mistake(`'${basename(tlaFile)}' cannot be the file of a TLA+ module: ${expected}`);
  }
  const { taskOf, explored } = await import('../check/check.ts');
  const { monitorsOf } = await import('../check/monitors.ts');
  const { tabulate } = await import('../explore/tabulate.ts');
  const { promela, tla } = await import('../export/index.ts');
  const { system, invariants } = budgeted(model, flags);
  const options = checkOptions(flags, system, onlyNames(flags.only, invariants));
  const { space } = taskOf(system, invariants, options);
  const task = taskOf(system, invariants, { ...options, set: oneOf(space, flags.defaults === true) });
  const explorer = await explored(task, options);
  const watched = monitorsOf(task.chosen, task.compiled);
  const document = tabulate(
    explorer,
    watched.map(({ monitor }) => monitor),
    { unfinished: flags.maxStates !== undefined },
  );
  if (explorer.stoppedBy !== undefined) {
    io.err(
      `lasso: ${explorer.stoppedBy} was reached: where a transition is missing, SPIN or TLC will stop and say so\n`,
    );
  }
  const about = `${explorer.states.toLocaleString('en')} states, ${explorer.transitions.toLocaleString('en')} transitions`;
  const write = (path: string, text: string) => {
    try {
      writeFileSync(path, text);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      throw new Mistake(`cannot write '${shortPath(path, io.cwd)}' (${code})`, {}, { cause: error });
    }
    io.err(`lasso: ${shortPath(path, io.cwd)}: ${about}\n`);
  };
  if (flags.promela === true) io.out(promela(document));
  else if (flags.promela !== undefined) write(resolve(io.cwd, flags.promela), promela(document));
  if (tlaFile !== undefined) {
    const { module, config } = tla(document, name);
    write(tlaFile, module);
    write(join(dirname(tlaFile), `${name}.cfg`), config);
  }
}

/** The one configuration that is left of a space, as values of options. */
function oneOf(space: Space, defaults: boolean): Record<string, OptionValue[]> {
  const { axes, configurations } = space;
  const left = defaults
    ? configurations.filter((c) => axes.every((axis) => isChosen(space, axis.key, c[axis.key]!)))
    : configurations;
  const [only] = left;
  if (only !== undefined && left.length === 1) {
    return Object.fromEntries(axes.map(({ key }) => [key, [only[key]!]]));
  }
  const open = axes.flatMap(({ key, values }) => {
    const here = values.filter((value) => configurations.some((c) => c[key] === value));
    return here.length > 1 ? [`${key} (${here.join(', ')})`] : [];
  });
  const why = defaults ? 'their defaults cannot be combined' : `${configurations.length} configurations are left`;
  throw new Mistake(
    `an export is of one configuration, and ${why}; choose with --set${defaults ? '' : ', or take --defaults'}: ${open.join('; ')}`,
  );
}

/** Is this the value of an option that is fixed, or else its default? */
function isChosen({ axes, configurations }: Space, key: string, value: OptionValue): boolean {
  const { default: usual } = axes.find((axis) => axis.key === key)!;
  return value === usual || configurations.every((c) => c[key] === value);
}
