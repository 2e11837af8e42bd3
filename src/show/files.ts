import { randomUUID } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Mistake } from '../describe/mistake.ts';
import type { Report, Trace } from '../describe/result.ts';
import { traceJson } from './json.ts';
import { clean } from './layout.ts';
import { traceMermaid } from './mermaid.ts';
import { traceText } from './text.ts';
import type { RangeText } from './values.ts';

/** The mark by which Lasso knows its own files: nothing else is ever removed. */
const MARK = 'lasso-trace-1';

/**
 * Makes sure that traces can be written to a folder, before hours are spent on finding them. Leaves nothing
 * behind: the folder itself is made when the first trace is written.
 * @throws Mistake where the folder cannot be made, or written to
 */
export function ensureWritable(folder: string): void {
  let place = resolve(folder);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  if (!statSync(place).isDirectory()) {
    throw new Mistake(`cannot write traces to '${folder}': '${place}' is a file, expected a folder`);
  }
  const probe = join(place, `.lasso-${randomUUID()}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/**
 * Writes the counterexamples of a report: `<invariant>.json`, `.txt` and `.md` for the first range, `-2` and so
 * on for the others. The same report gives the same bytes.
 *
 * Files of an earlier run that no longer belong to a counterexample are removed where the run was complete: those of
 * the invariants that were checked, and of invariants that the model no longer has. A file that does not carry
 * Lasso's mark is never removed.
 * @param invariants names of all invariants of the model, the unchecked ones too
 * @returns of each invariant the paths of its traces in JSON, in the order of its ranges
 * @throws Mistake where a file cannot be written
 */
export function writeTraces(
  report: Report,
  folder: string,
  invariants: readonly string[],
  rangeText?: RangeText,
): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  const written = new Set<string>();
  try {
    for (const { name, counterexamples } of report.verdicts) {
      const names = traceNames(name, counterexamples.length, invariants);
      paths.set(
        name,
        names.map((n) => join(folder, `${n}.json`)),
      );
      counterexamples.forEach((trace, i) => {
        for (const file of writeFiles(folder, names[i]!, trace, rangeText)) written.add(file);
      });
    }
    if (report.complete) removeStale(folder, written, report, invariants);
  } catch (error) {
    throw notWritable(folder, error);
  }
  return paths;
}

/**
 * Writes one trace as JSON, text and Markdown under a name of its own.
 * @returns the path of the JSON file
 * @throws Mistake where a file cannot be written
 */
export function writeTrace(folder: string, name: string, trace: Trace, rangeText?: RangeText): string {
  try {
    writeFiles(folder, name, trace, rangeText);
  } catch (error) {
    throw notWritable(folder, error);
  }
  return join(folder, `${name}.json`);
}

/**
 * Removes the traces in a folder that Lasso wrote, whatever they are called, except for some.
 * @param keep names without their endings
 */
export function removeTraces(folder: string, keep: ReadonlySet<string>): void {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    if (invariantIn(join(folder, file)) !== undefined && !keep.has(file.replace(/\.[a-z]+$/, ''))) {
      rmSync(join(folder, file));
    }
  }
}

function writeFiles(folder: string, name: string, trace: Trace, rangeText?: RangeText): string[] {
  mkdirSync(folder, { recursive: true });
  const text = traceText(trace, rangeText ? { rangeText } : {});
  const texts = { json: traceJson(trace), txt: textFile(trace, text), md: markdownFile(trace, text) };
  return Object.entries(texts).map(([kind, content]) => {
    const file = `${name}.${kind}`;
    writeFileSync(join(folder, file), content);
    return file;
  });
}

/** The names of the traces of one invariant, without their endings; never the name of another invariant. */
export function traceNames(invariant: string, count: number, invariants: readonly string[]): string[] {
  const names: string[] = [];
  for (let n = 1; names.length < count; n++) {
    const name = n === 1 ? invariant : `${invariant}-${n}`;
    if (n === 1 || !invariants.includes(name)) names.push(name);
  }
  return names;
}

/** The text file of a trace, from its text. Its last line says who wrote it. */
export function textFile(trace: Trace, text: string): string {
  return `${text}\n(${MARK} ${trace.invariant}, replaced by the next 'lasso check')\n`;
}

/** The Markdown file of a trace, from its text: a diagram and the text, as GitHub renders them in a pull request. */
export function markdownFile(trace: Trace, text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((r) => r.length + 1)));
  return [
    `<!-- ${MARK} ${trace.invariant}: written by 'lasso check', which replaces it -->`,
    `# ${trace.invariant}`,
    '',
    inMarkdown(trace.about),
    '',
    '```mermaid',
    `${traceMermaid(trace)}\`\`\``,
    '',
    `${fence}text`,
    `${text}${fence}`,
    '',
  ].join('\n');
}

/** Text of the model in Markdown: nothing in it is markup. */
export function inMarkdown(text: string): string {
  return clean(text).replace(/[\\`*_{}[\]<>#|~&@$!]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function removeStale(
  folder: string,
  written: ReadonlySet<string>,
  report: Report,
  invariants: readonly string[],
): void {
  if (!existsSync(folder)) return;
  const checked = new Set(report.verdicts.map((v) => v.name));
  for (const file of readdirSync(folder)) {
    if (written.has(file)) continue;
    const invariant = ownerOf(join(folder, file));
    if (invariant === undefined || (!checked.has(invariant) && invariants.includes(invariant))) continue;
    rmSync(join(folder, file));
  }
}

/** The invariant that a file is called after and whose trace it holds, where Lasso wrote it; undefined otherwise. */
function ownerOf(path: string): string | undefined {
  const invariant = invariantIn(path);
  return invariant !== undefined && isNameOf(basename(path).replace(/\.[a-z]+$/, ''), invariant)
    ? invariant
    : undefined;
}

/** The invariant whose trace a file holds, where Lasso wrote the file; undefined otherwise. */
function invariantIn(path: string): string | undefined {
  const name = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.(json|txt|md)$/.exec(basename(path));
  if (!name || !lstatSync(path).isFile()) return undefined;
  const text = readFileSync(path, 'utf8');
  const owner =
    name[2] === 'json'
      ? new RegExp(`^\\{\\s*"format": "${MARK}",[^]{0,1000}?"invariant": "([a-z0-9-]+)",`).exec(text)
      : name[2] === 'md'
        ? new RegExp(`^<!-- ${MARK} ([a-z0-9-]+): `).exec(text)
        : new RegExp(`\\n(?:\\(${MARK} ([a-z0-9-]+), [^\\n]*\\)|${MARK} ([a-z0-9-]+): [^\\n]*)\\n$`).exec(text);
  // text files ended in another way before; those are Lasso's too
  return owner?.[1] ?? owner?.[2];
}

/** Is this what a trace of the invariant is called? */
function isNameOf(name: string, invariant: string): boolean {
  return name === invariant || (name.startsWith(`${invariant}-`) && /^\d+$/.test(name.slice(invariant.length + 1)));
}

function notWritable(folder: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined || error instanceof Mistake) return error as Error;
  const why = WHY[code] ?? code;
  return new Mistake(
    `cannot write traces to '${folder}': ${why}; choose another folder with --out`,
    {},
    { cause: error },
  );
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'a folder is in the place of a file',
  ENAMETOOLONG: 'its name is too long',
};
