import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Automaton, negation } from '../../src/check/automaton.ts';
import { and, F, type Formula, G, implies, not, or, U, X } from '../../src/describe/properties.ts';
import { formulas, p, predicateOf, q, r, satisfies, shapes, type Word, words } from './formulas.ts';

const automaton = (formula: Formula<never>) => negation(formula, predicateOf);

describe('the automaton of the negation', () => {
  it.each([
    ['G(p -> F q)', G(implies(p, F(q))), 2],
    ['F p', F(p), 1],
    ['G F p', G(F(p)), 2],
    ['F G p', F(G(p)), 1],
    ['G p', G(p), 2],
    ['p U q', U(p, q), 2],
    ['X p', X(p), 3],
    ['G(p -> X q)', G(implies(p, X(q))), 3],
    ['G F p -> G F q', implies(G(F(p)), G(F(q))), 2],
    ['G(p -> F q) && G(q -> F r)', and(G(implies(p, F(q))), G(implies(q, F(r)))), 3],
    ['true', { op: 'true' } as const, 0],
    ['p || !p', or(p, not(p)), 0],
    ['false', { op: 'false' } as const, 1],
  ])('of %s is small', (_, formula, states) => {
    expect(automaton(formula).states).toBe(states);
  });

  it('names predicates by the numbers that it was given', () => {
    const { predicates, transitions } = negation(F(q), () => 17);
    expect(predicates).toEqual([17]);
    expect(transitions).toEqual([[{ mask: 1, value: 0, to: 0, marks: 0 }]]);
  });

  it('refuses a formula that is too large', () => {
    let many: Formula<never> = { op: 'true' };
    for (let i = 0; i < 29; i++) many = and(many, F({ op: 'atom', predicate: () => i > 0 }));
    let number = 0;
    expect(() => negation(many, () => number++)).toThrow('more than 28 predicates');
  });

  it('accepts the words that do not satisfy the formula', () => {
    const formula = fc.oneof(formulas(3, 4), fc.constantFrom(...shapes));
    fc.assert(
      fc.property(formula, fc.array(words(3, 6), { minLength: 5, maxLength: 5 }), (f, some) => {
        const a = automaton(f);
        for (const word of some) expect(accepts(a, word)).toBe(!satisfies(word, f));
      }),
      { numRuns: 1500 },
    );
  }, 60_000);
});

/** Is there an accepting run? Emerson and Lei's fixpoint over pairs of a place and a state. */
function accepts(a: Automaton, { letters, back }: Word): boolean {
  if (a.states === 0) return false;
  const moves: { from: string; to: string; marks: number }[] = [];
  letters.forEach((holds, i) => {
    const letter = a.predicates.reduce((bits, predicate, bit) => bits | (holds.includes(predicate) ? 1 << bit : 0), 0);
    const next = i + 1 < letters.length ? i + 1 : back;
    a.transitions.forEach((list, state) => {
      for (const t of list) {
        if ((letter & t.mask) === t.value) moves.push({ from: `${i} ${state}`, to: `${next} ${t.to}`, marks: t.marks });
      }
    });
  });
  const leadTo = (within: Set<string>, good: (m: (typeof moves)[number]) => boolean) => {
    const found = new Set<string>();
    for (let before = -1; before !== found.size; ) {
      before = found.size;
      for (const m of moves) {
        if (within.has(m.from) && within.has(m.to) && (good(m) || found.has(m.to))) found.add(m.from);
      }
    }
    return found;
  };
  let alive = new Set(moves.map((m) => m.from));
  const bits = Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (a.marks & bit) !== 0);
  for (let before = -1; before !== alive.size; ) {
    before = alive.size;
    for (const bit of [...bits, 0]) alive = leadTo(alive, (m) => (m.marks & bit) === bit);
  }
  return alive.has('0 0');
}
