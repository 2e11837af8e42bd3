import fc from 'fast-check';
import {
  and,
  atom,
  F,
  type Formula,
  G,
  implies,
  not,
  or,
  type Predicate,
  R,
  U,
  X,
} from '../../src/describe/properties.ts';

/** Predicates that stand for their numbers. */
export const predicates: readonly Predicate<never>[] = [() => true, () => true, () => true];
export const p = atom(predicates[0] as Predicate<never>);
export const q = atom(predicates[1] as Predicate<never>);
export const r = atom(predicates[2] as Predicate<never>);
export const predicateOf = (predicate: Predicate<never>): number => predicates.indexOf(predicate);

/** Random formulas over the first `atoms` predicates. */
export const formulas = (atoms: number, depth: number): fc.Arbitrary<Formula<never>> =>
  fc.letrec<{ formula: Formula<never> }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      fc.constantFrom(...[p, q, r].slice(0, atoms), { op: 'true' } as const, { op: 'false' } as const),
      fc
        .tuple(fc.constantFrom('not', 'next', 'eventually', 'globally'), tie('formula'))
        .map(([op, of]) => ({ op, of }) as Formula<never>),
      fc
        .tuple(fc.constantFrom('and', 'or', 'implies', 'until', 'release'), tie('formula'), tie('formula'))
        .map(([op, left, right]) => ({ op, left, right }) as Formula<never>),
    ),
  })).formula;

/** The shapes that people write. */
export const shapes: readonly Formula<never>[] = [
  G(implies(p, F(q))),
  F(p),
  G(F(p)),
  F(G(p)),
  G(p),
  U(p, q),
  R(p, q),
  implies(G(F(p)), G(F(q))),
  X(or(p, not(q))),
  G(implies(p, X(U(not(p), q)))),
  and(F(p), G(F(q))),
];

/** A word that never ends: letters (the predicates that hold), of which those from `back` on repeat for ever. */
export interface Word {
  readonly letters: readonly (readonly number[])[];
  readonly back: number;
}

export const words = (atoms: number, most: number): fc.Arbitrary<Word> =>
  fc
    .tuple(fc.array(fc.subarray([...Array(atoms).keys()]), { minLength: 1, maxLength: most }), fc.nat(most - 1))
    .map(([letters, back]) => ({ letters, back: Math.min(back, letters.length - 1) }));

/** Does the word satisfy the formula? By the definition: the value of each part at each place, as a fixpoint. */
export function satisfies({ letters, back }: Word, formula: Formula<never>): boolean {
  const next = letters.map((_, i) => (i + 1 < letters.length ? i + 1 : back));
  const fixpoint = (start: boolean, step: (now: readonly boolean[], i: number) => boolean): boolean[] => {
    let values = letters.map(() => start);
    for (;;) {
      const better = values.map((_, i) => step(values, i));
      if (better.every((value, i) => value === values[i])) return values;
      values = better;
    }
  };
  const after = (values: readonly boolean[], i: number) => values[next[i] as number] as boolean;
  const evaluate = (f: Formula<never>): boolean[] => {
    switch (f.op) {
      case 'true':
      case 'false':
        return letters.map(() => f.op === 'true');
      case 'atom':
        return letters.map((letter) => letter.includes(predicateOf(f.predicate)));
      case 'not':
        return evaluate(f.of).map((value) => !value);
      case 'next': {
        const of = evaluate(f.of);
        return letters.map((_, i) => after(of, i));
      }
      case 'eventually': {
        const of = evaluate(f.of);
        return fixpoint(false, (now, i) => (of[i] as boolean) || after(now, i));
      }
      case 'globally': {
        const of = evaluate(f.of);
        return fixpoint(true, (now, i) => (of[i] as boolean) && after(now, i));
      }
    }
    const left = evaluate(f.left);
    const right = evaluate(f.right);
    const at = (values: boolean[], i: number) => values[i] as boolean;
    switch (f.op) {
      case 'and':
        return left.map((value, i) => value && at(right, i));
      case 'or':
        return left.map((value, i) => value || at(right, i));
      case 'implies':
        return left.map((value, i) => !value || at(right, i));
      case 'until':
        return fixpoint(false, (now, i) => at(right, i) || (at(left, i) && after(now, i)));
      case 'release':
        return fixpoint(true, (now, i) => at(right, i) && (at(left, i) || after(now, i)));
    }
  };
  return evaluate(formula)[0] as boolean;
}
