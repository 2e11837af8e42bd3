import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Mistake } from '../describe/mistake.ts';
import { rangeText } from '../describe/ranges.ts';
import { MAIN } from '../describe/scenario.ts';
import type { Judged } from '../show/judged.ts';
import type { ResultDocument } from '../show/schema.ts';
import type { Shown } from '../show/terminal.ts';
import type { Checked } from './checker.ts';
import { EXIT, exitCode, worst } from './exit.ts';
import type { BaselineFile } from './explore.ts';
import type { Io } from './io.ts';
import { type Model, shortPath } from './model.ts';

/** A model that has been checked, compared with its baseline, and whose traces are written. */
export interface Concluded {
  readonly model: Model;
  readonly checked: Checked;
  readonly judged: ReadonlyMap<string, Judged>;
  /** Paths of the traces in JSON, by invariant. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Where the baseline is, for reading; undefined where there is none. */
  readonly baseline?: string;
  /** The exit code of this model alone. */
  readonly code: number;
}

/** Where the traces of a model are written. */
export function folderOf({ name }: Model, traces: string): string {
  return name === MAIN ? traces : join(traces, name);
}

/**
 * Compares what was found with the baseline, or makes it the baseline, and writes the traces.
 * @param traces the folder of all traces
 * @param updates rewrite the baseline; it is left alone where the run did not end
 */
export async function conclude(
  model: Model,
  checked: Checked,
  baseline: BaselineFile,
  { updates, traces }: { readonly updates: boolean; readonly traces: string },
  io: Io,
): Promise<Concluded> {
  const { report, space, violating } = checked;
  const { judge } = await import('./baseline.ts');
  const { writeTraces } = await import('../show/files.ts');
  const entries = updates ? await update(checked, baseline, io) : baseline.entries;
  const judged = judge(report, space, violating, entries);
  const names = model.invariants.map((i) => i.name);
  const written = writeTraces(report, folderOf(model, traces), names, (range) => rangeText(space, range));
  const files = new Map([...written].map(([name, paths]) => [name, paths.map((p) => shortPath(p, io.cwd))]));
  const exists = baseline.exists || (updates && entries.length > 0);
  return {
    model,
    checked,
    judged,
    files,
    ...(exists ? { baseline: shortPath(baseline.path, io.cwd) } : {}),
    code: worst([exitCode(report, judged), report.complete ? EXIT.expected : EXIT.stopped]),
  };
}

/** What the terminal shows of a model. */
export function shownOf({ checked, judged, files, baseline }: Concluded): Shown {
  const { report, space } = checked;
  return {
    report,
    judged,
    files,
    rangeText: (range) => rangeText(space, range),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

/** What `--format json` says of a model. */
export async function documentOf({ model, checked, judged, files }: Concluded): Promise<ResultDocument> {
  const { resultDocument } = await import('../show/json.ts');
  const expected = (name: string): boolean => judged.get(name)?.expected ?? true;
  const document = resultDocument(checked.report, expected, (name) => files.get(name) ?? []);
  return model.name === MAIN ? document : { scenario: model.name, ...document };
}

/** Writes the baseline that accepts what was found; leaves it alone where the run did not end. */
async function update(
  { report, space, violating }: Checked,
  baseline: BaselineFile,
  io: Io,
): Promise<BaselineFile['entries']> {
  const name = shortPath(baseline.path, io.cwd);
  if (!report.complete) {
    io.err(`lasso: '${name}' is left as it is, since the run was stopped before the end\n`);
    return baseline.entries;
  }
  const { baselineText, TODO, updatedBaseline } = await import('./baseline.ts');
  const entries = updatedBaseline(report, space, violating, baseline.entries);
  // No file accepts nothing, so none is needed for that.
  if (entries.length === 0 && !baseline.exists) return entries;
  try {
    mkdirSync(dirname(baseline.path), { recursive: true });
    writeFileSync(baseline.path, baselineText(entries));
  } catch (error) {
    throw new Mistake(`baseline '${name}' cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
  const open = entries.filter((e) => e.reason === TODO).length;
  io.err(
    `lasso: wrote '${name}'${open > 0 ? `; give a reason to ${open} new ${open === 1 ? 'entry' : 'entries'}` : ''}\n`,
  );
  return entries;
}
