import { int32 } from '../column.ts';
import { Decisions, UNKNOWN } from '../decisions.ts';
import { perform } from '../effects.ts';
import type { Labels, Step } from '../labels.ts';
import type { Instance, Plan } from '../plan.ts';
import type { ConfigurationSets } from '../sets.ts';
import { DONE, type Stepper } from '../stepper.ts';

/**
 * What a step did to a state and what that depended on, exactly, by parts of the state: finer than the fields that it
 * read and wrote. To append to a queue is not to look at it (only at whether there is room), and to send to a component
 * is only to see that it is not down.
 */
export interface Footprint {
  /** Did it happen? Otherwise it is not possible or changes nothing, and `looks`, `asksDown` and `asksRoom` say why. */
  readonly done: boolean;
  /** Fields of local states that mattered as a whole: of those who took a message. */
  readonly looks: readonly number[];
  /** Fields of local states of which only mattered whether the component is down: of those who were sent one. */
  readonly asksDown: readonly number[];
  /** Fields of queues of which mattered whether there is room. */
  readonly asksRoom: readonly number[];
  /** Fields of local states that it changed. */
  readonly changes: readonly number[];
  /** Those of them that went down, or came up. */
  readonly changesDown: readonly number[];
  /** The field of the queue whose message was consumed, or -1. */
  readonly takes: number;
  /** Fields of queues that it appended to. */
  readonly puts: readonly number[];
  /** Fields of queues that it emptied, because a component went down. */
  readonly clears: readonly number[];
  /** The field of the budget that it spent, or -1. */
  readonly budget: number;
  /** Did a step pattern occur in it? */
  readonly matches: boolean;
}

/** Footprints by step and state, remembered by what was read as `Effects` remembers effects. */
export class Footprints {
  private readonly plan: Plan;
  private readonly labels: Labels;
  private readonly stepper: Stepper;
  private readonly decisions: Decisions;
  private readonly list: Footprint[] = [];
  /** Of each footprint, its step. */
  private readonly steps = int32();

  constructor(plan: Plan, labels: Labels, stepper: Stepper, sets: ConfigurationSets) {
    this.plan = plan;
    this.labels = labels;
    this.stepper = stepper;
    this.decisions = new Decisions(sets);
  }

  /** Number of footprints so far. */
  get size(): number {
    return this.list.length;
  }

  get(footprint: number): Footprint {
    return this.list[footprint]!;
  }

  stepOf(footprint: number): number {
    return this.steps.array[footprint]!;
  }

  /**
   * The number of the footprint of a step on the state in `stepper.base`, whose questions must be decided.
   * @returns -1 where they are not
   */
  find(step: number): number {
    const { base, set } = this.stepper;
    const known = this.decisions.walk(step, base, set);
    if (known !== UNKNOWN) return Math.max(known, -1);
    const trail: number[] = [];
    const footprint = this.take(step, trail);
    if (footprint === undefined) return -1;
    this.list.push(footprint);
    this.steps.push(step);
    this.decisions.insert(step, trail, this.list.length - 1);
    return this.list.length - 1;
  }

  private take(number: number, trail: number[]): Footprint | undefined {
    const { plan, stepper } = this;
    const { queues, instances } = plan;
    const step = this.labels.stepOf(number);
    const looks = new Set(receiversOf(step).map(({ index }) => index));
    const puts = new Set<number>();
    const clears = new Set<number>();
    const before = stepper.recorder;
    stepper.trail = trail;
    stepper.recorder = {
      taken: (instance, local, event) => {
        const { locals } = instance;
        const { next } = locals.leaf(locals.lookup(local, event, stepper.set));
        if (!locals.state(local).down && locals.state(next).down) {
          for (const queue of queues) if (emptiesWith(queue, instance)) clears.add(queue.field);
        }
      },
      sent: (from, to, channel, _event, fate) => {
        if (fate === 'handled') looks.add(to.index);
        if (fate !== 'queued') return;
        const board = channel.kind === 'board';
        const queue = queues.find((q) => q.channel === channel && (board || (q.sender === from && q.receiver === to)))!;
        puts.add(queue.field);
      },
      callDropped: () => {},
    };
    let outcome: number;
    try {
      outcome = perform(stepper, step);
    } finally {
      stepper.trail = undefined;
      stepper.recorder = before;
    }
    if (outcome < 0) return undefined;
    const read = trail.filter((field, i) => i % 2 === 0 && field >= 0);
    const done = outcome === DONE;
    const { base, now } = stepper;
    const changes = done ? instances.filter(({ index }) => base[index] !== now[index]) : [];
    const isDown = ({ index, locals }: Instance, fields: Int32Array) => locals.state(fields[index]!).down;
    const consumes = step.kind === 'loss' || (step.kind === 'delivery' && step.queue.channel.kind !== 'board');
    return {
      done,
      looks: read.filter((field) => looks.has(field)),
      asksDown: read.filter((field) => field < instances.length && !looks.has(field)),
      asksRoom: read.filter((field) => field >= instances.length),
      changes: changes.map(({ index }) => index),
      changesDown: changes.filter((i) => isDown(i, base) !== isDown(i, now)).map(({ index }) => index),
      takes: consumes ? step.queue.field : -1,
      puts: done ? [...puts] : [],
      clears: done ? [...clears] : [],
      budget: this.labels.budgetFieldOf(number),
      matches: done && stepper.occurred !== 0,
    };
  }
}

/** Who takes the first message of a step; nobody for a loss. */
export function receiversOf(step: Step): readonly Instance[] {
  switch (step.kind) {
    case 'environment':
      return step.occasion.receivers;
    case 'timer':
      return [step.instance];
    case 'delivery':
      return [step.receiver];
    case 'loss':
      return [];
  }
}

/** Is a queue emptied when this component goes down? */
function emptiesWith({ sender, receiver, channel }: Plan['queues'][number], instance: Instance): boolean {
  return (sender === instance || receiver === instance) && !channel.survives;
}
