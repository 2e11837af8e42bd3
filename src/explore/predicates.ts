import type { Budgeted } from '../describe/budgets.ts';
import { budgetNameOf } from '../describe/budgets.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Predicate } from '../describe/properties.ts';
import { unknown } from '../describe/space.ts';
import { uint32 } from './column.ts';
import { Decisions, UNKNOWN } from './decisions.ts';
import type { Budget, Plan, Queue } from './plan.ts';
import type { Answered, Questionnaire } from './questionnaire.ts';
import { inSandbox, takeForbidden } from './sandbox.ts';

/** References into a decision tree: 0 is "not known yet", FALSE + 1 is true, then come the nodes. */
const FALSE = 1;
const FIRST_NODE = 3;

/** A node: what was read next, and where each value leads. A question about the configuration is field -q. */
interface Read {
  readonly field: number;
  children: Int32Array;
}

/**
 * The predicates of an exploration, each kept as a decision tree over what it read, in the order in which it
 * read it. User code runs once for each path through the tree, and never for a state whose path is known.
 */
export class Predicates {
  readonly list: readonly Predicate[];
  private readonly trees: { root: number; readonly nodes: Read[] }[];
  private readonly questionnaire: Questionnaire;
  private readonly view: object;
  /** The state that is being looked at, while a predicate runs. */
  private fields: Int32Array | undefined;
  private readonly reads: number[] = [];
  /** All fields that predicates have read so far. */
  readonly fieldsRead = new Set<number>();
  /** Calls of user code so far. */
  calls = 0;

  /** One tree for all predicates together: each field is then read once. Its leaves are the vectors of truth. */
  readonly together: Decisions;
  private readonly vectors = uint32();
  /** 32-bit words of a vector. */
  readonly words: number;
  private readonly bits: Uint32Array;

  constructor(plan: Plan, predicates: readonly Predicate[], questionnaire: Questionnaire) {
    this.list = predicates;
    this.trees = predicates.map(() => ({ root: 0, nodes: [] }));
    this.questionnaire = questionnaire;
    this.together = new Decisions(questionnaire.sets);
    this.words = Math.ceil(predicates.length / 32);
    this.bits = new Uint32Array(this.words);
    this.view = viewOf(plan, questionnaire, (field) => this.read(field));
  }

  /**
   * Does predicate `p` hold?
   * @returns 1 or 0, or, where the configurations of `set` do not agree on a question, -1 - question
   * @param trail where it is given, what is read is added (see `Decisions`), each field once
   * @throws Mistake where the predicate throws, enumerates the state, or keeps it
   */
  holds(p: number, fields: Int32Array, set: number, trail?: Map<number, number>): number {
    const tree = this.trees[p]!;
    let reference = tree.root;
    while (reference >= FIRST_NODE) {
      const node = tree.nodes[reference - FIRST_NODE]!;
      let value: number;
      if (node.field >= 0) value = fields[node.field]!;
      else {
        value = this.questionnaire.sets.answer(set, -node.field);
        if (value < 0) return -1 + node.field;
      }
      trail?.set(node.field, value);
      reference = value < node.children.length ? node.children[value]! : 0;
    }
    if (reference !== 0) return reference - FALSE;
    const holds = this.compute(p, fields, set);
    if (trail && holds >= 0) this.holds(p, fields, set, trail);
    return holds;
  }

  /**
   * The truth of all predicates.
   * @returns the number of a vector, to be read in `truth`; or, where the configurations of `set` do not agree
   *   on a question, -2 - question
   */
  all(fields: Int32Array, set: number): number {
    const known = this.together.walk(0, fields, set);
    if (known >= 0) return known;
    if (known !== UNKNOWN) return known - 1;
    const trail = new Map<number, number>();
    this.bits.fill(0);
    for (let p = 0; p < this.list.length; p++) {
      const holds = this.holds(p, fields, set, trail);
      if (holds < 0) return holds - 1;
      if (holds === 1) this.bits[p >>> 5]! |= 1 << (p & 31);
    }
    const vector = this.vectors.length / Math.max(1, this.words);
    for (const bits of this.bits) this.vectors.push(bits);
    this.together.insert(0, [...trail].flat(), this.words === 0 ? 0 : vector);
    return this.words === 0 ? 0 : vector;
  }

  /** Numbers in `truth` that are in use. */
  get size(): number {
    return this.vectors.length;
  }

  /** What is remembered of predicate `p`: every trail (see `Decisions`), in the order of values, with its truth. */
  paths(p: number, each: (trail: readonly number[], holds: boolean) => void): void {
    const { root, nodes } = this.trees[p]!;
    const trail: number[] = [];
    const visit = (reference: number): void => {
      if (reference === 0) return;
      if (reference < FIRST_NODE) {
        each(trail, reference > FALSE);
        return;
      }
      const { field, children } = nodes[reference - FIRST_NODE]!;
      children.forEach((next, value) => {
        trail.push(field, value);
        visit(next);
        trail.length -= 2;
      });
    };
    visit(root);
  }

  /** The vectors, one after the other: vector v is the `words` numbers from v · words on, 32 predicates in each. */
  get truth(): Uint32Array {
    return this.vectors.array;
  }

  private compute(p: number, fields: Int32Array, set: number): number {
    const predicate = this.list[p]!;
    const first = this.ask(predicate, fields, set);
    if (first.undecided !== 0) return -1 - first.undecided;
    const reads = this.reads.join(' ');
    const again = this.ask(predicate, fields, set);
    if (again.value !== first.value || this.reads.join(' ') !== reads) this.differs(predicate);
    const holds = first.value ? 1 : 0;
    this.insert(p, fields, set, holds + FALSE);
    return holds;
  }

  /** Calls a predicate; what it throws, or what it did and hid, is a mistake. */
  private ask(predicate: Predicate, fields: Int32Array, set: number): Answered<boolean> {
    const refuse = (what: string, cause?: unknown): never => {
      throw new Mistake(`predicate '${predicate.name || '(anonymous)'}' ${what}`, {}, { cause });
    };
    this.fields = fields;
    this.reads.length = 0;
    this.calls++;
    let answered: Answered<boolean> | undefined;
    let thrown: unknown;
    try {
      answered = this.questionnaire.run(set, () => inSandbox(() => predicate(this.view as never)));
    } catch (error) {
      thrown = error;
    }
    this.fields = undefined;
    const mistake = takeForbidden() ?? this.questionnaire.takeMistake();
    if (mistake || answered === undefined) {
      const error = mistake ?? thrown;
      return refuse(`throws: ${error instanceof Error ? error.message : String(error)}`, thrown);
    }
    if (answered.undecided === 0 && typeof answered.value !== 'boolean') {
      refuse(`gives ${answered.value === null ? 'null' : `a ${typeof answered.value}`}: expected true or false`);
    }
    return answered;
  }

  private differs({ name }: Predicate): never {
    throw new Mistake(
      `predicate '${name || '(anonymous)'}' does not read or say the same when asked again: it may depend on the state alone, and may not keep it`,
    );
  }

  private read(field: number): number {
    if (this.fields === undefined) {
      throw new Mistake('a predicate kept its view of a state: read what you need while the predicate runs');
    }
    if (!this.reads.includes(field)) this.reads.push(field);
    if (field >= 0) this.fieldsRead.add(field);
    return field >= 0 ? this.fields[field]! : 0;
  }

  private insert(p: number, fields: Int32Array, set: number, leaf: number): void {
    const tree = this.trees[p]!;
    let put = (reference: number) => {
      tree.root = reference;
    };
    let at = tree.root;
    for (const field of this.reads) {
      if (at < FIRST_NODE) {
        at = tree.nodes.push({ field, children: new Int32Array(4) }) - 1 + FIRST_NODE;
        put(at);
      }
      const node = tree.nodes[at - FIRST_NODE]!;
      if (node.field !== field) this.differs(this.list[p]!);
      const value = field >= 0 ? fields[field]! : this.questionnaire.sets.answer(set, -field);
      if (value >= node.children.length) {
        const larger = new Int32Array(Math.max(value + 1, node.children.length * 2));
        larger.set(node.children);
        node.children = larger;
      }
      put = (reference) => {
        node.children[value] = reference;
      };
      at = node.children[value]!;
    }
    put(leaf);
  }
}

/** The object that predicates see (`View`), over fields that `read` gives. */
function viewOf(plan: Plan, questionnaire: Questionnaire, read: (field: number) => number): object {
  const view: Record<string, unknown> = {};
  for (const [component, instances] of plan.byComponent) {
    const snapshots: unknown[] = [];
    for (const instance of instances) {
      const get = () => instance.locals.state(read(instance.index)).snapshot;
      if (instance.name === component) Object.defineProperty(view, component, { get });
      else Object.defineProperty(snapshots, instance.replica, { get, enumerable: true });
    }
    if (instances[0]!.name !== component) Object.defineProperty(view, component, { value: Object.freeze(snapshots) });
  }
  const find = (name: string): Budget | undefined => {
    const { environment, channels, budgets } = plan.system as unknown as Budgeted;
    const own = (environment[name] ?? channels[name]) as { budget?: number | string } | undefined;
    if (own === undefined && budgets?.[name] === undefined) {
      throw unknown('budget, environment event or channel', name, [
        ...plan.budgets.map((b) => b.name),
        ...Object.keys(environment),
      ]);
    }
    const budget = own === undefined ? name : budgetNameOf(name, own.budget);
    return plan.budgets.find((b) => b.name === budget);
  };
  Object.assign(view, {
    remaining: (name: string) => {
      const budget = find(name);
      return budget ? read(budget.field) : Number.POSITIVE_INFINITY;
    },
    spent: (name: string) => {
      const budget = find(name);
      return budget ? budget.initial - read(budget.field) : 0;
    },
    messages: (channel: string, to = 0, from = 0) => {
      const queue = plan.queues.find((q) => isQueue(q, channel, to, from));
      if (!queue)
        throw new Mistake(`there is no channel '${channel}' from replica ${from} to replica ${to} that keeps messages`);
      return queue.channel.contents.list(read(queue.field)).map((e) => plan.events.get(e));
    },
    ask: recordingAsk(questionnaire, read),
  });
  return new Proxy(Object.freeze(view), {
    ownKeys: () => {
      throw new Mistake('a predicate enumerates the state: name the components that it reads');
    },
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target)) {
        throw new Mistake(
          `there is no component '${key}' in the state; it has ${[...plan.byComponent.keys()].join(', ')}`,
        );
      }
      return Reflect.get(target, key);
    },
  });
}

function isQueue(queue: Queue, channel: string, to: number, from: number): boolean {
  if (queue.channel.name !== channel) return false;
  return queue.receiver === undefined || (queue.receiver.replica === to && queue.sender!.replica === from);
}

/** The question interface, with each question noted as a read, in its place among the others. */
function recordingAsk(questionnaire: Questionnaire, read: (field: number) => number) {
  const { sets } = questionnaire;
  return sets.space.asking((text) => {
    const answer = questionnaire.answer(text);
    read(-sets.question(text));
    return answer;
  });
}
