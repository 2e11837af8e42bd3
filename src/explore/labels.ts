import { PairTable } from './pairs.ts';
import type { Instance, Occasion, Plan, Queue } from './plan.ts';

/** What a step is, before it is taken. */
export type Step =
  | { readonly kind: 'environment'; readonly occasion: Occasion }
  | { readonly kind: 'timer'; readonly instance: Instance; readonly event: number }
  | { readonly kind: 'delivery'; readonly queue: Queue; readonly receiver: Instance; readonly event: number }
  | { readonly kind: 'loss'; readonly queue: Queue; readonly event: number };

/** A step as it stands on an edge: what it is, and which step patterns occurred in it. */
interface Label {
  readonly step: number;
  readonly occurred: number;
  readonly repeated: ReadonlyMap<number, number>;
}

/** The steps and the edge labels of an exploration, by number, and the fairness constraints they belong to. */
export class Labels {
  readonly fairness: { readonly name: string; readonly strength: 'weak' | 'strong' }[] = [];
  private readonly plan: Plan;
  private readonly steps: Step[] = [];
  private readonly constraint: number[] = [];
  private readonly fault: number[] = [];
  private readonly budgetFields: number[] = [];
  private readonly labels: Label[] = [];
  private readonly constraints = new Map<string, number>();
  private readonly occasionSteps: readonly number[];
  private readonly timerSteps = new PairTable();
  private readonly deliverySteps: PairTable[] = [];
  private readonly lossSteps = new PairTable();
  private readonly plain = new PairTable();
  private readonly withRepeats = new Map<string, number>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.occasionSteps = plan.occasions.map((occasion) => this.add({ kind: 'environment', occasion }));
  }

  get size(): number {
    return this.labels.length;
  }

  /** Number of steps so far. */
  get stepCount(): number {
    return this.steps.length;
  }

  /** The number of the step on an edge. */
  stepNumber(label: number): number {
    return this.labels[label]!.step;
  }

  step(label: number): Step {
    return this.steps[this.labels[label]!.step]!;
  }

  /** What a step number stands for. */
  stepOf(step: number): Step {
    return this.steps[step]!;
  }

  /** The field of the budget that a step spends, or -1. */
  budgetFieldOf(step: number): number {
    return this.budgetFields[step]!;
  }

  /** The fairness constraint of a label, or -1. */
  fairnessOf(label: number): number {
    return this.constraint[this.labels[label]!.step]!;
  }

  faults(label: number): number {
    return this.fault[this.labels[label]!.step]!;
  }

  occurrences(pattern: number, label: number): number {
    const { occurred, repeated } = this.labels[label]!;
    return (occurred >>> pattern) & 1 ? (repeated.get(pattern) ?? 1) : 0;
  }

  /** Does any step pattern occur in it? */
  anyOccurs(label: number): boolean {
    return this.labels[label]!.occurred !== 0;
  }

  occasion(occasion: Occasion): number {
    return this.occasionSteps[occasion.index]!;
  }

  timer(instance: Instance, event: number): number {
    return this.known(this.timerSteps, instance.index, event, () => ({ kind: 'timer', instance, event }));
  }

  delivery(queue: Queue, receiver: Instance, event: number): number {
    this.deliverySteps[receiver.index] ??= new PairTable();
    return this.known(this.deliverySteps[receiver.index]!, queue.field, event, () => ({
      kind: 'delivery',
      queue,
      receiver,
      event,
    }));
  }

  loss(queue: Queue, event: number): number {
    return this.known(this.lossSteps, queue.field, event, () => ({ kind: 'loss', queue, event }));
  }

  /** The label for a step in which these patterns occurred. */
  label(step: number, occurred: number, repeated: ReadonlyMap<number, number>): number {
    if (repeated.size > 0) {
      const key = `${step} ${occurred} ${[...repeated].sort((a, b) => a[0] - b[0]).join(' ')}`;
      let label = this.withRepeats.get(key);
      if (label === undefined) {
        label = this.labels.push({ step, occurred, repeated: new Map(repeated) }) - 1;
        this.withRepeats.set(key, label);
      }
      return label;
    }
    const known = this.plain.get(step, occurred);
    if (known !== 0) return known - 1;
    const label = this.labels.push({ step, occurred, repeated: NONE }) - 1;
    this.plain.set(step, occurred, label + 1);
    return label;
  }

  private known(table: PairTable, a: number, b: number, make: () => Step): number {
    const known = table.get(a, b);
    if (known !== 0) return known - 1;
    const step = this.add(make());
    table.set(a, b, step + 1);
    return step;
  }

  private add(step: Step): number {
    this.constraint.push(this.constraintOf(step));
    this.fault.push(step.kind === 'loss' || (step.kind === 'environment' && step.occasion.fault) ? 1 : 0);
    this.budgetFields.push(budgetFieldOf(step));
    return this.steps.push(step) - 1;
  }

  private constraintOf(step: Step): number {
    switch (step.kind) {
      case 'environment':
        return this.constraintNumber(step.occasion.constraint, step.occasion.fairness);
      case 'timer': {
        const id = this.plan.events.timerOf(step.event)!;
        return this.constraintNumber(`${step.instance.name} timer ${id}`, this.plan.timerFairness(step.instance));
      }
      case 'delivery':
        return this.constraintNumber(`${step.queue.channel.name} → ${step.receiver.name}`, step.queue.channel.fairness);
      case 'loss':
        return -1;
    }
  }

  private constraintNumber(name: string, strength: 'weak' | 'strong' | 'none'): number {
    if (strength === 'none') return -1;
    let n = this.constraints.get(name);
    if (n === undefined) {
      n = this.fairness.push({ name, strength }) - 1;
      this.constraints.set(name, n);
    }
    return n;
  }
}

function budgetFieldOf(step: Step): number {
  if (step.kind === 'environment') return step.occasion.budgetField;
  return step.kind === 'loss' ? step.queue.channel.budgetField : -1;
}

const NONE: ReadonlyMap<number, number> = new Map();
