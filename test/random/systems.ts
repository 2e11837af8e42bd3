import fc from 'fast-check';
import type { FeatureValue, OptionValue } from '../../src/describe/options.ts';
import {
  type Blueprint,
  type ChannelBlueprint,
  type EnvironmentBlueprint,
  type FeatureBlueprint,
  type OptionBlueprint,
  pick,
  valuesOf,
} from './blueprint.ts';
import { machineOf, maybe, type Names, type RawMachine, rawMachine } from './machines.ts';

/**
 * Random small systems, as blueprints (`build` makes systems of them).
 *
 * Most are free of modelling mistakes and have fewer than a few hundred states in each configuration. Some are
 * not: both implementations must then report a mistake. Numbers that stand for names are taken modulo the number
 * of names, so everything that fast-check shrinks to is a blueprint as well.
 */
export function blueprints(): fc.Arbitrary<Blueprint> {
  // Without fast-check's bias towards the smallest and the largest values: it makes most systems trivial.
  return fc.noBias(rawSystem()).map(blueprintOf);
}

type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

const rarely = (n: number): fc.Arbitrary<boolean> => fc.nat(n).map((i) => i === n);

const rawChannel = fc.record({
  kind: fc.constantFrom('fifo', 'call', 'bag', 'lossy', 'board' as const),
  from: fc.nat(2),
  to: fc.nat(2),
  /** Carries the event of another channel of the same sender as well. */
  also: fc.nat(5),
  byNumber: fc.boolean(),
  capacity: fc.integer({ min: 1, max: 2 }),
  mayOverflow: rarely(20),
  budget: fc.nat(2),
  fairness: fc.constantFrom('weak', 'strong', 'none' as const),
  survives: fc.boolean(),
});

const rawEvent = fc.record({
  to: fc.nat(2),
  all: fc.boolean(),
  variants: fc.subarray([0, 1]),
  budget: maybe(60, fc.integer({ min: 0, max: 2 })),
  fairness: fc.constantFrom('none', 'weak', 'strong' as const),
  fault: fc.boolean(),
});

const rawOption = fc.record({
  size: fc.integer({ min: 2, max: 3 }),
  ordered: fc.boolean(),
  default: fc.nat(2),
});

const rawFeature = fc.record({
  option: fc.nat(2),
  words: fc.boolean(),
  values: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)),
  override: maybe(30, fc.nat(2)),
});

function rawSystem() {
  return fc.record({
    options: fc.array(rawOption, { minLength: 1, maxLength: 3 }),
    excluded: maybe(60, fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2))),
    feature: maybe(50, rawFeature),
    machines: fc.array(rawMachine(), { minLength: 1, maxLength: 3 }),
    replicated: maybe(40, fc.nat(2)),
    channels: fc.array(rawChannel, { maxLength: 3 }),
    environment: fc.array(rawEvent, { minLength: 2, maxLength: 4 }),
    /** What is left of a budget that every second event and channel with a budget shares. */
    shared: maybe(30, fc.integer({ min: 0, max: 3 })),
    timers: fc.array(fc.constantFrom('weak', 'strong', 'none' as const), { maxLength: 3 }),
    /** Calls may answer calls without end, and a message may be forgotten: the mistakes. */
    loops: rarely(40),
    forgets: maybe(5, fc.nat(5)),
    /** A component that says what nobody listens to. */
    unheard: maybe(30, fc.nat(2)),
  });
}

type RawSystem = ValueOf<ReturnType<typeof rawSystem>>;

function blueprintOf(raw: RawSystem): Blueprint {
  const names = raw.machines.map((_, i) => `c${i}`);
  const options = optionsOf(raw);
  const features = featuresOf(raw, options);
  const replicasOf = (component: number) =>
    raw.replicated !== undefined && raw.replicated % names.length === component ? { replicas: 2 } : {};

  const channels = Object.fromEntries(
    raw.channels.map((channel, i): [string, ChannelBlueprint] => {
      const siblings = raw.channels.flatMap((c, j) =>
        j !== i && pick(names, c.from) === pick(names, channel.from) ? [j] : [],
      );
      const bounded = channel.kind !== 'call' && channel.kind !== 'board';
      return [
        `ch${i}`,
        {
          kind: channel.kind,
          from: pick(names, channel.from),
          to: pick(names, channel.to),
          events: [`m${i}`, ...(siblings.includes(channel.also) ? [`m${channel.also}`] : [])],
          ...(channel.byNumber ? { byNumber: true } : {}),
          ...(bounded ? { capacity: channel.capacity } : {}),
          ...(bounded && !channel.mayOverflow ? { full: 'blocks' } : {}),
          ...(channel.kind === 'lossy' ? { budget: budgetOf(raw, i, channel.budget) } : {}),
          ...(channel.fairness === 'weak' ? {} : { fairness: channel.fairness }),
          ...(channel.survives ? { death: 'survives' } : {}),
        },
      ];
    }),
  );

  const environment = Object.fromEntries(
    raw.environment.map((event, i): [string, EnvironmentBlueprint] => [
      `e${i}`,
      {
        // Every component has one first.
        to: pick(names, i < names.length ? i : event.to),
        ...(event.all ? { replicas: 'all' } : {}),
        ...(event.variants.length > 0 ? { variants: event.variants.map((n) => ({ n })) } : {}),
        ...(event.budget === undefined ? {} : { budget: budgetOf(raw, i, event.budget) }),
        fairness: event.fairness,
        ...(event.fault ? { fault: true } : {}),
      },
    ]),
  );

  const known = (component: string): Names => ({
    component,
    environment: Object.keys(environment).filter((e) => environment[e]!.to === component),
    incoming: [...new Set(Object.values(channels).flatMap((c) => (c.to === component ? c.events : [])))].sort(),
    outgoing: [
      ...raw.channels.flatMap((_, i) => {
        const { from, kind } = channels[`ch${i}`]!;
        const isCall = kind === 'call' || carriesCall(channels, `m${i}`);
        return from === component ? [{ event: `m${i}`, isCall }] : [];
      }),
      ...(raw.unheard !== undefined && pick(names, raw.unheard) === component ? [{ event: 'u', isCall: false }] : []),
    ],
    options,
    features,
    loops: raw.loops,
    ...(raw.forgets === undefined ? {} : { forgets: raw.forgets }),
  });
  return {
    options,
    excluded: excludedOf(raw, options),
    features,
    overrides: overridesOf(raw, features),
    components: Object.fromEntries(
      raw.machines.map((machine: RawMachine, i) => [
        names[i],
        { ...replicasOf(i), ...machineOf(machine, known(names[i]!)) },
      ]),
    ),
    channels,
    unheard: raw.unheard === undefined ? [] : ['u'],
    environment,
    budgets: raw.shared === undefined ? {} : { shared: raw.shared },
    timers: Object.fromEntries(raw.timers.slice(0, names.length).map((fairness, i) => [names[i], fairness])),
  };
}

function budgetOf({ shared }: RawSystem, i: number, own: number): number | string {
  return shared !== undefined && i % 2 === 0 ? 'shared' : own;
}

function carriesCall(channels: Readonly<Record<string, ChannelBlueprint>>, event: string): boolean {
  return Object.values(channels).some((c) => c.kind === 'call' && c.events.includes(event));
}

function optionsOf(raw: RawSystem): Record<string, OptionBlueprint> {
  return Object.fromEntries(
    raw.options.map(({ size, ordered, default: d }, i) => {
      const values = (ordered ? ['1.0', '1.1', '2.0'] : ['x', 'y', 'z']).slice(0, size);
      return [`o${i}`, { ...(ordered ? { releases: values } : { values }), default: pick(values, d) }];
    }),
  );
}

function excludedOf({ excluded }: RawSystem, options: Record<string, OptionBlueprint>): Record<string, OptionValue>[] {
  const keys = Object.keys(options);
  if (excluded === undefined || keys.length === 1) return [];
  const [a, b, va, vb] = excluded;
  const one = pick(keys, a);
  const other = pick(
    keys.filter((key) => key !== one),
    b,
  );
  return [{ [one]: pick(valuesOf(options[one]!), va), [other]: pick(valuesOf(options[other]!), vb) }];
}

function featuresOf(
  { feature }: RawSystem,
  options: Record<string, OptionBlueprint>,
): Record<string, FeatureBlueprint> {
  if (feature === undefined) return {};
  const option = pick(Object.keys(options), feature.option);
  const of: FeatureValue[] = feature.words ? ['old', 'middle', 'new'] : [true, false];
  const where = valuesOf(options[option]!).map((value, i): [OptionValue, FeatureValue] => [
    value,
    pick(of, feature.values[i]!),
  ]);
  return { f: { of, option, where } };
}

function overridesOf({ feature }: RawSystem, features: Record<string, FeatureBlueprint>): Record<string, FeatureValue> {
  if (feature === undefined || feature.override === undefined) return {};
  return { f: pick(features.f!.of, feature.override) };
}
