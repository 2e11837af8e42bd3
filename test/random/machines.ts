import fc from 'fast-check';
import type {
  ActionBlueprint,
  FeatureBlueprint,
  GuardBlueprint,
  MachineBlueprint,
  OptionBlueprint,
  StateBlueprint,
  TransitionBlueprint,
} from './blueprint.ts';
import { pick, valuesOf } from './blueprint.ts';

/** What a machine may speak of. */
export interface Names {
  readonly component: string;
  /** Environment events that it takes. */
  readonly environment: readonly string[];
  /** Messages that it is sent. */
  readonly incoming: readonly string[];
  /** Messages that it may send. */
  readonly outgoing: readonly { readonly event: string; readonly isCall: boolean }[];
  readonly options: Readonly<Record<string, OptionBlueprint>>;
  readonly features: Readonly<Record<string, FeatureBlueprint>>;
  /** May calls lead to calls without end? */
  readonly loops: boolean;
  /** The number of the incoming message that some state may have no transition for. */
  readonly forgets?: number;
}

type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** A value in so many of a hundred cases, otherwise undefined. */
export function maybe<T>(percent: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    { weight: percent, arbitrary: value },
  );
}

const rawGuard = fc.record({
  kind: fc.constantFrom('less', 'equals', 'n', 'is', 'is', 'since', 'feature' as const),
  a: fc.nat(5),
  b: fc.nat(5),
  not: fc.boolean(),
});

const simple = {
  kind: fc.constantFrom('add', 'set', 'emit', 'emit', 'emit', 'raise', 'later', 'cancel' as const),
  a: fc.nat(5),
  b: fc.nat(5),
};
const rawAction = fc.record({ ...simple, when: maybe(20, rawGuard) });

const rawTransition = fc.record({
  event: fc.nat(11),
  target: maybe(75, fc.nat(9)),
  guard: maybe(35, rawGuard),
  actions: fc.array(rawAction, { maxLength: 2 }),
});

const few = fc.array(rawTransition, { maxLength: 2 });

const rawState = fc.record({
  shape: fc.constantFrom(
    ...(['atomic', 'atomic', 'atomic', 'compound', 'compound', 'parallel', 'parallel', 'final'] as const),
  ),
  tag: fc.constantFrom('', '', '', '', 'rest', 'rest', 'down'),
  transitions: fc.array(rawTransition, { minLength: 1, maxLength: 4 }),
  /** Of the inner states. */
  inner: fc.array(few, { minLength: 4, maxLength: 4 }),
  innerAlways: maybe(15, rawGuard),
  history: maybe(50, fc.constantFrom('shallow', 'deep' as const)),
  always: maybe(15, fc.record({ guard: rawGuard, target: fc.nat(3), actions: fc.array(rawAction, { maxLength: 1 }) })),
  after: maybe(25, rawTransition),
  entry: fc.array(rawAction, { maxLength: 1 }),
  exit: fc.array(rawAction, { maxLength: 1 }),
});

type RawGuard = ValueOf<typeof rawGuard>;
type RawAction = ValueOf<typeof rawAction>;
type RawTransition = ValueOf<typeof rawTransition>;
type RawState = ValueOf<typeof rawState>;
export type RawMachine = ValueOf<ReturnType<typeof rawMachine>>;

export function rawMachine() {
  return fc.record({
    states: fc.array(rawState, { minLength: 2, maxLength: 4 }),
    /** What the root does with a message that no state has a transition for. */
    otherwise: fc.array(rawTransition, { minLength: 6, maxLength: 6 }),
    startsWithOne: maybe(25, rawGuard),
    outputs: fc.boolean(),
  });
}

/** Where an action stands: what it may do without a step that never ends. */
type Place = 'a step of its own' | 'anywhere' | { readonly message: string };

export function machineOf(raw: RawMachine, names: Names): MachineBlueprint {
  const states = raw.states.map((state, i) =>
    i === 0 && state.shape === 'final' ? { ...state, shape: 'atomic' as const } : state,
  );
  const targets = states.flatMap((state, i) => targetsIn(state, i));
  const alphabet = [...names.environment, ...names.incoming, ...names.incoming, 'r', '*'];
  const forgotten = names.forgets === undefined ? undefined : names.incoming[names.forgets];

  const root: Record<string, TransitionBlueprint[]> = {};
  for (const [i, message] of [...names.incoming, 'late'].entries()) {
    if (message === forgotten) continue;
    const { target, ...fallback } = pick(raw.otherwise, i);
    root[message] = [
      transitionOf({ ...fallback, target: target !== undefined && target > 7 ? target : undefined }, message),
    ];
  }
  return {
    initial: 's0',
    states: Object.fromEntries(states.map((state, i) => [`s${i}`, stateOf(state, i)])),
    ...(Object.keys(root).length > 0 ? { on: root } : {}),
    ...(raw.startsWithOne ? { startsWithOne: guardOf(raw.startsWithOne) } : {}),
    ...(raw.outputs ? { outputs: true } : {}),
  };

  function targetsIn({ shape, history }: RawState, i: number): string[] {
    const inside = shape === 'compound' || shape === 'parallel' ? history : undefined;
    return [`#${names.component}.s${i}`, ...(inside ? [`#${names.component}.s${i}.h`] : [])];
  }

  function stateOf(state: RawState, i: number): StateBlueprint {
    const { shape, always, after, history } = state;
    if (shape === 'final') return { type: 'final', ...actions('entry', state.entry) };
    const forward = states.map((_, j) => j).filter((j) => j > i);
    return {
      ...(state.tag ? { tags: [state.tag] } : {}),
      ...actions('entry', state.entry),
      ...actions('exit', state.exit),
      ...transitionsOf(state.transitions),
      ...(always && forward.length > 0
        ? {
            always: [
              {
                guard: guardOf(always.guard),
                target: `#${names.component}.s${pick(forward, always.target)}`,
                actions: actionsOf(always.actions, 'anywhere'),
              },
            ],
          }
        : {}),
      ...(after ? { after: { 10: [transitionOf(after, 'after')] } } : {}),
      ...(shape === 'compound'
        ? { initial: 'a', states: { ...pair(state, i, ['a', 'b'], 0), ...historyOf(history) } }
        : {}),
      ...(shape === 'parallel'
        ? {
            type: 'parallel',
            states: {
              p: { initial: 'p0', states: pair(state, i, ['p0', 'p1'], 0, 'p.') },
              q: { initial: 'q0', states: pair(state, i, ['q0', 'q1'], 2, 'q.') },
              ...historyOf(history),
            },
          }
        : {}),
    };
  }

  /** Two inner states; an `always` only in the first region, since XState's order of two is its own affair. */
  function pair(
    state: RawState,
    i: number,
    [a, b]: [string, string],
    from: number,
    path = '',
  ): Record<string, StateBlueprint> {
    const to = (name: string) => `#${names.component}.s${i}.${path}${name}`;
    const always =
      from === 0 && state.innerAlways ? { always: [{ guard: guardOf(state.innerAlways), target: to(b) }] } : {};
    return {
      [a]: { ...transitionsOf(state.inner[from]!, to(b)), ...always },
      [b]: transitionsOf(state.inner[from + 1]!, to(a)),
    };
  }

  function historyOf(history: RawState['history']): Record<string, StateBlueprint> {
    return history ? { h: { type: 'history', history } } : {};
  }

  function transitionsOf(transitions: readonly RawTransition[], sibling?: string): Pick<StateBlueprint, 'on'> {
    const on: Record<string, TransitionBlueprint[]> = {};
    for (const [i, transition] of transitions.entries()) {
      // The first one takes an environment event, so that something happens.
      const event = pick(i === 0 && names.environment.length > 0 ? names.environment : alphabet, transition.event);
      on[event] = [...(on[event] ?? []), transitionOf(transition, event, sibling)];
    }
    return transitions.length > 0 ? { on } : {};
  }

  function transitionOf(
    { target, guard, actions }: RawTransition,
    event: string,
    sibling?: string,
  ): TransitionBlueprint {
    const to =
      target === undefined ? undefined : sibling !== undefined && target % 2 === 0 ? sibling : pick(targets, target);
    const place: Place =
      event === 'after' || event === 'late' || names.environment.includes(event)
        ? 'a step of its own'
        : names.incoming.includes(event)
          ? { message: event }
          : 'anywhere';
    const list = actionsOf(actions, place);
    return {
      ...(to === undefined ? {} : { target: to }),
      ...(guard ? { guard: guardOf(guard) } : {}),
      ...(list.length > 0 ? { actions: list } : {}),
    };
  }

  function actions(key: 'entry' | 'exit', list: readonly RawAction[]): Pick<StateBlueprint, 'entry' | 'exit'> {
    const made = actionsOf(list, 'anywhere');
    return made.length > 0 ? { [key]: made } : {};
  }

  function actionsOf(list: readonly RawAction[], place: Place): ActionBlueprint[] {
    return list.flatMap((raw) => {
      const action = actionOf(raw, place);
      if (action === undefined) return [];
      return [raw.when ? { if: guardOf(raw.when), do: [action] } : action];
    });
  }

  function actionOf({ kind, a, b }: RawAction, place: Place): ActionBlueprint | undefined {
    if (kind === 'add') return { add: 1 };
    if (kind === 'set') return { set: a % 3 };
    if (kind === 'cancel') return { cancel: 'later' };
    if (kind === 'later') return { raise: 'late', delay: 5 + b, id: 'later' };
    // A raised event that raises another one, or itself, would never end.
    if (kind === 'raise') return place === 'anywhere' ? undefined : { raise: 'r' };
    const allowed = names.outgoing.filter(({ event, isCall }) => {
      if (!isCall || names.loops || place === 'a step of its own') return true;
      return place !== 'anywhere' && event > place.message;
    });
    return allowed.length === 0
      ? undefined
      : { emit: pick(allowed, a).event, n: pick<number | 'c' | 'me'>([0, 1, 'c', 'me'], b) };
  }

  function guardOf(raw: RawGuard): GuardBlueprint {
    const positive = positiveOf(raw);
    return raw.not ? { not: positive } : positive;
  }

  function positiveOf({ kind, a, b }: RawGuard): GuardBlueprint {
    const options = Object.keys(names.options);
    const ordered = options.filter((key) => names.options[key]!.releases);
    const features = Object.keys(names.features);
    if (kind === 'n') return { n: 'equals', than: a % 2 };
    if (kind === 'less') return { c: 'less than', than: 1 + (a % 2) };
    if (kind === 'equals') return { c: 'equals', than: a % 3 };
    if (kind === 'feature' && features.length > 0) {
      return { feature: features[0]!, value: pick(names.features[features[0]!]!.of, a) };
    }
    if (kind === 'since' && ordered.length > 0) {
      const since = pick(ordered, a);
      return { since, release: pick(names.options[since]!.releases!, b) };
    }
    const is = pick(options, a);
    return { is, value: pick(valuesOf(names.options[is]!), b) };
  }
}
