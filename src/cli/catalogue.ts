import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Row } from '../describe/catalogue.ts';
import { Mistake } from '../describe/mistake.ts';
import { type Check, lazyCheck } from './checker.ts';
import { EXIT, worst } from './exit.ts';
import { addWorkers } from './explore.ts';
import type { Io } from './io.ts';
import { loadModel, type ModelModule } from './model.ts';
import type { End } from './program.ts';

type Format = 'text' | 'markdown' | 'json';

export interface CatalogueFlags {
  readonly format?: Format;
  readonly out?: string;
  readonly check?: string;
  readonly workers?: number;
}

/** Adds `lasso catalogue`. */
export function addCatalogue(program: Command, io: Io, end: End): void {
  const command = program
    .command('catalogue')
    .summary('known failures, and what the exploration says of each')
    .description(
      "Explores what the entries of a module's catalogue need, and says of each: which releases are affected, " +
        'whether they are those that were published, how long the counterexample is, and whether the fix is one.',
    )
    .argument('[model]', "module that exports 'system', 'invariants' and 'catalogue' (default: invariants/)")
    .addOption(
      new Option('-f, --format <format>', 'what is written (default: text, into a file markdown)').choices([
        'text',
        'markdown',
        'json',
      ]),
    )
    .option('--out <file>', 'write it into this file')
    .option('--check <file>', 'fail where this file, in Markdown, is not what the run says');
  addWorkers(command).action(async (model: string | undefined, flags: CatalogueFlags) => {
    end(await catalogueCommand(await loadModel(model, io.cwd), flags, io, lazyCheck));
  });
}

/**
 * Evaluates the catalogue of a module that is loaded.
 * @returns the exit code
 * @throws Mistake for a module without a catalogue, and for a file that cannot be written
 */
export async function catalogueCommand(
  module: ModelModule,
  flags: CatalogueFlags,
  io: Io,
  check: Check,
): Promise<number> {
  if (module.catalogue.length === 0) {
    throw new Mistake("the module has no entries; give it the export 'catalogue', a list made by entry({…})");
  }
  const { runnerOf } = await import('./check-all.ts');
  const { checkFile, codeOf, Explorations, isComplete, markdownOf, rowsOf } = await import('./entries.ts');
  const runner = runnerOf(module, flags.workers, io, check);
  try {
    const shown = await rowsOf(module, new Explorations(runner));
    if (!isComplete(shown)) {
      io.err('lasso: stopped before the end, so nothing can be said\n');
      return EXIT.stopped;
    }
    const rows = shown.map(({ row }) => row);
    const format = flags.format ?? (flags.out === undefined ? 'text' : 'markdown');
    const text = format === 'markdown' ? markdownOf(module, rows) : await otherText(format, rows, io);
    if (flags.out !== undefined) write(resolve(io.cwd, flags.out), text, flags.out);
    else if (flags.check === undefined) io.out(text);
    const stale = flags.check === undefined ? 0 : checkFile(flags.check, markdownOf(module, rows), io);
    return worst([codeOf(rows), stale]);
  } finally {
    runner.end();
  }
}

async function otherText(format: 'text' | 'json', rows: readonly Row[], io: Io): Promise<string> {
  const { catalogueDocument, catalogueText } = await import('../show/catalogue.ts');
  if (format === 'text') return catalogueText(rows, io);
  return (await import('../show/json.ts')).jsonText(catalogueDocument(rows));
}

function write(path: string, text: string, name: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Mistake(`the catalogue '${name}' cannot be written: ${code}; choose another file with --out`);
  }
}
