import type { Configuration, OptionValue } from '../describe/options.ts';
import type { Invariant } from '../describe/properties.ts';
import type { Range, Trace } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import { and, isEmpty, Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { Explorer } from '../explore/explorer.ts';
import { type Source, tell } from '../explore/tracer.ts';
import type { Compiled } from './compile.ts';
import type { Example, Finding } from './finding.ts';
import { Findings } from './finding.ts';
import { type Distances, plainest } from './nearest.ts';

/** What is known of one property without the graph that it was found in. */
export interface Outcome {
  /** Exactly the configurations that violate it (as far as they were explored). */
  readonly violating: Bits;
  /** The configurations in which its premise happens; absent where it has none. */
  readonly premise?: Bits;
  /** How near its violations are; absent where a violation never ends. */
  readonly distances?: Distances;
}

/** A counterexample and the graph it was found in. */
interface Found {
  readonly explorer: Explorer;
  readonly example: Example;
  /** The configuration that it is shown for. */
  readonly configuration: Configuration;
}

/**
 * Chooses the counterexample that stands for a range, and tells it.
 *
 * Which configuration it is of follows from the distances, which are the same however the configurations were explored.
 * Then this one configuration is explored once more on its own, as far as the violation is, and what is shown is the
 * first of its shortest counterexamples. So it is the same, byte for byte, whether the configurations were explored
 * together or in parts, and by however many workers. In the graph of many configurations neither the order of nodes nor
 * the shortest lasso is that of a single one: a cycle lies within one set there, but the sets on the way to it may
 * shrink while the states already repeat.
 *
 * Cost: for each range at most the exploration of one configuration.
 */
export class Counterexamples {
  private readonly system: System;
  private readonly space: Space;
  private readonly compiled: Compiled;
  /** An exploration whose tables can be used. */
  private like: Explorer | undefined;
  /** By configuration, its exploration and how deep it went, where that was as far as a violation. */
  private readonly near = new Map<Configuration, { readonly explorer: Explorer; readonly depth: number }>();
  /** By configuration, its exploration to the end. */
  private readonly alone = new Map<Configuration, Explorer>();

  /**
   * @param space the configurations that were explored
   * @param like an exploration of all of them, without reductions, if there is one: what it knows saves time
   */
  constructor(system: System, space: Space, compiled: Compiled, like?: Explorer) {
    this.system = system;
    this.space = space;
    this.compiled = compiled;
    this.like = like;
  }

  /**
   * The counterexample of an invariant for one of its ranges.
   * @param outcomes what was found out about its properties
   * @param within the violating configurations of the range; not empty
   * @param deepest no lasso needs to be looked for beyond this depth, in steps; absent where all was explored
   */
  async trace(
    invariant: Invariant,
    outcomes: readonly Outcome[],
    range: Range,
    within: Bits,
    deepest?: number,
  ): Promise<Trace> {
    return this.told(invariant, range, await this.choose(invariant, outcomes, within, deepest));
  }

  /**
   * The same from the graph that was explored: where there is a single configuration, and where a limit stopped the
   * exploration, after which nothing more is explored. There a lasso need not be the shortest of its configuration.
   */
  traceIn(explorer: Explorer, invariant: Invariant, found: readonly Finding[], range: Range, within: Bits): Trace {
    const plain = plainest(this.space, within);
    const its = exampleFor(
      found,
      this.space.where((c) => c === plain),
    );
    const other = exampleFor(found, within);
    const example = costOf(its, explorer) <= costOf(other, explorer) ? its : other;
    const configuration = plainest(this.space, and(explorer.sets.bits(example.set), within));
    return this.told(invariant, range, { explorer, example, configuration });
  }

  private told(invariant: Invariant, range: Range, { explorer, example, configuration }: Found): Trace {
    const shown = this.space.shown(configuration);
    return traceOf(this.system, invariant, { source: explorer, example, affected: range, configuration: shown });
  }

  /**
   * The property is the first that the plainest configuration violates. Of those that violate it, where that takes a
   * number of steps: the plainest among the nearest; where it never ends: the plainest.
   */
  private async choose(
    invariant: Invariant,
    outcomes: readonly Outcome[],
    within: Bits,
    deepest: number | undefined,
  ): Promise<Found> {
    const { space } = this;
    const plain = plainest(space, within);
    const only = space.where((c) => c === plain);
    const at = outcomes.findIndex(({ violating }) => !isEmpty(and(violating, only)));
    const nearest = outcomes[at]?.distances?.within(within);
    const configuration = nearest ? plainest(space, nearest.of) : plain;
    const explorer = await (nearest
      ? this.exploreNear(configuration, nearest.steps)
      : this.exploreAlone(configuration, deepest));
    const finding = new Findings(explorer, this.compiled).of(invariant.properties[at]!);
    return { explorer, example: exampleFor([finding], finding.violating), configuration };
  }

  /**
   * Explores a configuration alone, to some depth. It uses what other explorations know, which changes neither what it
   * finds nor the order in which it does: see `Contents`.
   */
  private async exploreNear(configuration: Configuration, depth: number): Promise<Explorer> {
    const known = this.near.get(configuration);
    if (known && known.depth >= depth) return known.explorer;
    const { system, space } = this;
    const only = space.where((c) => c === configuration);
    const explorer = new Explorer(system, space, { ...this.compiled, kernel: 'never' }, only, this.like);
    await explorer.run({ depth });
    this.like ??= explorer;
    const kept = [...this.near.values()].reduce((nodes, one) => nodes + one.explorer.size, explorer.size);
    if (kept > MOST_KEPT) this.near.clear();
    this.near.set(configuration, { explorer, depth });
    return explorer;
  }

  /** Explores a configuration for a lasso. From the start, since the order in which constraints are found counts there. */
  private async exploreAlone(configuration: Configuration, depth: number | undefined): Promise<Explorer> {
    const known = this.alone.get(configuration);
    if (known) return known;
    const restrict = Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, [value]]));
    const space = new Space(this.system.options, { features: this.system.features ?? {}, restrict });
    const explorer = new Explorer(this.system, space, this.compiled);
    await explorer.run({ depth });
    // One is asked for again and again, but not every one.
    const kept = [...this.alone.values()].reduce((nodes, one) => nodes + one.size, explorer.size);
    if (kept > MOST_KEPT) this.alone.clear();
    this.alone.set(configuration, explorer);
    return explorer;
  }
}

/** The most nodes of explorations that are kept. */
const MOST_KEPT = 1_000_000;

/**
 * A counterexample as a document.
 * @param found.configuration as it is shown
 */
export function traceOf(
  system: System,
  invariant: Invariant,
  found: {
    readonly source: Source;
    readonly example: Example;
    readonly affected: Range;
    readonly configuration: Trace['configuration'];
  },
): Trace {
  const { source, example, affected, configuration } = found;
  const { initial, steps } = tell(source, example.set, [...example.stem, ...example.cycle]);
  return {
    format: 'lasso-trace-1',
    system: system.name,
    invariant: invariant.name,
    about: invariant.about,
    kind: invariant.kind,
    violates: example.violates,
    affected,
    configuration,
    features: (system.features ?? {}) as Record<string, OptionValue>,
    initial,
    stem: steps.slice(0, example.stem.length),
    cycle: steps.slice(example.stem.length),
    stays: example.stays,
    shortest: example.shortest,
  };
}

/**
 * The counterexample of the first property that has one here.
 * @throws Error where there is none: then the exploration of all configurations and that of one contradict
 */
function exampleFor(found: readonly Finding[], within: Bits): Example {
  for (const finding of found) {
    const here = and(finding.violating, within);
    const example = isEmpty(here) ? undefined : finding.example(here);
    if (example) return example;
  }
  throw new Error('a violation without a counterexample: a defect of the checker');
}

/** Steps count first, then faults. */
function costOf({ stem, cycle }: Example, explorer: Explorer): number {
  const labels = [...stem, ...cycle];
  const faults = labels.reduce((sum, label) => sum + explorer.faults(label), 0);
  return labels.length * 1_000 + faults;
}
