import { Mistake } from '../describe/mistake.ts';
import type { Predicate, StepPattern } from '../describe/properties.ts';
import type { Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { Effects } from './effects.ts';
import { Interpreter } from './interpreter.ts';
import { Labels } from './labels.ts';
import { MOST_PATTERNS, Patterns } from './patterns.ts';
import type { Instance, Occasion } from './plan.ts';
import { planOf } from './plan.ts';
import { Predicates } from './predicates.ts';
import { Questionnaire } from './questionnaire.ts';
import { inSandbox } from './sandbox.ts';
import { ConfigurationSets } from './sets.ts';
import { StateGraph } from './state-graph.ts';
import { DONE, questionOf, STUTTER, Stepper } from './stepper.ts';

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
  private readonly questions: Questions;
  /** Of the node being explored: effects and steps, in turn. */
  private successors = new Int32Array(1 << 8);
  private successorCount = 0;
  private stuttersHere = 0;
  /** Of the node being explored, the truth of the predicates. */
  private truth = 0;
  /** By instance and local state; filled by `occasionsFor`. */
  private readonly occasions: (readonly Occasion[] | undefined)[][];
  private level: number[] = [];
  private nextLevel: number[] = [];
  private position = 0;

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
    super(plan, sets, new Labels(plan), { edges: questions.edges, truthWords: predicates.words });
    this.questions = questions;
    this.predicates = predicates;
    this.stepper = new Stepper(plan, new Patterns(plan, questions.patterns));
    this.effects = new Effects(this.stepper, this.labels, sets);
    this.occasions = plan.instances.map(() => []);
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
          frontier: this.level.length - this.position + this.nextLevel.length,
          depth: this.depth,
          seconds: (reported - started) / 1000,
        });
      }
      await new Promise((resume) => setImmediate(resume));
    }
    this.fill();
  }

  private finished(): boolean {
    return this.position >= this.level.length && this.nextLevel.length === 0;
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
      if (this.arrive(node, 0, -1, -1, 0)) this.queue(node, 0);
      if (!this.initial.includes(node)) this.initial.push(node);
    }
  }

  private some(limits: Limits, nodes: number): void {
    for (let i = 0; i < nodes; i++) {
      if (limits.states !== undefined && this.states >= limits.states) return;
      if (this.position >= this.level.length) {
        if (this.nextLevel.length === 0) return;
        if (limits.depth !== undefined && this.depth >= limits.depth) {
          this.stoppedBy = `the limit of ${limits.depth} steps`;
          return;
        }
        [this.level, this.nextLevel, this.position] = [this.nextLevel, [], 0];
        this.depth++;
      }
      const node = this.level[this.position++]!;
      if (this.isUnexplored(node)) this.expand(node);
    }
  }

  private queue(node: number, depth: number): void {
    if (depth === this.depth) this.level.push(node);
    else this.nextLevel.push(node);
  }

  private expand(node: number): void {
    const { stepper } = this;
    this.store.read(node, stepper.base);
    stepper.set = stepper.base[this.setField]!;
    this.successorCount = 0;
    this.stuttersHere = 0;
    let question: number;
    try {
      question = this.evaluate(node);
    } catch (error) {
      if (error instanceof Mistake && error.trace === undefined) error.trace = this.labelsTo(node);
      throw error;
    }
    if (question !== 0) this.split(node, question);
    else this.commit(node);
  }

  /** Evaluates predicates and steps; returns the question that splits the node, or 0. */
  private evaluate(node: number): number {
    const { stepper, plan, labels } = this;
    const { base, set } = stepper;
    const truth = this.predicates.all(base, set);
    if (truth < 0) return -2 - truth;
    this.truth = truth;
    let spent = false;
    for (const instance of plan.instances) {
      for (const occasion of this.occasionsFor(instance, base[instance.index]!)) {
        if (occasion.budgetField >= 0 && base[occasion.budgetField] === 0) {
          spent = true;
          continue;
        }
        const question = this.keep(labels.occasion(occasion));
        if (question !== 0) return question;
      }
      for (const event of instance.locals.state(base[instance.index]!).timerEvents) {
        const question = this.keep(labels.timer(instance, event));
        if (question !== 0) return question;
      }
    }
    for (const queue of plan.queues) {
      const content = base[queue.field]!;
      if (content === 0) continue;
      const { channel } = queue;
      const list = channel.contents.list(content);
      const all = channel.kind === 'bag' || channel.kind === 'board';
      for (let i = 0; i < (all ? list.length : 1); i++) {
        const event = list[i]!;
        if (i > 0 && event === list[i - 1]) continue; // in a bag, the same message once
        for (const receiver of queue.receiver ? [queue.receiver] : channel.receivers) {
          const question = this.keep(labels.delivery(queue, receiver, event));
          if (question !== 0) return question;
        }
      }
      if (channel.kind === 'lossy' && base[channel.budgetField]! > 0) {
        this.keep(labels.loss(queue, list[0]!));
      }
    }
    if (this.questions.deadlocks && this.successorCount === 0) return this.evaluateDeadlock(node, spent);
    return 0;
  }

  /**
   * The environment events that an instance has a transition for in a local state. Those for all replicas of a
   * component are counted to the first of them, whatever its state.
   */
  private occasionsFor(instance: Instance, local: number): readonly Occasion[] {
    const known = this.occasions[instance.index]![local];
    if (known) return known;
    const { snapshot } = instance.locals.state(local);
    const found = this.plan.occasions.filter(
      ({ receivers, event }) =>
        receivers[0] === instance &&
        (receivers.length > 1 || Interpreter.hasTransition(snapshot, this.plan.events.get(event).type)),
    );
    this.occasions[instance.index]![local] = found;
    return found;
  }

  private evaluateDeadlock(node: number, spent: boolean): number {
    const { stepper, plan } = this;
    if (plan.instances.every((i) => i.locals.state(stepper.base[i.index]!).rest)) return 0;
    if (spent) {
      for (const occasion of plan.occasions) {
        if (occasion.budgetField < 0 || stepper.base[occasion.budgetField] !== 0) continue;
        const effect = this.effects.find(this.labels.occasion(occasion));
        if (effect < 0) return questionOf(effect);
        if (this.effects.outcome(effect) === DONE) return 0;
      }
    }
    this.markDeadlock(node);
    return 0;
  }

  /** Keeps a successor until it is known that the node need not be split; returns the question that does, or 0. */
  private keep(step: number): number {
    const effect = this.effects.find(step);
    if (effect < 0) return questionOf(effect);
    const outcome = this.effects.outcome(effect);
    if (outcome === STUTTER) this.stuttersHere++;
    if (outcome !== DONE) return 0;
    const i = this.successorCount++;
    if (i * 2 >= this.successors.length) this.successors = grown(this.successors, i * 4);
    this.successors[i * 2] = effect;
    this.successors[i * 2 + 1] = step;
    return 0;
  }

  private commit(node: number): void {
    const { effects, labels, stepper } = this;
    this.markExpanded(node, this.predicates.truth, this.truth * this.predicates.words);
    this.states++;
    this.transitions += this.successorCount;
    this.stutters += this.stuttersHere;
    const depth = this.depthOf(node) + 1;
    const faults = this.faultsOf(node);
    const first = this.targets.length;
    for (let i = 0; i < this.successorCount; i++) {
      const effect = this.successors[i * 2]!;
      const budget = labels.budgetFieldOf(this.successors[i * 2 + 1]!);
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
      if (this.arrive(to, depth, node, label, faults + labels.faults(label))) this.queue(to, depth);
      this.edge(to, label);
    }
    this.close(node, first);
  }

  private split(node: number, question: number): void {
    this.markSplit(node);
    const depth = this.depthOf(node);
    const first = this.targets.length;
    for (const part of this.sets.divide(this.stepper.base[this.setField]!, question)) {
      const to = this.store.addChanged(node, NO_CHANGES, 0, 0, this.setField, part);
      if (this.arrive(to, depth, node, -1, this.faultsOf(node))) this.queue(to, depth);
      this.edge(to, -1);
    }
    this.close(node, first);
  }
}

const NO_CHANGES = new Int32Array(0);

function grown(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
