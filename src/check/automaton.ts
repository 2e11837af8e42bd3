import { Mistake } from '../describe/mistake.ts';
import type { Formula, Predicate } from '../describe/properties.ts';
import { type Normal, NormalForms } from './normal-form.ts';
import { reduced } from './reduce.ts';

/**
 * A generalised Büchi automaton. It reads a *letter* a state: bit i of the letter says whether predicate number
 * `predicates[i]` holds. A run is accepting if it takes, for every mark, infinitely many transitions with it.
 * State 0 is the initial one: nothing has been read. `states` is 0 where the formula cannot be violated.
 */
export interface Automaton {
  readonly states: number;
  readonly predicates: readonly number[];
  /** The set of all marks, one bit each; 0: every infinite run is accepting. */
  readonly marks: number;
  /** Of each state, its transitions. */
  readonly transitions: readonly (readonly Transition[])[];
}

/** Possible with a letter if (letter & mask) === value: a conjunction of literals. */
export interface Transition {
  readonly mask: number;
  readonly value: number;
  readonly to: number;
  readonly marks: number;
}

const MOST_PREDICATES = 28;
const MOST_MARKS = 30;
const MOST_STATES = 2000;

/**
 * The automaton that accepts the words that violate the formula. Couvreur's tableau: a state is a set of formulas
 * that the rest of the word must satisfy; a transition has the mark of each `until` that it does not put off.
 * At worst exponential in the size of the formula; one or two states for the common shapes.
 * @throws Mistake where the formula is too large to be checked
 */
export function negation(formula: Formula<never>, predicateOf: (predicate: Predicate<never>) => number): Automaton {
  const forms = new NormalForms();
  return tableau(forms.of(formula, predicateOf, false));
}

function tableau(root: Normal): Automaton {
  const predicates = [...new Set(literals(root))].sort((a, b) => a - b);
  if (predicates.length > MOST_PREDICATES) throw tooLarge(`more than ${MOST_PREDICATES} predicates`);
  const promises = new Map<Normal, number>();
  const sets: Normal[][] = [];
  const numbers = new Map<string, number>();
  const numberOf = (set: Normal[]): number => {
    const key = set.map((f) => f.id).join();
    let number = numbers.get(key);
    if (number === undefined) {
      number = sets.length;
      if (number === MOST_STATES) throw tooLarge(`an automaton of more than ${MOST_STATES} states`);
      numbers.set(key, number);
      sets.push(set);
    }
    return number;
  };

  const covers: Cover[][] = [];
  numberOf([root]);
  for (let state = 0; state < sets.length; state++) {
    const found = undominated(coversOf(sets[state], predicates, promises));
    covers.push(found);
    for (const cover of found) numberOf([...cover.next]);
  }
  if (promises.size > MOST_MARKS) throw tooLarge(`more than ${MOST_MARKS} different 'eventually' and 'until'`);
  const marks = 2 ** promises.size - 1;
  const transitions = covers.map((list) =>
    list.map(({ mask, value, next, broken }) => ({ mask, value, to: numberOf([...next]), marks: marks & ~broken })),
  );
  return reduced({ states: sets.length, predicates, marks, transitions });
}

/** One way to satisfy a set of formulas now: what is read, and what is left for the rest of the word. */
interface Cover {
  readonly mask: number;
  readonly value: number;
  /** Sorted by id. */
  readonly next: readonly Normal[];
  /** The `until`s that are put off, as bits. */
  readonly broken: number;
}

function coversOf(set: readonly Normal[], predicates: readonly number[], promises: Map<Normal, number>): Cover[] {
  const found: Cover[] = [];
  const promise = (f: Normal): number => {
    const bit = promises.get(f) ?? promises.size;
    promises.set(f, bit);
    return bit < MOST_MARKS ? 1 << bit : 0;
  };
  const expand = (
    todo: readonly Normal[],
    mask: number,
    value: number,
    next: readonly Normal[],
    broken: number,
  ): void => {
    const f = todo[0];
    if (f === undefined) {
      const parts = next.flatMap((g) => (g.op === 'and' ? g.of : [g]));
      found.push({ mask, value, next: [...new Set(parts)].sort((a, b) => a.id - b.id), broken });
      return;
    }
    const rest = todo.slice(1);
    const now = (more: readonly Normal[], later: readonly Normal[] = [], put = 0): void =>
      expand([...more, ...rest], mask, value, [...next, ...later], broken | put);
    switch (f.op) {
      case 'true':
        now([]);
        break;
      case 'false':
        break;
      case 'literal': {
        const bit = 1 << predicates.indexOf(f.predicate);
        const wanted = f.positive ? bit : 0;
        const contradicts = (mask & bit) !== 0 && (value & bit) !== wanted;
        if (!contradicts) expand(rest, mask | bit, value | wanted, next, broken);
        break;
      }
      case 'and':
        now(f.of);
        break;
      case 'or':
        for (const part of f.of) now([part]);
        break;
      case 'next':
        now([], [f.of]);
        break;
      case 'globally':
        now([f.of], [f]);
        break;
      case 'eventually':
        now([f.of]);
        now([], [f], promise(f));
        break;
      case 'until':
        now([f.right]);
        now([f.left], [f], promise(f));
        break;
      case 'release':
        now([f.left, f.right]);
        now([f.right], [f]);
    }
  };
  expand(set, 0, 0, [], 0);
  return found;
}

/** Without those that ask for more, leave more to do and put off more than another. */
function undominated(covers: readonly Cover[]): Cover[] {
  const kept: Cover[] = [];
  const better = (a: Cover, b: Cover) =>
    (a.mask & b.mask) === a.mask &&
    (b.value & a.mask) === a.value &&
    (a.broken & b.broken) === a.broken &&
    a.next.every((f) => b.next.includes(f));
  for (const cover of covers) {
    if (kept.some((other) => better(other, cover))) continue;
    for (let i = kept.length - 1; i >= 0; i--) if (better(cover, kept[i])) kept.splice(i, 1);
    kept.push(cover);
  }
  return kept;
}

function* literals(f: Normal): Generator<number> {
  switch (f.op) {
    case 'literal':
      yield f.predicate;
      return;
    case 'and':
    case 'or':
      for (const part of f.of) yield* literals(part);
      return;
    case 'next':
    case 'eventually':
    case 'globally':
      yield* literals(f.of);
      return;
    case 'until':
    case 'release':
      yield* literals(f.left);
      yield* literals(f.right);
  }
}

const tooLarge = (found: string) =>
  new Mistake(`a temporal formula needs ${found}; split it into several properties, one for each part`);
