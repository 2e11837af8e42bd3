import { budgetNameOf, budgetsOf } from '../describe/budgets.ts';
import { buildMachine } from '../describe/define.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Options } from '../describe/options.ts';
import type { Message } from '../describe/result.ts';
import type {
  ChannelBetween,
  ChannelKind,
  Components,
  EnvironmentEvent,
  Fairness,
  System,
} from '../describe/system.ts';
import { Contents } from './contents.ts';
import { Events } from './events.ts';
import { Locals } from './locals.ts';
import type { Questionnaire } from './questionnaire.ts';
import { userCode } from './sandbox.ts';

/** One machine that runs: a component, or one replica of it. Its local state is field `index` of a state. */
export interface Instance {
  readonly index: number;
  readonly component: string;
  readonly replica: number;
  /** `component`, or `component[replica]`. */
  readonly name: string;
  readonly locals: Locals;
}

/** A channel, as the explorer sees it. */
export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly events: ReadonlySet<string>;
  readonly senders: readonly Instance[];
  readonly receivers: readonly Instance[];
  readonly replica: ((event: Message) => number) | undefined;
  readonly capacity: number;
  readonly blocks: boolean;
  readonly survives: boolean;
  readonly fairness: Fairness;
  readonly contents: Contents;
  /** May this receiver read this event from the board? */
  readonly mayRead: (event: Message, receiver: Instance) => boolean;
  /** The field of what is left of the losses, or -1. */
  readonly budgetField: number;
}

/** What is under way between a sender and a receiver; a board has one for all. */
export interface Queue {
  readonly field: number;
  readonly channel: Channel;
  /** Undefined for a board, which is written and read by all. */
  readonly sender: Instance | undefined;
  readonly receiver: Instance | undefined;
}

/** One way in which an environment event may happen: one payload, and who takes it. */
export interface Occasion {
  readonly index: number;
  readonly name: string;
  readonly event: number;
  readonly receivers: readonly Instance[];
  /** The field of its budget, or -1. */
  readonly budgetField: number;
  readonly fairness: Fairness;
  readonly fault: boolean;
  /** What its fairness constraint is called. */
  readonly constraint: string;
}

/** A budget that is part of the state. */
export interface Budget {
  readonly name: string;
  readonly field: number;
  readonly initial: number;
}

/** A system, with everything numbered: which field of a state holds what, and who may send what to whom. */
export interface Plan {
  readonly system: System;
  readonly events: Events;
  readonly instances: readonly Instance[];
  readonly byComponent: ReadonlyMap<string, readonly Instance[]>;
  readonly channels: readonly Channel[];
  readonly queues: readonly Queue[];
  readonly occasions: readonly Occasion[];
  readonly budgets: readonly Budget[];
  readonly timerFairness: (instance: Instance) => Fairness;
  /** Number of fields of a state: instances, queues, budgets, and last the set of configurations. */
  readonly fields: number;
}

/** Numbers a system. Builds each machine once. */
export function planOf(system: System, questionnaire: Questionnaire): Plan {
  const definition = system as System<Options, Components>;
  const events = new Events();
  const instances: Instance[] = [];
  const byComponent = new Map<string, Instance[]>();
  const unheard = new Set<string>(definition.unheard);
  for (const [component, { machine, replicas, input }] of Object.entries(definition.components)) {
    const indices = [...Array(replicas ?? 1).keys()];
    const inputs = indices.map((i) => userCode(`component '${component}', 'input'`, () => input?.(i)));
    const built = buildMachine(component, machine, questionnaire.ask);
    const locals = new Locals(component, built, inputs, events, questionnaire, unheard);
    const group = indices.map((replica) => ({
      index: instances.length + replica,
      component,
      replica,
      name: replicas === undefined ? component : `${component}[${replica}]`,
      locals,
    }));
    instances.push(...group);
    byComponent.set(component, group);
  }

  let field = instances.length;
  const channels: Channel[] = [];
  const queues: Queue[] = [];
  const budgets: Budget[] = [];
  for (const [name, raw] of Object.entries(definition.channels)) {
    const channel = channelOf(name, raw as ChannelBetween<string, string, string, Message>, byComponent, events);
    channels.push(channel);
    if (channel.kind === 'call') continue;
    if (channel.kind === 'board') {
      queues.push({ field: field++, channel, sender: undefined, receiver: undefined });
      continue;
    }
    for (const sender of channel.senders) {
      for (const receiver of channel.receivers) queues.push({ field: field++, channel, sender, receiver });
    }
  }
  const budgetField = new Map<string, number>();
  for (const [name, initial] of Object.entries(budgetsOf(definition))) {
    budgetField.set(name, field);
    budgets.push({ name, field: field++, initial });
  }
  const fieldOf = (name: string, budget: number | string | undefined) =>
    budgetField.get(budgetNameOf(name, budget) ?? '') ?? -1;
  for (const channel of channels) {
    const { budget } = definition.channels[channel.name] as ChannelBetween<string, string, string, Message>;
    (channel as { budgetField: number }).budgetField = fieldOf(channel.name, budget);
  }
  const occasions: Occasion[] = [];
  for (const [type, raw] of Object.entries(definition.environment)) {
    const event = raw as EnvironmentEvent<string, object>;
    const group = byComponent.get(event.to)!;
    for (const payload of event.variants ?? [{}]) {
      const number = events.number({ ...payload, type }, (what) => {
        throw new Mistake(`environment event '${type}': ${what}`, { component: event.to, event: type });
      });
      for (const receivers of event.replicas === 'all' ? [group] : group.map((i) => [i])) {
        occasions.push({
          index: occasions.length,
          name: type,
          event: number,
          receivers,
          budgetField: fieldOf(type, event.budget),
          fairness: event.fairness,
          fault: event.fault ?? false,
          constraint: receivers.length === group.length ? type : `${type} → ${receivers[0]!.name}`,
        });
      }
    }
  }
  const timers = definition.timers as Readonly<Record<string, Fairness | undefined>> | undefined;
  return {
    system,
    events,
    instances,
    byComponent,
    channels,
    queues,
    occasions,
    budgets,
    timerFairness: (instance) => timers?.[instance.component] ?? 'weak',
    fields: field + 1,
  };
}

function channelOf(
  name: string,
  raw: ChannelBetween<string, string, string, Message>,
  byComponent: ReadonlyMap<string, readonly Instance[]>,
  events: Events,
): Channel {
  const order = raw.kind === 'bag' ? 'bag' : raw.kind === 'board' ? 'board' : 'queue';
  return {
    name,
    kind: raw.kind,
    events: new Set(raw.events),
    senders: byComponent.get(raw.from)!,
    receivers: byComponent.get(raw.to)!,
    replica: raw.replica as ((event: Message) => number) | undefined,
    capacity: raw.capacity ?? Number.POSITIVE_INFINITY,
    blocks: raw.full === 'blocks',
    survives: raw.death === 'survives',
    fairness: raw.fairness ?? 'weak',
    contents: new Contents(order, (a, b) => events.compare(a, b)),
    mayRead: (event, receiver) => raw.replica === undefined || raw.replica(event) === receiver.replica,
    budgetField: -1,
  };
}
