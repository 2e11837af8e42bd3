import type { Effects } from './effects.ts';
import type { Labels } from './labels.ts';
import { ITEM, Menus } from './menus.ts';
import type { Plan } from './plan.ts';
import type { Predicates } from './predicates.ts';
import { DONE, questionOf, STUTTER, type Stepper } from './stepper.ts';

/** Is shown everything that is evaluated in a state, possible or not, and may want the set of configurations divided. */
export interface Watch {
  /** @returns a question, or 0 */
  step(step: number): number;
  /** @returns a question, or 0 */
  predicates(): number;
}

/**
 * What can happen in a state, the simple way: everything that explores asks it the same things in the same order.
 *
 * The state and the set of configurations are put into `stepper.base` and `stepper.set`; `node` or `steps` then
 * fills the list of successors, each an effect and the step that has it. Where the configurations of the set do not
 * agree on something, a question comes back and the list means nothing: ask again for each part of the set.
 */
export class Enumerator {
  /** Number of successors. */
  count = 0;
  /** Steps that were possible and change nothing. */
  stutters = 0;
  /** The vector of `predicates.truth` in the state; after `node`. */
  truth = 0;
  /** Is the state a deadlock? After `node`, where deadlocks are looked for. */
  deadlock = false;
  private readonly plan: Plan;
  private readonly labels: Labels;
  private readonly stepper: Stepper;
  private readonly effects: Effects;
  private readonly predicates: Predicates;
  /** Are deadlocks looked for? */
  readonly deadlocks: boolean;
  /** Was a step left out because its budget is spent? */
  private spent = false;
  /** Effects and steps, in turn. */
  private found = new Int32Array(1 << 8);
  watch: Watch | undefined;
  /** What the fields offer. */
  readonly menus: Menus;

  /** @param deadlocks look for deadlocks? */
  constructor(
    plan: Plan,
    labels: Labels,
    { stepper, effects, predicates }: { stepper: Stepper; effects: Effects; predicates: Predicates },
    deadlocks: boolean,
  ) {
    this.plan = plan;
    this.labels = labels;
    this.stepper = stepper;
    this.effects = effects;
    this.predicates = predicates;
    this.deadlocks = deadlocks;
    this.menus = new Menus(plan, labels);
  }

  /** The effect of a successor. */
  effect(successor: number): number {
    return this.found[successor * 2]!;
  }

  /** The step of a successor. */
  step(successor: number): number {
    return this.found[successor * 2 + 1]!;
  }

  /** The label of the edge to a successor. */
  label(successor: number): number {
    return this.effects.label(this.effect(successor));
  }

  /**
   * Evaluates predicates, steps, and where it is asked for, whether the state is a deadlock.
   * @returns the question that divides the set, or 0
   * @throws Mistake as the stepper and the predicates do
   */
  node(): number {
    const { base, set } = this.stepper;
    const truth = this.predicates.all(base, set);
    if (truth < 0) return -2 - truth;
    this.truth = truth;
    const open = this.watch?.predicates() ?? 0;
    if (open !== 0) return open;
    this.deadlock = false;
    const question = this.steps();
    return question === 0 && this.deadlocks && this.count === 0 ? this.evaluateDeadlock() : question;
  }

  /**
   * Evaluates the steps alone.
   * @returns the question that divides the set, or 0
   * @throws Mistake as the stepper does
   */
  steps(): number {
    const { menus } = this;
    const { base } = this.stepper;
    this.count = 0;
    this.stutters = 0;
    this.spent = false;
    for (let field = 0; field < menus.places.length; field++) {
      let at = menus.of(field, base[field]!);
      for (let groups = menus.groups(field); groups > 0; groups--) {
        const end = at + 1 + menus.items[at]! * ITEM;
        for (at++; at < end; at += ITEM) {
          const budget = menus.items[at + 1]!;
          if (budget >= 0 && base[budget] === 0) {
            this.spent = true;
            continue;
          }
          const question = this.keep(menus.items[at]!);
          if (question !== 0) return question;
        }
      }
    }
    return 0;
  }

  /** Writes the state that a successor leads to, the set of configurations with it. */
  write(successor: number, fields: Int32Array): void {
    const { effects, stepper } = this;
    const effect = this.effect(successor);
    const { written } = effects;
    fields.set(stepper.base);
    for (let i = effects.first(effect); i < effects.last(effect); i += 2) fields[written[i]!] = written[i + 1]!;
    const budget = this.labels.budgetFieldOf(this.step(successor));
    if (budget >= 0) fields[budget]!--;
  }

  private evaluateDeadlock(): number {
    const { stepper, plan } = this;
    if (plan.instances.every((i) => i.locals.state(stepper.base[i.index]!).rest)) return 0;
    if (this.spent) {
      for (const occasion of plan.occasions) {
        if (occasion.budgetField < 0 || stepper.base[occasion.budgetField] !== 0) continue;
        const effect = this.effects.find(this.labels.occasion(occasion));
        if (effect < 0) return questionOf(effect);
        const open = this.watch?.step(this.labels.occasion(occasion)) ?? 0;
        if (open !== 0) return open;
        if (this.effects.outcome(effect) === DONE) return 0;
      }
    }
    this.deadlock = true;
    return 0;
  }

  /** Adds a step to the successors, if it is one; returns the question that divides the set, or 0. */
  private keep(step: number): number {
    const effect = this.effects.find(step);
    if (effect < 0) return questionOf(effect);
    const open = this.watch?.step(step) ?? 0;
    if (open !== 0) return open;
    const outcome = this.effects.outcome(effect);
    if (outcome === STUTTER) this.stutters++;
    if (outcome !== DONE) return 0;
    const i = this.count++ * 2;
    if (i >= this.found.length) this.found = grown(this.found, i * 2);
    this.found[i] = effect;
    this.found[i + 1] = step;
    return 0;
  }
}

function grown(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
