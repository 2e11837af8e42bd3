import { Command, CommanderError } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import { clean } from '../show/layout.ts';
import { PLAIN } from '../show/style.ts';
import { addCatalogue } from './catalogue.ts';
import { addCheck } from './check.ts';
import { addClaim } from './claim.ts';
import { addCrosscheck } from './crosscheck.ts';
import { addDraw } from './draw.ts';
import { EXIT, EXIT_HELP } from './exit.ts';
import { addExport } from './export.ts';
import type { Io } from './io.ts';
import { addMerge } from './merge.ts';
import { addRemedies } from './remedies.ts';
import { addShow } from './show.ts';

/** How a command says with which code the process ends. */
export type End = (code: number) => void;

/**
 * Runs one command line.
 * @returns the exit code; whatever goes wrong is said in one line on `io.err`
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.expected;
  const end: End = (c) => {
    code = c;
  };
  const program = new Command('lasso')
    .description('Explores every interleaving of communicating XState machines, in every configuration.')
    .usage('<command> [options]')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: () => undefined,
      getOutHelpWidth: () => io.width,
    })
    .showSuggestionAfterError();
  addCheck(program, io, end);
  addMerge(program, io, end);
  addClaim(program, io, end);
  addRemedies(program, io, end);
  addCatalogue(program, io, end);
  addShow(program, io, end);
  addDraw(program, io, end);
  addCrosscheck(program, io, end);
  addExport(program, io, end);
  for (const command of [program, ...program.commands]) {
    command.option('--no-color', 'plain text (as the variable NO_COLOR)');
  }
  if (argv.length === 0) {
    io.out(program.helpInformation());
    return EXIT.mistake;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, argv, io);
  }
}

/**
 * Says what went wrong, in one line.
 * @returns the exit code for it
 */
export async function explain(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0 || error.code === 'commander.help') return EXIT.expected;
    io.err(`lasso: ${usage(error.message)}; 'lasso ${commandIn(argv)}--help' lists what there is\n`);
    return EXIT.mistake;
  }
  if (error instanceof Mistake || (error instanceof Error && error.name === 'Mistake')) {
    io.err(`lasso: ${clean(error.message)}\n`);
    const trace = (error as Mistake).trace;
    if (trace !== undefined) io.err(await leadingThere(trace, io));
    return EXIT.mistake;
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  io.err(`lasso: this is a defect of Lasso, please report it: ${name}: ${clean(message)}\n`);
  if (stack !== undefined) io.err(`${stack.split('\n').slice(1).join('\n')}\n`);
  return EXIT.internal;
}

/** The message of commander, in one line and in our words. */
function usage(message: string): string {
  return clean(
    message
      .replace(/^error: /, '')
      .replace(/\n\(Did you mean (.+?)\?\)/, "; did you mean '$1'?")
      .replace(/\?$/, '?')
      .replace(/\.$/, ''),
  );
}

function commandIn(argv: readonly string[]): string {
  const command = argv.find((a) =>
    ['check', 'merge', 'claim', 'remedies', 'show', 'draw', 'crosscheck', 'export'].includes(a),
  );
  return command === undefined ? '' : `${command} `;
}

/** The steps that lead to a mistake, where they are known. */
async function leadingThere(trace: unknown, io: Io): Promise<string> {
  const { ToldSchema } = await import('../show/schema.ts');
  const told = ToldSchema.safeParse(trace);
  if (!told.success) return '';
  const { pathLines } = await import('../show/text.ts');
  const path = { initial: told.data.initial, stem: told.data.steps, cycle: [] };
  return `\n${pathLines(path, io.width, PLAIN).join('\n')}\n`;
}
