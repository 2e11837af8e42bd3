import type { Step } from '../labels.ts';
import type { Instance, Plan } from '../plan.ts';
import type { Footprint } from './footprint.ts';

/** A set of whole numbers below a bound, 32 to a word. */
export type Words = Uint32Array;

/** Which classes do what to one part of the state. */
interface Users {
  readonly looks: Words;
  readonly changes: Words;
  readonly asksDown: Words;
  readonly changesDown: Words;
  readonly takes: Words;
  readonly puts: Words;
  readonly clears: Words;
  readonly spends: Words;
}

/**
 * The steps of a system in classes, and what steps of each class were seen to do in any state: what is known beforehand
 * when a reduction asks what others may still do.
 *
 * A class is an environment event with its payload and receivers, the timers of one component, the deliveries out of one
 * queue (of a board: to one receiver), or the losses of one queue.
 *
 * It only grows. A search in which it grew has relied on less than there is, and is made again: see `PartialOrder`.
 */
export class Knowledge {
  /** Number of classes. */
  readonly classes: number;
  /** Words of a set of classes. */
  readonly words: number;
  /** Grows with each thing learnt. */
  version = 0;
  /** Number of searches that it was handed to. */
  searches = 0;
  /** By field, who uses it. */
  private readonly users: Users[];
  /** The fields that predicates have read. */
  private readonly watched = new Set<number>();
  /** Classes with steps in which step patterns occur. */
  private readonly matching: Words;
  private readonly plan: Plan;
  private readonly boardClasses = new Map<number, number>();
  private readonly deliveryClasses = new Map<number, number>();
  private readonly lossClasses = new Map<number, number>();
  private visibleAt = -1;
  private visibleClasses: Words;

  constructor(plan: Plan) {
    this.plan = plan;
    let next = plan.occasions.length + plan.instances.length;
    for (const { field, channel } of plan.queues) {
      if (channel.kind === 'board') {
        this.boardClasses.set(field, next);
        next += channel.receivers.length;
        continue;
      }
      this.deliveryClasses.set(field, next++);
      if (channel.kind === 'lossy') this.lossClasses.set(field, next++);
    }
    this.classes = next;
    this.words = Math.ceil(next / 32);
    const set = () => new Uint32Array(this.words);
    this.users = Array.from({ length: plan.fields }, () => ({
      looks: set(),
      changes: set(),
      asksDown: set(),
      changesDown: set(),
      takes: set(),
      puts: set(),
      clears: set(),
      spends: set(),
    }));
    this.matching = set();
    this.visibleClasses = set();
    this.learnKinds();
  }

  /** What follows from the kind of a step alone: whether it is possible depends on these in any state. */
  private learnKinds(): void {
    const { plan, users } = this;
    for (const { index, receivers, budgetField } of plan.occasions) {
      for (const receiver of receivers) this.add(users[receiver.index]!.looks, index);
      if (budgetField >= 0) this.add(users[budgetField]!.spends, index);
    }
    for (const instance of plan.instances) this.add(users[instance.index]!.looks, this.timersOf(instance));
    for (const queue of plan.queues) {
      const { field, channel, sender, receiver } = queue;
      for (const each of receiver ? [receiver] : channel.receivers) {
        this.add(users[each.index]!.looks, this.deliveriesOf(queue, each));
      }
      if (channel.kind === 'board') continue;
      const deliveries = this.deliveriesOf(queue, receiver!);
      this.add(users[field]!.takes, deliveries);
      // Where it puts something back, it is not seen to look for room.
      if (sender === receiver) this.add(users[field]!.puts, deliveries);
      if (channel.kind !== 'lossy') continue;
      this.add(users[field]!.takes, this.lossesOf(queue));
      this.add(users[channel.budgetField]!.spends, this.lossesOf(queue));
    }
  }

  /** The class of a step. */
  classOf(step: Step): number {
    switch (step.kind) {
      case 'environment':
        return step.occasion.index;
      case 'timer':
        return this.timersOf(step.instance);
      case 'delivery':
        return this.deliveriesOf(step.queue, step.receiver);
      case 'loss':
        return this.lossesOf(step.queue);
    }
  }

  timersOf(instance: Instance): number {
    return this.plan.occasions.length + instance.index;
  }

  /** @param receiver matters for a board only */
  deliveriesOf({ field, channel }: Plan['queues'][number], receiver: Instance): number {
    if (channel.kind !== 'board') return this.deliveryClasses.get(field)!;
    return this.boardClasses.get(field)! + channel.receivers.indexOf(receiver);
  }

  lossesOf({ field }: Plan['queues'][number]): number {
    return this.lossClasses.get(field)!;
  }

  /** Who uses a field, and how. */
  usersOf(field: number): Users {
    return this.users[field]!;
  }

  /** Learns what a step of a class has done, or has looked at before it turned out not to be possible. */
  learn(c: number, { takes, looks, asksDown, asksRoom, changes, changesDown, puts, clears, matches }: Footprint): void {
    const { users } = this;
    for (const f of looks) this.add(users[f]!.looks, c);
    for (const f of asksDown) this.add(users[f]!.asksDown, c);
    // Who asks for room wants to append.
    for (const f of asksRoom) if (f !== takes) this.add(users[f]!.puts, c);
    for (const f of changes) this.add(users[f]!.changes, c);
    for (const f of changesDown) this.add(users[f]!.changesDown, c);
    for (const f of puts) this.add(users[f]!.puts, c);
    for (const f of clears) this.add(users[f]!.clears, c);
    if (matches) this.add(this.matching, c);
  }

  /** Learns that predicates read these fields. */
  watch(fields: Iterable<number>): void {
    for (const field of fields) {
      if (this.watched.has(field)) continue;
      this.watched.add(field);
      this.version++;
    }
  }

  /** Can it be seen in the predicates and step patterns that a step with this footprint was taken? */
  sees({ matches, changes, takes, puts, clears, budget }: Footprint): boolean {
    const { watched } = this;
    const is = (field: number) => watched.has(field);
    return matches || is(takes) || is(budget) || changes.some(is) || puts.some(is) || clears.some(is);
  }

  /** The classes with steps that can be seen. */
  get visible(): Words {
    if (this.visibleAt === this.version) return this.visibleClasses;
    const visible = this.matching.slice();
    for (const field of this.watched) {
      const { changes, takes, puts, clears, spends } = this.users[field]!;
      for (const set of [changes, takes, puts, clears, spends]) unite(visible, set);
    }
    this.visibleAt = this.version;
    this.visibleClasses = visible;
    return visible;
  }

  private add(set: Words, c: number): void {
    if (has(set, c)) return;
    set[c >>> 5]! |= 1 << (c & 31);
    this.version++;
  }
}

export function has(set: Words, c: number): boolean {
  return ((set[c >>> 5]! >>> (c & 31)) & 1) === 1;
}

export function unite(into: Words, set: Words): void {
  for (let w = 0; w < into.length; w++) into[w]! |= set[w]!;
}
