import { Mistake } from '../describe/mistake.ts';
import { type OptionDefinitions, valuesOf } from '../describe/options.ts';
import { minimise, unionOf } from '../describe/ranges.ts';
import type { Range, Report } from '../describe/result.ts';
import { and, type Bits, count, equal, isEmpty, minus, type Space, unknown } from '../describe/space.ts';
import type { Judged } from '../show/judged.ts';
import { type BaselineEntry, BaselineSchema, firstProblem } from '../show/schema.ts';

/** The reason of an entry that nobody has explained yet. */
export const TODO = 'TODO: say why';

/**
 * Reads a baseline.
 * @param text the file's text
 * @param name how the file is called in messages
 * @throws Mistake for what is not JSON, does not fit the schema, or names what does not exist
 */
export function parseBaseline(
  text: string,
  name: string,
  options: OptionDefinitions,
  invariants: readonly string[],
): BaselineEntry[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Mistake(`baseline '${name}' is not JSON: ${oneLine((error as Error).message)}`);
  }
  const parsed = BaselineSchema.safeParse(document);
  if (!parsed.success) {
    const expected = 'expected a list of {invariant, affected, reason, link}';
    throw new Mistake(`baseline '${name}': ${firstProblem(parsed.error)}; ${expected}`);
  }
  parsed.data.forEach((entry, i) => {
    try {
      checkEntry(entry, options, invariants);
    } catch (error) {
      throw new Mistake(`baseline '${name}', entry ${i + 1}: ${(error as Error).message}`);
    }
  });
  return parsed.data;
}

function checkEntry(entry: BaselineEntry, options: OptionDefinitions, invariants: readonly string[]): void {
  if (!invariants.includes(entry.invariant)) throw unknown('invariant', entry.invariant, invariants);
  for (const [key, values] of entry.affected.flatMap((range) => Object.entries(range))) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (!option) throw unknown('option', key, Object.keys(options));
    const known = valuesOf(option);
    for (const value of values) {
      if (!known.includes(value)) throw unknown(`value of '${key}'`, String(value), known.map(String));
    }
  }
}

/**
 * Compares each verdict with what the baseline accepts, as sets of configurations of the space explored: what a
 * narrowed run did not explore does not count.
 * @param violating the configurations that violate each invariant
 */
export function judge(
  report: Report,
  space: Space,
  violating: ReadonlyMap<string, Bits>,
  baseline: readonly BaselineEntry[],
): Map<string, Judged> {
  const judged = new Map<string, Judged>();
  for (const { name } of report.verdicts) {
    const entries = baseline.filter((e) => e.invariant === name);
    const accepted = unionOf(
      space,
      entries.flatMap((e): readonly Range[] => e.affected),
    );
    const found = violating.get(name) ?? space.empty();
    const added = minus(found, accepted);
    // What an unfinished run has not found may still be there.
    const vanished = report.complete ? minus(accepted, found) : space.empty();
    judged.set(name, {
      expected: isEmpty(added) && isEmpty(vanished),
      added: count(added),
      addedIn: minimise(space, added),
      vanished: count(vanished),
      vanishedIn: minimise(space, vanished),
      reasons: entries
        .filter((e) => !isEmpty(unionOf(space, e.affected)))
        .map(({ reason, link }) => (link === undefined ? { reason } : { reason, link })),
    });
  }
  return judged;
}

/**
 * The baseline that accepts exactly what a complete run over the whole space found. Entries that still hold stay as
 * they are; one that holds in part keeps its reason and link for that part; what is new is given the reason `TODO`.
 * Entries of invariants that were not checked stay.
 */
export function updatedBaseline(
  report: Report,
  space: Space,
  violating: ReadonlyMap<string, Bits>,
  baseline: readonly BaselineEntry[],
): BaselineEntry[] {
  const checked = new Set(report.verdicts.map((v) => v.name));
  const result = baseline.filter((e) => !checked.has(e.invariant));
  for (const { name } of report.verdicts) {
    const found = violating.get(name) ?? space.empty();
    let left = found;
    for (const entry of baseline.filter((e) => e.invariant === name)) {
      const accepted = unionOf(space, entry.affected);
      const still = and(accepted, found);
      left = minus(left, accepted);
      if (isEmpty(still)) continue;
      const affected = equal(still, accepted) ? entry.affected : minimise(space, still).map(written);
      result.push({ ...entry, affected });
    }
    if (!isEmpty(left)) result.push({ invariant: name, affected: minimise(space, left).map(written), reason: TODO });
  }
  return result;
}

/** Text of a baseline file: one range a line, so that a change is easy to review. */
export function baselineText(baseline: readonly BaselineEntry[]): string {
  const entries = baseline.map(({ invariant, affected, reason, link }) => {
    const ranges = affected.map((range) => `      ${rangeLine(range)}`).join(',\n');
    const rest = link === undefined ? '' : `,\n    "link": ${JSON.stringify(link)}`;
    return `  {\n    "invariant": ${JSON.stringify(invariant)},\n    "affected": [\n${ranges}\n    ],\n    "reason": ${JSON.stringify(reason)}${rest}\n  }`;
  });
  return entries.length === 0 ? '[]\n' : `[\n${entries.join(',\n')}\n]\n`;
}

function rangeLine(range: Range): string {
  const fields = Object.entries(range).map(
    ([key, values]) => `${JSON.stringify(key)}: [${values.map((v) => JSON.stringify(v)).join(', ')}]`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const written = (range: Range) => Object.fromEntries(Object.entries(range).map(([key, values]) => [key, [...values]]));

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
