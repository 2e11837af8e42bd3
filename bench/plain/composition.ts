import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ExecutableActionObject,
  getNextTransitions,
  initialTransition,
  transition,
} from 'xstate';
import { budgetNameOf, budgetsOf } from '../../src/describe/budgets.ts';
import type { Message } from '../../src/describe/result.ts';
import type { Space } from '../../src/describe/space.ts';
import type { ChannelBetween, EnvironmentEvent, System } from '../../src/describe/system.ts';

/**
 * A system composed by hand, as somebody would who has XState and no explorer: the state is plain data, a step calls
 * XState's `transition`, and a state is known by its JSON. It follows docs/semantics.md for systems without mistakes,
 * and shares no code with the explorer or the reference. What is cheap to leave out is left out: an event for which a
 * machine has no transition is not tried, and each successor's JSON is made once.
 */

/** One machine: its snapshot, and the events of its armed timers by their ids. */
interface Local {
  readonly snapshot: AnyMachineSnapshot;
  readonly timers: Readonly<Record<string, Message>>;
}

/** A whole state. Nothing in it is ever changed. */
export interface Composed {
  readonly locals: readonly Local[];
  /** Messages under way, by the number of the queue. */
  readonly queues: readonly (readonly Message[])[];
  readonly budgets: readonly number[];
  /** The JSON of the locals and queues, and of the budgets. */
  readonly body: string;
  readonly key: string;
}

/** A step that is a transition. */
export interface Move {
  /** Tells it from the other moves of its state. */
  readonly name: string;
  readonly next: Composed;
}

interface Part {
  readonly index: number;
  readonly component: string;
  readonly replica: number;
  readonly name: string;
  readonly machine: AnyStateMachine;
}

type AnyChannel = ChannelBetween<string, string, string, Message>;

interface Channel {
  readonly name: string;
  readonly definition: AnyChannel;
  readonly senders: readonly Part[];
  readonly receivers: readonly Part[];
  /** The number of the queue of a pair; of a board, always the same. */
  readonly queue: (sender: Part, receiver: Part) => number;
  readonly budget: number;
}

interface Environment {
  readonly type: string;
  readonly definition: EnvironmentEvent;
  readonly events: readonly Message[];
  readonly receivers: readonly Part[];
  readonly budget: number;
}

/** What sends into a full channel that blocks: the step is not possible. */
const BLOCKED = Symbol('blocked');

export class Composition {
  private readonly parts: readonly Part[];
  private readonly channels: readonly Channel[];
  private readonly environment: readonly Environment[];
  private readonly system: System;
  private readonly budgets: readonly [name: string, amount: number][];
  private queueCount = 0;

  /** @param space of which the first configuration counts */
  constructor(system: System, space: Space) {
    this.system = system;
    const ask = space.answersFor(space.configurations[0]!);
    const parts: Part[] = [];
    for (const [component, { machine, replicas }] of Object.entries(system.components)) {
      const made = machine(ask as never);
      for (let replica = 0; replica < (replicas ?? 1); replica++) {
        const name = replicas === undefined ? component : `${component}[${replica}]`;
        parts.push({ index: parts.length, component, replica, name, machine: made });
      }
    }
    this.parts = parts;
    this.budgets = Object.entries(budgetsOf(system));
    const budgetOf = (name: string, budget: number | string | undefined) =>
      this.budgets.findIndex(([known]) => known === budgetNameOf(name, budget));
    const channels = Object.entries(system.channels) as unknown as [string, AnyChannel][];
    this.channels = channels.map(([name, definition]) => this.channelOf(name, definition, budgetOf));
    const environment = Object.entries(system.environment) as unknown as [string, EnvironmentEvent<string, object>][];
    this.environment = environment.map(([type, definition]) => ({
      type,
      definition,
      events: (definition.variants ?? [{}]).map((variant) => ({ ...variant, type })),
      receivers: parts.filter(({ component }) => component === definition.to),
      budget: budgetOf(type, definition.budget),
    }));
  }

  private channelOf(
    name: string,
    definition: AnyChannel,
    budgetOf: (name: string, budget: number | string | undefined) => number,
  ): Channel {
    const senders = this.parts.filter(({ component }) => component === definition.from);
    const receivers = this.parts.filter(({ component }) => component === definition.to);
    const first = this.queueCount;
    if (definition.kind === 'board') this.queueCount += 1;
    else if (definition.kind !== 'call') this.queueCount += senders.length * receivers.length;
    const queue = (sender: Part, receiver: Part) =>
      definition.kind === 'board' ? first : first + sender.replica * receivers.length + receiver.replica;
    return { name, definition, senders, receivers, queue, budget: budgetOf(name, definition.budget) };
  }

  initial(): Composed {
    const step = new Step(this.channels, this.system, {
      locals: [],
      queues: Array.from({ length: this.queueCount }, () => []),
      budgets: this.budgets.map(([, amount]) => amount),
    });
    const sent: [Part, Message][] = [];
    for (const part of this.parts) {
      const input = this.system.components[part.component]!.input?.(part.replica);
      const [snapshot, actions] = initialTransition(part.machine, input as never);
      sent.push(...step.settle(part, snapshot, {}, actions).map((message): [Part, Message] => [part, message]));
    }
    for (const [part, message] of sent) step.send(part, message);
    return step.complete();
  }

  /** The transitions of a state: what changes nothing and sends nothing is none. */
  moves(state: Composed): Move[] {
    const moves: Move[] = [];
    const attempt = (name: string, begin: (step: Step) => void): void => {
      const step = new Step(this.channels, this.system, state);
      try {
        begin(step);
        const next = step.complete();
        if (step.hasSent || next.body !== state.body) moves.push({ name, next });
      } catch (error) {
        if (error !== BLOCKED) throw error;
      }
    };
    this.environmentSteps(state, attempt);
    this.timerSteps(state, attempt);
    this.channelSteps(state, attempt);
    return moves;
  }

  private environmentSteps(state: Composed, attempt: Attempt): void {
    for (const { type, definition, events, receivers, budget } of this.environment) {
      if (budget >= 0 && state.budgets[budget] === 0) continue;
      const takers = receivers.filter((part) => listens(state.locals[part.index]!, type));
      const groups = definition.replicas === 'all' ? [takers] : takers.map((taker) => [taker]);
      events.forEach((event, variant) => {
        for (const group of groups) {
          if (group.length === 0) continue;
          attempt(`${type} ${variant} ${group[0]!.name}`, (step) => {
            step.spend(budget);
            for (const taker of group) step.letters.push([taker, event]);
          });
        }
      });
    }
  }

  private timerSteps(state: Composed, attempt: Attempt): void {
    for (const part of this.parts) {
      const { timers } = state.locals[part.index]!;
      for (const [id, event] of Object.entries(timers)) {
        attempt(`timer ${part.name} ${id}`, (step) => {
          step.disarm(part, id);
          step.letters.push([part, event]);
        });
      }
    }
  }

  private channelSteps(state: Composed, attempt: Attempt): void {
    for (const { name, definition, senders, receivers, queue, budget } of this.channels) {
      const { kind, replica } = definition;
      if (kind === 'call') continue;
      for (const sender of kind === 'board' ? senders.slice(0, 1) : senders) {
        for (const receiver of receivers) {
          const number = queue(sender, receiver);
          const messages = state.queues[number]!;
          const local = state.locals[receiver.index]!;
          for (let i = 0; i < messages.length; i++) {
            const event = messages[i]!;
            if (i > 0 && (kind === 'fifo' || kind === 'lossy')) break;
            if (i > 0 && kind === 'bag' && JSON.stringify(event) === JSON.stringify(messages[i - 1])) continue;
            if (kind === 'board' && replica && replica(event as never) !== receiver.replica) continue;
            if (!listens(local, event.type) && (kind === 'board' || isDown(local))) continue;
            attempt(`${name} ${sender.name} ${receiver.name} ${i}`, (step) => {
              if (kind !== 'board') step.consume(number, i);
              step.letters.push([receiver, event]);
            });
          }
          if (kind === 'lossy' && messages.length > 0 && state.budgets[budget]! > 0) {
            attempt(`loss ${name} ${sender.name} ${receiver.name}`, (step) => {
              step.spend(budget);
              step.consume(number, 0);
            });
          }
        }
      }
    }
  }
}

type Attempt = (name: string, begin: (step: Step) => void) => void;

/** A step while it happens. */
class Step {
  readonly letters: [to: Part, event: Message, call?: true][] = [];
  hasSent = false;
  private readonly locals: Local[];
  private readonly queues: (readonly Message[])[];
  private readonly budgets: number[];
  private readonly channels: readonly Channel[];
  private readonly system: System;

  constructor(
    channels: readonly Channel[],
    system: System,
    { locals, queues, budgets }: Pick<Composed, 'locals' | 'queues' | 'budgets'>,
  ) {
    this.channels = channels;
    this.system = system;
    this.locals = [...locals];
    this.queues = [...queues];
    this.budgets = [...budgets];
  }

  spend(budget: number): void {
    if (budget >= 0) this.budgets[budget]! -= 1;
  }

  disarm(part: Part, id: string): void {
    const local = this.locals[part.index]!;
    const { [id]: _, ...timers } = local.timers;
    this.locals[part.index] = { ...local, timers };
  }

  consume(queue: number, position: number): void {
    this.queues[queue] = this.queues[queue]!.filter((_, i) => i !== position);
  }

  complete(): Composed {
    for (let i = 0; i < this.letters.length; i++) this.handle(...this.letters[i]!);
    const { locals, queues, budgets } = this;
    const body = JSON.stringify([locals.map(dataOf), queues]);
    return { locals, queues, budgets, body, key: body + JSON.stringify(budgets) };
  }

  private handle(to: Part, event: Message, call?: true): void {
    const before = this.locals[to.index]!;
    if (!listens(before, event.type)) {
      if (call && isDown(before)) return;
      throw new Error(`${to.name} does not handle '${event.type}'`);
    }
    const [snapshot, actions] = transition(to.machine, before.snapshot, event);
    const emitted = this.settle(to, snapshot, before.timers, actions);
    if (!isDown(before) && isDown(this.locals[to.index]!)) this.empty(to);
    for (const message of emitted) this.send(to, message);
  }

  /** Gives the actions of a macrostep their meaning; returns what was emitted. */
  settle(
    part: Part,
    snapshot: AnyMachineSnapshot,
    armed: Local['timers'],
    actions: readonly ExecutableActionObject[],
  ): Message[] {
    if (snapshot.status === 'error') throw snapshot.error;
    const timers = { ...armed };
    const emitted: Message[] = [];
    for (const { type, params } of actions as readonly { type: string; params: unknown }[]) {
      if (type === 'xstate.emit') emitted.push((params as { event: Message }).event);
      if (type === 'xstate.cancel') delete timers[(params as { sendId: string }).sendId];
      if (type === 'xstate.raise') {
        const { id, event, delay } = params as { id?: string; event: Message; delay?: number };
        if (delay !== undefined) timers[id ?? event.type] = event;
      }
    }
    this.locals[part.index] = { snapshot, timers: snapshot.status === 'done' ? {} : timers };
    return emitted;
  }

  private empty({ index }: Part): void {
    for (const { definition, senders, receivers, queue } of this.channels) {
      if (definition.kind === 'call' || definition.kind === 'board' || definition.death === 'survives') continue;
      for (const sender of senders) {
        for (const receiver of receivers) {
          if (sender.index === index || receiver.index === index) this.queues[queue(sender, receiver)] = [];
        }
      }
    }
  }

  send(from: Part, message: Message): void {
    if ((this.system.unheard as readonly string[] | undefined)?.includes(message.type)) return;
    this.hasSent = true;
    for (const { definition, receivers, queue } of this.channels) {
      const { kind, capacity, death, full, replica } = definition;
      if (definition.from !== from.component || !definition.events.includes(message.type)) continue;
      if (kind === 'board') {
        this.put(queue(from, from), message, 'set');
        continue;
      }
      for (const to of replica ? [receivers[replica(message as never)]!] : receivers) {
        if (kind === 'call') {
          this.letters.push([to, message, true]);
          continue;
        }
        if (isDown(this.locals[to.index]!) && death !== 'survives') continue;
        const number = queue(from, to);
        if (capacity !== undefined && this.queues[number]!.length >= capacity) {
          if (full === 'blocks') throw BLOCKED;
          throw new Error(`'${message.type}' does not fit`);
        }
        this.put(number, message, kind === 'bag' ? 'bag' : 'list');
      }
    }
  }

  private put(queue: number, message: Message, order: 'list' | 'bag' | 'set'): void {
    const messages = this.queues[queue]!;
    if (order === 'list') {
      this.queues[queue] = [...messages, message];
      return;
    }
    const text = JSON.stringify(message);
    if (order === 'set' && messages.some((known) => JSON.stringify(known) === text)) return;
    const texts = [...messages, message].map((m): [string, Message] => [JSON.stringify(m), m]);
    this.queues[queue] = texts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, m]) => m);
  }
}

/** Everything of a local state that can influence the future. */
function dataOf({ snapshot, timers }: Local): unknown {
  const { value, context, status, output, historyValue } = snapshot;
  const history = Object.entries(historyValue).map(([id, nodes]) => [id, nodes.map((node) => node.id)]);
  const armed = Object.entries(timers).sort(([a], [b]) => (a < b ? -1 : 1));
  return [value, context, status, output, history, armed];
}

function isDown({ snapshot }: Local): boolean {
  return snapshot.status === 'done' || snapshot.hasTag('down');
}

/** Has the machine a transition for this event where it is, whatever its guard would say? */
function listens({ snapshot }: Local, type: string): boolean {
  if (snapshot.status !== 'active') return false;
  return getNextTransitions(snapshot).some(({ eventType }) => {
    if (eventType === type || eventType === '*') return true;
    return eventType.endsWith('.*') && `${type}.`.startsWith(eventType.slice(0, -1));
  });
}
