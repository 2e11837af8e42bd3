import type { Invariant } from '../describe/properties.ts';
import type { Range, Trace } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import { Explorer } from '../explore/explorer.ts';
import type { CheckOptions, Task } from './check.ts';
import type { Counterexamples } from './counterexample.ts';
import { Findings } from './finding.ts';
import { withTrace } from './mistake-trace.ts';

/** How many states the search without the reduction may have: so many, or so many times those of the one with it. */
const LEAST = 1_000_000;
const TIMES = 10;

/**
 * Counterexamples of a search with partial-order reduction. It finds what is violated and for whom, but not by the shortest
 * way: so all steps are searched once more, up to the depth at which the last of the nearest violations was found. Where
 * that has too many states, what is shown is labelled as not the shortest.
 */
export class Again {
  private readonly explorer: Explorer;
  private readonly findings: Findings;
  private readonly isShortest: boolean;

  private constructor(explorer: Explorer, findings: Findings, isShortest: boolean) {
    this.explorer = explorer;
    this.findings = findings;
    this.isShortest = isShortest;
  }

  /**
   * Searches for shortest counterexamples, where there are any.
   * @param explorer the search with the reduction
   * @param findings what it found
   * @throws Mistake for a mistake in the model
   */
  static async search(task: Task, explorer: Explorer, findings: Findings, options: CheckOptions): Promise<Again> {
    const asFound = new Again(explorer, findings, false);
    if (explorer.stoppedBy !== undefined) return asFound;
    let depth = -1;
    for (const property of task.chosen.flatMap(({ properties }) => properties)) {
      for (const { steps } of findings.of(property).distances?.all() ?? []) depth = Math.max(depth, steps);
    }
    if (depth === -1) return asFound;
    const states = options.maxStates ?? Math.max(LEAST, TIMES * explorer.states);
    const { maxSeconds: seconds, maxMemoryMB: memory } = options;
    const full = new Explorer(task.system, task.space, task.compiled);
    try {
      await full.run({ depth, states, seconds, memory }, options.signal, options.onProgress);
    } catch (error) {
      throw withTrace(error, full);
    }
    const isDone = full.stoppedBy === undefined || full.stoppedBy === `the limit of ${depth} steps`;
    return isDone ? new Again(full, new Findings(full, task.compiled), true) : asFound;
  }

  /** The counterexample of an invariant for one of its ranges. */
  async trace(teller: Counterexamples, invariant: Invariant, range: Range, within: Bits): Promise<Trace> {
    const { explorer, findings, isShortest } = this;
    const found = invariant.properties.map((property) => findings.of(property));
    if (isShortest && explorer.sets.space.size > 1) return teller.trace(invariant, found, range, within);
    const trace = teller.traceIn(explorer, invariant, found, range, within);
    return isShortest ? trace : { ...trace, shortest: false };
  }
}
