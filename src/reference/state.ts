import type { AnyMachineSnapshot } from 'xstate';
import { budgetNameOf, budgetsOf } from '../describe/budgets.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Ask, Options } from '../describe/options.ts';
import type { Message } from '../describe/result.ts';
import type { ChannelBetween, Components, EnvironmentEvent, SystemDefinition, View } from '../describe/system.ts';
import { canonical } from './canonical.ts';
import { type Local, localKey } from './local.ts';

/** A system of which only the data counts. */
export type AnySystem = SystemDefinition<Options, Components>;

/** A channel of any system. */
export type AnyChannel = ChannelBetween<string, string, string, Message>;

/** A whole state, over plain objects. Nothing in it is ever changed. */
export interface RState {
  /** The local state of each component replica, by `component` or `component[replica]`. */
  readonly locals: Readonly<Record<string, Local>>;
  /** Messages under way, by `channel sender → receiver`. Empty queues are absent. */
  readonly queues: Readonly<Record<string, readonly Message[]>>;
  /** What is left of each budget, by environment event type, and by channel for losses. */
  readonly budgets: Readonly<Record<string, number>>;
}

/** One component replica. */
export interface Part {
  /** `component`, or `component[replica]` where it is replicated. */
  readonly name: string;
  readonly component: string;
  readonly replica: number;
}

/** The replicas of a component, in order. */
export function partsOf(system: AnySystem, component: string): Part[] {
  const { replicas } = system.components[component]!;
  if (replicas === undefined) return [{ name: component, component, replica: 0 }];
  return Array.from({ length: replicas }, (_, replica) => ({ name: `${component}[${replica}]`, component, replica }));
}

export function allParts(system: AnySystem): Part[] {
  return Object.keys(system.components).flatMap((component) => partsOf(system, component));
}

export function channelsOf(system: AnySystem): [name: string, channel: AnyChannel][] {
  return Object.entries(system.channels) as unknown as [string, AnyChannel][];
}

export function environmentOf(system: AnySystem): [type: string, event: EnvironmentEvent][] {
  return Object.entries(system.environment) as unknown as [string, EnvironmentEvent][];
}

/** The name of a queue. A board has one for the whole channel, between the components. */
export function queueName(channel: string, sender: string, receiver: string): string {
  return `${channel} ${sender} → ${receiver}`;
}

/** The budgets of a run, as they are at its start. */
export function fullBudgets(system: AnySystem): Record<string, number> {
  return { ...budgetsOf(system) };
}

/** The budget that an environment event or the losses of a channel spend; undefined: none. */
export function budgetOf(system: AnySystem, name: string): string | undefined {
  const found = [...environmentOf(system), ...channelsOf(system)].find(([n]) => n === name);
  return budgetNameOf(name, found?.[1].budget);
}

/** Everything that can influence the future, as a text: two states are the same if and only if it is. */
export function keyOf(state: RState): string {
  return `${keyWithoutBudgets(state)} ${canonical(state.budgets)}`;
}

/** As `keyOf`, but what is left of the budgets: the difference between a transition and a stutter. */
export function keyWithoutBudgets(state: RState): string {
  const locals = Object.entries(state.locals).map(([name, local]) => `${name}: ${localKey(local)}`);
  return `${locals.join(' ')} ${canonical(state.queues)}`;
}

/** A state as a predicate sees it. */
export function viewOf(system: AnySystem, ask: Ask, state: RState): View {
  const components: Record<string, AnyMachineSnapshot | AnyMachineSnapshot[]> = {};
  for (const [component, { replicas }] of Object.entries(system.components)) {
    const snapshots = partsOf(system, component).map((part) => state.locals[part.name]!.snapshot);
    components[component] = replicas === undefined ? snapshots[0]! : snapshots;
  }
  const full = fullBudgets(system);
  const known = new Set([...Object.keys(system.environment), ...Object.keys(system.channels)]);
  const check = (name: string): void => {
    if (!known.has(name)) throw new Mistake(`there is no environment event and no channel '${name}'`);
  };
  const budget = (name: string): string => {
    if (name in (system.budgets ?? {})) return name;
    check(name);
    return budgetOf(system, name) ?? '';
  };
  return {
    ...components,
    remaining: (name: string): number => {
      return state.budgets[budget(name)] ?? Number.POSITIVE_INFINITY;
    },
    spent: (name: string): number => {
      return (full[budget(name)] ?? 0) - (state.budgets[budget(name)] ?? 0);
    },
    messages: (name: string, toReplica = 0, fromReplica = 0): readonly Message[] => {
      check(name);
      const channel = system.channels[name] as unknown as AnyChannel;
      if (channel.kind === 'board') return state.queues[queueName(name, channel.from, channel.to)] ?? [];
      const sender = partsOf(system, channel.from)[fromReplica];
      const receiver = partsOf(system, channel.to)[toReplica];
      if (!sender || !receiver) throw new Mistake(`channel '${name}' has no such replica`);
      return state.queues[queueName(name, sender.name, receiver.name)] ?? [];
    },
    ask,
  } as unknown as View;
}
