import { int32 } from './column.ts';
import { Interpreter } from './interpreter.ts';
import type { Labels } from './labels.ts';
import type { Instance, Occasion, Plan, Queue } from './plan.ts';

/** Numbers at the head of a group, and of each step in it. */
export const GROUP = 4;
export const ITEM = 3;

/** In place of the other field of a group: nobody knows yet; or the steps read more than one. */
export const UNKNOWN_FIELD = -1;
export const MIXED = -2;

/**
 * Which steps a field offers, by its value: a local state offers the environment events that it has a transition for
 * and its timers, the content of a queue offers deliveries and losses. Whether an offered step is possible, and what it
 * does, is for `Effects` to say.
 *
 * A menu is a list of numbers in `items`: how many groups, then the groups, each for one receiver. A group is
 * 1. the other field that its steps read besides this one, where it is known that they read only one; the start and the range of
 *    their table by the values of that field in `tables`, which the kernel fills (see `Shortcuts`);
 * 2. how many steps, then of each its number, the field of its budget (-1: none), and room for the kernel to remember where
 *    the step's decision tree goes on for this value of the field.
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

  /** The place of the menu of a field with this value. */
  of(field: number, value: number): number {
    const places = this.places[field]!;
    return (value < places.length && places[value]) || this.make(field, value);
  }

  private make(field: number, value: number): number {
    const { instances, queues } = this.plan;
    const instance = instances[field];
    const groups = instance
      ? [this.ofInstance(instance, value)]
      : this.ofQueue(queues[field - instances.length]!, value);
    const place = this.list.length;
    const offered = groups.filter((steps) => steps.length > 0);
    this.push(offered.length);
    for (const steps of offered) {
      this.push(UNKNOWN_FIELD, 0, 0, steps.length);
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
