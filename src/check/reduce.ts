import { ArcTable } from './arcs.ts';
import type { Automaton, Transition } from './automaton.ts';
import { components } from './components.ts';

/**
 * A smaller automaton with the same language: without states from which nothing is accepted, without marks that
 * another mark implies, with equal states merged and weaker transitions removed. O(states · transitions) a round.
 */
export function reduced(automaton: Automaton): Automaton {
  let current = automaton;
  for (;;) {
    const smaller = merged(withFewerMarks(trimmed(current)));
    if (weight(smaller) === weight(current)) return smaller;
    current = smaller;
  }
}

const weight = (a: Automaton) => `${a.states} ${a.marks} ${a.transitions.flat().length}`;

function arcsOf(transitions: Automaton['transitions']): ArcTable {
  const arcs = new ArcTable();
  for (const list of transitions) {
    for (const { to } of list) arcs.arc(to);
    arcs.close();
  }
  return arcs;
}

/** What a set of transitions can accept. */
export interface Acceptance {
  /** Of each state, the number of its strongly connected component, if runs that stay in it accept; or 0. */
  readonly accepting: Int32Array;
  /** Of each state, 1 where some run from it accepts. */
  readonly useful: Uint8Array;
}

/** Which states can accept, with these transitions and all these marks. O(states + transitions). */
export function acceptance(transitions: Automaton['transitions'], marks: number): Acceptance {
  const states = transitions.length;
  const component = new Int32Array(states);
  const accepting = new Int32Array(states);
  const useful = new Uint8Array(states);
  let number = 0;
  components(arcsOf(transitions), (data, from, to, cyclic) => {
    const members = data.slice(from, to);
    number++;
    for (const q of members) component[q] = number;
    const out = [...members].flatMap((q) => transitions[q]);
    const union = out.reduce((all, t) => (component[t.to] === number ? all | t.marks : all), 0);
    const accepts = cyclic > 0 && union === marks;
    if (accepts) for (const q of members) accepting[q] = number;
    // Components come after those that they lead to.
    if (accepts || out.some((t) => useful[t.to] === 1)) for (const q of members) useful[q] = 1;
  });
  return { accepting, useful };
}

/** Without states that lead to no accepting component; transitions outside accepting components get no mark. */
function trimmed({ states, predicates, marks, transitions }: Automaton): Automaton {
  const { accepting, useful } = acceptance(transitions, marks);
  const kept = transitions.map((list, q) =>
    list
      .filter((t) => useful[q] === 1 && useful[t.to] === 1)
      .map((t) => (accepting[q] !== 0 && accepting[q] === accepting[t.to] ? t : { ...t, marks: 0 })),
  );
  return renumbered({ states: useful[0] === 1 ? states : 0, predicates, marks, transitions: kept });
}

/** Without a mark that every transition of a cycle has, or that comes with each occurrence of another one. */
function withFewerMarks(automaton: Automaton): Automaton {
  // After `trimmed`, transitions that lie on no accepting cycle have no mark: they do not count here.
  const { states, predicates, transitions } = automaton;
  const component = new Int32Array(states);
  let number = 0;
  components(arcsOf(transitions), (data, from, to) => {
    number++;
    for (let i = from; i < to; i++) component[data[i]] = number;
  });
  const accepting = new Set<number>();
  transitions.forEach((list, q) => {
    for (const t of list) if (component[q] === component[t.to] && t.marks !== 0) accepting.add(component[q]);
  });
  const inside = transitions.flatMap((list, q) =>
    list.filter((t) => component[q] === component[t.to] && accepting.has(component[q])),
  );
  const bits = Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => (automaton.marks & bit) !== 0);
  let kept = bits;
  // Without marks everything would accept: the components that do not accept then need the last one.
  const everythingAccepts = transitions.every((list, q) =>
    list.every((t) => component[q] !== component[t.to] || accepting.has(component[q])),
  );
  for (const bit of bits) {
    const others = kept.filter((other) => other !== bit);
    const always = inside.every((t) => (t.marks & bit) !== 0) && (others.length > 0 || everythingAccepts);
    const implied = others.some((other) => inside.every((t) => (t.marks & other) === 0 || (t.marks & bit) !== 0));
    if (always || implied) kept = others;
  }
  const compact = (marks: number) => kept.reduce((all, bit, i) => ((marks & bit) !== 0 ? all | (1 << i) : all), 0);
  return {
    states,
    predicates,
    marks: 2 ** kept.length - 1,
    transitions: transitions.map((list) => list.map((t) => ({ ...t, marks: compact(t.marks) }))),
  };
}

/** States with the same transitions become one (partition refinement); of two transitions the better one stays. */
function merged({ states, predicates, marks, transitions }: Automaton): Automaton {
  let classes = new Array<number>(states).fill(0);
  for (let count = Math.min(states, 1); ; ) {
    const numbers = new Map<string, number>();
    const next = transitions.map((list, q) => {
      const out = new Set(list.map((t) => `${t.mask} ${t.value} ${t.marks} ${classes[t.to]}`));
      const key = `${classes[q]}: ${[...out].sort().join()}`;
      const known = numbers.get(key) ?? numbers.size;
      numbers.set(key, known);
      return known;
    });
    classes = next;
    if (numbers.size === count) break;
    count = numbers.size;
  }
  const first = new Map<number, number>();
  classes.forEach((c, q) => {
    if (!first.has(c)) first.set(c, q);
  });
  const kept = transitions.map((list) => undominated(list.map((t) => ({ ...t, to: first.get(classes[t.to])! }))));
  return renumbered({ states, predicates, marks, transitions: kept });
}

function undominated(list: readonly Transition[]): Transition[] {
  const better = (a: Transition, b: Transition) =>
    a.to === b.to && (a.mask & b.mask) === a.mask && (b.value & a.mask) === a.value && (a.marks & b.marks) === b.marks;
  return list.filter((t, i) => !list.some((other, j) => i !== j && better(other, t) && (j < i || !better(t, other))));
}

/** Only the states that are reached, in the order in which they are. */
function renumbered({ states, predicates, marks, transitions }: Automaton): Automaton {
  if (states === 0) return { states: 0, predicates, marks, transitions: [] };
  const order = [0];
  const number = new Map([[0, 0]]);
  for (let i = 0; i < order.length; i++) {
    for (const { to } of transitions[order[i]]) {
      if (number.has(to)) continue;
      number.set(to, order.length);
      order.push(to);
    }
  }
  return {
    states: order.length,
    predicates,
    marks,
    transitions: order.map((q) => transitions[q].map((t) => ({ ...t, to: number.get(t.to)! }))),
  };
}
