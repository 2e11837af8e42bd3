import { Mistake } from '../describe/mistake.ts';
import type { Options, OptionValue } from '../describe/options.ts';
import type { Invariant, StepPattern } from '../describe/properties.ts';
import type { Report, Verdict } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import { Space, unknown } from '../describe/space.ts';
import type { Components, System } from '../describe/system.ts';
import type { Progress } from '../explore/explorer.ts';
import { Explorer } from '../explore/explorer.ts';
import { growingFields } from '../explore/growth.ts';
import { tell } from '../explore/tracer.ts';
import { Compiled } from './compile.ts';
import { Counterexamples } from './counterexample.ts';
import { type Coverage, coverageOf, neverHappened } from './coverage.ts';
import { Findings } from './finding.ts';
import { judge } from './judge.ts';

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
  /** What was reached of each machine; only where the exploration came to its end. */
  readonly coverage?: Coverage;
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
  for (const pattern of compiled.patterns) checkPattern(pattern, plain);
  const explorer = new Explorer(plain, space, compiled);
  const { maxStates: states, maxDepth: depth, maxSeconds: seconds, maxMemoryMB: memory } = options;
  try {
    await explorer.run({ states, depth, seconds, memory }, options.signal, options.onProgress);
  } catch (error) {
    throw withTrace(error, explorer);
  }
  const findings = new Findings(explorer, compiled);
  const violating = new Map<string, Bits>();
  const verdicts: Verdict[] = [];
  const teller = new Counterexamples(plain, explorer, compiled);
  for (const invariant of chosen) {
    const judged = await judge(invariant, explorer, findings, teller);
    violating.set(invariant.name, judged.violating);
    verdicts.push(judged.verdict);
  }
  const whole = explorer.stoppedBy === undefined && !options.only && !options.set;
  const coverage = explorer.stoppedBy === undefined ? coverageOf(explorer) : undefined;
  return {
    space,
    violating,
    ...(coverage ? { coverage } : {}),
    report: {
      model: system.name,
      complete: explorer.stoppedBy === undefined,
      ...(explorer.stoppedBy === undefined
        ? {}
        : { stoppedBy: explorer.stoppedBy, growing: growingFields(explorer.plan) }),
      configurations: space.size,
      states: explorer.states,
      transitions: explorer.transitions + (options.countStutter ? explorer.stutters : 0),
      seconds: (performance.now() - started) / 1000,
      depth: explorer.depth,
      budgets: Object.fromEntries(explorer.plan.budgets.map((b) => [b.name, b.initial])),
      verdicts,
      neverHappened: whole && coverage ? neverHappened(coverage) : [],
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

/** A property that watches for what this system cannot do would hold whatever happens. */
function checkPattern({ component, does, event, label }: StepPattern, { components, unheard = [] }: System): void {
  const names = Object.keys(components);
  if (!names.includes(component)) {
    throw new Mistake(`step pattern '${label}': ${unknown('component', component, names).message}`);
  }
  if (does === 'emits' && (unheard as readonly string[]).includes(event)) {
    throw new Mistake(`step pattern '${label}': '${event}' is in 'unheard' of this system, so it never happens here`);
  }
}

/** A mistake in the model, with the steps that lead to it told. */
function withTrace(error: unknown, explorer: Explorer): unknown {
  if (!(error instanceof Mistake) || !Array.isArray(error.trace)) return error;
  const labels = error.trace as number[];
  error.trace = tell(explorer, explorer.stepper.set, labels);
  return error;
}
