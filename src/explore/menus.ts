import { int32 } from './column.ts';
import { Interpreter } from './interpreter.ts';
import type { Labels } from './labels.ts';
import type { Instance, Occasion, Plan, Queue } from './plan.ts';

/** Numbers of a step on a menu. */
export const ITEM = 3;

/**
 * Which steps a field offers, by its value: a local state offers the environment events that it has a transition for
 * and its timers, the content of a queue offers deliveries and losses. Whether an offered step is possible, and what it
 * does, is for `Effects` to say.
 *
 * A menu is a list of numbers in `items`: the groups, one for each receiver, as many as `groups` says for the field. A group is the
 * number of its steps, and of each step its number, the field of its budget (-1: none), and room for the kernel to remember
 * where the step's decision tree goes on for this value of the field.
 */
export class Menus {
  /** Of each field that offers steps, by value: the place of its menu in `items`, or 0 where nobody has asked yet. */
  readonly places: Int32Array<ArrayBuffer>[];
  private readonly plan: Plan;
  private readonly labels: Labels;
  private readonly list = int32();

  constructor(plan: Plan, labels: Labels) {
    this.plan = plan;
    this.labels = labels;
    this.places = Array.from({ length: plan.instances.length + plan.queues.length }, () => new Int32Array(8));
    this.list.push(0);
  }

  get items(): Int32Array {
    return this.list.array;
  }
  /** Numbers in `items` that are in use. */
  get size(): number {
    return this.list.length;
  }

  /** The place of the menu of a field with this value. */
  of(field: number, value: number): number {
    const places = this.places[field]!;
    return (value < places.length && places[value]) || this.make(field, value);
  }

  /** The place of one group of a menu, or 0 where nobody has asked for the menu yet. */
  placeOf(field: number, value: number, group: number): number {
    const places = this.places[field]!;
    let at = value < places.length ? places[value]! : 0;
    if (at === 0) return 0;
    for (let i = 0; i < group; i++) at += 1 + this.items[at]! * ITEM;
    return at;
  }

  /** How many groups the menus of a field have. */
  groups(field: number): number {
    const queue = this.plan.queues[field - this.plan.instances.length];
    if (field < this.plan.instances.length || queue === undefined) return 1;
    return (queue.receiver ? 1 : queue.channel.receivers.length) + (queue.channel.kind === 'lossy' ? 1 : 0);
  }

  private make(field: number, value: number): number {
    const { instances, queues } = this.plan;
    const instance = instances[field];
    const groups = instance
      ? [this.ofInstance(instance, value)]
      : this.ofQueue(queues[field - instances.length]!, value);
    const place = this.list.length;
    for (const steps of groups) {
      this.push(steps.length);
      for (const step of steps) this.push(step, this.labels.budgetFieldOf(step), 0);
    }
    if (value >= this.places[field]!.length) {
      const larger = new Int32Array(2 ** (32 - Math.clz32(value)));
      larger.set(this.places[field]!);
      this.places[field] = larger;
    }
    this.places[field]![value] = place;
    return place;
  }

  private ofInstance(instance: Instance, local: number): number[] {
    const { snapshot, timerEvents } = instance.locals.state(local);
    // Events for all replicas of a component are counted to the first of them, whatever its state.
    const takes = ({ receivers, event }: Occasion) =>
      receivers[0] === instance &&
      (receivers.length > 1 || Interpreter.hasTransition(snapshot, this.plan.events.get(event).type));
    return [
      ...this.plan.occasions.filter(takes).map((occasion) => this.labels.occasion(occasion)),
      ...timerEvents.map((event) => this.labels.timer(instance, event)),
    ];
  }

  /** By message; the deliveries of each receiver follow each other in the order of the messages. */
  private ofQueue(queue: Queue, content: number): number[][] {
    const { channel, receiver } = queue;
    const list = channel.contents.list(content);
    const any = channel.kind === 'bag' || channel.kind === 'board';
    const next = any ? [...new Set(list)] : list.slice(0, 1);
    const groups = (receiver ? [receiver] : channel.receivers).map((to) =>
      next.map((event) => this.labels.delivery(queue, to, event)),
    );
    return channel.kind === 'lossy' ? [...groups, next.map((event) => this.labels.loss(queue, event))] : groups;
  }

  private push(...numbers: readonly number[]): void {
    for (const number of numbers) this.list.push(number);
  }
}
