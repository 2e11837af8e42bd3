import type { Mistake } from '../describe/mistake.ts';
import { machineMistake } from './interpreter.ts';
import { DIVIDE } from './locals.ts';
import type { Patterns } from './patterns.ts';
import type { Channel, Instance, Occasion, Plan, Queue } from './plan.ts';
import { userCode } from './sandbox.ts';

/** The step happened; its result is in `now`. */
export const DONE = 1;
/** The step is not possible, or changes nothing. */
export const IMPOSSIBLE = 0;
/** The step was possible, and changed nothing and sent nothing. */
export const STUTTER = 2;

/** The most messages handled in one step. */
const MOST_MESSAGES = 1_000;

const START_BLOCKED =
  'what it sends when the machines start does not fit into a channel; raise its capacity, or send it later';

/** Where a message goes. */
interface Target {
  readonly channel: Channel;
  readonly receiver: Instance;
  /** Undefined for a call. */
  readonly queue: Queue | undefined;
}

/** Is told what happens in a step, for traces. */
export interface Recorder {
  taken(instance: Instance, local: number, event: number): void;
  /** Calls are announced as `handled`. */
  sent(from: Instance, to: Instance, channel: Channel, event: number, fate: 'handled' | 'queued' | 'dropped'): void;
  /** The call that was announced as number `call` (from 0) met a component that is down. */
  callDropped(call: number): void;
}

/**
 * Takes single steps, by the rules of docs/semantics.md, over the fields of a state (see `Plan`): table
 * look-ups, and XState only for what is new.
 *
 * Each step method copies `base` to `now`, changes `now`, and returns DONE, IMPOSSIBLE, STUTTER, or, where
 * the configurations of `set` do not agree on a question, `DIVIDE - question`.
 * @throws Mistake as docs/semantics.md says
 */
export class Stepper {
  /** The state that steps start from. */
  readonly base: Int32Array;
  /** The state after the step. */
  readonly now: Int32Array;
  /** The set of configurations. */
  set = 0;
  /** The step patterns that occurred, as bits. */
  occurred = 0;
  /** For patterns that occurred more than once in the step: how often; else empty. */
  readonly repeated = new Map<number, number>();
  recorder: Recorder | undefined;
  /**
   * Where it is set: what the step read, in its order, as pairs: a field and its value in `base`, or minus a
   * question and its answer. What the step does follows from it.
   */
  trail: number[] | undefined;
  /** With a trail: the fields that the step wrote, also where the value stayed the same. */
  readonly written: number[] = [];
  /** Of each field, the last step that read or wrote it. */
  private readonly touched: Int32Array;
  private stepNumber = 0;
  private readonly plan: Plan;
  private readonly patterns: Patterns;
  private readonly anyPatterns: boolean;
  /** By instance and event. */
  private readonly targets: (readonly Target[] | undefined)[][];
  private readonly workInstance: Instance[] = [];
  private readonly workEvent: number[] = [];
  private workCount = 0;
  private sent = false;

  constructor(plan: Plan, patterns: Patterns) {
    this.plan = plan;
    this.patterns = patterns;
    this.anyPatterns = patterns.patterns.length > 0;
    this.base = new Int32Array(plan.fields);
    this.now = new Int32Array(plan.fields);
    this.targets = plan.instances.map(() => []);
    this.touched = new Int32Array(plan.fields);
  }

  /** Starts all machines; `base` is not read. */
  start(): number {
    this.now.fill(0);
    for (const { field, initial } of this.plan.budgets) this.now[field] = initial;
    this.begin();
    const leaves: number[] = [];
    for (const instance of this.plan.instances) {
      const reference = instance.locals.initial(instance.replica, this.set);
      if (reference < 0) return reference;
      leaves.push(reference);
    }
    this.plan.instances.forEach((instance, i) => {
      this.now[instance.index] = instance.locals.leaf(leaves[i]!).next;
    });
    for (let i = 0; i < leaves.length; i++) {
      const instance = this.plan.instances[i]!;
      const outcome = this.send(instance, 0, 0, instance.locals.leaf(leaves[i]!).emitted);
      if (outcome === IMPOSSIBLE) throw mistakeOf(this.plan, instance, 0, 0, START_BLOCKED);
    }
    return this.work(true);
  }

  /** An environment event, whatever is left of its budget: see `spend`. */
  occasion(occasion: Occasion): number {
    if (occasion.receivers.length === 1) {
      // Most events of the environment are not possible in most states: find out before anything is copied.
      const receiver = occasion.receivers[0]!;
      const local = this.base[receiver.index]!;
      const reference = receiver.locals.lookup(local, occasion.event, this.set);
      if (reference < 0) return reference;
      const leaf = receiver.locals.leaf(reference);
      if (!leaf.known) return this.early(receiver, local, occasion.event, IMPOSSIBLE);
      if (leaf.next === local && leaf.emitted.length === 0) return this.early(receiver, local, occasion.event, STUTTER);
    }
    this.begin();
    this.now.set(this.base);
    let known = false;
    for (const receiver of occasion.receivers) {
      const reference = this.lookup(receiver, this.read(receiver.index), occasion.event);
      if (reference < 0) return reference;
      if (!receiver.locals.leaf(reference).known) continue;
      known = true;
      const outcome = this.apply(receiver, occasion.event, reference);
      if (outcome !== DONE) return outcome;
    }
    if (!known) return IMPOSSIBLE;
    const outcome = this.work();
    if (outcome !== DONE) return outcome;
    return this.unchanged() ? STUTTER : DONE;
  }

  /** Counts down the budget of a step that was DONE, if it has one and anything is left. */
  spend(budgetField: number): void {
    if (budgetField >= 0 && this.now[budgetField]! > 0) this.now[budgetField]!--;
  }

  /** A timer of an instance fires. */
  timer(instance: Instance, event: number): number {
    this.begin();
    this.now.set(this.base);
    const reference = this.lookup(instance, this.read(instance.index), event);
    if (reference < 0) return reference;
    return this.finish(this.apply(instance, event, reference));
  }

  /** A message is delivered; on a board, to `receiver`. */
  delivery(queue: Queue, receiver: Instance, event: number): number {
    const { channel } = queue;
    this.begin();
    this.now.set(this.base);
    if (channel.kind === 'board' && !channel.mayRead(this.plan.events.get(event), receiver)) return IMPOSSIBLE;
    const local = this.read(receiver.index);
    const reference = this.lookup(receiver, local, event);
    if (reference < 0) return reference;
    if (!receiver.locals.leaf(reference).known) {
      if (channel.kind === 'board' || receiver.locals.state(local).down) return IMPOSSIBLE;
      this.unhandled(receiver, event, channel.name);
    }
    if (channel.kind !== 'board') this.write(queue.field, channel.contents.take(this.read(queue.field), event));
    return this.finish(this.apply(receiver, event, reference));
  }

  /** The first message of a lossy queue vanishes. See `spend`. */
  loss(queue: Queue, event: number): number {
    this.begin();
    this.now.set(this.base);
    this.write(queue.field, queue.channel.contents.take(this.read(queue.field), event));
    return DONE;
  }

  /** One field of the state as it is now. */
  private read(field: number): number {
    const value = this.now[field]!;
    if (this.trail !== undefined && this.touched[field] !== this.stepNumber) {
      this.touched[field] = this.stepNumber;
      this.trail.push(field, value);
    }
    return value;
  }

  private write(field: number, value: number): void {
    if (this.trail !== undefined) {
      this.touched[field] = this.stepNumber;
      if (!this.written.includes(field)) this.written.push(field);
    }
    this.now[field] = value;
  }

  private lookup({ locals }: Instance, local: number, event: number): number {
    const reference = locals.lookup(local, event, this.set);
    if (this.trail !== undefined && reference > 0) locals.trace(local, event, this.set, this.trail);
    return reference;
  }

  /** An outcome that is known from one local state alone. */
  private early({ index, locals }: Instance, local: number, event: number, outcome: number): number {
    if (this.trail !== undefined) {
      this.trail.push(index, local);
      locals.trace(local, event, this.set, this.trail);
    }
    return outcome;
  }

  private begin(): void {
    this.occurred = 0;
    this.sent = false;
    this.workCount = 0;
    this.stepNumber++;
    if (this.trail !== undefined) this.written.length = 0;
    if (this.repeated.size > 0) this.repeated.clear();
  }

  private finish(outcome: number): number {
    if (outcome !== DONE) return outcome;
    const worked = this.work();
    if (worked !== DONE) return worked;
    return this.unchanged() ? STUTTER : DONE;
  }

  private unchanged(): boolean {
    if (this.sent) return false;
    const { base, now } = this;
    for (let f = base.length - 1; f >= 0; f--) if (base[f] !== now[f]) return false;
    return true;
  }

  /** Handles the calls of the step; in the start, all of them must be possible. */
  private work(starts = false): number {
    const { workInstance, workEvent } = this;
    for (let i = 0; i < this.workCount; i++) {
      if (i === MOST_MESSAGES) {
        const last = workInstance[i]!;
        const what = `more than ${MOST_MESSAGES.toLocaleString('en')} messages in one step, this being the last: calls go round in a circle`;
        throw mistakeOf(this.plan, last, this.now[last.index]!, workEvent[i]!, what);
      }
      const receiver = workInstance[i]!;
      const event = workEvent[i]!;
      const local = this.read(receiver.index);
      const reference = this.lookup(receiver, local, event);
      if (reference < 0) return reference;
      if (!receiver.locals.leaf(reference).known) {
        if (receiver.locals.state(local).down) {
          this.recorder?.callDropped(i);
          continue;
        }
        this.unhandled(receiver, event, undefined);
      }
      const outcome = this.apply(receiver, event, reference);
      if (starts && outcome === IMPOSSIBLE) throw mistakeOf(this.plan, receiver, local, event, START_BLOCKED);
      if (outcome !== DONE) return outcome;
    }
    return DONE;
  }

  /** One local transition, and what follows at once: death, and the messages sent. */
  private apply(instance: Instance, event: number, reference: number): number {
    const { locals, index } = instance;
    const leaf = locals.leaf(reference);
    const before = this.now[index]!;
    this.recorder?.taken(instance, before, event);
    if (this.anyPatterns) this.note(this.patterns.taken(instance, event));
    this.write(index, leaf.next);
    if (leaf.next !== before && locals.state(leaf.next).down && !locals.state(before).down) this.die(instance);
    return leaf.emitted.length === 0 ? DONE : this.send(instance, before, event, leaf.emitted);
  }

  private die(instance: Instance): void {
    for (const queue of this.plan.queues) {
      if ((queue.sender === instance || queue.receiver === instance) && !queue.channel.survives)
        this.write(queue.field, 0);
    }
  }

  /** Sends what an instance emitted when it took `taken` in the local state `local` (0 and 0: when it started). */
  private send(from: Instance, local: number, taken: number, emitted: readonly number[]): number {
    for (const event of emitted) {
      this.sent = true;
      if (this.anyPatterns) this.note(this.patterns.emitted(from, event));
      for (const target of this.targets[from.index]![event] ?? this.targetsOf(from, local, taken, event)) {
        const { channel, receiver, queue } = target;
        if (queue === undefined) {
          this.recorder?.sent(from, receiver, channel, event, 'handled');
          this.workInstance[this.workCount] = receiver;
          this.workEvent[this.workCount++] = event;
          continue;
        }
        if (channel.kind !== 'board' && !channel.survives && receiver.locals.state(this.read(receiver.index)).down) {
          this.recorder?.sent(from, receiver, channel, event, 'dropped');
          continue;
        }
        const content = this.read(queue.field);
        if (channel.contents.list(content).length >= channel.capacity) {
          if (channel.blocks) return IMPOSSIBLE;
          const what = `it emits '${this.plan.events.get(event).type}', but channel '${channel.name}' to ${receiver.name} is full, with ${channel.capacity} under way; raise its capacity, or say full: 'blocks'`;
          throw mistakeOf(this.plan, from, local, taken, what);
        }
        this.recorder?.sent(from, receiver, channel, event, 'queued');
        this.write(queue.field, channel.contents.put(content, event));
      }
    }
    return DONE;
  }

  private note(bits: number): void {
    for (let twice = this.occurred & bits; twice !== 0; twice &= twice - 1) {
      const pattern = 31 - Math.clz32(twice & -twice);
      this.repeated.set(pattern, (this.repeated.get(pattern) ?? 1) + 1);
    }
    this.occurred |= bits;
  }

  private targetsOf(from: Instance, local: number, taken: number, event: number): readonly Target[] {
    const message = this.plan.events.get(event);
    const targets: Target[] = [];
    for (const channel of this.plan.channels) {
      if (!channel.events.has(message.type) || !channel.senders.includes(from)) continue;
      const replica = userCode(`channel '${channel.name}', 'replica'`, () => channel.replica?.(message));
      if (replica !== undefined && channel.receivers[replica] === undefined) {
        const what = `it emits '${message.type}', which channel '${channel.name}' sends to replica ${replica}, but there are ${channel.receivers.length} of '${channel.receivers[0]!.component}'`;
        throw mistakeOf(this.plan, from, local, taken, what);
      }
      const receivers = replica === undefined ? channel.receivers : [channel.receivers[replica]!];
      if (channel.kind === 'board') {
        const queue = this.plan.queues.find((q) => q.channel === channel);
        targets.push({ channel, receiver: channel.receivers[0]!, queue });
        continue;
      }
      for (const receiver of receivers) {
        const queue = this.plan.queues.find(
          (q) => q.channel === channel && q.sender === from && q.receiver === receiver,
        );
        targets.push({ channel, receiver, queue });
      }
    }
    if (targets.length === 0) {
      const what = `it emits '${message.type}', which no channel carries from it; add it to the 'events' of a channel from '${from.component}'`;
      throw mistakeOf(this.plan, from, local, taken, what);
    }
    this.targets[from.index]![event] = targets;
    return targets;
  }

  private unhandled(receiver: Instance, event: number, channel: string | undefined): never {
    const { type } = this.plan.events.get(event);
    const from = channel === undefined ? '' : ` from channel '${channel}'`;
    const what = `nothing handles this message${from}; add a transition for it (an empty one, '${type}: {}', ignores it), or do not send it here`;
    throw mistakeOf(this.plan, receiver, this.now[receiver.index]!, event, what);
  }
}

/** A mistake of an instance that takes `event` in the local state `local` (0 and 0: that starts). */
function mistakeOf({ events }: Plan, { name, locals }: Instance, local: number, event: number, what: string): Mistake {
  const state = local === 0 ? '(initial)' : JSON.stringify(locals.state(local).snapshot.value);
  const place = { component: name, machine: locals.interpreter.machine.id, state };
  return machineMistake(event === 0 ? place : { ...place, event: events.get(event).type }, what);
}

/** The question of a `DIVIDE - question` outcome. */
export function questionOf(outcome: number): number {
  return DIVIDE - outcome;
}
