import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { example, rowOf, type Variant, variantsOf } from '../check/catalogue.ts';
import type { Entry, Row } from '../describe/catalogue.ts';
import { rangeText } from '../describe/ranges.ts';
import { catalogueMarkdown, standingOf } from '../show/catalogue.ts';
import { removeTraces, writeTrace } from '../show/files.ts';
import type { Checked } from './checker.ts';
import { EXIT, exitOf, worst } from './exit.ts';
import type { Io } from './io.ts';
import type { Runner } from './jobs.ts';
import { type ModelModule, modelCalled, shortPath } from './model.ts';

/** What writes the catalogue, for its first lines. */
const COMMAND = 'lasso catalogue';

/** Explorations by what they explore, so that identical ones run once. */
export class Explorations {
  private readonly runner: Runner;
  private readonly countStutter: boolean;
  private readonly known = new Map<string, Promise<Checked>>();

  constructor(runner: Runner, countStutter = false) {
    this.runner = runner;
    this.countStutter = countStutter;
  }

  of(scenario: string, variant: Variant = {}): Promise<Checked> {
    const { features = {}, set = {}, only = [] } = variant;
    const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([scenario, sorted(features), sorted(set), only]);
    const known = this.known.get(key) ?? this.runner.run({ scenario, variant, countStutter: this.countStutter });
    this.known.set(key, known);
    return known;
  }

  /** Waits for all that were asked for. */
  all(): Promise<readonly Checked[]> {
    return settled([...this.known.values()]);
  }
}

/** A row, and the exploration that its counterexample comes from. */
interface Shown {
  readonly row: Row;
  readonly checked: Checked;
}

/** What the exploration says of each entry, in their order. */
export async function rowsOf(module: ModelModule, explorations: Explorations): Promise<readonly Shown[]> {
  return settled(module.catalogue.map((entry) => rowFor(entry, module, explorations)));
}

async function rowFor(entry: Entry, module: ModelModule, explorations: Explorations): Promise<Shown> {
  const { system } = modelCalled(module, entry.scenario);
  const variants = variantsOf(entry, system);
  const of = (variant: Variant | undefined) => variant && explorations.of(entry.scenario, variant);
  const [scenario, own, remedied] = await settled([
    explorations.of(entry.scenario),
    of(variants.own),
    of(variants.remedied),
  ]);
  const evidence = { scenario: scenario!, ...(own ? { own } : {}), ...(remedied ? { remedied } : {}) };
  const shorter = await of(example(entry, evidence));
  const row = rowOf(entry, system, { ...evidence, ...(shorter ? { example: shorter } : {}) });
  return { row, checked: shorter ?? own ?? scenario! };
}

/** Waits for all, and then throws what the first of those that failed threw: the same one in every run. */
export async function settled<T>(promises: readonly (T | Promise<T>)[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** Was everything behind the rows explored to the end? Otherwise they say nothing. */
export function isComplete(shown: readonly Shown[]): boolean {
  return shown.every(({ checked }) => checked.report.complete);
}

/** Writes the counterexample of each entry, under the name of its issue. */
export function writeEntries(shown: readonly Shown[], traces: string): void {
  const folder = join(traces, 'catalogue');
  const names = new Set<string>();
  for (const { row, checked } of shown) {
    if (!row.trace) continue;
    const issue = row.entry.issue.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    let name = issue;
    for (let n = 2; names.has(name); n++) name = `${issue}-${n}`;
    names.add(name);
    writeTrace(folder, name, row.trace, (range) => rangeText(checked.space, range));
  }
  removeTraces(folder, names);
}

/** The exit code that the rows ask for: one without a violation is a violation that has vanished. */
export function codeOf(rows: readonly Row[]): number {
  const codes = rows.map((row) => {
    const standing = standingOf(row);
    if (standing === 'not found') return EXIT.vanished;
    return standing === 'differs' ? exitOf(row.violates) : EXIT.expected;
  });
  return worst(codes);
}

/** The document that the rows make. */
export function markdownOf({ system }: ModelModule, rows: readonly Row[]): string {
  return catalogueMarkdown(system.name, rows, COMMAND);
}

/**
 * Compares a file with the document that the rows make, and says where it is stale.
 * @returns the exit code
 */
export function checkFile(file: string, document: string, io: Io): number {
  const path = resolve(io.cwd, file);
  const now = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (now === document) return EXIT.expected;
  const name = shortPath(path, io.cwd);
  const [was, is] = [now?.split('\n') ?? [], document.split('\n')];
  const line = is.findIndex((text, i) => text !== was[i]);
  const where = now === undefined ? 'is missing' : `is stale from line ${(line < 0 ? is.length : line) + 1} on`;
  io.err(`lasso: the catalogue '${name}' ${where}; write it again: lasso catalogue --out ${name}\n`);
  return EXIT.stale;
}
