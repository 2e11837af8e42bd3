import { Interpreter } from '../interpreter.ts';
import type { Labels } from '../labels.ts';
import { PairTable } from '../pairs.ts';
import type { Instance, Occasion, Plan, Queue } from '../plan.ts';
import type { Stepper } from '../stepper.ts';
import type { Footprint, Footprints } from './footprint.ts';
import type { Knowledge, Words } from './knowledge.ts';

/** What a class of steps is about. */
type Class =
  | { readonly kind: 'environment'; readonly occasion: Occasion }
  | { readonly kind: 'timers'; readonly instance: Instance }
  | { readonly kind: 'deliveries'; readonly queue: Queue; readonly receiver: Instance }
  | { readonly kind: 'losses'; readonly queue: Queue };

/** Is handed sets of classes that have to join. */
export type Join = (classes: Words) => void;

/**
 * Which classes of steps depend on which, in the state in `stepper.base`, as far as is known: what partial-order reduction
 * builds its sets from (see `PartialOrder`).
 */
export class Dependence {
  private readonly plan: Plan;
  private readonly labels: Labels;
  private readonly stepper: Stepper;
  private readonly footprints: Footprints;
  private readonly knowledge: Knowledge;
  private readonly classes: Class[] = [];
  /** By receiver and channel, and local state: see `isDeaf`. */
  private readonly deaf = new PairTable();

  constructor(plan: Plan, labels: Labels, stepper: Stepper, footprints: Footprints, knowledge: Knowledge) {
    this.plan = plan;
    this.labels = labels;
    this.stepper = stepper;
    this.footprints = footprints;
    this.knowledge = knowledge;
    for (const occasion of plan.occasions) this.classes[occasion.index] = { kind: 'environment', occasion };
    for (const instance of plan.instances) {
      this.classes[knowledge.timersOf(instance)] = { kind: 'timers', instance };
    }
    for (const queue of plan.queues) {
      const { kind, receivers } = queue.channel;
      for (const receiver of queue.receiver ? [queue.receiver] : receivers) {
        this.classes[knowledge.deliveriesOf(queue, receiver)] = { kind: 'deliveries', queue, receiver };
      }
      if (kind === 'lossy') this.classes[knowledge.lossesOf(queue)] = { kind: 'losses', queue };
    }
  }

  /** The classes that a step does not commute with: what it did in this state against what they may do in any. */
  conflicts(footprint: Footprint, join: Join): void {
    const { knowledge } = this;
    for (const f of footprint.looks) join(knowledge.usersOf(f).changes);
    for (const f of footprint.asksDown) join(knowledge.usersOf(f).changesDown);
    for (const f of footprint.changes) join(knowledge.usersOf(f).looks);
    for (const f of footprint.changesDown) join(knowledge.usersOf(f).asksDown);
    if (footprint.takes >= 0) {
      const { takes, puts, clears } = knowledge.usersOf(footprint.takes);
      join(takes);
      join(clears);
      // Whoever appends does not notice that the first message is gone, except that there is room: where there is none, it
      // waits, and is only made possible; but where it is a mistake not to have room, that mistake would be missed.
      if (!this.channelOf(footprint.takes).blocks && this.isBounded(footprint.takes)) join(puts);
    }
    for (const f of footprint.puts) {
      const { puts, clears } = knowledge.usersOf(f);
      const { kind } = this.channelOf(f);
      join(clears);
      // Whoever takes the first message does not notice that another was appended: it was there before, or else only a
      // step of T could put it there. Two that append agree on the outcome where there is no order, and always room.
      if (kind === 'fifo' || kind === 'lossy' || this.isBounded(f)) join(puts);
    }
    for (const f of footprint.clears) {
      const { takes, puts, clears } = knowledge.usersOf(f);
      join(takes);
      join(puts);
      join(clears);
    }
    // Two that spend the same budget commute, but the first may leave nothing to the other.
    if (footprint.budget >= 0) join(knowledge.usersOf(footprint.budget).spends);
  }

  /**
   * The classes of which one must take a step before a step of class `c` becomes possible that is not so now.
   * @returns false where they are not known
   */
  enablers(c: number, join: Join): boolean {
    const { knowledge, labels, stepper } = this;
    const { base } = stepper;
    const about = this.classes[c]!;
    switch (about.kind) {
      case 'environment': {
        const { occasion } = about;
        const isSpent = occasion.budgetField >= 0 && base[occasion.budgetField] === 0;
        return isSpent || this.unblock(labels.occasion(occasion), join);
      }
      case 'timers': {
        const { instance } = about;
        join(knowledge.usersOf(instance.index).changes);
        const { timerEvents } = instance.locals.state(base[instance.index]!);
        return timerEvents.every((event) => this.unblock(labels.timer(instance, event), join));
      }
      case 'deliveries': {
        const { queue, receiver } = about;
        const { takes, puts, clears } = knowledge.usersOf(queue.field);
        const { kind, contents } = queue.channel;
        if (this.isDeaf(queue, receiver, base[receiver.index]!)) {
          join(knowledge.usersOf(receiver.index).changes);
          return true;
        }
        const messages = contents.list(base[queue.field]!);
        if (kind === 'bag' || kind === 'board') {
          join(puts);
          return messages.every((event) => this.unblock(labels.delivery(queue, receiver, event), join));
        }
        if (messages.length === 0) {
          join(puts);
          return true;
        }
        // What comes after the first message has to wait until that is gone.
        return this.unblock(labels.delivery(queue, receiver, messages[0]!), join, [takes, clears]);
      }
      case 'losses': {
        const { field, channel } = about.queue;
        if (base[field] === 0 && base[channel.budgetField] !== 0) join(knowledge.usersOf(field).puts);
        return true;
      }
    }
  }

  /**
   * The classes of which one must take a step before this one becomes possible, unless it is; besides `also`.
   * @returns false where they are not known
   */
  private unblock(step: number, join: Join, also: readonly Words[] = []): boolean {
    const found = this.footprints.find(step);
    if (found === -1) return false;
    const { done, looks, asksDown, asksRoom } = this.footprints.get(found);
    if (done) return true;
    const { knowledge } = this;
    also.forEach(join);
    for (const f of looks) join(knowledge.usersOf(f).changes);
    for (const f of asksDown) join(knowledge.usersOf(f).changesDown);
    for (const f of asksRoom) {
      const { takes, clears } = knowledge.usersOf(f);
      join(takes);
      join(clears);
    }
    return true;
  }

  /** Does whatever comes on a queue have to wait, or is it not read, as long as the receiver is in this local state? */
  private isDeaf({ channel }: Queue, { index, locals }: Instance, local: number): boolean {
    const { channels } = this.plan;
    const pair = index * channels.length + channels.indexOf(channel);
    const known = this.deaf.get(pair, local);
    if (known !== 0) return known === 1;
    const { snapshot, down } = locals.state(local);
    const mayIgnore = down || channel.kind === 'board';
    const is = mayIgnore && ![...channel.events].some((type) => Interpreter.hasTransition(snapshot, type));
    this.deaf.set(pair, local, is ? 1 : 2);
    return is;
  }

  private channelOf(field: number): Queue['channel'] {
    return this.plan.queues[field - this.plan.instances.length]!.channel;
  }

  private isBounded(field: number): boolean {
    const { kind, capacity } = this.channelOf(field);
    return kind !== 'board' && Number.isFinite(capacity);
  }
}
