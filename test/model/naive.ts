/** The verdicts of the naive search: the reference explores one configuration, and its own checks judge it. */
import type { Invariant, Predicate, Property } from '../../src/describe/properties.ts';
import {
  deadlocks,
  type RGraph,
  violationOfAlways,
  violationOfLeadsTo,
  violationOfNeverStep,
  worstCaseOf,
} from '../../src/reference/index.ts';

/** The names of the invariants that are violated. */
export function violatedIn(graph: RGraph, invariants: readonly Invariant[]): string[] {
  return invariants.flatMap(({ name, properties }) => (properties.some((p) => isViolated(graph, p)) ? [name] : []));
}

/** The worst case that an invariant asks for; undefined: there is none, or its premise never happens. */
export function worstCaseIn(graph: RGraph, { worstCase }: Invariant): number | 'unbounded' | undefined {
  return worstCase && worstCaseOf(graph, worstCase);
}

function isViolated(graph: RGraph, property: Property): boolean {
  const given = 'given' in property && property.given ? { given: property.given } : {};
  switch (property.kind) {
    case 'always': {
      const { predicate, expected } = property;
      const holds: Predicate = (state) => predicate(state) === expected;
      return violationOfAlways(graph, holds, given) !== undefined;
    }
    case 'never-step':
      return violationOfNeverStep(graph, property.pattern, given) !== undefined;
    case 'temporal': {
      const { p, q } = leadsToOf(property);
      return violationOfLeadsTo(graph, p, q) !== undefined;
    }
    case 'bound': {
      const worst = worstCaseOf(graph, property);
      return worst !== undefined && (worst === 'unbounded' || worst > property.limit!);
    }
    case 'deadlock':
      return deadlocks(graph).length > 0;
  }
}

/** G(p implies F q): of the temporal properties the shipped invariants use only this. */
function leadsToOf({ formula }: Extract<Property, { kind: 'temporal' }>): { p: Predicate; q: Predicate } {
  if (formula.op === 'globally' && formula.of.op === 'implies') {
    const { left, right } = formula.of;
    if (left.op === 'atom' && right.op === 'eventually' && right.of.op === 'atom') {
      return { p: left.predicate, q: right.of.predicate };
    }
  }
  throw new Error('the naive search does not know this formula: teach it, or use leadsTo');
}
