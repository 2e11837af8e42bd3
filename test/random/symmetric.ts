import fc from 'fast-check';
import { type AnyStateMachine, assign, createMachine, emit, enqueueActions } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { type Ask, defineOptions } from '../../src/describe/options.ts';
import type { Predicate, StepPattern } from '../../src/describe/properties.ts';
import type { ChannelKind, Components, System, SystemDefinition, View } from '../../src/describe/system.ts';
import type { Options } from '../../src/index.ts';
import { pick } from './blueprint.ts';
import { maybe } from './machines.ts';

/**
 * Random systems whose replicas speak of one another: workers, each perhaps with a disk of its own, and a leader.
 *
 * Every machine keeps a counter, the last replica that it heard of (`last`), a set of replicas (`seen`) and a list with a
 * number for each replica (`tally`). Messages carry the number of a replica (`by`) or null, and a channel may send them to that
 * replica. Nothing in a machine prefers one replica to another; where calls answer calls, the order in which replicas are
 * called may still show.
 */
export interface SymmetricBlueprint {
  readonly workers: number;
  readonly disks: boolean;
  readonly machines: readonly MachineData[];
  readonly channels: readonly ChannelData[];
  readonly events: readonly EventData[];
  readonly p: readonly [number, number];
  readonly q: readonly [number, number];
  readonly pattern: number;
}

interface TransitionData {
  readonly on: number;
  readonly target: number;
  readonly guard: number | undefined;
  readonly value: number;
  readonly actions: readonly (readonly [number, number])[];
}

interface MachineData {
  /** By state: its transitions, and its tag. */
  readonly states: readonly {
    readonly transitions: readonly TransitionData[];
    readonly tag: string;
    readonly after: TransitionData | undefined;
  }[];
}

interface ChannelData {
  readonly kind: ChannelKind;
  readonly from: number;
  readonly to: number;
  readonly routed: boolean;
  readonly capacity: number;
  readonly survives: boolean;
}

interface EventData {
  readonly to: number;
  readonly all: boolean;
  readonly speaks: boolean;
  readonly budget: number | undefined;
}

const transition: fc.Arbitrary<TransitionData> = fc.record({
  on: fc.nat(9),
  target: fc.nat(5),
  guard: maybe(50, fc.nat(8)),
  value: fc.nat(2),
  actions: fc.array(fc.tuple(fc.nat(8), fc.nat(5)), { maxLength: 3 }),
});

const machine: fc.Arbitrary<MachineData> = fc.record({
  states: fc.array(
    fc.record({
      transitions: fc.array(transition, { minLength: 2, maxLength: 5 }),
      tag: fc.constantFrom('', '', 'rest', 'rest', 'down'),
      after: maybe(20, transition),
    }),
    { minLength: 2, maxLength: 3 },
  ),
});

/** @param calls may channels be calls? Then replicas are called in turn, and this may show. */
export function symmetricBlueprints(calls: boolean): fc.Arbitrary<SymmetricBlueprint> {
  const kinds: ChannelKind[] = ['fifo', 'lossy', 'bag', 'board', ...(calls ? (['call', 'call'] as const) : [])];
  return fc.noBias(
    fc.record({
      workers: fc.constantFrom(2, 2, 3, 3, 4),
      disks: fc.boolean(),
      machines: fc.tuple(machine, machine, machine),
      channels: fc.array(
        fc.record({
          kind: fc.constantFrom(...kinds),
          from: fc.nat(2),
          to: fc.nat(2),
          routed: fc.boolean(),
          capacity: fc.constantFrom(1, 1, 2),
          survives: fc.boolean(),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      events: fc.array(
        fc.record({ to: fc.nat(2), all: fc.boolean(), speaks: fc.boolean(), budget: maybe(70, fc.nat(2)) }),
        { minLength: 2, maxLength: 3 },
      ),
      p: fc.tuple(fc.nat(8), fc.nat(8)),
      q: fc.tuple(fc.nat(8), fc.nat(8)),
      pattern: fc.nat(5),
    }),
  );
}

interface Context {
  readonly me: number | null;
  readonly c: number;
  readonly last: number | null;
  readonly seen: readonly number[];
  readonly tally: readonly number[];
}
interface Heard {
  readonly by?: number | null;
}
interface Local {
  readonly context: Context;
  readonly event: Heard;
}

export const NAMES = { me: 'number', by: 'number', last: 'number', seen: 'set', tally: 'indexed' } as const;

/** The system of a blueprint. */
export function buildSymmetric(blueprint: SymmetricBlueprint): System {
  const { workers, disks, machines, channels, events } = blueprint;
  const names = componentsOf(blueprint);
  const replicated = (name: string) => name !== 'leader';
  const on = (name: string) => [
    ...events.flatMap(({ to }, i) => (pick(names, to) === name ? [`e${i}`] : [])),
    ...channels.flatMap(({ to }, i) => (pick(names, to) === name ? [`m${i}`] : [])),
  ];
  const isRouted = ({ routed, to }: ChannelData) => routed && replicated(pick(names, to));
  const out = (name: string) =>
    channels.flatMap((channel, i) =>
      pick(names, channel.from) === name ? [{ type: `m${i}`, needsReplica: isRouted(channel) }] : [],
    );
  return defineSystem({
    name: 'symmetric',
    options: defineOptions({ o: { about: 'o', values: ['x', 'y'], default: 'x' } }),
    components: Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          machine: (ask: Ask) => machineOf(name, machines[i]!, { on: on(name), out: out(name), workers, ask }),
          input: (me: number) => ({ me: replicated(name) ? me : null }),
          ...(replicated(name) ? { replicas: workers } : {}),
        },
      ]),
    ),
    symmetry: { worker: { names: NAMES, ...(disks ? { with: ['disk'] } : {}) } },
    channels: Object.fromEntries(
      channels.map((channel, i) => {
        const { kind, from, to, capacity, survives } = channel;
        const definition = {
          kind,
          from: pick(names, from),
          to: pick(names, to),
          events: [`m${i}`],
          ...(isRouted(channel) ? { replica: ({ by }: Heard) => by } : {}),
          ...(kind === 'call' || kind === 'board' ? {} : { capacity, full: 'blocks' }),
          ...(kind === 'lossy' ? { budget: 1 } : {}),
          ...(survives ? { death: 'survives' } : {}),
        };
        return [`ch${i}`, definition];
      }),
    ),
    environment: Object.fromEntries(
      events.map(({ to, all, speaks, budget }, i) => [
        `e${i}`,
        {
          to: pick(names, to),
          fairness: 'none',
          ...(all ? { replicas: 'all' } : {}),
          ...(speaks ? { variants: Array.from({ length: workers }, (_, by) => ({ by })) } : {}),
          ...(budget === undefined ? {} : { budget }),
        },
      ]),
    ),
  } as unknown as SystemDefinition<Options, Components>);
}

function componentsOf({ disks }: SymmetricBlueprint): string[] {
  return ['worker', 'leader', ...(disks ? ['disk'] : [])];
}

function machineOf(
  id: string,
  { states }: MachineData,
  { on, out, workers, ask }: { on: string[]; out: Out[]; workers: number; ask: Ask },
): AnyStateMachine {
  const transitionOf = ({ target, guard, value, actions }: TransitionData) => ({
    ...(target < states.length ? { target: `#${id}.s${target}` } : {}),
    ...(guard === undefined ? {} : { guard: (local: Local) => holds(guard, value, local, ask) }),
    actions: actions.flatMap(([kind, a]) => actionOf(kind, a, out)),
  });
  const config = {
    id,
    initial: 's0',
    context: ({ input }: { input: { me: number | null } }): Context => ({
      me: input.me,
      c: 0,
      last: null,
      seen: [],
      tally: Array.from({ length: workers }, () => 0),
    }),
    // What no state takes is ignored.
    on: Object.fromEntries(on.filter((event) => event.startsWith('m')).map((event) => [event, {}])),
    states: Object.fromEntries(
      states.map(({ transitions, tag, after }, i) => {
        const taken = new Map<string, object[]>();
        for (const data of on.length === 0 ? [] : transitions) {
          const event = pick(on, data.on);
          taken.set(event, [...(taken.get(event) ?? []), transitionOf(data)]);
        }
        const rest = { ...(tag ? { tags: [tag] } : {}), ...(after ? { after: { 10: transitionOf(after) } } : {}) };
        return [`s${i}`, { on: Object.fromEntries(taken), ...rest }];
      }),
    ),
  };
  return createMachine(config as unknown as Parameters<typeof createMachine>[0]);
}

function holds(guard: number, value: number, { context, event }: Local, ask: Ask): boolean {
  const { me, c, last, seen, tally } = context;
  switch (guard) {
    case 0:
      return c < value;
    case 1:
      return last === me;
    case 2:
      return last === null;
    case 3:
      return seen.length > value;
    case 4:
      return last !== null && tally[last]! > 0;
    case 5:
      return event.by === me;
    case 6:
      return ask.is('o', 'x');
    case 7:
      return event.by !== undefined && event.by !== null && seen.includes(event.by);
    default:
      return tally.every((n) => n > 0);
  }
}

/** A message that may be sent; one for a certain replica is not sent where there is none to name. */
interface Out {
  readonly type: string;
  readonly needsReplica: boolean;
}

function actionOf(kind: number, a: number, out: readonly Out[]): unknown[] {
  const change = (f: (local: Local) => Partial<Context>) => [assign(f as never)];
  const at = ({ context, event }: Local) => event.by ?? context.me;
  switch (kind) {
    case 0:
      return change(({ context }) => ({ c: Math.min(2, context.c + 1) }));
    case 1:
      return change((local) => ({ last: at(local) }));
    case 2:
      return change((local) => {
        const by = at(local);
        const { seen } = local.context;
        return { seen: by === null || seen.includes(by) ? seen : [...seen, by].sort((x, y) => x - y) };
      });
    case 3:
      return change((local) => ({ tally: local.context.tally.map((n, i) => (i === at(local) ? 1 : n)) }));
    case 4:
      return change(() => ({ last: null, seen: [] }));
    default: {
      if (out.length === 0) return [];
      const { type, needsReplica } = pick(out, a);
      const by = ({ me, last, seen }: Context) => [me, last, seen.length === 1 ? seen[0]! : null][a % 3]!;
      return [
        enqueueActions(({ context, enqueue }) => {
          const message = { type, by: by(context as unknown as Context) };
          if (message.by !== null || !needsReplica) enqueue(emit(message as never));
        }),
      ];
    }
  }
}

interface Snapshot {
  readonly context: Context;
  matches(state: string): boolean;
}

/** Two predicates that treat all replicas alike. */
export function predicatesOf(blueprint: SymmetricBlueprint): readonly [p: Predicate, q: Predicate] {
  return [predicateOf('p', blueprint.p, blueprint), predicateOf('q', blueprint.q, blueprint)];
}

function predicateOf(name: string, [kind, a]: readonly [number, number], blueprint: SymmetricBlueprint): Predicate {
  const ofWorker = (snapshot: Snapshot, i: number): boolean => {
    const { c, last, seen, tally } = snapshot.context;
    return [c > 0, last === i, seen.includes(i), tally[i]! > 0][a % 4]! || (a > 5 && snapshot.matches('s1'));
  };
  const predicate = (view: View): boolean => {
    const { worker, leader } = view as unknown as { worker: readonly Snapshot[]; leader: Snapshot };
    switch (kind % 6) {
      case 0:
        return worker.some(ofWorker);
      case 1:
        return worker.every(ofWorker);
      case 2:
        return leader.context.last !== null && worker[leader.context.last]!.matches(`s${a % 2}`);
      case 3:
        return leader.matches('s1') && leader.context.seen.length > a % 3;
      case 4:
        return worker.filter((w) => w.matches('s1')).length > a % 3;
      default:
        return leader.context.tally.every((n, i) => n > 0 === worker[i]!.matches('s1')) && view.ask.is('o', 'y');
    }
  };
  Object.defineProperty(predicate, 'name', { value: `${name} ${kind % 6} ${a} of ${blueprint.workers}` });
  return predicate as Predicate;
}

/** A step pattern that treats all replicas alike. */
export function patternOf({ channels, pattern, ...blueprint }: SymmetricBlueprint): StepPattern {
  const names = componentsOf({ channels, pattern, ...blueprint });
  const i = pattern % channels.length;
  const emits = pattern % 2 === 0;
  const component = pick(names, emits ? channels[i]!.from : channels[i]!.to);
  const does = emits ? 'emits' : 'takes';
  return { does, component, event: `m${i}`, label: `${component} ${does} m${i}` };
}
