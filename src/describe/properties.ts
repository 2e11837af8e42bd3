import type { EmittedFrom, EventFromLogic } from 'xstate';
import { Mistake } from './mistake.ts';
import type { Options } from './options.ts';
import type { Components, EmittedBy, MachineOf, System, TakenBy, View, ViewOf } from './system.ts';

/**
 * Something that is true or false of a state. Named by the function's own name; arrow functions take the
 * name of the constant that they are assigned to.
 */
export type Predicate<S = never> = (state: S) => boolean;

/**
 * Something that happens in a step: a component emits, or takes, an event.
 * Made by `stepsOf(system)`, which checks the names.
 */
export interface StepPattern {
  readonly does: 'emits' | 'takes';
  readonly component: string;
  /** One replica only; default any. */
  readonly replica?: number;
  readonly event: string;
  /** A condition on the event. */
  readonly where?: (event: never) => boolean;
  /** How it is called in messages. */
  readonly label: string;
}

/** A formula of linear temporal logic over named predicates. */
export type Formula<S = never> =
  | { readonly op: 'atom'; readonly predicate: Predicate<S> }
  | { readonly op: 'true' | 'false' }
  | { readonly op: 'not' | 'next' | 'eventually' | 'globally'; readonly of: Formula<S> }
  | {
      readonly op: 'and' | 'or' | 'implies' | 'until' | 'release';
      readonly left: Formula<S>;
      readonly right: Formula<S>;
    };

/** A property of a system: data, checked by `src/check`. */
export type Property<S = never> =
  | {
      readonly kind: 'always';
      readonly predicate: Predicate<S>;
      readonly expected: boolean;
      readonly given?: Predicate<S>;
    }
  | { readonly kind: 'never-step'; readonly pattern: StepPattern; readonly given?: Predicate<S> }
  | { readonly kind: 'temporal'; readonly formula: Formula<S>; readonly premise?: Predicate<S> }
  | BoundProperty<S>
  | { readonly kind: 'deadlock' };

/** The largest number of `event` on a path that starts with `from` and ends before `until`. */
export interface BoundProperty<S = never> {
  readonly kind: 'bound';
  readonly event: StepPattern;
  /** Counting starts in a state where this holds, or after a step that does this. */
  readonly from: Predicate<S> | StepPattern;
  /** Counting ends in a state where this holds, or with a step that does this (not counted). */
  readonly until: Predicate<S> | StepPattern;
  /** More than this is a violation; undefined: only the worst case is asked for. */
  readonly limit?: number;
}

/** A named property (or several that stand for one), as it appears in the verdict table. */
export interface Invariant<S = never> {
  readonly name: string;
  /** What it says, in one sentence that can be read aloud. */
  readonly about: string;
  readonly kind: 'safety' | 'liveness' | 'bound' | 'deadlock';
  /** All of them must hold. */
  readonly properties: readonly Property<S>[];
  /** A number that is reported with its configurations, and never violated. */
  readonly worstCase?: BoundProperty<S> & { readonly unit: string; readonly remark?: string };
}

/** Nothing that `predicate` is true of is missing: it holds in every state (in which `given` holds). */
export function always<S>(predicate: Predicate<S>, also: { given?: Predicate<S> } = {}): Property<S> {
  return { kind: 'always', predicate, expected: true, ...also };
}

/** It holds in no state (in which `given` holds), or no step does it. */
export function never<S>(what: Predicate<S> | StepPattern, also: { given?: Predicate<S> } = {}): Property<S> {
  return typeof what === 'function'
    ? { kind: 'always', predicate: what, expected: false, ...also }
    : { kind: 'never-step', pattern: what, ...also };
}

/** On every fair path it holds at some time. */
export const eventually = <S>(q: Predicate<S>): Property<S> => temporal(F(atom(q)));

/** On every fair path, whenever `p` holds, `q` holds then or later. */
export const leadsTo = <S>(p: Predicate<S>, q: Predicate<S>): Property<S> => ({
  kind: 'temporal',
  formula: G(implies(atom(p), F(atom(q)))),
  premise: p,
});

/** On every fair path it holds from some time on, for ever. */
export const stabilizes = <S>(p: Predicate<S>): Property<S> => temporal(F(G(atom(p))));

/** On every fair path it holds again and again. */
export const infinitelyOften = <S>(p: Predicate<S>): Property<S> => temporal(G(F(atom(p))));

/** Any formula of linear temporal logic, on every fair path. A path that ends stays in its last state. */
export const temporal = <S>(formula: Formula<S>): Property<S> => ({ kind: 'temporal', formula });

/** No state without a possible step, unless everything is final or tagged `rest`. */
export const noDeadlock: Property<never> = { kind: 'deadlock' };

export const atom = <S>(predicate: Predicate<S>): Formula<S> => ({ op: 'atom', predicate });
export const not = <S>(of: Formula<S>): Formula<S> => ({ op: 'not', of });
export const X = <S>(of: Formula<S>): Formula<S> => ({ op: 'next', of });
export const F = <S>(of: Formula<S>): Formula<S> => ({ op: 'eventually', of });
export const G = <S>(of: Formula<S>): Formula<S> => ({ op: 'globally', of });
export const and = <S>(left: Formula<S>, right: Formula<S>): Formula<S> => ({ op: 'and', left, right });
export const or = <S>(left: Formula<S>, right: Formula<S>): Formula<S> => ({ op: 'or', left, right });
export const implies = <S>(left: Formula<S>, right: Formula<S>): Formula<S> => ({ op: 'implies', left, right });
export const U = <S>(left: Formula<S>, right: Formula<S>): Formula<S> => ({ op: 'until', left, right });
export const R = <S>(left: Formula<S>, right: Formula<S>): Formula<S> => ({ op: 'release', left, right });

/** At most `limit` times `event` between two moments, on every finite path. */
export function atMost(limit: number, event: StepPattern) {
  return {
    between: <S>(from: Predicate<S> | StepPattern, until: Predicate<S> | StepPattern): BoundProperty<S> => ({
      kind: 'bound',
      event,
      from,
      until,
      limit,
    }),
  };
}

/** The largest number of `event` between two moments, on every finite path, or `unbounded`. */
export function worstCase(event: StepPattern) {
  return {
    between: <S>(from: Predicate<S> | StepPattern, until: Predicate<S> | StepPattern): BoundProperty<S> => ({
      kind: 'bound',
      event,
      from,
      until,
    }),
  };
}

/**
 * Names a property, or several that stand for one.
 * @throws Mistake where it has no property, or a name that cannot be a file name
 */
export function invariant<S>(definition: {
  readonly name: string;
  readonly about: string;
  readonly kind?: Invariant<S>['kind'];
  readonly holds: Property<S> | readonly Property<S>[];
  readonly worstCase?: BoundProperty<S> & { readonly unit: string; readonly remark?: string };
}): Invariant<S> {
  const { name, about, holds } = definition;
  const properties = Array.isArray(holds) ? (holds as readonly Property<S>[]) : [holds as Property<S>];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Mistake(`invariant '${name}': a name is words of small letters and digits joined by '-'`);
  }
  const first = properties[0];
  if (first === undefined) throw new Mistake(`invariant '${name}' has no property`);
  const kind = definition.kind ?? KIND[first.kind];
  return { name, about, kind, properties, ...(definition.worstCase ? { worstCase: definition.worstCase } : {}) };
}

const KIND = {
  always: 'safety',
  'never-step': 'safety',
  temporal: 'liveness',
  bound: 'bound',
  deadlock: 'deadlock',
} as const;

/** The step patterns of a system, with its names checked by the compiler. */
export function stepsOf<O extends Options, C extends Components>(_system: System<O, C>) {
  return {
    /** Component `component` emits `event`. */
    emits<K extends keyof C & string, E extends EmittedBy<C[K]>>(
      component: K,
      event: E,
      also: {
        where?: (event: Extract<EmittedFrom<MachineOf<C[K]>>, { readonly type: E }>) => boolean;
        replica?: number;
        label?: string;
      } = {},
    ): StepPattern {
      return pattern('emits', component, event, also);
    },
    /** Component `component` takes `event`, from another component or from the environment. */
    takes<K extends keyof C & string, E extends TakenBy<C[K]>>(
      component: K,
      event: E,
      also: {
        where?: (event: Extract<EventFromLogic<MachineOf<C[K]>>, { readonly type: E }>) => boolean;
        replica?: number;
        label?: string;
      } = {},
    ): StepPattern {
      return pattern('takes', component, event, also);
    },
  };
}

function pattern(
  does: StepPattern['does'],
  component: string,
  event: string,
  also: { where?: (event: never) => boolean; replica?: number; label?: string },
): StepPattern {
  const at = also.replica === undefined ? component : `${component}[${also.replica}]`;
  return {
    does,
    component,
    event,
    label: also.label ?? `${at} ${does} ${event}`,
    ...(also.where ? { where: also.where } : {}),
    ...(also.replica === undefined ? {} : { replica: also.replica }),
  };
}

export type { View, ViewOf };
