import { Mistake } from '../describe/mistake.ts';
import type { Predicate, StepPattern } from '../describe/properties.ts';
import type { Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { Effects } from './effects.ts';
import { Enumerator } from './enumerate.ts';
import { Labels } from './labels.ts';
import { MOST_PATTERNS, Patterns } from './patterns.ts';
import { planOf } from './plan.ts';
import { Predicates } from './predicates.ts';
import { Questionnaire } from './questionnaire.ts';
import { inSandbox } from './sandbox.ts';
import { ConfigurationSets } from './sets.ts';
import { StateGraph } from './state-graph.ts';
import { questionOf, Stepper } from './stepper.ts';

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
  /** Keep the edges? Needed for everything but safety. */
  readonly edges: boolean;
  /** Look for deadlocks? */
  readonly deadlocks: boolean;
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
  /** Of a node that is asked for. */
  private readonly fields: Int32Array;
  /** What can happen in the node being explored. */
  private readonly enumerator: Enumerator;
  /** The parts of split nodes, to be explored at the end of the level, and the first that was not yet. */
  private late: number[] = [];
  private firstLate = 0;

  constructor(system: System, space: Space, questions: Questions) {
    if (questions.patterns.length > MOST_PATTERNS) {
      throw new Mistake(
        `at most ${MOST_PATTERNS} different step patterns fit into one run; check fewer invariants at a time (--only)`,
      );
    }
    const sets = new ConfigurationSets(space);
    const questionnaire = new Questionnaire(sets);
    const plan = planOf(system, questionnaire);
    const predicates = new Predicates(plan, questions.predicates, questionnaire);
    super(plan, sets, new Labels(plan), { edges: questions.edges });
    this.predicates = predicates;
    this.stepper = new Stepper(plan, new Patterns(plan, questions.patterns));
    this.effects = new Effects(this.stepper, this.labels, sets);
    this.fields = new Int32Array(plan.fields);
    this.enumerator = new Enumerator(plan, this.labels, this, questions.deadlocks);
  }

  /**
   * Explores until the end, or until a limit.
   * @param onProgress called about four times a second
   * @throws Mistake, with the labels that lead to it in `path`
   */
  async run(limits: Limits = {}, signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<void> {
    const started = performance.now();
    inSandbox(() => this.start());
    for (let reported = started; !this.finished(); ) {
      if (signal?.aborted) this.stoppedBy = 'interrupted';
      else this.stoppedBy = this.reached(limits, started);
      if (this.stoppedBy) break;
      const until = performance.now() + 40;
      while (!this.finished() && performance.now() < until) inSandbox(() => this.some(limits, 256));
      if (this.stoppedBy) break;
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
    this.fill();
  }

  private finished(): boolean {
    return this.cursor >= this.size && this.firstLate >= this.late.length;
  }

  private reached({ seconds, memory, states }: Limits, started: number): string | undefined {
    if (seconds !== undefined && performance.now() - started > seconds * 1000) return `the limit of ${seconds} seconds`;
    if (memory !== undefined && process.memoryUsage.rss() > memory * 2 ** 20) return `the limit of ${memory} MiB`;
    if (states !== undefined && this.states >= states) return `the limit of ${states} states`;
    return undefined;
  }

  private start(): void {
    const pending = [this.sets.all];
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
      const node = this.store.add(values);
      this.arrive(node, -1, 0);
      if (!this.initial.includes(node)) this.initial.push(node);
    }
  }

  private some(limits: Limits, nodes: number): void {
    for (let i = 0; i < nodes; i++) {
      if (limits.states !== undefined && this.states >= limits.states) return;
      const node = this.next(limits);
      if (node === -1) return;
      this.expand(node);
    }
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
      if (error instanceof Mistake && error.trace === undefined) error.trace = this.labelsTo(node);
      throw error;
    }
    if (question !== 0) this.split(node, question);
    else this.commit(node);
  }

  private commit(node: number): void {
    const { effects, enumerator, labels, stepper } = this;
    if (enumerator.deadlock) this.markDeadlock(node);
    this.states++;
    this.transitions += enumerator.count;
    this.stutters += enumerator.stutters;
    const faults = this.faultsOf(node);
    const first = this.targets.length;
    for (let i = 0; i < enumerator.count; i++) {
      const effect = enumerator.effect(i);
      const budget = labels.budgetFieldOf(enumerator.step(i));
      const left = budget < 0 ? 0 : stepper.base[budget]! - 1;
      const label = effects.label(effect);
      const to = this.store.addChanged(
        node,
        effects.written,
        effects.first(effect),
        effects.last(effect),
        budget,
        left,
      );
      this.arrive(to, node, faults + labels.faults(label));
      this.edge(to, label);
    }
    this.close(node, first);
  }

  private split(node: number, question: number): void {
    this.markSplit(node);
    const first = this.targets.length;
    for (const part of this.sets.divide(this.stepper.base[this.setField]!, question)) {
      const to = this.store.addChanged(node, NO_CHANGES, 0, 0, this.setField, part);
      if (this.arriveAtPart(to, node)) this.late.push(to);
      this.edge(to, -1);
    }
    this.close(node, first);
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
      if (this.store.find(this.fields) === to) best = label;
    }
    if (best === -1) throw new Error(`no step leads from node ${from} to node ${to}`);
    return best;
  }
}

const NO_CHANGES = new Int32Array(0);
