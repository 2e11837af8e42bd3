import { has } from '../describe/space.ts';
import type { Command, Done, Outcome, SafetyProperty, Tabulated } from '../describe/tabulated.ts';
import type { Explorer } from './explorer.ts';
import { Interpreter } from './interpreter.ts';
import type { Step } from './labels.ts';
import type { Plan } from './plan.ts';
import { DONE } from './stepper.ts';
import { fieldsOf, type Reached, reachedIn } from './tabulate-fields.ts';
import { TreeBuilder } from './tabulate-trees.ts';

/** A safety property over the predicates and patterns of an exploration, by their numbers. */
export interface Monitor {
  readonly name: string;
  readonly forbids:
    | { readonly kind: 'states'; readonly predicate: number; readonly is: boolean }
    | { readonly kind: 'steps'; readonly pattern: number }
    | { readonly kind: 'deadlocks' };
  /** The predicate that must be true for it to be judged. */
  readonly given?: number | undefined;
}

/**
 * A system as tables, from a finished exploration: all local transitions that can be reached are known by then, so the
 * tables are the whole system for the configurations that were explored.
 *
 * @param monitors what must never be; deadlocks only where the exploration looked for them
 * @param also.unfinished take an exploration that was stopped, too: there are far fewer local transitions than states, and
 *   most of them, perhaps all, are met early. Whatever reads the tables says where one is missing.
 * @throws Error where the exploration was stopped before its end, unless that is asked for
 * Time and memory: linear in the states (they are read once) and in what the exploration remembers of steps.
 */
export function tabulate(
  explorer: Explorer,
  monitors: readonly Monitor[] = [],
  also: { readonly unfinished?: boolean } = {},
): Tabulated {
  const { plan, sets } = explorer;
  if (explorer.depth < 0 || (explorer.stoppedBy !== undefined && !also.unfinished)) {
    throw new Error('only a finished exploration can be tabulated: its tables are not whole before');
  }
  const reached = reachedIn(explorer);
  const fields = fieldsOf(plan, reached);
  const members = sets.space.configurations.flatMap((_, c) => (has(sets.bits(sets.all), c) ? [c] : []));
  const builder = new TreeBuilder(sets, reached, members);
  const commands = stepsOf(plan, explorer, reached).map(({ step, offered }) =>
    commandOf(explorer, step, offered, builder, reached, monitors),
  );
  const predicate = (p: number) =>
    builder.tree<boolean>((add) => explorer.predicates.paths(p, (trail, holds) => add(trail, builder.leaf(holds))));
  const properties = monitors.map(({ name, forbids, given }): SafetyProperty => {
    const judged = given === undefined ? {} : { given: predicate(given) };
    if (forbids.kind !== 'states') return { name, forbids: { kind: forbids.kind }, ...judged };
    return { name, forbids: { kind: 'states', holds: predicate(forbids.predicate), is: forbids.is }, ...judged };
  });
  return {
    name: plan.system.name,
    configurations: members.map((c) =>
      Object.entries(sets.space.shown(sets.space.configurations[c]!))
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ),
    fields,
    questions: builder.questions(),
    initial: initialOf(explorer, reached, members),
    commands,
    properties,
    atRest: new Map(
      plan.instances.map(({ index, locals }) => [
        index,
        new Set(reached.values[index]!.flatMap((local, value) => (locals.state(local).rest ? [value] : []))),
      ]),
    ),
  };
}

/** A step that is asked for somewhere, and where: by field, its values. */
interface Offered {
  readonly step: number;
  readonly offered: ReadonlyMap<number, ReadonlySet<number>>;
}

/** All steps that some value of some field offers: see `Enumerator.steps`. */
function stepsOf({ instances, occasions, queues, events }: Plan, { labels }: Explorer, reached: Reached): Offered[] {
  const steps: Offered[] = [];
  const where = (field: number, has: (raw: number) => boolean): ReadonlySet<number> =>
    new Set(reached.values[field]!.flatMap((raw, value) => (has(raw) ? [value] : [])));
  for (const occasion of occasions) {
    const [first] = occasion.receivers as [Plan['instances'][number]];
    const { type } = events.get(occasion.event);
    const takes = (local: number) => Interpreter.hasTransition(first.locals.state(local).snapshot, type);
    const offered = occasion.receivers.length > 1 ? new Map() : new Map([[first.index, where(first.index, takes)]]);
    steps.push({ step: labels.occasion(occasion), offered });
  }
  for (const instance of instances) {
    const timersOf = (local: number) => instance.locals.state(local).timerEvents;
    for (const event of new Set(reached.values[instance.index]!.flatMap(timersOf))) {
      const armed = where(instance.index, (local) => timersOf(local).includes(event));
      steps.push({ step: labels.timer(instance, event), offered: new Map([[instance.index, armed]]) });
    }
  }
  for (const queue of queues) {
    const { channel, field } = queue;
    const all = channel.kind === 'bag' || channel.kind === 'board';
    const next = (content: number) =>
      all ? channel.contents.list(content) : channel.contents.list(content).slice(0, 1);
    for (const event of new Set(reached.values[field]!.flatMap(next))) {
      const offered = new Map([[field, where(field, (content) => next(content).includes(event))]]);
      for (const receiver of queue.receiver ? [queue.receiver] : channel.receivers) {
        steps.push({ step: labels.delivery(queue, receiver, event), offered });
      }
      if (channel.kind === 'lossy') steps.push({ step: labels.loss(queue, event), offered });
    }
  }
  return steps;
}

function commandOf(
  { plan, labels, effects }: Explorer,
  step: number,
  offered: Offered['offered'],
  builder: TreeBuilder,
  reached: Reached,
  monitors: readonly Monitor[],
): Command {
  const outcome = (effect: number): Outcome => {
    if (effects.outcome(effect) !== DONE) return 'nothing';
    const writes = new Map<number, number>();
    for (let i = effects.first(effect); i < effects.last(effect); i += 2) {
      const field = effects.written[i]!;
      const value = reached.numbers[field]!.get(effects.written[i + 1]!);
      // Nothing that was ever taken leads to a state that was not reached: this was only asked, for a deadlock.
      if (value === undefined) return 'spent';
      writes.set(field, value);
    }
    const label = effects.label(effect);
    const violates = monitors.flatMap(({ forbids }, m) =>
      forbids.kind === 'steps' && labels.occurrences(forbids.pattern, label) > 0 ? [m] : [],
    );
    return { writes, violates };
  };
  const tree = builder.tree<Outcome>((add) =>
    effects.paths(step, (trail, effect) => {
      const found = outcome(effect);
      add(trail, builder.leaf(typeof found === 'string' ? found : changing(found, trail, reached)));
    }),
  );
  const budget = labels.budgetFieldOf(step);
  const what = labels.stepOf(step);
  return {
    name: nameOf(plan, what),
    offered,
    ...(budget < 0 ? {} : { budget }),
    environment: what.kind === 'environment',
    tree,
  };
}

/** A transition without the writes that leave what was read on the way as it is. */
function changing({ writes, violates }: Done, trail: readonly number[], { numbers }: Reached): Done {
  const left = new Map(writes);
  for (let i = 0; i < trail.length; i += 2) {
    const field = trail[i]!;
    if (field >= 0 && left.get(field) === numbers[field]!.get(trail[i + 1]!)) left.delete(field);
  }
  return { writes: left, violates };
}

function initialOf(explorer: Explorer, { numbers }: Reached, members: readonly number[]): number[][] {
  const row = new Int32Array(explorer.plan.fields);
  return members.map((c) => {
    const start = explorer.initial.find((node) => has(explorer.sets.bits(explorer.setOf(node)), c));
    if (start === undefined) throw new Error(`configuration ${c} has no initial state: a defect of the explorer`);
    explorer.read(start, row);
    return numbers.map((of, field) => of.get(row[field]!)!);
  });
}

function nameOf({ events }: Plan, step: Step): string {
  const message = (event: number) => {
    const { type, ...payload } = events.get(event);
    return Object.keys(payload).length === 0 ? type : `${type} ${JSON.stringify(payload)}`;
  };
  switch (step.kind) {
    case 'environment':
      return `${step.occasion.receivers.map((r) => r.name).join(', ')}: ${message(step.occasion.event)} happens`;
    case 'timer':
      return `${step.instance.name}: timer ${events.timerOf(step.event)} fires`;
    case 'delivery':
      return `${step.receiver.name} takes ${message(step.event)} from ${step.queue.channel.name}`;
    case 'loss':
      return `${step.queue.channel.name} loses ${message(step.event)}`;
  }
}
