import type { BoundProperty, Formula, Invariant, Predicate, StepPattern } from '../describe/properties.ts';

/** The predicates and step patterns of some invariants, numbered: what the exploration has to watch. */
export class Compiled {
  readonly predicates: Predicate[] = [];
  readonly patterns: StepPattern[] = [];
  /** Are edges needed, or do states alone decide everything? */
  edges = false;
  deadlocks = false;

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
        this.edges = true;
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

/** The name of a predicate, for messages. */
export function nameOf(predicate: Predicate): string {
  return predicate.name || '(unnamed predicate)';
}
