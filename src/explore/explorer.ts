import { Mistake } from '../describe/mistake.ts';
import type { Predicate, StepPattern } from '../describe/properties.ts';
import type { Bits, Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import type { Checkpoints, Exploration, Log, Place } from './checkpoint/index.ts';
import type { EdgeList, EdgeStorage } from './edges.ts';
import type { Effects } from './effects.ts';
import type { Enumerator } from './enumerate.ts';
import { Kernel } from './kernel.ts';
import { Memory } from './memory.ts';
import { type Parts, partsOf } from './parts.ts';
import type { Predicates } from './predicates.ts';
import type { ReductionChoice, Reductions } from './reduce/index.ts';
import type { Knowledge } from './reduce/knowledge.ts';
import { PartialOrder } from './reduce/partial-order.ts';
import { Subsumption } from './reduce/subsumption.ts';
import { Symmetry } from './reduce/symmetry.ts';
import { inSandbox } from './sandbox.ts';
import { SETTLED, StateGraph } from './state-graph.ts';
import { questionOf, type Stepper } from './stepper.ts';
import { Witnesses } from './witnesses.ts';

/** Where an exploration stops although it is not finished; undefined: nowhere. */
export interface Limits {
  readonly states?: number | undefined;
  /** In steps from the start. */
  readonly depth?: number | undefined;
  readonly seconds?: number | undefined;
  /** Resident memory of the whole process, in MiB. */
  readonly memory?: number | undefined;
}

/** What an exploration needs to know beforehand, since everything is asked on the way. */
export interface Questions {
  readonly predicates: readonly Predicate[];
  readonly patterns: readonly StepPattern[];
  /** Will edges be asked for? Needed for everything but safety. */
  readonly edges: boolean;
  /** Where they are then; default `auto`. */
  readonly edgeStorage?: EdgeStorage;
  /** Look for deadlocks? */
  readonly deadlocks: boolean;
  /** Explore every node the simple way, which is quicker for a few, or with `early` only what the kernel cannot. */
  readonly kernel?: 'never' | 'early';
  /** Explore less, the simple way. */
  readonly reduce?: ReductionChoice;
  /** For partial-order reduction: what the search before this one has learnt. */
  readonly knowledge?: Knowledge | undefined;
}

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  /** Nodes found and not yet given edges. */
  readonly frontier: number;
  readonly depth: number;
  readonly seconds: number;
}

/**
 * Explores a system over all its configurations at once, breadth first, and is the graph that results.
 *
 * A node is a row of the store: local states, queues, budgets, and the set of configurations. Before a node
 * gets edges, every predicate and every possible step is evaluated; where a question is not decided by its set, the
 * node becomes a split node and its two parts are explored in its place, at the same depth.
 */
export class Explorer extends StateGraph {
  readonly stepper: Stepper;
  readonly effects: Effects;
  readonly predicates: Predicates;
  /** Number of states: nodes that have been explored, each for its set of configurations. */
  states = 0;
  transitions = 0;
  stutters = 0;
  /** Depth reached, in steps. */
  depth = -1;
  /** What stopped the exploration, in words; undefined when it is finished. */
  stoppedBy: string | undefined;
  /** Which predicates and step patterns occur where. */
  readonly witnesses: Witnesses;
  /** Explores what the tables know; absent where every node goes the simple way. */
  private readonly kernel: Kernel | undefined;
  readonly reductions: Reductions;
  /** Of a node that is asked for. */
  private readonly fields: Int32Array;
  /** What can happen in the node being explored. */
  private readonly enumerator: Enumerator;
  /** The set of configurations that it starts with. */
  private readonly startSet: number;
  private readonly parts: Parts;
  /** The parts of split nodes, to be explored at the end of the level, and the first that was not yet. */
  private late: number[] = [];
  private firstLate = 0;
  /** Where there are any: set by `run`. */
  checkpoints: Checkpoints | undefined;
  private log: Log | undefined;
  private readonly verdictBytes: number;

  /**
   * @param start explore only these configurations; default all of the space
   * @param like an exploration of the same system, space and questions, without reductions: what it knows is used and added to,
   *   so neither of them may be running while the other one is asked
   */
  constructor(system: System, space: Space, questions: Questions, start?: Bits, like?: Explorer) {
    const parts = like?.parts ?? partsOf(system, space, questions, start);
    super(parts.plan, parts.sets, parts.labels, storageFor(questions));
    this.predicates = parts.predicates;
    this.stepper = parts.stepper;
    this.effects = parts.effects;
    this.enumerator = parts.enumerator;
    this.parts = parts;
    this.startSet = start ? parts.sets.numberOf(start) : parts.sets.all;
    this.fields = new Int32Array(parts.plan.fields);
    this.witnesses = new Witnesses(
      () => this.depth,
      (node) => this.faultsOf(node),
    );
    this.verdictBytes = questions.edges ? VERDICT_BYTES : 0;
    this.reductions = this.newReductions(questions);
    this.enumerator.watch = this.reductions.symmetry ?? this.reductions.partialOrder;
    const isReduced = Object.keys(this.reductions).length > 0;
    this.kernel = questions.kernel === 'never' || isReduced ? undefined : this.newKernel(questions.kernel === 'early');
  }

  /**
   * Explores until the end, or until a limit.
   * @param onProgress called about four times a second
   * @param checkpoints where to go on from, and where to write how far it has come
   * @throws Mistake, with the labels that lead to it in `path`
   */
  async run(
    limits: Limits = {},
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
    checkpoints?: Checkpoints,
  ): Promise<void> {
    const started = performance.now();
    const memory = new Memory(limits.memory);
    this.boundEdges(limits.memory);
    inSandbox(() => this.start());
    this.checkpoints = checkpoints;
    this.log = await checkpoints?.begin(this.exploration);
    for (let reported = started; !this.finished(); ) {
      if (signal?.aborted) this.stoppedBy = 'interrupted';
      else this.stoppedBy = this.reached(limits, started) ?? memory.ends(this.later);
      if (this.stoppedBy) break;
      const until = performance.now() + 40;
      while (!this.finished() && performance.now() < until && !this.ends(memory))
        inSandbox(() => this.some(limits, 256));
      if (this.stoppedBy) break;
      if (checkpoints?.isDue) await checkpoints.save(this.exploration);
      if (onProgress && performance.now() - reported > 250) {
        reported = performance.now();
        onProgress({
          states: this.states,
          transitions: this.transitions,
          frontier: this.size - this.cursor,
          depth: this.depth,
          seconds: (reported - started) / 1000,
        });
      }
      await new Promise((resume) => setImmediate(resume));
    }
    await checkpoints?.end(this.exploration, this.stoppedBy === undefined);
  }

  private get exploration(): Exploration {
    const { plan, sets, labels, effects, predicates, enumerator, stepper, setField, store } = this;
    const { parents, faultCounts, flags, initial, witnesses, late } = this;
    const { states, transitions, stutters, depth, cursor, levelEnd, firstLate } = this;
    return {
      tables: { plan, sets, labels, effects, predicates, menus: enumerator.menus },
      ...{ enumerator, stepper, setField, store, parents, faultCounts, flags, initial, witnesses, late },
      place: { states, transitions, stutters, depth, cursor, levelEnd, firstLate },
      goOn: (place, late) => this.goOn(place, late),
    };
  }

  /** Goes on where an earlier exploration was. The edges that it has found are computed when they are asked for. */
  private goOn(place: Place, late: number[]): void {
    Object.assign(this, place);
    this.late = late;
    this.forgetEdges();
    this.kernel?.calmed();
  }

  private newReductions({ reduce, knowledge, patterns }: Questions): Reductions {
    const { plan, labels, sets, stepper, predicates } = this;
    return {
      ...(reduce?.symmetry ? { symmetry: new Symmetry({ plan, labels, sets, stepper, predicates, patterns }) } : {}),
      ...(reduce?.partialOrder ? { partialOrder: new PartialOrder(plan, labels, sets, this, knowledge) } : {}),
      ...(reduce?.subsumption ? { subsumption: new Subsumption(sets, plan.fields) } : {}),
    };
  }

  private newKernel(early: boolean): Kernel {
    const { store, sets, labels, effects, predicates, witnesses, parents, faultCounts, flags, setField } = this;
    const { menus } = this.enumerator;
    const tables = {
      store,
      sets,
      labels,
      effects,
      predicates,
      menus,
      witnesses,
      parents,
      faultCounts,
      flags,
      setField,
    };
    const { deadlocks } = this.enumerator;
    const asked = { faults: this.hasFaults, edges: this.storesEdges, deadlocks, settled: SETTLED };
    return new Kernel({ ...tables, ...asked }, early ? 0 : undefined);
  }

  /** Bytes that the verdicts will need after the exploration. */
  private get later(): number {
    return this.size * this.verdictBytes;
  }

  /** Would what the next batch may need at once be too much? Then it stops before it. */
  private ends(memory: Memory): boolean {
    const { table } = this.store;
    const columns = this.growth(BATCH, BATCH);
    const slots = table.growth(this.size + BATCH);
    if (columns + slots < SMALL) return false;
    if (memory.ends(columns + slots + this.later) === undefined) return false;
    const why = memory.ends(columns + this.later);
    if (why === undefined && table.crowd(this.size + BATCH)) return false;
    this.stoppedBy = why ?? memory.ends(columns + slots + this.later);
    return this.stoppedBy !== undefined;
  }

  private finished(): boolean {
    return this.cursor >= this.size && this.firstLate >= this.late.length;
  }

  private reached({ seconds, states }: Limits, started: number): string | undefined {
    if (seconds !== undefined && performance.now() - started > seconds * 1000) return `the limit of ${seconds} seconds`;
    if (states !== undefined && this.states >= states) return `the limit of ${states} states`;
    return undefined;
  }

  private start(): void {
    const pending = [this.startSet];
    for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
      this.stepper.set = set;
      const outcome = this.stepper.start();
      if (outcome < 0) {
        const [yes, no] = this.sets.divide(set, questionOf(outcome));
        pending.push(no, yes);
        continue;
      }
      const values = this.stepper.now;
      values[this.setField] = set;
      this.reductions.symmetry?.start(values);
      const node = this.store.add(values);
      if (node === this.parents.length) this.reductions.subsumption?.note(node, values);
      this.arrive(node, -1, 0);
      if (!this.initial.includes(node)) this.initial.push(node);
    }
  }

  private some(limits: Limits, nodes: number): void {
    for (let i = 0; i < nodes; i++) {
      const most = (limits.states ?? Number.POSITIVE_INFINITY) - this.states;
      if (most <= 0) return;
      if (this.kernel?.ready()) {
        // Where it stops, the simple path goes on with the next node.
        const done = this.many(this.kernel, most);
        i += done;
        if (done > 0 && done >= most) return;
      }
      const node = this.next(limits);
      if (node === -1) return;
      this.expand(node);
      this.kernel?.wentAround();
    }
  }

  /** Explores up to `most` nodes of this level at once, as far as the tables know; returns how many. */
  private many(kernel: Kernel, most: number): number {
    const { queue } = kernel;
    const limit = Math.min(queue.length, most);
    let n = 0;
    let cursor = this.cursor;
    for (; cursor < this.levelEnd && n < limit; cursor++) if (!this.isOut(cursor)) queue[n++] = cursor;
    const late = n === 0;
    if (late) {
      while (n < limit && this.firstLate + n < this.late.length) queue[n] = this.late[this.firstLate + n++]!;
      for (let i = 0; i < n; i++) this.markOut(queue[i]!);
    }
    if (n === 0) return 0;
    const stutters = kernel.stutters;
    const done = kernel.run(n, this.levelEnd);
    if (late) {
      this.firstLate += done;
      for (let i = done; i < n; i++) this.markOut(queue[i]!);
    } else this.cursor = done < n ? queue[done]! : cursor;
    this.states += done;
    this.transitions += kernel.count;
    this.stutters += kernel.stutters - stutters;
    if (this.storesEdges) {
      for (let i = 0, c = 0; i < done; i++) {
        this.open(queue[i]!, kernel.ends[i]! - c);
        for (; c < kernel.ends[i]!; c++) this.edge(kernel.found[c]!, this.effects.label(kernel.candidateEffects[c]!));
      }
    }
    return done;
  }

  /** The node whose turn it is, or -1 at the end or where `limits` stop the exploration. */
  private next({ depth }: Limits): number {
    for (;;) {
      while (this.cursor < this.levelEnd) {
        const node = this.cursor++;
        if (!this.isOut(node)) return node;
      }
      if (this.firstLate < this.late.length) {
        const node = this.late[this.firstLate++]!;
        this.markOut(node);
        return node;
      }
      this.late = [];
      this.firstLate = 0;
      while (this.cursor < this.size && this.isOut(this.cursor)) this.cursor++;
      if (this.cursor === this.size) return -1;
      if (depth !== undefined && this.depth >= depth) {
        this.stoppedBy = `the limit of ${depth} steps`;
        return -1;
      }
      this.levelEnd = this.size;
      this.depth++;
    }
  }

  private expand(node: number): void {
    const { stepper } = this;
    this.store.read(node, stepper.base);
    stepper.set = stepper.base[this.setField]!;
    let question: number;
    try {
      question = this.enumerator.node();
    } catch (error) {
      if (error instanceof Mistake && error.trace === undefined) {
        const { set } = stepper;
        error.trace = this.labelsTo(node);
        stepper.set = set; // the steps are told for it
      }
      throw error;
    }
    if (question !== 0) this.split(node, question);
    else this.commit(node);
    this.log?.evaluated(node);
  }

  private commit(node: number): void {
    const { effects, enumerator, labels, stepper } = this;
    if (enumerator.deadlock) this.markDeadlock(node);
    const { set } = stepper;
    const { partialOrder, subsumption, symmetry } = this.reductions;
    symmetry?.count(stepper.base, enumerator.count);
    const few = partialOrder?.choose(enumerator, (i) => this.isOpen(i));
    const count = few?.length ?? enumerator.count;
    this.witnesses.state(enumerator.truth, set, node);
    this.states++;
    this.transitions += count;
    this.stutters += enumerator.stutters;
    const faults = this.faultsOf(node);
    this.open(node, count);
    for (let k = 0; k < count; k++) {
      const i = few ? few[k]! : k;
      const effect = enumerator.effect(i);
      const budget = labels.budgetFieldOf(enumerator.step(i));
      const left = budget < 0 ? 0 : stepper.base[budget]! - 1;
      const label = effects.label(effect);
      const to = subsumption
        ? this.placeFor(i, subsumption, faults + labels.faults(label))
        : symmetry
          ? this.representative(i, symmetry)
          : this.store.addChanged(node, effects.written, effects.first(effect), effects.last(effect), budget, left);
      if (labels.anyOccurs(label)) this.witnesses.step(label, enumerator.truth, set, node);
      this.arrive(to, node, faults + labels.faults(label));
      this.edge(to, label);
    }
  }

  private split(node: number, question: number): void {
    this.markSplit(node);
    this.open(node, 2);
    for (const part of this.sets.divide(this.stepper.base[this.setField]!, question)) {
      const to = this.partOf(node, part);
      if (this.arriveAtPart(to, node)) this.late.push(to);
      this.edge(to, -1);
    }
  }

  /** Does a successor lead to a node of its own that is still to be explored, after this one? */
  private isOpen(successor: number): boolean {
    const { fields, enumerator, store } = this;
    enumerator.write(successor, fields);
    const { subsumption } = this.reductions;
    const setOf = (node: number) => store.value(node, this.setField);
    if (subsumption?.covers(fields, setOf, (other) => !this.isSplit(other))) return false;
    const to = store.find(fields);
    return to === -1 || this.isUnexplored(to);
  }

  /** The node of a successor that is reached with so many faults, or one of a larger set that stands for it. */
  private placeFor(successor: number, subsumption: Subsumption, faults: number): number {
    this.enumerator.write(successor, this.fields);
    return this.place(subsumption, (other) => this.standsFor(other, faults));
  }

  /** May what was found in `other` stand for what is found in the next level with so many faults? */
  private standsFor(other: number, faults: number): boolean {
    return !this.isSplit(other) && (!this.isOfNextLevel(other) || this.faultsOf(other) <= Math.min(faults, 255));
  }

  /** The node of a part of a split node, or one of a larger set that stands for it. */
  private partOf(node: number, part: number): number {
    const { partialOrder, subsumption } = this.reductions;
    if (!subsumption) return this.store.addChanged(node, NO_CHANGES, 0, 0, this.setField, part);
    this.store.read(node, this.fields);
    this.fields[this.setField] = part;
    const faults = this.faultsOf(node);
    // With partial-order reduction a part is always explored: its argument needs sets that shrink.
    const may = (other: number) =>
      !partialOrder && !this.isSplit(other) && !this.isOfNextLevel(other) && this.faultsOf(other) <= faults;
    return this.place(subsumption, may);
  }

  private place(subsumption: Subsumption, mayStand: (node: number) => boolean): number {
    const { fields, setField, store } = this;
    const known = subsumption.find(fields, (node) => store.value(node, setField), mayStand);
    if (known !== -1) return known;
    const node = store.add(fields);
    subsumption.note(node, fields);
    return node;
  }

  /** The node that stands for a successor and all that come from it by exchanging replicas. */
  private representative(successor: number, symmetry: Symmetry): number {
    this.enumerator.write(successor, this.fields);
    symmetry.reduce(this.fields);
    return this.store.add(this.fields);
  }

  /** The edges of a node, found again: its steps, and for each the row of the state that it leads to. */
  protected successors(node: number, out: EdgeList): number {
    if (this.isUnexplored(node)) return 0;
    const { effects, enumerator, labels, stepper, store } = this;
    const { size } = store;
    store.read(node, stepper.base);
    stepper.set = stepper.base[this.setField]!;
    let count = 0;
    if (this.isSplit(node)) {
      for (const part of this.sets.divide(stepper.set, enumerator.node())) {
        out.put(count++, store.addChanged(node, NO_CHANGES, 0, 0, this.setField, part), -1);
      }
    } else {
      enumerator.steps();
      for (; count < enumerator.count; count++) {
        const effect = enumerator.effect(count);
        const budget = labels.budgetFieldOf(enumerator.step(count));
        const left = budget < 0 ? 0 : stepper.base[budget]! - 1;
        const to = store.addChanged(node, effects.written, effects.first(effect), effects.last(effect), budget, left);
        out.put(count, to, effects.label(effect));
      }
    }
    if (store.size !== size) throw new Error(`an edge of node ${node} leads to a node that was not there`);
    return count;
  }

  /** The vector of `predicates.truth` in a node. */
  truthOf(node: number): number {
    const { fields } = this;
    this.store.read(node, fields);
    return this.predicates.all(fields, fields[this.setField]!);
  }

  /** The truth of a predicate in a node, by the decision tree of what it reads. */
  holds(predicate: number, node: number): boolean {
    const { fields } = this;
    this.store.read(node, fields);
    return this.predicates.holds(predicate, fields, fields[this.setField]!) === 1;
  }

  /**
   * The labels of a shortest path to a node, of those with the fewest faults. Only parents are kept, so each node on the path
   * is asked for its steps again.
   */
  labelsTo(node: number): number[] {
    const labels: number[] = [];
    for (let to = node, from = this.parentOf(to); from !== -1; to = from, from = this.parentOf(to)) {
      if (!this.isSplit(from)) labels.push(this.labelBetween(from, to));
    }
    return labels.reverse();
  }

  /** The first label with the fewest faults among the steps from one node to another. */
  private labelBetween(from: number, to: number): number {
    const { enumerator, stepper } = this;
    this.store.read(from, stepper.base);
    stepper.set = stepper.base[this.setField]!;
    if (enumerator.steps() !== 0) throw new Error(`node ${from} is not decided, although it has steps`);
    let best = -1;
    for (let i = 0; i < enumerator.count; i++) {
      const label = enumerator.label(i);
      if (best !== -1 && this.labels.faults(label) >= this.labels.faults(best)) continue;
      enumerator.write(i, this.fields);
      this.reductions.symmetry?.reduce(this.fields);
      if (this.store.find(this.fields) === to) best = label;
    }
    if (best === -1) throw new Error(`no step leads from node ${from} to node ${to}`);
    return best;
  }
}

/** The most nodes, and edges, that one batch usually adds. */
const BATCH = 2 ** 16;
/** What judging a liveness property takes, a state (two-phase commit, 7 and 8 resource managers: 70 and 85, with garbage). */
const VERDICT_BYTES = 85;
/** Bytes for which nobody is asked whether there is memory. */
const SMALL = 2 ** 22;

const NO_CHANGES = new Int32Array(0);

/** What a reduction leaves out depends on the search, so with one edges are stored where they are asked for. */
function storageFor({ edges, edgeStorage = 'auto', reduce }: Questions): EdgeStorage {
  if (!edges) return 'computed';
  return reduce === undefined || Object.values(reduce).every((chosen) => !chosen) ? edgeStorage : 'stored';
}
