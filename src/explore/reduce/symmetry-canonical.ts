import { Mistake } from '../../describe/mistake.ts';
import { type Column, int32 } from '../column.ts';
import type { Plan } from '../plan.ts';
import { arrange, type Block, factorial, indistinguishable, labelled } from './symmetry-arrangements.ts';
import { seenBy } from './symmetry-data.ts';
import type { Exchange } from './symmetry-exchange.ts';
import { type Groups, groupOf } from './symmetry-groups.ts';

/** The most arrangements of one state that are compared: those of eight replicas. */
const MOST_ARRANGEMENTS = factorial(8);

/**
 * Finds the state that stands for all that come from it by exchanging replicas: the least row among those whose replicas
 * are in the order of their signatures.
 *
 * A signature sums up all that a state says of a replica, of itself and of what others know of it, and moves with it when
 * replicas are exchanged. Most replicas with the same signature can be exchanged without any change; where they cannot,
 * all their arrangements are compared. So the row is canonical: the same for all states of an orbit.
 */
export class Canonical {
  /** Of the last state: the number of states that it stands for. */
  orbit = 1;
  /** Of the last state: the exchanges that led to the canonical one, in their order. */
  readonly word: Exchange[] = [];
  private readonly groups: Groups;
  /** By group and place. */
  private readonly exchanges: readonly (readonly Exchange[])[];
  private readonly signatures: readonly (readonly Signature[])[];
  private readonly all: number;
  private row: Int32Array;
  private spare: Int32Array;
  private readonly best: Int32Array;
  private keys: Int32Array;

  constructor(plan: Plan, groups: Groups, exchanges: readonly (readonly Exchange[])[]) {
    this.groups = groups;
    this.exchanges = exchanges;
    const texts = new Map<string, number>();
    this.signatures = groups.list.map((group) =>
      Array.from({ length: group.size }, (_, replica) => new Signature(plan, groups, group.index, replica, texts)),
    );
    this.all = groups.list.reduce((product, { size }) => product * factorial(size), 1);
    this.row = new Int32Array(plan.fields);
    this.spare = new Int32Array(plan.fields);
    this.best = new Int32Array(plan.fields);
    this.keys = new Int32Array(Math.max(...groups.list.map(({ size }) => size)));
  }

  /** Replaces the fields of a state by those of the state that stands for it. */
  apply(fields: Int32Array): void {
    this.row.set(fields);
    this.word.length = 0;
    let fixed = 1;
    const hard: Block[] = [];
    for (const { index: group, size } of this.groups.list) {
      this.sort(group, size);
      for (let from = 0, to = 1; from < size; from = to, to++) {
        while (to < size && this.keys[to] === this.keys[from]) to++;
        if (this.isFixed(group, from, to)) fixed *= factorial(to - from);
        else hard.push(this.labelled(group, from, to));
      }
    }
    if (hard.length > 0) fixed *= this.least(hard);
    this.orbit = this.all / fixed;
    fields.set(this.row);
  }

  /** Puts the replicas of a group into the order of their signatures. */
  private sort(group: number, size: number): void {
    const { keys } = this;
    for (let i = 0; i < size; i++) keys[i] = this.signatures[group]![i]!.of(this.row);
    for (let i = 1; i < size; i++) {
      for (let j = i; j > 0 && keys[j - 1]! > keys[j]!; j--) {
        const key = keys[j]!;
        keys[j] = keys[j - 1]!;
        keys[j - 1] = key;
        this.exchange(group, j - 1);
        this.word.push(this.exchanges[group]![j - 1]!);
      }
    }
  }

  private exchange(group: number, at: number): void {
    this.exchanges[group]![at]!.apply(this.row, this.spare);
    const row = this.row;
    this.row = this.spare;
    this.spare = row;
  }

  /** Can the replicas on these places be exchanged without any change? */
  private isFixed(group: number, from: number, to: number): boolean {
    for (let at = from; at < to - 1; at++) if (!this.exchanges[group]![at]!.fixes(this.row)) return false;
    return true;
  }

  private labelled(group: number, from: number, to: number): Block {
    const before = this.row.slice();
    const isSame = () => this.row.every((value, f) => value === before[f]);
    return labelled(group, from, to, (g, at) => this.exchange(g, at), isSame);
  }

  /**
   * Makes `row` the least of all arrangements of these blocks.
   * @returns how many exchanges within them change nothing
   */
  private least(blocks: readonly Block[]): number {
    const path: Exchange[] = [];
    let word: Exchange[] = [];
    let equal = 0;
    let seen = 0;
    const exchange = (group: number, at: number) => {
      this.exchange(group, at);
      const made = this.exchanges[group]![at]!;
      if (path.at(-1) === made) path.pop();
      else path.push(made);
    };
    const visit = () => {
      if (++seen > MOST_ARRANGEMENTS) this.refuse(blocks);
      const order = seen === 1 ? -1 : compare(this.row, this.best);
      if (order > 0) return;
      equal = order === 0 ? equal + 1 : 1;
      if (order === 0) return;
      this.best.set(this.row);
      word = [...path];
    };
    arrange(blocks, exchange, visit);
    this.row.set(this.best);
    this.word.push(...word);
    return blocks.reduce((product, { labels }) => product * indistinguishable(labels), equal);
  }

  private refuse(blocks: readonly Block[]): never {
    const { name } = this.groups.list[blocks[0]!.group]!;
    const most = MOST_ARRANGEMENTS.toLocaleString('en');
    throw new Mistake(
      `--symmetry: in one state more than ${most} arrangements of the replicas of '${name}' would have to be compared; explore fewer replicas, or leave out --symmetry`,
    );
  }
}

/** All that a state says of one replica, as a number: see `Canonical`. */
class Signature {
  /** Of each field: what it is to this replica. */
  private readonly roles: Int32Array;
  private readonly seen: readonly (Column<Int32Array> | undefined)[];
  private readonly look: (field: number, value: number) => string;
  private readonly texts: Map<string, number>;

  constructor(plan: Plan, groups: Groups, index: number, replica: number, texts: Map<string, number>) {
    const group = groups.list[index]!;
    const see = (data: unknown) => seenBy(groups, group, replica, data);
    this.texts = texts;
    this.roles = new Int32Array(plan.fields);
    const columns = new Map<object, Column<Int32Array>>();
    const column = (table: object) => {
      const known = columns.get(table) ?? int32();
      columns.set(table, known);
      return known;
    };
    const role = (text: string) => numberOf(texts, `role ${text}`);
    const isSelf = (instance: (typeof plan.instances)[number]) =>
      groupOf(groups, instance) === index && instance.replica === replica;
    /** Which of the things of its kind a thing is, as far as this replica can tell. */
    const tell = (instance: (typeof plan.instances)[number] | undefined) => {
      if (instance === undefined) return '';
      if (isSelf(instance)) return `${instance.component} @`;
      return groupOf(groups, instance) < 0 ? instance.name : `${instance.component} #`;
    };
    const seen: (Column<Int32Array> | undefined)[] = [];
    for (const instance of plan.instances) {
      this.roles[instance.index] = role(tell(instance));
      seen[instance.index] = column(instance.locals);
    }
    for (const { field, channel, sender, receiver } of plan.queues) {
      this.roles[field] = role(`${channel.name}: ${tell(sender)} → ${tell(receiver)}`);
      seen[field] = column(channel.contents);
    }
    this.seen = seen;
    this.look = (field, value) => {
      if (value === 0) return '';
      const instance = plan.instances[field];
      if (instance) {
        const { snapshot, timers } = instance.locals.state(value);
        const { context, output } = snapshot as { context: unknown; output: unknown };
        const armed = timers.map(({ id, event }) => `${id} ${see(event)}`);
        return [JSON.stringify(snapshot.value), snapshot.status, see(context), see(output), ...armed].join(' ');
      }
      const { channel } = plan.queues.find((q) => q.field === field)!;
      const messages = channel.contents.list(value).map((event) => see(plan.events.get(event)));
      return (channel.kind === 'fifo' || channel.kind === 'lossy' ? messages : messages.sort()).join(' ');
    };
  }

  /** The same for all states in which the replica, wherever it then is, is told the same. */
  of(row: Int32Array): number {
    let sum = 0;
    for (let f = 0; f < this.seen.length; f++) {
      const seen = this.seen[f]!;
      const value = row[f]!;
      const view = (value < seen.length ? seen.array[value]! : 0) || this.add(seen, f, value);
      sum = (sum + mixed(this.roles[f]!, view)) | 0;
    }
    return sum;
  }

  private add(seen: Column<Int32Array>, field: number, value: number): number {
    const view = numberOf(this.texts, this.look(field, value));
    seen.extend(value + 1);
    seen.array[value] = view;
    return view;
  }
}

/** Numbers from 1. */
function numberOf(texts: Map<string, number>, text: string): number {
  const known = texts.get(text) ?? texts.size + 1;
  texts.set(text, known);
  return known;
}

function mixed(role: number, view: number): number {
  let h = Math.imul(role, 0x9e3779b1) ^ Math.imul(view + 0x7f4a7c15, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

function compare(a: Int32Array, b: Int32Array): number {
  for (let f = 0; f < a.length; f++) if (a[f] !== b[f]) return a[f]! - b[f]!;
  return 0;
}
