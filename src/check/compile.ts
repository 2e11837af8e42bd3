import type { BoundProperty, Formula, Invariant, Predicate, Property, StepPattern } from '../describe/properties.ts';
import type { EdgeStorage } from '../explore/edges.ts';

/** The predicates and step patterns of some invariants, numbered: what the exploration has to watch. */
export class Compiled {
  readonly predicates: Predicate[] = [];
  readonly patterns: StepPattern[] = [];
  /** Are edges needed, or do states alone decide everything? */
  edges = false;
  deadlocks = false;
  /** The patterns with which counting starts somewhere. */
  readonly startsWith = new Set<number>();
  /** Where the edges are kept. */
  edgeStorage: EdgeStorage = 'auto';

  constructor(invariants: readonly Invariant[]) {
    for (const { properties, worstCase } of invariants) {
      for (const property of properties) this.collect(property);
      if (worstCase) this.collect(worstCase);
    }
  }

  predicate(predicate: Predicate): number {
    const known = this.predicates.indexOf(predicate);
    return known >= 0 ? known : this.predicates.push(predicate) - 1;
  }

  pattern(pattern: StepPattern): number {
    const known = this.patterns.findIndex((p) => same(p, pattern));
    return known >= 0 ? known : this.patterns.push(pattern) - 1;
  }

  private collect(property: Invariant['properties'][number]): void {
    switch (property.kind) {
      case 'always':
        this.predicate(property.predicate);
        if (property.given) this.predicate(property.given);
        break;
      case 'never-step':
        this.pattern(property.pattern);
        if (property.given) this.predicate(property.given);
        break;
      case 'temporal':
        this.edges = true;
        this.formula(property.formula);
        if (property.premise) this.predicate(property.premise);
        break;
      case 'bound':
        this.edges = true;
        this.bound(property);
        break;
      case 'deadlock':
        this.deadlocks = true;
    }
  }

  private bound({ event, from, until }: BoundProperty): void {
    this.pattern(event);
    if (typeof from !== 'function') this.startsWith.add(this.pattern(from));
    for (const end of [from, until]) {
      if (typeof end === 'function') this.predicate(end);
      else this.pattern(end);
    }
  }

  private formula(formula: Formula): void {
    if ('predicate' in formula) this.predicate(formula.predicate);
    if ('of' in formula) this.formula(formula.of);
    if ('left' in formula) {
      this.formula(formula.left);
      this.formula(formula.right);
    }
  }
}

function same(a: StepPattern, b: StepPattern): boolean {
  return (
    a.does === b.does &&
    a.component === b.component &&
    a.replica === b.replica &&
    a.event === b.event &&
    a.where === b.where
  );
}

/** A formula as text. */
export function formulaText(formula: Formula): string {
  switch (formula.op) {
    case 'atom':
      return nameOf(formula.predicate);
    case 'true':
    case 'false':
      return formula.op;
    case 'not':
      return `¬${formulaText(formula.of)}`;
    case 'next':
      return `X ${formulaText(formula.of)}`;
    case 'eventually':
      return `F ${formulaText(formula.of)}`;
    case 'globally':
      return `G ${formulaText(formula.of)}`;
    default: {
      const sign = { and: '∧', or: '∨', implies: '→', until: 'U', release: 'R' }[formula.op];
      return `(${formulaText(formula.left)} ${sign} ${formulaText(formula.right)})`;
    }
  }
}

/** What a violation is that shows in a single state or step, in words. */
export function violationText(property: Property & { readonly kind: 'always' | 'never-step' | 'deadlock' }): string {
  if (property.kind === 'deadlock') return 'no step is possible, and not everything is at rest';
  if (property.kind === 'never-step') return `in the last step, ${property.pattern.label}`;
  const { predicate, expected, given } = property;
  const text = `'${nameOf(predicate)}' is ${expected ? 'false' : 'true'}`;
  return given ? `${text} although '${nameOf(given)}' is true` : text;
}

/** The name of a predicate, for messages. */
export function nameOf(predicate: Predicate): string {
  return predicate.name || '(unnamed predicate)';
}
