import { Mistake } from '../../describe/mistake.ts';
import type { Column } from '../column.ts';
import { int32 } from '../column.ts';
import type { Contents } from '../contents.ts';
import type { Labels } from '../labels.ts';
import type { Locals } from '../locals.ts';
import type { Channel, Instance, Occasion, Plan, Queue } from '../plan.ts';
import { exchanged, NotAsDeclared } from './symmetry-data.ts';
import { type Group, type Groups, groupOf } from './symmetry-groups.ts';

/**
 * The exchange of two neighbouring replicas of a group, `at` and `at + 1`: of their places in a state, and of their numbers
 * in local states, messages and steps. All other exchanges are made of these. What has been renamed once is looked up
 * afterwards.
 */
export class Exchange {
  readonly group: Group;
  readonly at: number;
  /** Of each field, the field that its value goes to. It is also the one that its new value comes from. */
  readonly place: Int32Array;
  private readonly plan: Plan;
  private readonly labels: Labels;
  private readonly groups: Groups;
  /** Of each field, what renames its values; undefined: they stay. */
  private readonly renaming: readonly (Renaming | undefined)[];
  private readonly events = new Renaming((event) => this.renameEvent(event));
  private readonly steps: Renaming;
  private readonly instances: readonly Instance[];
  private readonly queues: readonly Queue[];

  constructor(plan: Plan, labels: Labels, groups: Groups, group: Group, at: number) {
    this.plan = plan;
    this.labels = labels;
    this.groups = groups;
    this.group = group;
    this.at = at;
    this.instances = plan.instances.map((instance) => this.counterpart(instance));
    this.queues = plan.queues.map(({ channel, sender, receiver }) => {
      const [from, to] = [sender && this.instances[sender.index], receiver && this.instances[receiver.index]];
      return plan.queues.find((q) => q.channel === channel && q.sender === from && q.receiver === to)!;
    });
    this.place = Int32Array.from({ length: plan.fields }, (_, f) => f);
    for (const { index } of plan.instances) this.place[index] = this.instances[index]!.index;
    plan.queues.forEach(({ field }, i) => {
      this.place[field] = this.queues[i]!.field;
    });
    this.renaming = this.renamingOf();
    this.steps = new Renaming((step) => this.renameStep(step - 1) + 1);
  }

  /** Writes the state in which the two are exchanged. */
  apply(fields: Int32Array, into: Int32Array): void {
    const { place, renaming } = this;
    for (let f = 0; f < fields.length; f++) {
      const value = fields[place[f]!]!;
      const names = renaming[f];
      into[f] = names === undefined ? value : names.of(value);
    }
  }

  /** Does a state stay the same? */
  fixes(fields: Int32Array): boolean {
    const { place, renaming } = this;
    for (let f = 0; f < fields.length; f++) {
      const value = fields[place[f]!]!;
      const names = renaming[f];
      if (fields[f] !== (names === undefined ? value : names.of(value))) return false;
    }
    return true;
  }

  /** The value of field `f` where the two are exchanged, for its value before. */
  value(f: number, value: number): number {
    return this.renaming[f]?.of(value) ?? value;
  }

  /** The number of the step that this one becomes. */
  step(step: number): number {
    return this.steps.of(step + 1) - 1;
  }

  /** As it is called in messages. */
  get text(): string {
    return `replicas ${this.at} and ${this.at + 1} of ${this.group.components.map((name) => `'${name}'`).join(' and ')}`;
  }

  private counterpart(instance: Instance): Instance {
    const { replica, component } = instance;
    if (groupOf(this.groups, instance) !== this.group.index) return instance;
    const to = replica === this.at ? this.at + 1 : replica === this.at + 1 ? this.at : replica;
    return this.plan.byComponent.get(component)![to]!;
  }

  private renamingOf(): (Renaming | undefined)[] {
    const locals = new Map<Locals, Renaming>();
    const contents = new Map<Contents, Renaming>();
    const all: (Renaming | undefined)[] = [];
    for (const { index, locals: table } of this.plan.instances) {
      all[index] = known(locals, table, () => new Renaming((local) => this.renameLocal(table, local)));
    }
    for (const { field, channel } of this.plan.queues) {
      all[field] = known(
        contents,
        channel.contents,
        () => new Renaming((content) => this.renameContent(channel, content)),
      );
    }
    return all;
  }

  private renameLocal(locals: Locals, local: number): number {
    return this.andBack(`component '${locals.component}', state ${stateOf(locals, local)}`, local, (l) =>
      locals.renamed(l, (data) => this.data(data)),
    );
  }

  private renameContent({ contents }: Channel, content: number): number {
    let renamed = 0;
    for (const event of contents.list(content)) renamed = contents.put(renamed, this.events.of(event));
    return renamed;
  }

  private renameEvent(event: number): number {
    const { events } = this.plan;
    const timer = events.timerOf(event);
    const where = `event ${JSON.stringify(events.get(event))}`;
    return this.andBack(where, event, (e) => {
      const message = this.data(events.get(e));
      if (timer !== undefined) return events.timer(timer, message);
      return events.number(message, (what) => {
        throw new Mistake(`--symmetry: ${where}: ${what}`);
      });
    });
  }

  /** @throws Mistake where exchanging back does not give what was there, which is what happens to a set that is not sorted */
  private andBack(where: string, value: number, rename: (value: number) => number): number {
    try {
      const renamed = rename(value);
      if (rename(renamed) === value) return renamed;
    } catch (error) {
      if (!(error instanceof NotAsDeclared)) throw error;
      throw refusal(`${where}: ${error.message}`);
    }
    const why = "where a property is declared as 'set', the machine must keep it sorted";
    throw refusal(`${where}: exchanging ${this.text} twice does not give the same again; ${why}`);
  }

  private data<T>(data: T): T {
    return exchanged(this.groups, this.group, this.at, this.at + 1, data);
  }

  private renameStep(number: number): number {
    const { labels } = this;
    const step = labels.stepOf(number);
    switch (step.kind) {
      case 'environment':
        return labels.occasion(this.occasion(step.occasion));
      case 'timer':
        return labels.timer(this.instances[step.instance.index]!, this.events.of(step.event));
      case 'delivery':
        return labels.delivery(
          this.queues[this.plan.queues.indexOf(step.queue)]!,
          this.instances[step.receiver.index]!,
          this.events.of(step.event),
        );
      case 'loss':
        return labels.loss(this.queues[this.plan.queues.indexOf(step.queue)]!, this.events.of(step.event));
    }
  }

  private occasion({ name, event, receivers }: Occasion): Occasion {
    const renamed = this.events.of(event);
    const first = receivers.length > 1 ? receivers[0] : this.instances[receivers[0]!.index];
    const found = this.plan.occasions.find(
      (o) =>
        o.name === name && o.event === renamed && o.receivers.length === receivers.length && o.receivers[0] === first,
    );
    if (found) return found;
    const missing = JSON.stringify(this.plan.events.get(renamed));
    throw refusal(
      `environment event '${name}': where ${this.text} are exchanged, a variant becomes ${missing}, which is not among its variants`,
    );
  }
}

/** Numbers that stand for others, each found once. 0 stands for nothing and stays. */
class Renaming {
  private readonly known: Column<Int32Array> = int32();
  private readonly find: (value: number) => number;

  constructor(find: (value: number) => number) {
    this.find = find;
  }

  of(value: number): number {
    const { known } = this;
    const found = value < known.length ? known.array[value]! : 0;
    return found !== 0 || value === 0 ? found : this.add(value);
  }

  private add(value: number): number {
    const found = this.find(value);
    this.known.extend(value + 1);
    this.known.array[value] = found;
    return found;
  }
}

/** The mistake that what is declared as symmetric is not. It has no trace: the paths found so far may not be real ones. */
export function refusal(what: string): Mistake {
  const mistake = new Mistake(`--symmetry is refused: ${what}`);
  mistake.trace = null;
  return mistake;
}

function stateOf(locals: Locals, local: number): string {
  const { value, context } = locals.state(local).snapshot;
  return `${JSON.stringify(value)} with context ${JSON.stringify(context)}`;
}

function known<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
