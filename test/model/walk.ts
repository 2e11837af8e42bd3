/** The shipped model, one configuration at a time: walked by hand, or explored to its end. */
import { system } from '../../invariants/index.ts';
import type { State } from '../../invariants/vocabulary/cdc.ts';
import { type Checked, check } from '../../src/check/check.ts';
import type { Configuration, OptionValue } from '../../src/describe/options.ts';
import { type Invariant, invariant, never, type Property, type StepPattern } from '../../src/describe/properties.ts';
import { definitionsLeft } from '../../src/describe/restrict.ts';
import type { StateDocument, Trace, TraceStep, Verdict, VerdictWord } from '../../src/describe/result.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { type Reference, type RState, type RStep, type RTransition, referenceOf } from '../../src/reference/index.ts';

/** Some options; the others have their defaults. */
export type Chosen = Partial<Parameters<typeof system.options.valid>[0]>;
export type Features = Parameters<typeof system.withFeatures>[0];

export interface Changes {
  /** What no release combines. */
  readonly features?: Features;
  readonly budgets?: Readonly<Record<string, number>>;
}

/** A step by the type of its first message, or with some of its fields; a timer by what it means. */
export type StepName = string | { readonly type: string; readonly [field: string]: unknown };

export const RESTART_DELAY = 'the restart delay passes';
export const SUBMIT = ['NEXT_STATEMENT', 'NEXT_STATEMENT', 'NEXT_STATEMENT'];
/** A commit is under way, and is answered. */
export const COMMITS = ['COMMIT', 'COMMITTED'];
/** A checkpoint after which there is nothing to commit. */
export const EMPTY_CHECKPOINT = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES'];
export const CHECKPOINT = [...EMPTY_CHECKPOINT, ...COMMITS];
/** The committer commits one restored committable, and fails on purpose. */
export const FAILING_RESTORE = [RESTART_DELAY, ...COMMITS, 'TASK_FAILED'];

/** The one table of mode `table`; the first one of the others. */
export const tableOf = (state: State) => state.store[0]!.context;

const TIMERS: Readonly<Record<string, string>> = {
  backoff: RESTART_DELAY,
  poll: 'the source reads what it has read before',
  check: 'the interval has not passed',
};

/** One configuration of a system, perhaps with features or budgets that it has not. */
export class Walk<V> {
  readonly system: System;
  readonly configuration: Configuration;
  readonly reference: Reference;

  constructor(given: { readonly name: string }, chosen: object, { features = {}, budgets = {} }: Changes = {}) {
    this.system = (given as unknown as System).withFeatures(features as Record<string, never>).withBudgets(budgets);
    const restrict = onlyThese(this.system, chosen as Record<string, OptionValue>);
    const space = new Space(this.system.options, { features: this.system.features ?? {}, restrict });
    this.configuration = space.configurations[0]!;
    this.reference = referenceOf(this.system, space, this.configuration);
  }

  /** Takes steps by their names from the initial state, or from another. */
  walk(names: readonly StepName[], from: RState = this.reference.initial()): RState {
    return this.transitions(names, from).at(-1)?.next ?? from;
  }

  view(state: RState): V {
    return this.reference.view(state) as unknown as V;
  }

  /** What can be seen after some steps from the initial state. */
  after(...names: readonly StepName[]): V {
    return this.view(this.walk(names));
  }

  /** What one may do next, by name. */
  possibleAfter(...names: readonly StepName[]): string[] {
    return this.reference.steps(this.walk(names)).map(({ step }) => nameOf(step));
  }

  /** A walk as the document that a counterexample is. */
  trace(stem: readonly StepName[], cycle: readonly StepName[]): Trace {
    const before = this.walk(stem);
    return {
      format: 'lasso-trace-1',
      system: this.system.name,
      invariant: 'walk',
      about: 'A walk.',
      kind: 'liveness',
      violates: '',
      affected: {},
      configuration: this.configuration,
      features: (this.system.features ?? {}) as Readonly<Record<string, OptionValue>>,
      initial: documentOf(this.reference.initial()),
      stem: this.transitions(stem, this.reference.initial()).map(traced),
      cycle: this.transitions(cycle, before).map(traced),
      stays: false,
      shortest: false,
    };
  }

  /** Explores this configuration to its end. */
  check(invariants: readonly Invariant[]): Promise<Checked> {
    const set = Object.fromEntries(Object.entries(this.configuration).map(([key, value]) => [key, [value]]));
    return check(this.system, invariants, { set });
  }

  /** The verdict on a property, on every path. */
  async verdict(...holds: readonly Property<never>[]): Promise<VerdictWord> {
    const { report } = await this.check([invariant<never>({ name: 'scenario', about: 'As the test says.', holds })]);
    return report.verdicts[0]!.verdict;
  }

  /** Is there a path to a state of which this is true, or with a step that does this? */
  async canHappen(what: ((state: V) => boolean) | StepPattern): Promise<boolean> {
    return (await this.verdict(never<V>(what))) === 'violated';
  }

  private transitions(names: readonly StepName[], from: RState): RTransition[] {
    let state = from;
    return names.map((name) => {
      const all = this.reference.steps(state);
      const fitting = all.filter(({ step }) => fits(step, name));
      const keys = new Set(fitting.map(({ next }) => this.reference.key(next)));
      if (keys.size !== 1) {
        const possible = all.map(({ step }) => `${nameOf(step)} ${JSON.stringify(step.event)}`).join(', ');
        const problem = keys.size === 0 ? 'is not possible' : 'may lead to different states';
        throw new Error(`${JSON.stringify(name)} ${problem}; possible: ${possible}`);
      }
      state = fitting[0]!.next;
      return fitting[0]!;
    });
  }
}

/** One configuration of the shipped model. */
export class Scenario extends Walk<State> {
  constructor(chosen: Chosen, changes: Changes = {}) {
    super(system, chosen, changes);
  }
}

/** The verdict on one invariant. */
export function verdictOn({ report }: Checked, name: string): Verdict {
  const found = report.verdicts.find((verdict) => verdict.name === name);
  if (!found) throw new Error(`no verdict on ${name}`);
  return found;
}

/** For each option its one value: what is chosen, or else the default. */
function onlyThese(of: System, chosen: Record<string, OptionValue>): Record<string, readonly OptionValue[]> {
  const defaults = Object.entries(definitionsLeft(of.options)).map(([key, option]) => [key, option.default]);
  const all: Record<string, OptionValue> = { ...Object.fromEntries(defaults), ...chosen };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, [value]]));
}

function nameOf({ kind, event, timer = '' }: RStep): string {
  if (kind !== 'timer') return event.type;
  return TIMERS[timer.split('.')[2]!] ?? timer;
}

function fits(step: RStep, name: StepName): boolean {
  if (typeof name === 'string') return nameOf(step) === name;
  return Object.entries(name).every(([field, value]) => step.event[field] === value);
}

function traced({ step, next }: RTransition): TraceStep {
  const { kind, actor, event, fault, taken, sent } = step;
  const { channel, from } = step;
  return {
    ...{ kind, actor, event, fault, taken, sent, changes: [], state: documentOf(next) },
    ...(channel === undefined ? {} : { channel }),
    ...(from === undefined ? {} : { from }),
  };
}

/** A state as a trace shows it. */
export function documentOf({ locals, queues, budgets }: RState): StateDocument {
  const components = Object.entries(locals).map(([name, { snapshot, timers }]) => {
    const { value, context, status } = snapshot;
    return [name, { value, context: context ?? {}, status, timers: Object.keys(timers).sort() }];
  });
  return { components: Object.fromEntries(components), channels: queues, budgets };
}
