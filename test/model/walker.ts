/** One configuration of one scenario's system: walked by hand, by the names of steps, or explored to its end. */
import { type Checked, check } from '../../src/check/check.ts';
import type { FeatureValue, OptionValue } from '../../src/describe/options.ts';
import { type Invariant, invariant, never, type StepPattern } from '../../src/describe/properties.ts';
import { Space } from '../../src/describe/space.ts';
import type { System, ViewOf } from '../../src/describe/system.ts';
import { type Reference, type RState, type RStep, referenceOf } from '../../src/reference/index.ts';

export interface Changes {
  readonly features?: Readonly<Record<string, FeatureValue>>;
  readonly budgets?: Readonly<Record<string, number>>;
}

/** A step by the type of its first message, or with some of its fields; a timer by its delay. */
export type StepName = string | { readonly type: string; readonly [field: string]: unknown };

export class Walker<S> {
  readonly system: System;
  private readonly set: Record<string, readonly OptionValue[]>;
  private readonly reference: Reference;

  /** @param chosen some options; of the others the first configuration that is left */
  constructor(
    system: S,
    chosen: Readonly<Record<string, OptionValue>> = {},
    { features = {}, budgets = {} }: Changes = {},
  ) {
    this.system = (system as System).withFeatures(features).withBudgets(budgets);
    const restrict = Object.fromEntries(Object.entries(chosen).map(([key, value]) => [key, [value]]));
    const space = new Space(this.system.options, { features: this.system.features ?? {}, restrict });
    const configuration = space.configurations[0]!;
    this.set = Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, [value]]));
    this.reference = referenceOf(this.system, space, configuration);
  }

  /** What can be seen after some steps from the initial state. */
  after(...names: readonly StepName[]): ViewOf<S> {
    let state = this.reference.initial();
    for (const name of names) state = this.step(state, name);
    return this.reference.view(state) as unknown as ViewOf<S>;
  }

  check(invariants: readonly unknown[]): Promise<Checked> {
    return check(this.system, invariants as readonly Invariant[], { set: this.set });
  }

  /** Is there a path to a state of which this is true, or with a step that does this? */
  async canHappen(what: ((state: ViewOf<S>) => boolean) | StepPattern): Promise<boolean> {
    const it = invariant<ViewOf<S>>({ name: 'scenario', about: 'As the test says.', holds: never<ViewOf<S>>(what) });
    return (await this.check([it])).report.verdicts[0]!.verdict === 'violated';
  }

  private step(from: RState, name: StepName): RState {
    const all = this.reference.steps(from);
    const fitting = all.filter(({ step }) => fits(step, name));
    const keys = new Set(fitting.map(({ next }) => this.reference.key(next)));
    if (keys.size === 1) return fitting[0]!.next;
    const possible = all.map(({ step }) => `${nameOf(step)} ${JSON.stringify(step.event)}`).join(', ');
    const problem = keys.size === 0 ? 'is not possible' : 'may lead to different states';
    throw new Error(`${JSON.stringify(name)} ${problem}; possible: ${possible}`);
  }
}

const nameOf = ({ kind, event, timer = '' }: RStep) => (kind === 'timer' ? timer.split('.')[2]! : event.type);

function fits(step: RStep, name: StepName): boolean {
  if (typeof name === 'string') return nameOf(step) === name;
  return Object.entries(name).every(([field, value]) => step.event[field] === value);
}
