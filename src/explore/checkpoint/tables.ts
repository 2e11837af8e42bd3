import { createHash, type Hash } from 'node:crypto';
import type { Effects } from '../effects.ts';
import type { Labels, Step } from '../labels.ts';
import { ITEM, type Menus } from '../menus.ts';
import { canonical } from '../plain.ts';
import type { Plan } from '../plan.ts';
import type { Predicates } from '../predicates.ts';
import type { ConfigurationSets } from '../sets.ts';

/** The tables that evaluating nodes fills: all numbers that a checkpoint holds are numbers in them. */
export interface Tables {
  readonly plan: Plan;
  readonly sets: ConfigurationSets;
  readonly labels: Labels;
  readonly effects: Effects;
  readonly predicates: Predicates;
  readonly menus: Menus;
}

/**
 * How full the tables are, as one number: it changes whenever evaluating a node adds anything to them.
 * Time: less than a microsecond.
 */
export function fullness({ sets, effects, predicates, menus }: Tables): number {
  return effects.taken + predicates.calls + predicates.size + menus.size + sets.size;
}

/** The sizes of all tables, as one number of 32 bits: where it is the same, every number given so far can be looked up. */
export function fingerprint(tables: Tables): number {
  const { plan, sets, labels, effects, predicates, menus } = tables;
  let print = 0;
  const add = (size: number) => {
    print = (Math.imul(print ^ size, 0x85ebca6b) + 0x9e3779b1) | 0;
  };
  for (const [{ locals }] of plan.byComponent.values() as Iterable<[Plan['instances'][number]]>) add(locals.size);
  for (const { contents } of plan.channels) add(contents.size);
  for (const size of [plan.events.size, sets.size, sets.questionCount, labels.size, labels.stepCount]) add(size);
  for (const size of [effects.size, effects.taken, predicates.size, predicates.calls, menus.size]) add(size);
  return print;
}

/**
 * What the tables say, as one digest for each kind of thing: two explorations for which they are equal say the same about
 * every node that either has explored, by the same numbers.
 * Time: linear in the tables; some 10 ms a megabyte of contexts and trees.
 */
export function digests(tables: Tables): Record<string, string> {
  const { plan, sets, labels, effects, predicates, menus } = tables;
  const found: Record<string, string> = {};
  const digest = (name: string, feed: (hash: Hash) => void) => {
    const hash = createHash('sha256');
    feed(hash);
    found[name] = hash.digest('hex').slice(0, 32);
  };
  const texts = (name: string, all: Iterable<unknown>) =>
    digest(name, (hash) => {
      for (const text of all) hash.update(`${text}\0`);
    });

  texts(
    'questions about the configuration',
    range(1, sets.questionCount, (q) => sets.text(q)),
  );
  texts(
    'sets of configurations',
    range(1, sets.size, (set) => sets.bits(set).join(' ')),
  );
  const { events } = plan;
  texts(
    'events',
    range(1, events.size, (e) => `${events.timerOf(e) ?? ''} ${canonical(events.get(e), 'event')}`),
  );
  for (const [component, instances] of plan.byComponent) {
    const { locals } = instances[0]!;
    const marks = range(1, locals.size, (local) => {
      const { down, rest, timerEvents } = locals.state(local);
      return [down, rest, timerEvents];
    });
    texts(`local states of '${component}'`, locals.keys());
    texts(`tags and timers of '${component}'`, marks);
  }
  for (const { name, contents } of plan.channels) {
    texts(
      `contents of channel '${name}'`,
      range(0, contents.size, (c) => contents.list(c)),
    );
  }
  texts(
    'steps',
    range(0, labels.stepCount, (s) => [...placeOf(labels.stepOf(s)), labels.budgetFieldOf(s)]),
  );
  texts(
    'labels',
    range(0, labels.size, (l) => [labels.stepNumber(l), labels.faults(l), ...occurrences(labels, l)]),
  );
  digest('what steps read and do', (hash) => {
    for (const array of effects.decisions.memory) hash.update(bytesOf(array));
    for (let e = 0; e < effects.size; e++) hash.update(`${effects.outcome(e)} ${effects.label(e)} ${effects.last(e)} `);
    hash.update(bytesOf(effects.written.subarray(0, effects.size === 0 ? 0 : effects.last(effects.size - 1))));
  });
  digest('what predicates read and say', (hash) => {
    for (const array of predicates.together.memory) hash.update(bytesOf(array));
    hash.update(bytesOf(predicates.truth.subarray(0, predicates.size)));
  });
  digest('which steps are offered', (hash) => {
    for (const [field, places] of menus.places.entries()) {
      for (const [value, place] of places.entries()) if (place !== 0) feedMenu(hash, menus, field, value, place);
    }
  });
  return found;
}

/** Feeds a menu without what the kernel has noted in it. */
function feedMenu(hash: Hash, menus: Menus, field: number, value: number, place: number): void {
  const { items } = menus;
  hash.update(`${field} ${value}:`);
  let at = place;
  for (let groups = menus.groups(field); groups > 0; groups--) {
    const end = at + 1 + items[at]! * ITEM;
    for (at++; at < end; at += ITEM) hash.update(`${items[at]} ${items[at + 1]},`);
    hash.update(';');
  }
}

function placeOf(step: Step): readonly unknown[] {
  switch (step.kind) {
    case 'environment':
      return [step.kind, step.occasion.index, step.occasion.fault];
    case 'timer':
      return [step.kind, step.instance.index, step.event];
    case 'delivery':
      return [step.kind, step.queue.field, step.receiver.index, step.event];
    case 'loss':
      return [step.kind, step.queue.field, step.event];
  }
}

function occurrences(labels: Labels, label: number): number[] {
  return Array.from({ length: 32 }, (_, pattern) => labels.occurrences(pattern, label));
}

function* range<T>(from: number, to: number, of: (i: number) => T): Generator<T> {
  for (let i = from; i < to; i++) yield of(i);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Uint32Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
