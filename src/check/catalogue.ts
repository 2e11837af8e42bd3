import { type Entry, type Fix, kindOf, type Row } from '../describe/catalogue.ts';
import { type Configuration, type FeatureValue, type OptionValue, valuesOf } from '../describe/options.ts';
import type { Trace } from '../describe/result.ts';
import { has } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { advised } from './advice.ts';
import type { Checked } from './check.ts';

/** An exploration of a scenario: with these features, in this part of its space, for these invariants. */
export interface Variant {
  readonly features?: Readonly<Record<string, FeatureValue>>;
  readonly set?: Readonly<Record<string, readonly OptionValue[]>>;
  readonly only?: readonly string[];
}

/** What was explored for an entry. */
export interface Evidence {
  /** The scenario as it is. */
  readonly scenario: Checked;
  /** With the features of the entry. */
  readonly own?: Checked;
  /** With the remedy. */
  readonly remedied?: Checked;
  /** For a counterexample, where `example` asks for one. */
  readonly example?: Checked;
}

/** The explorations that an entry needs besides that of its scenario. */
export function variantsOf(entry: Entry, system: System): { readonly own?: Variant; readonly remedied?: Variant } {
  const { features, remedy } = entry;
  const change = remedy === undefined ? undefined : system.remedies?.[remedy];
  // An advice leads out of the part that the entry is about.
  const part = change?.set ? {} : partOf(entry);
  const own = features && { features, ...part, ...(remedy === undefined ? { only: [entry.invariant] } : {}) };
  const remedied = change?.features && { features: { ...features, ...change.features }, ...part };
  return { ...(own ? { own } : {}), ...(remedied ? { remedied } : {}) };
}

/** The exploration that finds a counterexample of an entry, where its scenario shows none within the entry's part. */
export function example(entry: Entry, { scenario, own }: Evidence): Variant | undefined {
  const subject = own ?? scenario;
  const isViolated = violatedIn(entry, subject).length > 0;
  return isViolated && tracesOf(entry, subject).length === 0
    ? { ...(entry.features ? { features: entry.features } : {}), ...partOf(entry), only: [entry.invariant] }
    : undefined;
}

/** What the exploration says of an entry. */
export function rowOf(entry: Entry, system: System, evidence: Evidence): Row {
  const subject = evidence.own ?? evidence.scenario;
  const { definitions } = system.options;
  const all = valuesOf(definitions[entry.release]!);
  const within = new Set(configurationsIn(entry, subject).map((i) => subject.space.configurations[i]![entry.release]!));
  const affected = new Set(violatedIn(entry, subject).map((i) => subject.space.configurations[i]![entry.release]!));
  const releases = all.filter((release) => within.has(release));
  const found = releases.filter((release) => affected.has(release));
  const published = publishedAmong(entry, all, releases);
  // Where nothing is affected, the entry shows nothing, whatever was published.
  const isSame = found.length > 0 && published?.length === found.length && published.every((r) => found.includes(r));
  const agrees = published && isSame;
  const verdict = evidence.scenario.report.verdicts.find((v) => v.name === entry.invariant)!;
  const trace = shortest(tracesOf(entry, evidence.example ?? subject));
  const fix = fixOf(entry, system, evidence, releases, found);
  return {
    entry,
    kind: kindOf(entry),
    violates: verdict.kind,
    releases,
    found,
    ...(agrees === undefined ? {} : { agrees }),
    ...(trace ? { trace } : {}),
    ...(fix ? { fix } : {}),
  };
}

/** The published releases among those that were looked at; undefined where nothing can be compared. */
function publishedAmong({ published, features }: Entry, all: readonly OptionValue[], releases: readonly OptionValue[]) {
  if (published === undefined || features !== undefined) return undefined;
  const { from, until } = published;
  const first = from === undefined ? 0 : all.indexOf(from);
  const last = until === undefined ? all.length - 1 : all.indexOf(until);
  return releases.filter((release) => all.indexOf(release) >= first && all.indexOf(release) <= last);
}

function fixOf(
  entry: Entry,
  system: System,
  evidence: Evidence,
  releases: readonly OptionValue[],
  found: readonly OptionValue[],
): Fix | undefined {
  if (found.length === 0) return undefined;
  const remedy = entry.remedy === undefined ? undefined : system.remedies?.[entry.remedy];
  if (remedy) {
    const before = evidence.own ?? evidence.scenario;
    const changed = evidence.remedied ?? before;
    const after = remedy.set ? advised(changed, remedy.set) : changed;
    const confirmed = violatedIn(entry, after).length === 0;
    return { confirmed, by: 'remedy', breaks: brokenBy(entry, before, after) };
  }
  if (entry.features) return { confirmed: violatedIn(entry, evidence.scenario).length === 0, by: 'feature' };
  const since = releases[releases.indexOf(found.at(-1)!) + 1];
  return since === undefined ? undefined : { confirmed: true, by: 'release', since };
}

/** The other invariants that some configuration within the entry's part violates only afterwards. */
function brokenBy(entry: Entry, before: Checked, after: Checked): string[] {
  const text = (c: Configuration) => Object.values(c).join(' ');
  const numbers = new Map(before.space.configurations.map((c, i) => [text(c), i]));
  const part = configurationsIn(entry, after);
  return [...after.violating].flatMap(([name, bits]) => {
    const was = before.violating.get(name);
    const breaks = part.some((i) => {
      const earlier = numbers.get(text(after.space.configurations[i]!));
      return has(bits, i) && !(was && earlier !== undefined && has(was, earlier));
    });
    return breaks && name !== entry.invariant ? [name] : [];
  });
}

function partOf({ within = {} }: Entry): Pick<Variant, 'set'> {
  return Object.keys(within).length === 0 ? {} : { set: within };
}

/** The numbers of the configurations that an entry is about. */
function configurationsIn({ within = {} }: Entry, { space }: Checked): number[] {
  const numbers: number[] = [];
  space.configurations.forEach((c, i) => {
    if (isWithin(c, within)) numbers.push(i);
  });
  return numbers;
}

/** Those of them that violate its invariant. */
function violatedIn(entry: Entry, checked: Checked): number[] {
  const bits = checked.violating.get(entry.invariant);
  return bits ? configurationsIn(entry, checked).filter((i) => has(bits, i)) : [];
}

/** Its counterexamples. A configuration that is shown leaves out what has a single value, which is within the part. */
function tracesOf(entry: Entry, { report }: Checked): readonly Trace[] {
  const verdict = report.verdicts.find((v) => v.name === entry.invariant);
  return (verdict?.counterexamples ?? []).filter((trace) => isWithin(trace.configuration, entry.within ?? {}));
}

function isWithin(c: Configuration, within: NonNullable<Entry['within']>): boolean {
  return Object.entries(within).every(([key, values]) => c[key] === undefined || values.includes(c[key]));
}

function shortest(traces: readonly Trace[]): Trace | undefined {
  const length = ({ stem, cycle }: Trace) => stem.length + cycle.length;
  return traces.reduce<Trace | undefined>((best, t) => (best && length(best) <= length(t) ? best : t), undefined);
}
