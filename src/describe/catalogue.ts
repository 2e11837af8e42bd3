import { Mistake } from './mistake.ts';
import { type FeatureValue, type OptionDefinitions, type OptionValue, valuesOf } from './options.ts';
import type { Invariant } from './properties.ts';
import { definitionsLeft } from './restrict.ts';
import type { Range, Trace } from './result.ts';
import { Space } from './space.ts';
import type { System } from './system.ts';
import { unknown } from './unknown.ts';

/** A known failure of the real software, and where in the model it shows. */
export interface Entry {
  /** As people cite it: `apache/paimon#4998`, `FLINK-29840`. */
  readonly issue: string;
  readonly link: string;
  /** What goes wrong, in one sentence. */
  readonly title: string;
  /** The scenario that shows it; `main` is the main model. */
  readonly scenario: string;
  /** The invariant of that scenario that it violates. */
  readonly invariant: string;
  /** The part of the scenario's configuration space that it is about; default all of it. */
  readonly within?: Range;
  /**
   * Overrides that bring an old behaviour back, of releases that the scenario does not have. Such an entry is of the
   * kind `feature only`, and the releases that are found say nothing; any other is of the kind `range`.
   */
  readonly features?: Readonly<Record<string, FeatureValue>>;
  /** The option whose releases are told. */
  readonly release: string;
  /**
   * The releases that were published as affected, both ends included. Without `from` it is the oldest, without `until`
   * the newest is affected still. Absent where nothing was published.
   *
   * `by` says how it is known: somebody reported it (the default), or it follows from the releases that have the fix.
   * The latter says less: the model's guards were read in the same releases.
   */
  readonly published?: { readonly from?: string; readonly until?: string; readonly by?: 'report' | 'releases' };
  /** Where the published range is known from. */
  readonly source: string;
  /** What repaired it, or is proposed to: `#5011 in 1.1.0`. */
  readonly fix: string;
  /** The remedy of the scenario's system that models the proposed fix of an open failure. */
  readonly remedy?: string;
  /** Why the range found differs from the one published, or what else the reader must know. */
  readonly remark?: string;
}

/** How an entry is shown: in releases, or with an old behaviour brought back. */
export type EntryKind = 'range' | 'feature only';

/** The kind of an entry. */
export function kindOf({ features }: Entry): EntryKind {
  return features === undefined ? 'range' : 'feature only';
}

/**
 * Defines an entry of the catalogue. A model module exports a list of them as `catalogue`.
 * @throws Mistake where a text is empty or nothing is overridden
 */
export function entry(definition: Entry): Entry {
  const { issue, link, title, source, fix, features } = definition;
  for (const [field, text] of Object.entries({ issue, link, title, source, fix })) {
    if (text.trim() === '') throw new Mistake(`entry '${issue}': '${field}' is empty`);
  }
  if (features !== undefined && Object.keys(features).length === 0) {
    throw new Mistake(`entry '${issue}': 'features' overrides nothing; leave it out`);
  }
  return definition;
}

/**
 * Checks an entry against the scenario that it names.
 * @throws Mistake for an invariant, option, value, feature, release or remedy that the scenario does not have
 */
export function checkEntry(given: Entry, system: System, invariants: readonly Invariant[]): void {
  try {
    const names = invariants.map((i) => i.name);
    if (!names.includes(given.invariant)) throw unknown('invariant', given.invariant, names);
    const left = definitionsLeft(system.options);
    for (const [key, values] of Object.entries(given.within ?? {})) checkValues(left, key, values);
    checkReleases(given, system.options.definitions);
    if (given.features) new Space(system.options, { features: { ...system.features, ...given.features } });
    const remedies = Object.keys(system.remedies ?? {});
    if (given.remedy !== undefined && !remedies.includes(given.remedy)) {
      throw unknown('remedy', given.remedy, remedies);
    }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    throw new Mistake(`catalogue, entry '${given.issue}' (scenario '${given.scenario}'): ${error.message}`);
  }
}

function checkValues(definitions: OptionDefinitions, key: string, values: readonly OptionValue[]): void {
  const option = Object.hasOwn(definitions, key) ? definitions[key] : undefined;
  if (!option) throw unknown('option', key, Object.keys(definitions));
  const known = valuesOf(option);
  for (const value of values) {
    if (!known.includes(value)) throw unknown(`value of '${key}'`, String(value), known.map(String));
  }
  if (values.length === 0) throw new Mistake(`'within' leaves no value of '${key}'`);
}

/** Releases may be any that are defined, also those that the scenario leaves out. Of a feature they may be older. */
function checkReleases({ release, published = {}, features }: Entry, definitions: OptionDefinitions): void {
  const ordered = Object.keys(definitions).filter((key) => definitions[key]!.releases !== undefined);
  if (!ordered.includes(release)) throw unknown('option with releases', release, ordered);
  const known = definitions[release]!.releases!;
  const { from, until } = published;
  if (features !== undefined) return;
  for (const end of [from, until]) {
    if (end !== undefined && !known.includes(end)) throw unknown(`release of '${release}'`, end, known);
  }
  if (from !== undefined && until !== undefined && known.indexOf(from) > known.indexOf(until)) {
    throw new Mistake(`'published' ends before it begins: ${from} comes after ${until}`);
  }
}

/** What the exploration says of an entry. */
export interface Row {
  readonly entry: Entry;
  readonly kind: EntryKind;
  /** The kind of its invariant. */
  readonly violates: Invariant['kind'];
  /** The releases that were looked at, oldest first. */
  readonly releases: readonly OptionValue[];
  /** Those of them of which some configuration violates the invariant. */
  readonly found: readonly OptionValue[];
  /** Are they the published ones? Undefined where that cannot be said. */
  readonly agrees?: boolean;
  /** A shortest counterexample; undefined where there is no violation. */
  readonly trace?: Trace;
  readonly fix?: Fix;
}

/** Whether what repairs a failure does so in the model. */
export interface Fix {
  readonly confirmed: boolean;
  /** By a newer release, by the behaviour that came later, or by a remedy that is under discussion. */
  readonly by: 'release' | 'feature' | 'remedy';
  /** The release after the last that is affected. */
  readonly since?: OptionValue;
  /** Of a remedy: the other invariants that are violated only with it. */
  readonly breaks?: readonly string[];
}
