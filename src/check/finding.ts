import type { BoundProperty, Property } from '../describe/properties.ts';
import type { Bits } from '../describe/space.ts';
import { addAll, and, isEmpty } from '../describe/space.ts';
import type { Explorer } from '../explore/explorer.ts';
import { type Lasso, targetOf } from '../explore/graph.ts';
import { negation } from './automaton.ts';
import { Bounds } from './bounds.ts';
import type { Compiled } from './compile.ts';
import { formulaText, violationText } from './compile.ts';
import { Facts } from './facts.ts';
import { bestOfEachSet, type Distances, DistancesOfWays } from './nearest.ts';
import { Temporal } from './temporal.ts';

/** A counterexample, as labels of edges: not yet told. */
export interface Example {
  readonly stem: readonly number[];
  readonly cycle: readonly number[];
  /** The path never ends because its last state stays. */
  readonly stays: boolean;
  readonly shortest: boolean;
  /** The set of configurations that can take it. */
  readonly set: number;
  /** What it violates, in words. */
  readonly violates: string;
}

/** What the graph says of one property. */
export interface Finding {
  /** Exactly the configurations that violate it (as far as the graph was explored). */
  readonly violating: Bits;
  /** The configurations in which its premise happens; absent where it has none. */
  readonly premise?: Bits;
  /** How near its violations are; absent where a violation never ends. */
  readonly distances?: Distances;
  /** A counterexample for a configuration of `within`. */
  example(within: Bits): Example | undefined;
}

/** The worst case of a bound, for each configuration. */
export interface WorstCase {
  /** Of each configuration that counts at all, by its number, the largest value. */
  readonly values: ReadonlyMap<number, number>;
  readonly premise: Bits;
}

/** A node that violates a property, or one with a step that does; of all of its set the first, or one of several. */
interface Place {
  readonly node: number;
  readonly set: number;
  /** Steps and faults of the way to it, the step that violates included. */
  readonly steps: number;
  readonly faults: number;
}

/** Asks the graph about properties. What several of them need of it is found out once. */
export class Findings {
  private readonly explorer: Explorer;
  private readonly compiled: Compiled;
  private readonly facts: Facts;

  constructor(explorer: Explorer, compiled: Compiled) {
    this.explorer = explorer;
    this.compiled = compiled;
    this.facts = new Facts(explorer, [...compiled.startsWith]);
  }

  of(property: Property): Finding {
    switch (property.kind) {
      case 'always':
        return this.always(property);
      case 'never-step':
        return this.neverStep(property);
      case 'deadlock':
        return this.finding(this.deadlocks(), undefined, violationText(property), ({ node }) =>
          this.explorer.labelsTo(node),
        );
      case 'temporal':
        return this.temporal(property);
      case 'bound':
        return this.bound(property);
    }
  }

  worstCase(property: BoundProperty): WorstCase {
    const { sets } = this.explorer;
    const values = new Map<number, number>();
    const premise = sets.space.empty();
    for (const { value, sets: at } of this.boundsOf(property).values()) {
      const number = value === 'unbounded' ? Number.POSITIVE_INFINITY : value;
      for (const set of at) {
        addAll(premise, sets.bits(set));
        for (let c = 0; c < sets.space.size; c++) {
          if ((sets.bits(set)[c >>> 5]! >>> (c & 31)) & 1 && number > (values.get(c) ?? -1)) values.set(c, number);
        }
      }
    }
    return { values, premise };
  }

  private always(property: Property & { kind: 'always' }): Finding {
    const { explorer, compiled } = this;
    const { predicate, expected, given } = property;
    const p = compiled.predicate(predicate);
    const g = given && compiled.predicate(given);
    const bad: Place[] = [];
    for (const { vector, set, node } of explorer.witnesses.states) {
      if (this.isTrue(p, vector) === expected || (g !== undefined && !this.isTrue(g, vector))) continue;
      bad.push(this.place(node, set));
    }
    return this.finding(bad, g, violationText(property), ({ node }) => explorer.labelsTo(node));
  }

  private deadlocks(): Place[] {
    const { explorer } = this;
    const nearest = new Map<number, Place>();
    for (let node = 0; node < explorer.size; node++) {
      if (!explorer.isDeadlock(node)) continue;
      const set = explorer.setOf(node);
      const known = nearest.get(set);
      const place = this.place(node, set);
      if (known === undefined || isBefore(place, known)) nearest.set(set, place);
    }
    return [...nearest.values()];
  }

  private neverStep(property: Property & { kind: 'never-step' }): Finding {
    const { explorer, compiled } = this;
    const { pattern, given } = property;
    const p = compiled.pattern(pattern);
    const g = given && compiled.predicate(given);
    const bad: Place[] = [];
    for (const { label, vector, set, node } of explorer.witnesses.steps) {
      if (explorer.occurrences(p, label) === 0 || (g !== undefined && !this.isTrue(g, vector))) continue;
      bad.push(this.place(node, set, label));
    }
    /** The first step of the node that violates the property, with no more faults than needed. */
    const labelAt = ({ node, faults }: Place): number => {
      const count = explorer.edges(node);
      const most = faults - explorer.faultsOf(node);
      const labels = explorer.out.label.subarray(0, count);
      return labels.find((l) => l >= 0 && explorer.occurrences(p, l) > 0 && explorer.faults(l) === most)!;
    };
    return this.finding(bad, g, violationText(property), (place) => {
      const label = labelAt(place);
      return [...explorer.labelsTo(place.node), label];
    });
  }

  /**
   * A finding about single states or steps.
   * @param bad of each set that violates the property, its first violation; others may be among them
   * @param premise the predicate that has to hold for the property to say anything
   */
  private finding(
    bad: readonly Place[],
    premise: number | undefined,
    violates: string,
    stem: (place: Place) => readonly number[],
  ): Finding {
    const violating = this.union(new Set(bad.map(({ set }) => set)));
    const ways = function* () {
      yield* bestOfEachSet(bad);
    };
    return {
      violating,
      ...(premise === undefined ? {} : { premise: this.where(premise) }),
      distances: new DistancesOfWays(this.explorer.sets, violating, ways()),
      example: (within) => {
        const allowed = this.allowed(within);
        let best: Place | undefined;
        for (const place of bad) if (allowed(place.set) && (!best || isBefore(place, best))) best = place;
        return best && { stem: stem(best), cycle: [], stays: false, shortest: true, set: best.set, violates };
      },
    };
  }

  private temporal({ formula, premise }: Property & { kind: 'temporal' }): Finding {
    const automaton = negation(formula, (predicate) => this.compiled.predicate(predicate));
    const check = new Temporal(this.explorer, automaton, this.facts);
    return {
      violating: this.union(check.violatingSets()),
      ...(premise ? { premise: this.where(this.compiled.predicate(premise)) } : {}),
      example: (within) => {
        const lasso = check.lasso(this.allowed(within));
        return lasso && this.exampleOf(lasso, `on this fair path, ${formulaText(formula)} is false`);
      },
    };
  }

  private bound(property: BoundProperty): Finding {
    const bounds = this.boundsOf(property);
    const limit = property.limit ?? Number.POSITIVE_INFINITY;
    const violating = new Set<number>();
    const started = new Set<number>();
    for (const { value, sets } of bounds.values()) {
      for (const set of sets) {
        started.add(set);
        if (value === 'unbounded' || value > limit) violating.add(set);
      }
    }
    return {
      violating: this.union(violating),
      premise: this.union(started),
      distances: new DistancesOfWays(this.explorer.sets, this.union(violating), bounds.ways(limit)),
      example: (within) => {
        const path = bounds.witness(limit, this.allowed(within));
        const violates = `${property.event.label} more than ${limit} ${limit === 1 ? 'time' : 'times'}`;
        return path && this.exampleOf({ stem: path, cycle: [], shortest: true }, violates, false);
      },
    };
  }

  private boundsOf({ event, from, until }: BoundProperty): Bounds {
    const end = (what: BoundProperty['from']) =>
      typeof what === 'function'
        ? { predicate: this.compiled.predicate(what) }
        : { pattern: this.compiled.pattern(what) };
    const bound = { event: this.compiled.pattern(event), from: end(from), until: end(until) };
    return new Bounds(this.explorer, bound, this.facts);
  }

  private exampleOf(lasso: Lasso, violates: string, endless = true): Example {
    const { explorer } = this;
    const edges = [...lasso.stem.edges, ...lasso.cycle];
    const last = edges.length === 0 ? lasso.stem.start : targetOf(explorer, edges[edges.length - 1]!);
    return {
      stem: explorer.labelsOf(lasso.stem),
      cycle: explorer.labelsOf({ edges: lasso.cycle }),
      stays: endless && lasso.cycle.length === 0,
      shortest: lasso.shortest,
      set: explorer.setOf(last),
      violates,
    };
  }

  private where(predicate: number): Bits {
    const { states } = this.explorer.witnesses;
    return this.union(new Set(states.flatMap(({ vector, set }) => (this.isTrue(predicate, vector) ? [set] : []))));
  }

  private isTrue(predicate: number, vector: number): boolean {
    const { truth, words } = this.explorer.predicates;
    return ((truth[vector * words + (predicate >>> 5)]! >>> (predicate & 31)) & 1) === 1;
  }

  /** A node, or a step from there. */
  private place(node: number, set: number, label?: number): Place {
    const { explorer } = this;
    const steps = explorer.depthOf(node) + (label === undefined ? 0 : 1);
    const faults = explorer.faultsOf(node) + (label === undefined ? 0 : explorer.faults(label));
    return { node, set, steps, faults };
  }

  private allowed(within: Bits): (set: number) => boolean {
    const known = new Map<number, boolean>();
    return (set) => {
      let answer = known.get(set);
      if (answer === undefined) {
        answer = !isEmpty(and(this.explorer.sets.bits(set), within));
        known.set(set, answer);
      }
      return answer;
    };
  }

  private union(sets: Iterable<number>): Bits {
    const union = this.explorer.sets.space.empty();
    for (const set of sets) addAll(union, this.explorer.sets.bits(set));
    return union;
  }
}

/** Fewer steps, then fewer faults, then found first. */
function isBefore(a: Place, b: Place): boolean {
  const difference = a.steps - b.steps || a.faults - b.faults || a.node - b.node;
  return difference < 0;
}
