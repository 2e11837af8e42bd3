import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { Drawable, DrawingFormat } from '../show/draw/index.ts';
import { counted } from '../show/layout.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadModel, shortPath } from './model.ts';
import type { End } from './program.ts';

export interface DrawFlags {
  readonly out: string;
  readonly format: DrawingFormat;
  readonly check?: boolean;
}

/** Adds `lasso draw`. */
export function addDraw(program: Command, io: Io, end: End): void {
  program
    .command('draw')
    .summary('draw the machines and how they are connected')
    .description(
      'Draws each machine of a model as a statechart, and each system as its components and channels: that of the ' +
        'model, and those of its scenarios. Nothing is explored.',
    )
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .option('--out <folder>', 'where pictures are written, with a README.md that shows them', 'docs/machines')
    .addOption(new Option('-f, --format <format>', 'as what').choices(['svg', 'mermaid']).default('svg'))
    .option('--check', 'write nothing; fail if what is there is not what would be written')
    .action(async (model: string | undefined, flags: DrawFlags) => {
      const { name: _, scenarios, ...main } = await loadModel(model, io.cwd);
      await drawCommand([{ ...main, name: 'main' }, ...scenarios], flags, io);
      end(EXIT.expected);
    });
}

/**
 * Draws systems, or checks that their pictures are there.
 * @throws Mistake for a folder that cannot be written to, and for stale pictures where they are checked
 */
export async function drawCommand(systems: readonly Drawable[], flags: DrawFlags, io: Io): Promise<void> {
  const { drawingsOf, staleDrawings, writeDrawings } = await import('../show/draw/index.ts');
  const folder = resolve(io.cwd, flags.out);
  const files = await drawingsOf(systems, flags.format);
  if (flags.check) {
    const stale = staleDrawings(folder, files);
    if (stale.length === 0) return io.out(`${counted(files.length, 'file')} in ${flags.out} as drawn now\n`);
    const others = stale.length > 1 ? ` and ${stale.length - 1} more` : '';
    throw new Mistake(
      `pictures in '${flags.out}' are stale: '${stale[0]}'${others}, expected what the machines are now; ` +
        "write them with 'lasso draw' (here: npm run draw)",
    );
  }
  writeDrawings(folder, files);
  io.out(`${counted(files.length, 'file')} written to ${shortPath(folder, io.cwd)}\n`);
}
