import type { BoundProperty, Property } from '../describe/properties.ts';
import type { Bits } from '../describe/space.ts';
import { addAll, and, isEmpty } from '../describe/space.ts';
import type { Explorer } from '../explore/explorer.ts';
import type { Lasso } from '../explore/graph.ts';
import { negation } from './automaton.ts';
import { Bounds } from './bounds.ts';
import type { Compiled } from './compile.ts';
import { formulaText, nameOf } from './compile.ts';
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
  /** A counterexample for a configuration of `within`. */
  example(within: Bits): Example | undefined;
}

/** The worst case of a bound, for each configuration. */
export interface WorstCase {
  /** Of each configuration that counts at all, by its number, the largest value. */
  readonly values: ReadonlyMap<number, number>;
  readonly premise: Bits;
}

/** Asks the graph about properties. */
export class Findings {
  private readonly explorer: Explorer;
  private readonly compiled: Compiled;

  constructor(explorer: Explorer, compiled: Compiled) {
    this.explorer = explorer;
    this.compiled = compiled;
  }

  of(property: Property): Finding {
    switch (property.kind) {
      case 'always':
        return this.always(property);
      case 'never-step':
        return this.neverStep(property);
      case 'deadlock':
        return this.states(
          (node) => this.explorer.isDeadlock(node),
          () => true,
          false,
          'no step is possible, and not everything is at rest',
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

  private always({ predicate, expected, given }: Property & { kind: 'always' }): Finding {
    const p = this.compiled.predicate(predicate);
    const g = given ? this.compiled.predicate(given) : -1;
    const text = expected ? `'${nameOf(predicate)}' is false` : `'${nameOf(predicate)}' is true`;
    return this.states(
      (node) => this.explorer.holds(p, node) !== expected,
      (node) => g < 0 || this.explorer.holds(g, node),
      given !== undefined,
      given ? `${text} although '${nameOf(given)}' is true` : text,
    );
  }

  /** A finding about single states. */
  private states(
    bad: (node: number) => boolean,
    judged: (node: number) => boolean,
    hasPremise: boolean,
    violates: string,
  ): Finding {
    const { explorer } = this;
    const nodes: number[] = [];
    const violating = new Set<number>();
    const premise = new Set<number>();
    for (let node = 0; node < explorer.size; node++) {
      if (explorer.isSplit(node) || explorer.isUnexplored(node) || !judged(node)) continue;
      if (hasPremise) premise.add(explorer.setOf(node));
      if (!bad(node)) continue;
      nodes.push(node);
      violating.add(explorer.setOf(node));
    }
    return {
      violating: this.union(violating),
      ...(hasPremise ? { premise: this.union(premise) } : {}),
      example: (within) => {
        const allowed = this.allowed(within);
        let best = -1;
        for (const node of nodes) {
          if (!allowed(explorer.setOf(node))) continue;
          if (best < 0 || this.before(node, best)) best = node;
        }
        if (best < 0) return undefined;
        return {
          stem: explorer.labelsTo(best),
          cycle: [],
          stays: false,
          shortest: true,
          set: explorer.setOf(best),
          violates,
        };
      },
    };
  }

  private neverStep({ pattern, given }: Property & { kind: 'never-step' }): Finding {
    const { explorer } = this;
    const p = this.compiled.pattern(pattern);
    const g = given ? this.compiled.predicate(given) : -1;
    const edges: (readonly [node: number, label: number])[] = [];
    const violating = new Set<number>();
    const premise = new Set<number>();
    for (let node = 0; node < explorer.size; node++) {
      if (explorer.isSplit(node) || explorer.isUnexplored(node) || (g >= 0 && !explorer.holds(g, node))) continue;
      if (g >= 0) premise.add(explorer.setOf(node));
      for (let e = explorer.first[node]!; e < explorer.last[node]!; e++) {
        const label = explorer.label[e]!;
        if (explorer.occurrences(p, label) === 0) continue;
        edges.push([node, label]);
        violating.add(explorer.setOf(node));
      }
    }
    return {
      violating: this.union(violating),
      ...(given ? { premise: this.union(premise) } : {}),
      example: (within) => {
        const allowed = this.allowed(within);
        let best: (typeof edges)[number] | undefined;
        for (const edge of edges) {
          if (!allowed(explorer.setOf(edge[0]))) continue;
          if (!best || this.stepBefore(edge, best)) best = edge;
        }
        if (!best) return undefined;
        const [node, label] = best;
        const stem = [...explorer.labelsTo(node), label];
        const violates = `in the last step, ${pattern.label}`;
        return { stem, cycle: [], stays: false, shortest: true, set: explorer.setOf(node), violates };
      },
    };
  }

  private temporal({ formula, premise }: Property & { kind: 'temporal' }): Finding {
    const automaton = negation(formula, (predicate) => this.compiled.predicate(predicate));
    const check = new Temporal(this.explorer, automaton);
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
    return new Bounds(this.explorer, { event: this.compiled.pattern(event), from: end(from), until: end(until) });
  }

  private exampleOf(lasso: Lasso, violates: string, endless = true): Example {
    const { explorer } = this;
    const edges = [...lasso.stem.edges, ...lasso.cycle];
    const last = edges.length === 0 ? lasso.stem.start : explorer.target[edges[edges.length - 1]!]!;
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
    const { explorer } = this;
    const sets = new Set<number>();
    for (let node = 0; node < explorer.size; node++) {
      if (!explorer.isSplit(node) && !explorer.isUnexplored(node) && explorer.holds(predicate, node)) {
        sets.add(explorer.setOf(node));
      }
    }
    return this.union(sets);
  }

  private before(a: number, b: number): boolean {
    const { explorer } = this;
    const steps = explorer.depthOf(a) - explorer.depthOf(b);
    const faults = explorer.faultsOf(a) - explorer.faultsOf(b);
    return steps < 0 || (steps === 0 && (faults < 0 || (faults === 0 && a < b)));
  }

  private stepBefore(a: readonly [number, number], b: readonly [number, number]): boolean {
    const { explorer } = this;
    const steps = explorer.depthOf(a[0]) - explorer.depthOf(b[0]);
    if (steps !== 0) return steps < 0;
    const faults = (edge: readonly [number, number]) => explorer.faultsOf(edge[0]) + explorer.faults(edge[1]);
    return faults(a) < faults(b);
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
