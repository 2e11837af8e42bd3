import type { Configuration, OptionValue } from '../describe/options.ts';
import type { Invariant } from '../describe/properties.ts';
import type { Range, Trace } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import { and, isEmpty, Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { Explorer } from '../explore/explorer.ts';
import { tell } from '../explore/tracer.ts';
import type { Compiled } from './compile.ts';
import type { Example, Finding } from './finding.ts';
import { Findings } from './finding.ts';

/** A counterexample and the graph it was found in. */
interface Found {
  readonly explorer: Explorer;
  readonly example: Example;
}

/** Chooses the counterexample that stands for a range, and tells it. */
export class Counterexamples {
  private readonly system: System;
  private readonly explorer: Explorer;
  private readonly compiled: Compiled;
  private readonly alone = new Map<Configuration, Explorer>();

  constructor(system: System, explorer: Explorer, compiled: Compiled) {
    this.system = system;
    this.explorer = explorer;
    this.compiled = compiled;
  }

  /**
   * The counterexample of an invariant for one of its ranges.
   * @param found what was found out about its properties
   * @param within the violating configurations of the range; not empty
   */
  async trace(invariant: Invariant, found: readonly Finding[], range: Range, within: Bits): Promise<Trace> {
    const { explorer, example } = await this.choose(invariant, found, within);
    const { space } = explorer.sets;
    const may = explorer.sets.bits(example.set);
    const { initial, steps } = tell(explorer, example.set, [...example.stem, ...example.cycle]);
    return {
      format: 'lasso-trace-1',
      system: this.system.name,
      invariant: invariant.name,
      about: invariant.about,
      kind: invariant.kind,
      violates: example.violates,
      affected: range,
      configuration: space.shown(this.plainest(space, space === this.explorer.sets.space ? and(may, within) : may)),
      features: (this.system.features ?? {}) as Record<string, OptionValue>,
      initial,
      stem: steps.slice(0, example.stem.length),
      cycle: steps.slice(example.stem.length),
      stays: example.stays,
      shortest: example.shortest,
    };
  }

  /**
   * A finite counterexample: of the shortest, that of the plainest configuration if it has one.
   *
   * One that never ends: a shortest of the plainest configuration, which is explored once more on its own. In the
   * graph of all configurations a cycle lies within one set, but the sets on the way to it may shrink while the
   * states already repeat, so that the shortest lasso there may be longer than that of a single configuration.
   */
  private async choose(invariant: Invariant, found: readonly Finding[], within: Bits): Promise<Found> {
    const { explorer } = this;
    const { space } = explorer.sets;
    const plain = this.plainest(space, within);
    const only = space.where((c) => c === plain);
    const its = exampleFor(found, only);
    if ((its.cycle.length > 0 || its.stays) && space.size > 1 && explorer.stoppedBy === undefined) {
      const alone = await this.exploreAlone(plain);
      const findings = new Findings(alone, this.compiled);
      const example = exampleFor(
        invariant.properties.map((property) => findings.of(property)),
        alone.sets.space.all(),
      );
      return { explorer: alone, example };
    }
    const shortest = exampleFor(found, within);
    return { explorer, example: costOf(its, explorer) <= costOf(shortest, explorer) ? its : shortest };
  }

  private async exploreAlone(configuration: Configuration): Promise<Explorer> {
    const known = this.alone.get(configuration);
    if (known) return known;
    const restrict = Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, [value]]));
    const space = new Space(this.system.options, { features: this.system.features ?? {}, restrict });
    const alone = new Explorer(this.system, space, this.compiled);
    await alone.run();
    this.alone.set(configuration, alone);
    return alone;
  }

  /** Of some configurations, the one with the most defaults; of these, the nearest to the defaults; then the first. */
  private plainest(space: Space, bits: Bits): Configuration {
    let best: Configuration | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const c of space.members(bits)) {
      let distance = 0;
      for (const { key, values, default: usual } of space.axes) {
        const away = Math.abs(values.indexOf(c[key]!) - values.indexOf(usual));
        if (away > 0) distance += 1_000 + away;
      }
      if (distance < least) [best, least] = [c, distance];
    }
    return best!;
  }
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
