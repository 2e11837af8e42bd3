import { budgetsOf } from '../describe/budgets.ts';
import { divided, type Weight } from '../describe/division.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Options } from '../describe/options.ts';
import type { Invariant } from '../describe/properties.ts';
import type { Family, Report, Verdict } from '../describe/result.ts';
import { addAll, and, type Bits, count, has, isEmpty, minus, type Space } from '../describe/space.ts';
import type { Components, System } from '../describe/system.ts';
import type { Explorer } from '../explore/explorer.ts';
import { familyOf } from '../explore/family.ts';
import { growingFields } from '../explore/growth.ts';
import { type Checked, type CheckOptions, explored, type Task, taskOf } from './check.ts';
import { Counterexamples, type Outcome } from './counterexample.ts';
import { type Coverage, coverageOf, joinedCoverage, neverHappened } from './coverage.ts';
import { Findings } from './finding.ts';
import { judge } from './judge.ts';
import { type Nearest, WrittenDistances } from './nearest.ts';

/** Which part of how many; the first is 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * What exploring a part of the configurations says: all that is needed to say of all parts together what exploring all
 * configurations at once says. Plain data.
 */
export interface Part {
  /** The configurations that it is about. */
  readonly explored: Bits;
  /** The limit that stopped it, in words; absent where it came to its end. */
  readonly stoppedBy?: string;
  /** Where a limit stopped it: the context fields whose values still grew. */
  readonly growing?: readonly string[];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly family?: Family;
  /** Absent where it did not come to its end, and where there was nothing to explore. */
  readonly coverage?: Coverage;
  readonly invariants: readonly PartOfInvariant[];
}

/** What is known of one invariant in one part. */
export interface PartOfInvariant {
  readonly name: string;
  /** Of each of its properties. */
  readonly properties: readonly PartOfProperty[];
  /** Its worst case, largest value first; absent where it has none. */
  readonly worst?: readonly { readonly value: number | 'unbounded'; readonly of: Bits }[];
}

/** What is known of one property in one part. */
export interface PartOfProperty {
  readonly violating: Bits;
  readonly premise?: Bits;
  /** How near its violations are; absent where a violation never ends. */
  readonly nearest?: readonly Nearest[];
}

/** States that are explored beforehand to see which configurations are explored together. */
const SAMPLE = 50_000;

/**
 * Explores one part of the configurations of a system.
 *
 * Which part follows from the first 50,000 states of all configurations, which each shard explores for itself: the
 * configurations are divided where these states have told them apart.
 * @throws Mistake as `check`
 */
export async function checkShard<O extends Options, C extends Components>(
  system: System<O, C>,
  invariants: readonly Invariant[],
  options: CheckOptions,
  shard: Shard,
): Promise<Part> {
  const started = performance.now();
  const task = taskOf(system as unknown as System, invariants, options);
  const { index, count } = shard;
  const part = count === 1 ? task.space.all() : (await partsOf(task, options, count))[index - 1]!;
  const known = await checkPart(system, invariants, options, part);
  return { ...known, seconds: (performance.now() - started) / 1000 };
}

/**
 * Explores some configurations of a system.
 * @param part which, as bits of the space that `options` leave
 * @throws Mistake as `check`
 */
export async function checkPart<O extends Options, C extends Components>(
  system: System<O, C>,
  invariants: readonly Invariant[],
  options: CheckOptions,
  part: Bits,
): Promise<Part> {
  const started = performance.now();
  if (options.reduce?.partialOrder) {
    throw new Mistake(
      '--partial-order cannot explore a part of the configurations: what it finds is searched again in all of them; leave it out, or explore all at once',
    );
  }
  const task = taskOf(system as unknown as System, invariants, options);
  const known = isEmpty(part) ? nothing(task, part) : partOf(task, await explored(task, options, part), options, part);
  return { ...known, seconds: (performance.now() - started) / 1000 };
}

/** The parts that a task is divided into. */
async function partsOf(task: Task, { signal, onProgress }: CheckOptions, parts: number): Promise<Bits[]> {
  const sample = await explored(task, {
    maxStates: SAMPLE,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const work = new Map<number, number>();
  for (let node = 0; node < sample.size; node++) {
    if (sample.isSplit(node) || sample.isUnexplored(node)) continue;
    const set = sample.setOf(node);
    work.set(set, (work.get(set) ?? 0) + 1);
  }
  const weights = [...work].map(([set, n]): Weight => ({ bits: sample.sets.bits(set), work: n }));
  return divided(task.space, weights, parts);
}

function partOf(
  { chosen, compiled, space }: Task,
  explorer: Explorer,
  options: CheckOptions,
  part: Bits,
): Omit<Part, 'seconds'> {
  const findings = new Findings(explorer, compiled);
  const { stoppedBy } = explorer;
  return {
    explored: part,
    ...(stoppedBy === undefined ? {} : { stoppedBy, growing: growingFields(explorer.plan) }),
    states: explorer.states,
    transitions: explorer.transitions + (options.countStutter ? explorer.stutters : 0),
    depth: explorer.depth,
    family: familyOf(explorer),
    ...(stoppedBy === undefined ? { coverage: coverageOf(explorer) } : {}),
    invariants: chosen.map(({ name, properties, worstCase }) => ({
      name,
      properties: properties.map((property) => {
        const { violating, premise, distances } = findings.of(property);
        return {
          violating,
          ...(premise ? { premise } : {}),
          ...(distances ? { nearest: distances.all() } : {}),
        };
      }),
      ...(worstCase ? { worst: grouped(space, findings.worstCase(worstCase).values) } : {}),
    })),
  };
}

/** What is known of no configuration. */
function nothing({ chosen, space }: Task, explored: Bits): Omit<Part, 'seconds'> {
  return {
    explored,
    states: 0,
    transitions: 0,
    depth: 0,
    family: { nodes: 0, alone: 0 },
    invariants: chosen.map(({ name, properties, worstCase }) => ({
      name,
      properties: properties.map(() => ({ violating: space.empty() })),
      ...(worstCase ? { worst: [] } : {}),
    })),
  };
}

function grouped(space: Space, values: ReadonlyMap<number, number>): NonNullable<PartOfInvariant['worst']> {
  const different = [...new Set(values.values())].sort((a, b) => b - a);
  return different.map((value) => ({
    value: value === Number.POSITIVE_INFINITY ? 'unbounded' : value,
    of: space.where((_, i) => values.get(i) === value),
  }));
}

/**
 * Joins what the parts of a system say. Verdicts, ranges, worst cases, counterexamples and what never happened are those of
 * `check` on all configurations at once; the numbers of states and transitions are sums, in which states that several
 * parts explored count for each, and the seconds are those of the slowest part.
 *
 * Where a limit stopped a part, so it is with the whole; a counterexample that never ends is then looked for as deep as the
 * parts went.
 * @throws Mistake where a configuration is in no part, or in several
 */
export async function mergeShards<O extends Options, C extends Components>(
  system: System<O, C>,
  invariants: readonly Invariant[],
  options: CheckOptions,
  parts: readonly Part[],
): Promise<Checked> {
  const task = taskOf(system as unknown as System, invariants, options);
  const { space, compiled, chosen } = task;
  checkCover(space, parts);
  const stopped = parts.filter(({ stoppedBy }) => stoppedBy !== undefined);
  const complete = stopped.length === 0;
  const depth = Math.max(...parts.map((part) => part.depth));
  const teller = new Counterexamples(task.system, space, compiled);
  const violating = new Map<string, Bits>();
  const verdicts: Verdict[] = [];
  for (const [at, invariant] of chosen.entries()) {
    const its = parts.map((part) => part.invariants[at]!);
    const outcomes = invariant.properties.map((_, i) =>
      joined(
        space,
        its.map(({ properties }) => properties[i]!),
      ),
    );
    const judged = await judge(invariant, {
      space,
      outcomes,
      worst: invariant.worstCase && valuesOf(space, its),
      complete,
      trace: (range, within) => teller.trace(invariant, outcomes, range, within, complete ? undefined : depth),
    });
    violating.set(invariant.name, judged.violating);
    verdicts.push(judged.verdict);
  }
  const covered = parts.flatMap(({ coverage }) => coverage ?? []);
  const coverage = complete ? joinedCoverage(covered) : undefined;
  const families = parts.flatMap(({ family }) => family ?? []);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const report: Report = {
    model: system.name,
    complete,
    ...(complete
      ? {}
      : {
          stoppedBy: [...new Set(stopped.map((part) => part.stoppedBy!))].join(' and '),
          growing: [...new Set(stopped.flatMap((part) => part.growing ?? []))].sort(),
        }),
    configurations: space.size,
    states: sum(parts.map((part) => part.states)),
    transitions: sum(parts.map((part) => part.transitions)),
    seconds: Math.max(...parts.map((part) => part.seconds)),
    depth,
    budgets: budgetsOf(task.system),
    verdicts,
    ...(families.length === parts.length
      ? { family: { nodes: sum(families.map((f) => f.nodes)), alone: sum(families.map((f) => f.alone)) } }
      : {}),
    shards: parts.length,
    neverHappened: coverage && !options.only && !options.set ? neverHappened(coverage) : [],
  };
  return { space, violating, ...(coverage ? { coverage } : {}), report };
}

/** What is known of a property in all parts together. */
function joined(space: Space, parts: readonly PartOfProperty[]): Outcome {
  const violating = space.empty();
  const premise = space.empty();
  for (const part of parts) {
    addAll(violating, part.violating);
    if (part.premise) addAll(premise, part.premise);
  }
  return {
    violating,
    ...(parts.some((part) => part.premise) ? { premise } : {}),
    ...(parts.some((part) => part.nearest)
      ? { distances: new WrittenDistances(parts.flatMap((part) => part.nearest ?? [])) }
      : {}),
  };
}

/** The worst case of each configuration, by its number. */
function valuesOf(space: Space, parts: readonly PartOfInvariant[]): Map<number, number> {
  const values = new Map<number, number>();
  for (const { value, of } of parts.flatMap(({ worst }) => worst ?? [])) {
    const number = value === 'unbounded' ? Number.POSITIVE_INFINITY : value;
    for (let c = 0; c < space.size; c++) if (has(of, c)) values.set(c, number);
  }
  return values;
}

function checkCover(space: Space, parts: readonly Part[]): void {
  const all = space.empty();
  for (const { explored } of parts) {
    const twice = count(and(all, explored));
    if (twice > 0) throw new Mistake(`${configurations(twice)} in two shards: they were not divided in the same way`);
    addAll(all, explored);
  }
  const missing = count(minus(space.all(), all));
  if (missing > 0) throw new Mistake(`${configurations(missing)} in no shard: they were not divided in the same way`);
}

const configurations = (n: number): string => (n === 1 ? 'one configuration is' : `${n} configurations are`);
