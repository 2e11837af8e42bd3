import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../../describe/mistake.ts';
import type { DrawnFile } from './documents.ts';

/** The mark by which Lasso knows its own pictures: no other file is ever replaced or removed. */
const MARK = 'lasso-draw-1';
const NOTE = `${MARK}: written by 'lasso draw', which replaces it`;

/** What a file holds: what was drawn, and the mark. */
const content = ({ name, text }: DrawnFile): string =>
  name.endsWith('.mmd') ? `%% ${NOTE}\n${text}` : `<!-- ${NOTE} -->\n${text}`;

/**
 * Writes pictures into a folder, and removes the ones of an earlier run that are no longer drawn.
 * @throws Mistake where a file is in the way that Lasso did not write, or where the folder cannot be written to
 */
export function writeDrawings(folder: string, files: readonly DrawnFile[]): void {
  for (const { name } of files) {
    if (existsSync(join(folder, name)) && !isOurs(folder, name)) {
      throw new Mistake(`'${join(folder, name)}' was not written by 'lasso draw'; choose another folder with --out`);
    }
  }
  try {
    mkdirSync(folder, { recursive: true });
    for (const file of files) writeFileSync(join(folder, file.name), content(file));
    for (const name of superfluous(folder, files)) rmSync(join(folder, name));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Mistake(
      `cannot write pictures to '${folder}' (${why}); choose another folder with --out`,
      {},
      { cause: error },
    );
  }
}

/** The files in a folder that are not what would be written now: changed, missing, or no longer drawn. */
export function staleDrawings(folder: string, files: readonly DrawnFile[]): string[] {
  const changed = files.filter((file) => read(folder, file.name) !== content(file)).map(({ name }) => name);
  return [...changed, ...superfluous(folder, files)];
}

function superfluous(folder: string, files: readonly DrawnFile[]): string[] {
  if (!existsSync(folder)) return [];
  const wanted = new Set(files.map(({ name }) => name));
  return readdirSync(folder)
    .filter((name) => /\.(svg|mmd|md)$/.test(name) && !wanted.has(name) && isOurs(folder, name))
    .sort();
}

const isOurs = (folder: string, name: string): boolean => read(folder, name)?.slice(0, 100).includes(MARK) === true;

function read(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}
