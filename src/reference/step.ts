import type { AnyStateMachine } from 'xstate';
import { Mistake } from '../describe/mistake.ts';
import type { Message, Sent, Taken } from '../describe/result.ts';
import { canonical, sorted } from './canonical.ts';
import { disarmed, hasTransition, isDown, type Local, selected, take } from './local.ts';
import { type AnyChannel, type AnySystem, channelsOf, type Part, partsOf, queueName, type RState } from './state.ts';

/** More messages than this handled in one step are a mistake. */
export const MOST_MESSAGES = 1000;

/** Thrown inside a step that sends into a full channel with `full: 'blocks'`: the step is not possible. */
export class Blocked extends Error {}

/** An event that a component emitted, once, however many receivers it has. */
export interface Emitted {
  readonly from: string;
  readonly message: Message;
}

interface Letter {
  readonly to: Part;
  readonly message: Message;
  /** Set for a call: its fate is known when it is handled. */
  readonly call?: { -readonly [K in keyof Sent]: Sent[K] };
}

/**
 * A step while it happens: a copy of the state that is changed until the step is complete.
 * The rules are those of docs/semantics.md, in that order.
 */
export class Happening {
  readonly taken: Taken[] = [];
  readonly sent: Sent[] = [];
  readonly emitted: Emitted[] = [];
  private readonly locals: Record<string, Local>;
  private readonly queues: Record<string, readonly Message[]>;
  private readonly budgets: Record<string, number>;
  private readonly letters: Letter[] = [];
  private readonly system: AnySystem;
  private readonly machines: Readonly<Record<string, AnyStateMachine>>;
  private handled = 0;

  constructor(system: AnySystem, machines: Readonly<Record<string, AnyStateMachine>>, state: RState) {
    this.system = system;
    this.machines = machines;
    this.locals = { ...state.locals };
    this.queues = { ...state.queues };
    this.budgets = { ...state.budgets };
  }

  spend(budget: string): void {
    if (budget in this.budgets) this.budgets[budget]! -= 1;
  }

  disarm(part: Part, timer: string): void {
    this.locals[part.name] = disarmed(this.locals[part.name]!, timer);
  }

  /** Takes the message at `position` out of a queue. */
  consume(queue: string, position: number): void {
    this.put(
      queue,
      this.queues[queue]!.filter((_, i) => i !== position),
    );
  }

  /** Puts a message on the step's list. */
  letter(to: Part, message: Message): void {
    this.letters.push({ to, message });
  }

  /** Handles every message on the list, and what follows from it, and gives the state after it. */
  complete(): RState {
    for (let letter = this.letters.shift(); letter !== undefined; letter = this.letters.shift()) this.handle(letter);
    return { locals: this.locals, queues: this.queues, budgets: this.budgets };
  }

  private handle({ to, message, call }: Letter): void {
    const before = this.locals[to.name]!;
    if (!hasTransition(before, message.type)) {
      if (call && isDown(before)) {
        call.fate = 'dropped';
        return;
      }
      const state = JSON.stringify(before.snapshot.value);
      throw new Mistake(`${to.name} has no transition for '${message.type}' in its state ${state}`, {
        component: to.component,
        state,
        event: message.type,
      });
    }
    this.handled += 1;
    if (this.handled > MOST_MESSAGES) {
      throw new Mistake(`more than ${MOST_MESSAGES} messages are handled in one step; the last is '${message.type}'`, {
        component: to.component,
        event: message.type,
      });
    }
    const { local, emitted } = take(to.name, this.machines[to.component]!, before, message);
    const descriptions = selected(before, message);
    this.taken.push({
      component: to.name,
      event: message,
      descriptions: descriptions ?? [],
      ignored: descriptions === undefined,
    });
    this.locals[to.name] = local;
    if (!isDown(before) && isDown(local)) this.empty(to);
    for (const emission of emitted) this.send(to, emission);
  }

  /** A component has gone down: empties the queues from it and to it. */
  private empty(part: Part): void {
    for (const [name, channel] of channelsOf(this.system)) {
      if (channel.kind === 'call' || channel.kind === 'board' || channel.death === 'survives') continue;
      for (const sender of partsOf(this.system, channel.from)) {
        for (const receiver of partsOf(this.system, channel.to)) {
          if (sender.name === part.name || receiver.name === part.name) {
            this.put(queueName(name, sender.name, receiver.name), []);
          }
        }
      }
    }
  }

  /** Sends what a component emitted. */
  send(from: Part, message: Message): void {
    if (this.system.unheard?.includes(message.type as never)) return;
    this.emitted.push({ from: from.name, message });
    const channels = channelsOf(this.system).filter(
      ([, channel]) => channel.from === from.component && channel.events.includes(message.type),
    );
    if (channels.length === 0) {
      throw new Mistake(`${from.name} emits '${message.type}', which no channel carries`, {
        component: from.component,
        event: message.type,
      });
    }
    for (const [name, channel] of channels) {
      if (channel.kind === 'board') this.post(name, channel, from, message);
      else for (const to of this.receivers(name, channel, message)) this.sendTo(name, channel, from, to, message);
    }
  }

  private receivers(name: string, channel: AnyChannel, message: Message): Part[] {
    const parts = partsOf(this.system, channel.to);
    if (!channel.replica) return parts;
    const replica = channel.replica(message as never);
    if (parts[replica] === undefined) {
      throw new Mistake(`channel '${name}' sends '${message.type}' to replica ${replica} of ${channel.to}`, {
        component: channel.to,
        event: message.type,
      });
    }
    return [parts[replica]];
  }

  /** A board has one set of messages for the whole channel. */
  private post(name: string, channel: AnyChannel, from: Part, message: Message): void {
    this.sent.push({ from: from.name, to: channel.to, channel: name, message, fate: 'queued' });
    const queue = queueName(name, channel.from, channel.to);
    const posted = this.queues[queue] ?? [];
    if (!posted.some((known) => canonical(known) === canonical(message))) {
      this.put(queue, sorted([...posted, message]));
    }
  }

  private sendTo(name: string, channel: AnyChannel, from: Part, to: Part, message: Message): void {
    const sent = { from: from.name, to: to.name, channel: name, message };
    if (channel.kind === 'call') {
      const call: Letter['call'] = { ...sent, fate: 'handled' };
      this.sent.push(call);
      this.letters.push({ to, message, call });
      return;
    }
    if (isDown(this.locals[to.name]!) && channel.death !== 'survives') {
      this.sent.push({ ...sent, fate: 'dropped' });
      return;
    }
    const queue = queueName(name, from.name, to.name);
    const waiting = this.queues[queue] ?? [];
    if (channel.capacity !== undefined && waiting.length >= channel.capacity) {
      if (channel.full === 'blocks') throw new Blocked();
      throw new Mistake(`channel '${name}' from ${from.name} to ${to.name} is full: '${message.type}' does not fit`, {
        component: from.component,
        event: message.type,
      });
    }
    this.sent.push({ ...sent, fate: 'queued' });
    const longer = [...waiting, message];
    this.put(queue, channel.kind === 'bag' ? sorted(longer) : longer);
  }

  private put(queue: string, messages: readonly Message[]): void {
    if (messages.length === 0) delete this.queues[queue];
    else this.queues[queue] = messages;
  }
}
