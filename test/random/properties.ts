import fc from 'fast-check';
import type { Predicate, StepPattern } from '../../src/describe/properties.ts';
import type { View } from '../../src/describe/system.ts';
import { type Blueprint, pick, valuesOf } from './blueprint.ts';
import { blueprints } from './systems.ts';

/** A predicate as data. `predicateOf` makes a predicate of it. */
export type PredicateBlueprint =
  | { readonly component: string; readonly replica: number; readonly isIn: string }
  | { readonly component: string; readonly replica: number; readonly countsTo: number }
  | { readonly component: string; readonly replica: number; readonly isFinal: true }
  | { readonly messagesOn: string }
  | { readonly budgetLeft: string }
  | { readonly is: string; readonly value: string }
  | { readonly not: PredicateBlueprint }
  | { readonly either: PredicateBlueprint; readonly or: PredicateBlueprint };

/** A random system, with things that can be said of it. */
export interface WithProperties {
  readonly blueprint: Blueprint;
  readonly p: PredicateBlueprint;
  readonly q: PredicateBlueprint;
  readonly pattern: StepPattern;
}

const rawAtom = fc.record({
  kind: fc.constantFrom('in', 'in', 'count', 'final', 'messages', 'budget', 'is' as const),
  a: fc.nat(9),
  b: fc.nat(9),
  not: fc.boolean(),
});
const rawPredicate = fc.record({ one: rawAtom, other: fc.option(rawAtom, { freq: 2 }) });

type RawAtom = typeof rawAtom extends fc.Arbitrary<infer T> ? T : never;
type RawPredicate = typeof rawPredicate extends fc.Arbitrary<infer T> ? T : never;

/** Random systems, each with two predicates and a step pattern. */
export function systemsWithProperties(): fc.Arbitrary<WithProperties> {
  return fc
    .record({ blueprint: blueprints(), p: rawPredicate, q: rawPredicate, a: fc.nat(9), emits: fc.boolean() })
    .map(({ blueprint, p, q, a, emits }) => ({
      blueprint,
      p: resolve(p, blueprint),
      q: resolve(q, blueprint),
      pattern: patternOf(blueprint, a, emits),
    }));
}

function patternOf({ channels, environment }: Blueprint, a: number, emits: boolean): StepPattern {
  const messages = Object.values(channels).map(({ from, to, events }) => ({ from, to, event: events[0]! }));
  if (messages.length === 0) {
    const [event, { to }] = pick(Object.entries(environment), a);
    return { does: 'takes', component: to, event, label: `${to} takes ${event}` };
  }
  const { from, to, event } = pick(messages, a);
  return emits
    ? { does: 'emits', component: from, event, label: `${from} emits ${event}` }
    : { does: 'takes', component: to, event, label: `${to} takes ${event}` };
}

function resolve({ one, other }: RawPredicate, blueprint: Blueprint): PredicateBlueprint {
  const first = atomOf(one, blueprint);
  return other === null ? first : { either: first, or: atomOf(other, blueprint) };
}

function atomOf({ kind, a, b, not }: RawAtom, blueprint: Blueprint): PredicateBlueprint {
  const positive = positiveOf(kind, a, b, blueprint);
  return not ? { not: positive } : positive;
}

function positiveOf(kind: RawAtom['kind'], a: number, b: number, blueprint: Blueprint): PredicateBlueprint {
  const [component, machine] = pick(Object.entries(blueprint.components), a);
  const replica = b % (machine.replicas ?? 1);
  const channels = Object.keys(blueprint.channels).filter((name) => blueprint.channels[name]!.kind !== 'call');
  if (kind === 'count') return { component, replica, countsTo: 1 + (b % 2) };
  if (kind === 'final') return { component, replica, isFinal: true };
  if (kind === 'messages' && channels.length > 0) return { messagesOn: pick(channels, b) };
  if (kind === 'budget') return { budgetLeft: pick(Object.keys(blueprint.environment), b) };
  if (kind === 'is') {
    const [is, option] = pick(Object.entries(blueprint.options), a);
    return { is, value: String(pick(valuesOf(option), b)) };
  }
  return { component, replica, isIn: pick(Object.keys(machine.states!), b) };
}

interface Snapshot {
  readonly context: { readonly c: number };
  readonly status: string;
  matches(state: string): boolean;
}

/** The predicate of a blueprint: named by its JSON. */
export function predicateOf(blueprint: PredicateBlueprint): Predicate<View> {
  const predicate = (view: View): boolean => holds(blueprint, view);
  Object.defineProperty(predicate, 'name', { value: JSON.stringify(blueprint) });
  return predicate;
}

function holds(blueprint: PredicateBlueprint, view: View): boolean {
  if ('not' in blueprint) return !holds(blueprint.not, view);
  if ('either' in blueprint) return holds(blueprint.either, view) || holds(blueprint.or, view);
  if ('is' in blueprint) return view.ask.is(blueprint.is, blueprint.value);
  if ('messagesOn' in blueprint) return view.messages(blueprint.messagesOn).length > 0;
  if ('budgetLeft' in blueprint) return view.remaining(blueprint.budgetLeft) > 0;
  const part = (view as unknown as Record<string, Snapshot | readonly Snapshot[]>)[blueprint.component]!;
  const snapshot = Array.isArray(part) ? (part as readonly Snapshot[])[blueprint.replica]! : (part as Snapshot);
  if ('isIn' in blueprint) return snapshot.matches(blueprint.isIn);
  if ('countsTo' in blueprint) return snapshot.context.c >= blueprint.countsTo;
  return snapshot.status === 'done';
}
