import { budgetNameOf, budgetsOf } from '../describe/budgets.ts';
import type { Ask, Options } from '../describe/options.ts';
import type { ComponentState, Message, Sent, StateDocument, Taken, TraceStep } from '../describe/result.ts';
import type { ChannelBetween, Components, EnvironmentEvent, SystemDefinition } from '../describe/system.ts';
import { LiveComponent } from './replay-component.ts';
import { text } from './replay-text.ts';

/** A step of the trace is not possible here; the message says why. */
export class Impossible extends Error {}

type Definition = SystemDefinition<Options, Components>;
type Channel = ChannelBetween<string, string, string, Message>;
type Handled = Pick<Taken, 'component' | 'event'>;

/** More messages in one step than this are a mistake. */
const MOST_MESSAGES = 1000;

/** A letter to one component replica; `sent` for a call. */
interface Letter {
  readonly to: string;
  readonly message: Message;
  readonly sent?: { fate: Sent['fate'] };
}

/**
 * Running XState actors, and around them what docs/semantics.md says of channels, budgets and death.
 *
 * Written for replay alone: it is told which step to take, and throws `Impossible` where it cannot be taken.
 */
export class LiveSystem {
  private readonly definition: Definition;
  private readonly live = new Map<string, LiveComponent>();
  private readonly queues = new Map<string, Message[]>();
  private readonly budgets = new Map<string, number>();
  private letters: Letter[] = [];
  /** What the step that was taken last has sent and handled. */
  sent: Sent[] = [];
  handled: Handled[] = [];

  constructor(definition: Definition, ask: Ask) {
    this.definition = definition;
    for (const [name, { machine, input }] of Object.entries(definition.components)) {
      const built = machine(ask);
      this.parts(name).forEach((part, replica) => {
        this.live.set(part, new LiveComponent(built, input?.(replica)));
      });
    }
    for (const [name, budget] of Object.entries(budgetsOf(definition))) this.budgets.set(name, budget);
  }

  /** Starts every actor, then sends what they emitted. */
  start(): void {
    for (const [name, live] of this.live) {
      live.start();
      this.checkError(name);
    }
    for (const [name, live] of this.live) this.sendAll(name, live.takeEmitted());
    this.handleAll();
  }

  /** Takes one step of a trace. */
  take(step: TraceStep): void {
    this.sent = [];
    this.handled = [];
    this.letters = [];
    if (step.kind === 'environment') this.takeEnvironment(step);
    else if (step.kind === 'timer') this.takeTimer(step);
    else this.takeFromQueue(step);
    this.handleAll();
  }

  document(): StateDocument {
    const components: Record<string, ComponentState> = {};
    for (const [name, live] of this.live) components[name] = live.document();
    const channels = [...this.queues].filter(([, messages]) => messages.length > 0);
    return { components, channels: Object.fromEntries(channels), budgets: Object.fromEntries(this.budgets) };
  }

  /** Everything that decides the future, as a text. */
  everything(): string {
    return text([this.document(), [...this.live.values()].map((live) => live.hidden())]);
  }

  private takeEnvironment({ event, actor }: TraceStep): void {
    const definition = this.environment[event.type];
    if (!definition) throw new Impossible(`there is no environment event '${event.type}'`);
    const variants = (definition.variants ?? [{}]).map((variant) => text({ ...(variant as object), type: event.type }));
    if (!variants.includes(text(event))) throw new Impossible(`'${event.type}' has no such payload`);
    this.spend(budgetNameOf(event.type, definition.budget));
    const all = this.parts(definition.to).filter((part) => this.at(part).hasTransition(event.type));
    const takers = definition.replicas === 'all' ? all : all.filter((part) => part === actor);
    if (takers.length === 0) throw new Impossible(`${actor} has no transition for '${event.type}'`);
    this.letters = takers.map((to) => ({ to, message: event }));
  }

  private takeTimer({ event, actor, state }: TraceStep): void {
    const live = this.at(actor);
    const timers = live.timersWith((armed) => text(armed) === text(event));
    // Where several have this event, the one that is gone afterwards.
    const timer = timers.find((id) => !state.components[actor]?.timers.includes(id)) ?? timers[0];
    if (timer === undefined || live.isFinal) throw new Impossible(`no timer of ${actor} is armed with '${event.type}'`);
    this.react(actor, event, () => live.fire(timer));
  }

  private takeFromQueue({ kind, event, channel = '', from = '', actor }: TraceStep): void {
    const definition = this.channels[channel];
    if (!definition) throw new Impossible(`there is no channel '${channel}'`);
    const isBoard = definition.kind === 'board';
    const queue = this.queue(channel, definition, from, actor);
    const position = queue.findIndex((message) => text(message) === text(event));
    const mustBeFirst = definition.kind === 'fifo' || definition.kind === 'lossy';
    if (position < 0 || (mustBeFirst && position > 0)) {
      throw new Impossible(
        `'${event.type}' is not under way on channel '${channel}' from ${from} to ${actor}, or not next`,
      );
    }
    if (kind === 'loss') {
      if (definition.kind !== 'lossy') throw new Impossible(`channel '${channel}' loses nothing`);
      this.spend(budgetNameOf(channel, definition.budget));
    }
    if (isBoard && definition.replica && this.parts(definition.to)[definition.replica(event as never)] !== actor) {
      throw new Impossible(`'${event.type}' on channel '${channel}' is not for ${actor}`);
    }
    if (!isBoard) queue.splice(position, 1);
    if (kind === 'delivery') this.letters = [{ to: actor, message: event }];
  }

  private handleAll(): void {
    for (let letter = this.letters.shift(); letter; letter = this.letters.shift()) {
      const { to, message, sent } = letter;
      const live = this.at(to);
      if (sent && live.isDown && !live.hasTransition(message.type)) sent.fate = 'dropped';
      else this.react(to, message, () => live.send(message));
    }
  }

  /** Lets an actor handle a message, then empties its channels if it went down, then sends what it emitted. */
  private react(name: string, message: Message, act: () => void): void {
    const live = this.at(name);
    if (!live.hasTransition(message.type)) throw new Impossible(`${name} has no transition for '${message.type}'`);
    if (this.handled.length === MOST_MESSAGES) throw new Impossible(`more than ${MOST_MESSAGES} messages in one step`);
    const wasDown = live.isDown;
    act();
    this.checkError(name);
    this.handled.push({ component: name, event: message });
    if (!wasDown && live.isDown) this.emptyAround(name);
    this.sendAll(name, live.takeEmitted());
  }

  private emptyAround(name: string): void {
    for (const [channel, definition] of Object.entries(this.channels)) {
      if (definition.kind === 'board' || definition.death === 'survives') continue;
      for (const from of this.parts(definition.from)) {
        for (const to of this.parts(definition.to)) {
          if (from === name || to === name) this.queues.delete(`${channel} ${from} → ${to}`);
        }
      }
    }
  }

  private sendAll(from: string, messages: readonly Message[]): void {
    for (const message of messages) {
      if (this.definition.unheard?.includes(message.type as never)) continue;
      const carrying = Object.entries(this.channels).filter(
        ([, channel]) => this.parts(channel.from).includes(from) && channel.events.includes(message.type),
      );
      if (carrying.length === 0) throw new Impossible(`${from} emits '${message.type}', which no channel carries`);
      for (const [name, channel] of carrying) this.send(name, channel, from, message);
    }
  }

  private send(name: string, channel: Channel, from: string, message: Message): void {
    if (channel.kind === 'board') {
      const board = this.queue(name, channel, from, '');
      if (!board.some((known) => text(known) === text(message))) sortInto(board, message);
      this.sent.push({ from, to: channel.to, channel: name, message, fate: 'queued' });
      return;
    }
    const parts = this.parts(channel.to);
    const receivers = channel.replica ? [parts[channel.replica(message as never)]] : parts;
    for (const to of receivers) {
      if (to === undefined)
        throw new Impossible(`channel '${name}' sends '${message.type}' to a replica that is not there`);
      const sent = { from, to, channel: name, message, fate: 'queued' as Sent['fate'] };
      this.sent.push(sent);
      if (channel.kind === 'call') {
        sent.fate = 'handled';
        this.letters.push({ to, message, sent });
      } else if (this.at(to).isDown && channel.death !== 'survives') {
        sent.fate = 'dropped';
      } else {
        const queue = this.queue(name, channel, from, to);
        if (queue.length >= (channel.capacity ?? Number.POSITIVE_INFINITY)) {
          throw new Impossible(`'${message.type}' does not fit into channel '${name}' from ${from} to ${to}`);
        }
        if (channel.kind === 'bag') sortInto(queue, message);
        else queue.push(message);
      }
    }
  }

  private queue(name: string, channel: Channel, from: string, to: string): Message[] {
    const key = channel.kind === 'board' ? `${name} ${channel.from} → ${channel.to}` : `${name} ${from} → ${to}`;
    const queue = this.queues.get(key) ?? [];
    this.queues.set(key, queue);
    return queue;
  }

  private spend(name: string | undefined): void {
    if (name === undefined) return;
    const left = this.budgets.get(name);
    if (left === 0) throw new Impossible(`the budget of '${name}' is spent`);
    if (left !== undefined) this.budgets.set(name, left - 1);
  }

  private checkError(name: string): void {
    const { error } = this.at(name);
    if (error !== undefined) throw new Impossible(`${name} fails: ${error}`);
  }

  private at(name: string): LiveComponent {
    const live = this.live.get(name);
    if (!live) throw new Impossible(`there is no component '${name}'`);
    return live;
  }

  /** The names of a component's replicas. */
  private parts(component: string): string[] {
    const { replicas } = this.definition.components[component]!;
    return replicas === undefined ? [component] : Array.from({ length: replicas }, (_, i) => `${component}[${i}]`);
  }

  private get channels(): Readonly<Record<string, Channel>> {
    return this.definition.channels as unknown as Readonly<Record<string, Channel>>;
  }

  private get environment(): Readonly<Record<string, EnvironmentEvent>> {
    return this.definition.environment as unknown as Readonly<Record<string, EnvironmentEvent>>;
  }
}

function sortInto(messages: Message[], message: Message): void {
  messages.push(message);
  messages.sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
