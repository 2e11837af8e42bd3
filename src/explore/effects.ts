import { int32, uint8, uint32 } from './column.ts';
import { Decisions, UNKNOWN } from './decisions.ts';
import type { Labels, Step } from './labels.ts';
import type { ConfigurationSets } from './sets.ts';
import { STUTTER, type Stepper } from './stepper.ts';

/**
 * What steps do, remembered by what they read.
 *
 * A step reads a few fields of a state (the local states of the machines that take part, the queues they put into)
 * and asks a few questions; the rest of the state can be anything. So a step that was taken once is a walk
 * through a decision tree afterwards, whatever chain of calls was behind it. On the shipped model one step in
 * twenty is taken; the others are looked up. `Stepper` is the simple way; the
 * tests compare what comes out of this one with `src/reference`, which remembers nothing of the kind.
 */
export class Effects {
  private readonly stepper: Stepper;
  private readonly labels: Labels;
  /** One tree for each step. */
  readonly decisions: Decisions;
  private readonly outcomes = uint8();
  private readonly effectLabels = int32();
  private readonly ends = uint32();
  private readonly writes = int32();
  /** Steps that were taken rather than remembered. */
  taken = 0;

  constructor(stepper: Stepper, labels: Labels, sets: ConfigurationSets) {
    this.stepper = stepper;
    this.labels = labels;
    this.decisions = new Decisions(sets);
    this.ends.push(0);
  }

  /**
   * The effect of a step on the state in `stepper.base`, for the configurations of `stepper.set`; or, where they
   * do not agree on a question, `DIVIDE - question`.
   */
  find(step: number): number {
    const found = this.decisions.walk(step, this.stepper.base, this.stepper.set);
    return found === UNKNOWN ? this.take(step) : found;
  }

  /** Number of effects. */
  get size(): number {
    return this.outcomes.length;
  }

  /** DONE, IMPOSSIBLE or STUTTER. */
  outcome(effect: number): number {
    return this.outcomes.array[effect]!;
  }

  /** The label of the edge, for an effect that is DONE. */
  label(effect: number): number {
    return this.effectLabels.array[effect]!;
  }

  /** The changes of an effect are written[first(effect)] … written[last(effect) - 1]: field, value, field, value … */
  get written(): Int32Array {
    return this.writes.array;
  }
  first(effect: number): number {
    return this.ends.array[effect]!;
  }
  last(effect: number): number {
    return this.ends.array[effect + 1]!;
  }

  /** What is remembered of a step: every trail, in the order of values, with its effect (see `Decisions.paths`). */
  paths(step: number, each: (trail: readonly number[], effect: number) => void): void {
    this.decisions.paths(step, each);
  }

  private take(step: number): number {
    this.taken++;
    const { stepper } = this;
    const trail: number[] = [];
    stepper.trail = trail;
    let outcome: number;
    try {
      outcome = perform(stepper, this.labels.stepOf(step));
    } finally {
      stepper.trail = undefined;
    }
    if (outcome < 0) return outcome;
    const effect = this.outcomes.length;
    const done = outcome !== STUTTER && outcome !== 0;
    this.outcomes.push(outcome);
    this.effectLabels.push(done ? this.labels.label(step, stepper.occurred, stepper.repeated) : -1);
    if (done) {
      // Not only what has changed: a queue that was emptied unread may hold something in another state.
      for (const field of stepper.written) {
        this.writes.push(field);
        this.writes.push(stepper.now[field]!);
      }
    }
    this.ends.push(this.writes.length);
    this.decisions.insert(step, trail, effect);
    return effect;
  }
}

/** Takes a step the simple way. */
export function perform(stepper: Stepper, step: Step): number {
  switch (step.kind) {
    case 'environment':
      return stepper.occasion(step.occasion);
    case 'timer':
      return stepper.timer(step.instance, step.event);
    case 'delivery':
      return stepper.delivery(step.queue, step.receiver, step.event);
    case 'loss':
      return stepper.loss(step.queue, step.event);
  }
}
