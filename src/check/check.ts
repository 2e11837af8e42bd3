import { Mistake } from '../describe/mistake.ts';
import type { Configuration, Options, OptionValue } from '../describe/options.ts';
import type { Invariant } from '../describe/properties.ts';
import { minimise } from '../describe/ranges.ts';
import type { Range, Report, Trace, Verdict, VerdictWord } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import { addAll, and, count, isEmpty, minus, Space, unknown } from '../describe/space.ts';
import type { Components, System } from '../describe/system.ts';
import type { Progress } from '../explore/explorer.ts';
import { Explorer } from '../explore/explorer.ts';
import { tell } from '../explore/tracer.ts';
import { Compiled } from './compile.ts';
import { neverHappened } from './coverage.ts';
import type { Example, Finding } from './finding.ts';
import { Findings } from './finding.ts';

export type { Progress } from '../explore/explorer.ts';

export interface CheckOptions {
  /** Narrows the configuration space to these values. */
  readonly set?: Readonly<Record<string, readonly OptionValue[]>>;
  /** Only the invariants with these names. */
  readonly only?: readonly string[];
  /** The most states to explore. */
  readonly maxStates?: number;
  /** The longest path to follow, in steps. */
  readonly maxDepth?: number;
  readonly maxSeconds?: number;
  /** The most resident memory of the process, in MiB. */
  readonly maxMemoryMB?: number;
  /** Count steps that change nothing as transitions, too. */
  readonly countStutter?: boolean;
  /** Stops the run cleanly, with what is known so far. */
  readonly signal?: AbortSignal;
  /** Called about four times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

/** The result of `check`: the report, and the sets of configurations behind its words. */
export interface Checked {
  readonly report: Report;
  readonly space: Space;
  /** By invariant, exactly the configurations that violate it. */
  readonly violating: ReadonlyMap<string, Bits>;
}

/**
 * Explores a system over its whole configuration space and checks all invariants in one run.
 *
 * @throws Mistake for an unknown option, value or invariant (before anything is explored), and for a mistake in
 *   the model (with the steps that lead there as `trace`)
 */
export async function check<O extends Options, C extends Components>(
  system: System<O, C>,
  invariants: readonly Invariant[],
  options: CheckOptions = {},
): Promise<Checked> {
  const started = performance.now();
  const chosen = chosenInvariants(invariants, options.only);
  const plain = system as unknown as System;
  const space = new Space(plain.options, { features: plain.features ?? {}, restrict: options.set ?? {} });
  const compiled = new Compiled(chosen);
  const explorer = new Explorer(plain, space, compiled);
  const { maxStates: states, maxDepth: depth, maxSeconds: seconds, maxMemoryMB: memory } = options;
  try {
    await explorer.run({ states, depth, seconds, memory }, options.signal, options.onProgress);
  } catch (error) {
    throw withTrace(error, explorer);
  }
  const findings = new Findings(explorer, compiled);
  const violating = new Map<string, Bits>();
  const verdicts = chosen.map((invariant) => {
    const judged = judge(plain, invariant, explorer, findings);
    violating.set(invariant.name, judged.violating);
    return judged.verdict;
  });
  const whole = explorer.stoppedBy === undefined && !options.only && !options.set;
  return {
    space,
    violating,
    report: {
      model: system.name,
      complete: explorer.stoppedBy === undefined,
      ...(explorer.stoppedBy === undefined ? {} : { stoppedBy: explorer.stoppedBy }),
      configurations: space.size,
      states: explorer.states,
      transitions: explorer.transitions + (options.countStutter ? explorer.stutters : 0),
      seconds: (performance.now() - started) / 1000,
      depth: explorer.depth,
      budgets: Object.fromEntries(explorer.plan.budgets.map((b) => [b.name, b.initial])),
      verdicts,
      neverHappened: whole ? neverHappened(explorer) : [],
    },
  };
}

function chosenInvariants(invariants: readonly Invariant[], only: readonly string[] | undefined): readonly Invariant[] {
  const names = invariants.map((i) => i.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Mistake(`two invariants are called '${twice}'`);
  for (const name of only ?? []) if (!names.includes(name)) throw unknown('invariant', name, names);
  return only ? invariants.filter((i) => only.includes(i.name)) : invariants;
}

function judge(
  system: System,
  invariant: Invariant,
  explorer: Explorer,
  findings: Findings,
): { verdict: Verdict; violating: Bits } {
  const { space } = explorer.sets;
  const found = invariant.properties.map((property) => findings.of(property));
  const violating = space.empty();
  for (const finding of found) addAll(violating, finding.violating);
  const affected = minimise(space, violating);
  const unjudged = withoutPremise(space, found);
  const complete = explorer.stoppedBy === undefined;
  const word = wordFor(violating, unjudged, space, complete);
  const worst = invariant.worstCase && findings.worstCase(invariant.worstCase);
  const counterexamples = affected.map((range) => {
    const within = and(
      violating,
      space.where((c) => inside(c, range)),
    );
    return traceOf(system, invariant, explorer, plainestExample(found, within, space, system), range, within);
  });
  return {
    violating,
    verdict: {
      name: invariant.name,
      about: invariant.about,
      kind: invariant.kind,
      verdict: word,
      violating: count(violating),
      affected,
      vacuousIn: word === 'vacuous' || !complete ? [] : minimise(space, unjudged),
      bounds: worst ? boundsOf(space, worst.values) : [],
      ...(invariant.worstCase?.unit ? { unit: invariant.worstCase.unit } : {}),
      ...(invariant.worstCase?.remark ? { remark: invariant.worstCase.remark } : {}),
      counterexamples,
    },
  };
}

/** The configurations in which no property of an invariant has its premise. */
function withoutPremise(space: Space, found: readonly Finding[]): Bits {
  let without = space.all();
  for (const { premise } of found) without = premise ? minus(without, premise) : space.empty();
  return without;
}

function wordFor(violating: Bits, unjudged: Bits, space: Space, complete: boolean): VerdictWord {
  if (!isEmpty(violating)) return 'violated';
  if (!complete) return 'inconclusive';
  return count(unjudged) === space.size ? 'vacuous' : 'holds';
}

/** The counterexample of the first property that has one here. */
function exampleFor(found: readonly Finding[], within: Bits): Example {
  for (const finding of found) {
    const here = and(finding.violating, within);
    const example = isEmpty(here) ? undefined : finding.example(here);
    if (example) return example;
  }
  throw new Error('a violation without a counterexample: a defect of the checker');
}

function traceOf(
  system: System,
  invariant: Invariant,
  explorer: Explorer,
  example: Example,
  range: Range,
  within: Bits,
): Trace {
  const { space } = explorer.sets;
  const { initial, steps } = tell(explorer, example.set, [...example.stem, ...example.cycle]);
  return {
    format: 'lasso-trace-1',
    system: system.name,
    invariant: invariant.name,
    about: invariant.about,
    kind: invariant.kind,
    violates: example.violates,
    affected: range,
    configuration: plainest(space, system, and(explorer.sets.bits(example.set), within)),
    features: (system.features ?? {}) as Record<string, OptionValue>,
    initial,
    stem: steps.slice(0, example.stem.length),
    cycle: steps.slice(example.stem.length),
    stays: example.stays,
    shortest: example.shortest,
  };
}

/**
 * Of the shortest counterexamples, that of the plainest configuration if it has one: a reader compares it with
 * a configuration that is known.
 */
function plainestExample(found: readonly Finding[], within: Bits, space: Space, system: System): Example {
  const shortest = exampleFor(found, within);
  const plain = plainest(space, system, within);
  const its = exampleFor(
    found,
    space.where((c) => c === plain),
  );
  return stepsOf(its) <= stepsOf(shortest) ? its : shortest;
}

const stepsOf = ({ stem, cycle }: Example): number => stem.length + cycle.length;

/** Of some configurations, the one with the most defaults; of these, the nearest to the defaults; then the first. */
function plainest(space: Space, system: System, bits: Bits): Configuration {
  let best: Configuration | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const c of space.members(bits)) {
    let distance = 0;
    for (const { key, values } of space.axes) {
      const away = Math.abs(values.indexOf(c[key]!) - values.indexOf(system.options.definitions[key]!.default));
      if (away > 0) distance += 1_000 + away;
    }
    if (distance < least) [best, least] = [c, distance];
  }
  return best!;
}

function boundsOf(space: Space, values: ReadonlyMap<number, number>): Verdict['bounds'] {
  const different = [...new Set(values.values())].sort((a, b) => b - a);
  return different.map((value) => ({
    value: value === Number.POSITIVE_INFINITY ? ('unbounded' as const) : value,
    affected: minimise(
      space,
      space.where((_, i) => values.get(i) === value),
    ),
  }));
}

function inside(c: Configuration, range: Range): boolean {
  return Object.entries(range).every(([key, values]) => values.includes(c[key]!));
}

/** A mistake in the model, with the steps that lead to it told. */
function withTrace(error: unknown, explorer: Explorer): unknown {
  if (!(error instanceof Mistake) || !Array.isArray(error.trace)) return error;
  const labels = error.trace as number[];
  error.trace = tell(explorer, explorer.stepper.set, labels);
  return error;
}
