import { Mistake } from '../describe/mistake.ts';
import type { Options, OptionValue } from '../describe/options.ts';
import type { Invariant, StepPattern } from '../describe/properties.ts';
import type { Report, Verdict } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import { Space, unknown } from '../describe/space.ts';
import type { Components, System } from '../describe/system.ts';
import type { CheckpointChoice } from '../explore/checkpoint/index.ts';
import type { EdgeStorage } from '../explore/edges.ts';
import type { Progress } from '../explore/explorer.ts';
import { Explorer } from '../explore/explorer.ts';
import { familyOf } from '../explore/family.ts';
import { growingFields } from '../explore/growth.ts';
import type { LossyChoice } from '../explore/lossy/index.ts';
import { checkPreserved, type ReductionChoice, reductionReports } from '../explore/reduce/index.ts';
import type { Knowledge } from '../explore/reduce/knowledge.ts';
import { Again } from './again.ts';
import { checkpointsOf } from './checkpoint.ts';
import { Compiled } from './compile.ts';
import { Counterexamples } from './counterexample.ts';
import { type Coverage, coverageOf, neverHappened } from './coverage.ts';
import { Findings } from './finding.ts';
import { judge } from './judge.ts';
import { withTrace } from './mistake-trace.ts';

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
  /** Explore less, where that says the same; refused where it does not. */
  readonly reduce?: ReductionChoice;
  /** Remember states by a few bits of each, for spaces that do not fit into memory; only violations are then final. */
  readonly lossy?: LossyChoice;
  /** Where the edges are that liveness and bounds need; the results are the same. Default `auto`: by the size. */
  readonly edges?: EdgeStorage;
  /** Writes now and then how far the exploration has come, and goes on from there; not with `reduce` and `lossy`. */
  readonly checkpoint?: CheckpointChoice;
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
  const task = taskOf(system as unknown as System, invariants, options);
  if (options.lossy && options.checkpoint) checkpointsOf(task, options); // refuses
  if (options.lossy) return (await import('./lossy.ts')).checkLossy(task, options.lossy, options);
  const { system: plain, space, compiled, chosen } = task;
  const explorer = await explored(task, options);
  const complete = explorer.stoppedBy === undefined;
  const findings = new Findings(explorer, compiled);
  const violating = new Map<string, Bits>();
  const verdicts: Verdict[] = [];
  const teller = new Counterexamples(plain, space, compiled, options.reduce ? undefined : explorer);
  const again = options.reduce?.partialOrder ? await Again.search(task, explorer, findings, options) : undefined;
  for (const invariant of chosen) {
    const found = invariant.properties.map((property) => findings.of(property));
    const worst = invariant.worstCase && findings.worstCase(invariant.worstCase).values;
    const judged = await judge(invariant, {
      space,
      outcomes: found,
      worst,
      complete,
      trace: (range, within) =>
        again !== undefined
          ? again.trace(teller, invariant, range, within)
          : // What a representative stands for has a shortest path of the same length: nothing is explored once more.
            complete && space.size > 1 && options.reduce?.symmetry !== true
            ? teller.trace(invariant, found, range, within)
            : teller.traceIn(explorer, invariant, found, range, within),
    });
    violating.set(invariant.name, judged.violating);
    verdicts.push(judged.verdict);
  }
  const whole = explorer.stoppedBy === undefined && !options.only && !options.set;
  // Steps that change nothing are not transitions, so partial-order reduction may miss those that only some orders have.
  const covers = explorer.stoppedBy === undefined && !options.reduce?.partialOrder;
  const coverage = covers ? coverageOf(explorer) : undefined;
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
      ...(complete || explorer.checkpoints?.file === undefined ? {} : { checkpoint: explorer.checkpoints.file }),
      configurations: space.size,
      states: explorer.states,
      transitions: explorer.transitions + (options.countStutter ? explorer.stutters : 0),
      seconds: (performance.now() - started) / 1000 + (explorer.checkpoints?.secondsBefore ?? 0),
      depth: explorer.depth,
      budgets: Object.fromEntries(explorer.plan.budgets.map((b) => [b.name, b.initial])),
      verdicts,
      // Where memory is what is short, nothing more is asked for.
      ...(options.reduce || (!complete && options.maxMemoryMB !== undefined) ? {} : { family: familyOf(explorer) }),
      ...(options.reduce ? { reductions: reductionReports(explorer.reductions, explorer.states) } : {}),
      neverHappened: whole && coverage ? neverHappened(coverage) : [],
    },
  };
}

/** What is to be explored, checked. */
export interface Task {
  readonly system: System;
  readonly space: Space;
  readonly chosen: readonly Invariant[];
  readonly compiled: Compiled;
}

/**
 * What `check` explores.
 * @throws Mistake for an unknown option, value or invariant
 */
export function taskOf(
  system: System,
  invariants: readonly Invariant[],
  { only, set = {}, reduce = {}, lossy, countStutter = false, edges = 'auto' }: CheckOptions,
): Task {
  const chosen = chosenInvariants(invariants, only);
  checkPreserved(reduce, chosen, { countsStutters: countStutter, isLossy: lossy !== undefined });
  const space = new Space(system.options, { features: system.features ?? {}, restrict: set });
  const compiled = new Compiled(chosen);
  compiled.edgeStorage = edges;
  for (const pattern of compiled.patterns) checkPattern(pattern, system);
  return { system, space, chosen, compiled };
}

/**
 * Explores a task.
 * @param start only these configurations; default all
 * @throws Mistake for a mistake in the model, with the steps that lead there as `trace`
 */
export async function explored(task: Task, options: CheckOptions, start?: Bits): Promise<Explorer> {
  const { maxStates: states, maxDepth: depth, maxSeconds, maxMemoryMB: memory } = options;
  const started = performance.now();
  const checkpoints = checkpointsOf(task, options, start);
  for (let knowledge: Knowledge | undefined; ; ) {
    const questions = options.reduce ? { ...task.compiled, reduce: options.reduce, knowledge } : task.compiled;
    const explorer = new Explorer(task.system, task.space, questions, start);
    // A search that has to begin again has less time left.
    const spent = knowledge === undefined ? 0 : (performance.now() - started) / 1000;
    const seconds = maxSeconds === undefined ? undefined : maxSeconds - spent;
    try {
      await explorer.run({ states, depth, seconds, memory }, options.signal, options.onProgress, checkpoints);
    } catch (error) {
      throw withTrace(error, explorer);
    }
    const { partialOrder } = explorer.reductions;
    if (partialOrder === undefined || partialOrder.isSettled || explorer.stoppedBy !== undefined) return explorer;
    knowledge = partialOrder.knowledge;
  }
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
