import fc from 'fast-check';
import type { Predicate, StepPattern } from '../../../src/describe/properties.ts';
import type { ChannelKind } from '../../../src/describe/system.ts';
import type {
  ActionBlueprint,
  Blueprint,
  ChannelBlueprint,
  EnvironmentBlueprint,
  GuardBlueprint,
  MachineBlueprint,
  StateBlueprint,
  TransitionBlueprint,
} from '../../random/blueprint.ts';
import { pick } from '../../random/blueprint.ts';
import { type PredicateBlueprint, predicateOf } from '../../random/properties.ts';

/**
 * Random systems of three or four small machines that have little to do with each other, so that there is something to
 * reduce; and things to ask that only some orders of their steps answer: are these two in these states at the same time?
 */
export interface Loose {
  readonly blueprint: Blueprint;
  readonly p: PredicateBlueprint;
  readonly q: PredicateBlueprint;
  readonly pattern: StepPattern;
}

const rawTransition = fc.record({
  /** The event: of the environment, or a message. */
  message: fc.boolean(),
  on: fc.nat(5),
  target: fc.option(fc.nat(3), { freq: 5 }),
  emits: fc.option(fc.nat(5), { freq: 2 }),
  guard: fc.option(fc.record({ kind: fc.constantFrom('is', 'is', 'n' as const), a: fc.nat(3), not: fc.boolean() }), {
    freq: 3,
    nil: undefined,
  }),
});

const rawState = fc.record({
  tag: fc.constantFrom('', '', '', '', 'rest', 'down', 'down'),
  transitions: fc.array(rawTransition, { minLength: 1, maxLength: 3 }),
  after: fc.option(fc.record({ target: fc.nat(3), emits: fc.option(fc.nat(5)) }), { freq: 4, nil: undefined }),
});

const rawChannel = fc.record({
  kind: fc.constantFrom<ChannelKind>('fifo', 'fifo', 'call', 'call', 'bag', 'lossy', 'board'),
  from: fc.nat(3),
  to: fc.nat(3),
  capacity: fc.integer({ min: 1, max: 2 }),
  overflows: fc.nat(9),
  budget: fc.nat(1),
  survives: fc.boolean(),
  /** A second event on the same channel. */
  twice: fc.boolean(),
});

const rawSystem = fc.record({
  machines: fc.array(fc.array(rawState, { minLength: 2, maxLength: 4 }), { minLength: 3, maxLength: 4 }),
  channels: fc.array(rawChannel, { minLength: 1, maxLength: 4 }),
  /** By component, the budgets of its two events: 0 is none, 3 a shared one. */
  budgets: fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 4, maxLength: 4 }),
  faults: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  p: fc.tuple(fc.nat(3), fc.nat(3)),
  q: fc.tuple(fc.nat(3), fc.nat(3)),
  asks: fc.constantFrom('states', 'states', 'messages', 'budget' as const),
  pattern: fc.tuple(fc.nat(5), fc.boolean()),
});

/** Random loose systems. */
export function looseSystems(): fc.Arbitrary<Loose> {
  return fc.noBias(rawSystem).map((raw) => {
    const names = raw.machines.map((_, i) => `c${i}`);
    const channels: Record<string, ChannelBlueprint> = {};
    raw.channels.forEach(({ kind, from, to, capacity, overflows, budget, survives, twice }, i) => {
      const bounded = kind !== 'call' && kind !== 'board';
      // A call goes to a later component, so that calls come to an end.
      const [a, b] = [from % names.length, to % names.length];
      const [first, second] =
        kind === 'call' ? [Math.min(a, b), a === b ? (a + 1) % names.length : Math.max(a, b)] : [a, b];
      if (kind === 'call' && first >= second) return;
      channels[`ch${i}`] = {
        kind,
        from: names[first]!,
        to: names[second]!,
        events: twice ? [`m${i}`, `n${i}`] : [`m${i}`],
        ...(bounded ? { capacity, ...(overflows === 0 ? {} : { full: 'blocks' }) } : {}),
        ...(kind === 'lossy' ? { budget } : {}),
        ...(survives ? { death: 'survives' } : {}),
      };
    });
    const environment: Record<string, EnvironmentBlueprint> = {};
    names.forEach((to, i) => {
      raw.budgets[i]!.forEach((n, k) => {
        const budget = n === 0 ? {} : { budget: n === 3 ? 'shared' : n };
        environment[`e${i}${k}`] = { to, fairness: 'none', ...budget, ...(raw.faults[i] ? { fault: true } : {}) };
      });
    });
    const blueprint: Blueprint = {
      options: { o0: { values: ['x', 'y'], default: 'x' }, o1: { values: ['x', 'y'], default: 'y' } },
      excluded: [],
      features: {},
      overrides: {},
      components: Object.fromEntries(
        raw.machines.map((states, i) => [names[i]!, machineOf(states, names[i]!, i, channels)]),
      ),
      channels,
      unheard: [],
      environment,
      budgets: { shared: 1 },
      timers: {},
    };
    return {
      blueprint,
      p: atom(raw, raw.p, blueprint),
      q: { component: pick(names, raw.q[0]), replica: 0, isIn: stateIn(blueprint, pick(names, raw.q[0]), raw.q[1]) },
      pattern: patternOf(blueprint, ...raw.pattern),
    };
  });
}

type Raw = typeof rawSystem extends fc.Arbitrary<infer T> ? T : never;

function machineOf(
  states: Raw['machines'][number],
  name: string,
  i: number,
  channels: Readonly<Record<string, ChannelBlueprint>>,
): MachineBlueprint {
  const incoming = Object.values(channels).flatMap(({ to, events }) => (to === name ? events : []));
  const outgoing = Object.values(channels).flatMap(({ from, events }) => (from === name ? events : []));
  const emitting = (emits: number | null): { actions?: readonly ActionBlueprint[] } =>
    emits === null || outgoing.length === 0 ? {} : { actions: [{ emit: pick(outgoing, emits), n: emits % 2 }] };
  const stateOf = ({ tag, transitions, after }: Raw['machines'][number][number]): StateBlueprint => {
    const on: Record<string, TransitionBlueprint[]> = {};
    for (const { message, on: event, target, emits, guard } of transitions) {
      const type = message && incoming.length > 0 ? pick(incoming, event) : `e${i}${event % 2}`;
      on[type] ??= [];
      on[type].push({
        ...(target === null ? {} : { target: `#${name}.s${target % states.length}` }),
        ...(guard ? { guard: guardOf(guard) } : {}),
        ...emitting(emits),
      });
    }
    return {
      ...(tag ? { tags: [tag] } : {}),
      on,
      ...(after
        ? { after: { 10: [{ target: `#${name}.s${after.target % states.length}`, ...emitting(after.emits) }] } }
        : {}),
    };
  };
  // What no state has a transition for is ignored, so that there are few mistakes; a component that is down waits instead.
  const ignoring = (state: StateBlueprint): StateBlueprint =>
    state.tags?.includes('down')
      ? state
      : { ...state, on: { ...Object.fromEntries(incoming.map((type) => [type, [{}]])), ...state.on } };
  return {
    initial: 's0',
    states: Object.fromEntries(states.map((state, k) => [`s${k}`, ignoring(stateOf(state))])),
  };
}

function guardOf({ kind, a, not }: { kind: 'is' | 'n'; a: number; not: boolean }): GuardBlueprint {
  const guard: GuardBlueprint =
    kind === 'n' ? { n: 'equals', than: a % 2 } : { is: a < 2 ? 'o0' : 'o1', value: a % 2 === 0 ? 'x' : 'y' };
  return not ? { not: guard } : guard;
}

function stateIn({ components }: Blueprint, component: string, state: number): string {
  return pick(Object.keys(components[component]!.states!), state);
}

function atom({ asks }: Raw, [a, b]: readonly [number, number], blueprint: Blueprint): PredicateBlueprint {
  const queued = Object.keys(blueprint.channels).filter((name) => blueprint.channels[name]!.kind !== 'call');
  if (asks === 'messages' && queued.length > 0) return { messagesOn: pick(queued, a) };
  if (asks === 'budget') return { budgetLeft: pick(Object.keys(blueprint.environment), a) };
  const component = pick(Object.keys(blueprint.components), a);
  return { component, replica: 0, isIn: stateIn(blueprint, component, b) };
}

function patternOf({ channels }: Blueprint, i: number, emits: boolean): StepPattern {
  const messages = Object.values(channels).flatMap(({ from, to, events }) =>
    events.map((event) => ({ from, to, event })),
  );
  if (messages.length === 0) return { does: 'takes', component: 'c0', event: 'e00', label: 'c0 takes e00' };
  const { from, to, event } = pick(messages, i);
  return emits
    ? { does: 'emits', component: from, event, label: `${from} emits ${event}` }
    : { does: 'takes', component: to, event, label: `${to} takes ${event}` };
}

/** Both hold at the same time. */
export function both({ p, q }: Pick<Loose, 'p' | 'q'>): Predicate {
  const [first, second] = [predicateOf(p) as Predicate, predicateOf(q) as Predicate];
  const predicate: Predicate = (state) => first(state) && second(state);
  Object.defineProperty(predicate, 'name', { value: 'both' });
  return predicate;
}
