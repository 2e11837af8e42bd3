import type { Formula, Predicate } from '../describe/properties.ts';

/** A formula in negation normal form. Equal formulas are the same object; `id` is in order of creation. */
export type Normal = { readonly id: number } & (
  | { readonly op: 'true' | 'false' }
  | { readonly op: 'literal'; readonly predicate: number; readonly positive: boolean }
  | { readonly op: 'and' | 'or'; readonly of: readonly Normal[] }
  | { readonly op: 'next' | 'eventually' | 'globally'; readonly of: Normal }
  | { readonly op: 'until' | 'release'; readonly left: Normal; readonly right: Normal }
);

type Shape = Normal extends infer N ? (N extends Normal ? Omit<N, 'id'> : never) : never;

/** Makes formulas in negation normal form, and simplifies them while it does. */
export class NormalForms {
  private readonly known = new Map<string, Normal>();
  readonly true: Normal = this.make('true', { op: 'true' });
  readonly false: Normal = this.make('false', { op: 'false' });

  /** The formula (or, if not `positive`, its negation). O(size of the formula). */
  of(formula: Formula<never>, predicateOf: (predicate: Predicate<never>) => number, positive: boolean): Normal {
    const same = (f: Formula<never>) => this.of(f, predicateOf, positive);
    const opposite = (f: Formula<never>) => this.of(f, predicateOf, !positive);
    switch (formula.op) {
      case 'atom':
        return this.literal(predicateOf(formula.predicate), positive);
      case 'true':
      case 'false':
        return (formula.op === 'true') === positive ? this.true : this.false;
      case 'not':
        return opposite(formula.of);
      case 'next':
        return this.next(same(formula.of));
      case 'eventually':
      case 'globally':
        return (formula.op === 'eventually') === positive
          ? this.eventually(same(formula.of))
          : this.globally(same(formula.of));
      case 'and':
      case 'or':
        return this.junction((formula.op === 'and') === positive ? 'and' : 'or', [
          same(formula.left),
          same(formula.right),
        ]);
      case 'implies':
        return this.junction(positive ? 'or' : 'and', [opposite(formula.left), same(formula.right)]);
      case 'until':
      case 'release':
        return (formula.op === 'until') === positive
          ? this.until(same(formula.left), same(formula.right))
          : this.release(same(formula.left), same(formula.right));
    }
  }

  private literal(predicate: number, positive: boolean): Normal {
    return this.make(`${positive ? '' : '!'}${predicate}`, { op: 'literal', predicate, positive });
  }

  private junction(op: 'and' | 'or', parts: readonly Normal[]): Normal {
    const neutral = op === 'and' ? this.true : this.false;
    const absorbing = op === 'and' ? this.false : this.true;
    const flat = new Set<Normal>();
    for (const part of parts) {
      for (const p of part.op === op ? part.of : [part]) if (p !== neutral) flat.add(p);
    }
    if (flat.has(absorbing)) return absorbing;
    for (const p of flat) {
      if (p.op === 'literal' && flat.has(this.literal(p.predicate, !p.positive))) return absorbing;
      // Absorption: a && (a || b) is a, a || (a && b) is a.
      if ((p.op === 'and' || p.op === 'or') && p.op !== op && p.of.some((q) => flat.has(q))) flat.delete(p);
    }
    const eventual = [...flat].flatMap((part) => (part.op === 'eventually' ? [part] : []));
    if (op === 'or' && eventual.length > 1) {
      for (const part of eventual) flat.delete(part);
      const together = this.junction(
        'or',
        eventual.map((part) => part.of),
      );
      return this.junction('or', [...flat, this.eventually(together)]);
    }
    const sorted = [...flat].sort((a, b) => a.id - b.id);
    if (sorted.length < 2) return sorted[0] ?? neutral;
    return this.make(`${op}(${sorted.map((p) => p.id)})`, { op, of: sorted });
  }

  private next(of: Normal): Normal {
    if (constant(of) || ofTheTail(of)) return of;
    return this.make(`X${of.id}`, { op: 'next', of });
  }

  private eventually(of: Normal): Normal {
    if (constant(of) || of.op === 'eventually' || ofTheTail(of)) return of;
    if (of.op === 'next') return this.next(this.eventually(of.of));
    if (of.op === 'until') return this.eventually(of.right);
    return this.make(`F${of.id}`, { op: 'eventually', of });
  }

  private globally(of: Normal): Normal {
    if (constant(of) || of.op === 'globally' || ofTheTail(of)) return of;
    if (of.op === 'next') return this.next(this.globally(of.of));
    if (of.op === 'release') return this.globally(of.right);
    if (of.op === 'and') {
      return this.junction(
        'and',
        of.of.map((part) => this.globally(part)),
      );
    }
    return this.make(`G${of.id}`, { op: 'globally', of });
  }

  private until(left: Normal, right: Normal): Normal {
    if (constant(right) || left.op === 'false' || left === right || right.op === 'eventually') return right;
    if (ofTheTail(right)) return right;
    if (left.op === 'true') return this.eventually(right);
    return this.make(`${left.id}U${right.id}`, { op: 'until', left, right });
  }

  private release(left: Normal, right: Normal): Normal {
    if (constant(right) || left.op === 'true' || left === right || right.op === 'globally') return right;
    if (ofTheTail(right)) return right;
    if (left.op === 'false') return this.globally(right);
    return this.make(`${left.id}R${right.id}`, { op: 'release', left, right });
  }

  private make(key: string, shape: Shape): Normal {
    let found = this.known.get(key);
    if (found === undefined) {
      found = { ...shape, id: this.known.size } as Normal;
      this.known.set(key, found);
    }
    return found;
  }
}

const constant = (f: Normal) => f.op === 'true' || f.op === 'false';

/** `G F f` and `F G f` are as true of a path as of each of its tails. */
const ofTheTail = (f: Normal) =>
  (f.op === 'globally' && f.of.op === 'eventually') || (f.op === 'eventually' && f.of.op === 'globally');
