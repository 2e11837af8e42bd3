import { Mistake } from '../../describe/mistake.ts';
import type { StepPattern } from '../../describe/properties.ts';
import { Decisions, UNKNOWN } from '../decisions.ts';
import { perform } from '../effects.ts';
import type { Labels } from '../labels.ts';
import type { Plan } from '../plan.ts';
import type { Predicates } from '../predicates.ts';
import type { ConfigurationSets } from '../sets.ts';
import { DONE, IMPOSSIBLE, questionOf, type Stepper } from '../stepper.ts';
import { type Exchange, refusal } from './symmetry-exchange.ts';
import type { Groups } from './symmetry-groups.ts';
import { Image } from './symmetry-image.ts';

/** What the check needs of an exploration. */
export interface Explored {
  readonly plan: Plan;
  readonly labels: Labels;
  readonly sets: ConfigurationSets;
  readonly stepper: Stepper;
  readonly predicates: Predicates;
  readonly patterns: readonly StepPattern[];
}

/** What a step did. */
interface Taken {
  readonly outcome: number;
  /** Pairs of a field and its value, or minus a question and its answer. */
  readonly trail: readonly number[];
  readonly after: Int32Array;
  /** 1 where it wrote. */
  readonly written: Int32Array;
  readonly occurred: number;
  readonly repeated: ReadonlyMap<number, number>;
}

/**
 * Holds a system against the symmetry that was declared for it: never trusted, always tried.
 *
 * A step reads a part of a state, and what it does follows from that part. So each part that a step reads somewhere is
 * tried once: for every arrangement of the replicas in it that can be told apart, the machines take the renamed step in the
 * renamed state, and it must do the renamed thing: the same outcome, the same fields written with the renamed values, the same
 * step patterns. What an arrangement reads besides belongs to the part as well. Predicates likewise: they must say the
 * same of each arrangement of what they read.
 */
export class SymmetryCheck {
  /** Steps that were taken, and predicates that were asked, only to compare. */
  tried = 0;
  private readonly explored: Explored;
  private readonly groups: Groups;
  private readonly exchanges: readonly (readonly Exchange[])[];
  /** What has been tried, by step, and by predicate. */
  private readonly steps: Decisions;
  private readonly said: Decisions;

  constructor(explored: Explored, groups: Groups, exchanges: readonly (readonly Exchange[])[]) {
    this.explored = explored;
    this.groups = groups;
    this.exchanges = exchanges;
    this.steps = new Decisions(explored.sets);
    this.said = new Decisions(explored.sets);
  }

  /**
   * The state in which the machines start must be the same whichever replicas are exchanged.
   * @throws Mistake where it is not
   */
  start(fields: Int32Array): void {
    for (const exchange of this.exchanges.flat()) {
      if (exchange.fixes(fields)) continue;
      const after = new Int32Array(fields.length);
      exchange.apply(fields, after);
      const f = after.findIndex((value, at) => value !== fields[at]);
      throw refusal(
        `the start is not symmetric: where ${exchange.text} are exchanged, ${this.nameOf(f)} is different; list the properties that hold their numbers in 'symmetry', or say '${exchange.group.name}: none' there`,
      );
    }
  }

  /**
   * Tries a step, possible or not, in the state of the stepper, which stays as it is.
   * @returns the question that divides the set, or 0
   * @throws Mistake where it is not symmetric
   */
  step(step: number): number {
    const { stepper } = this.explored;
    const known = this.steps.walk(step, stepper.base, stepper.set);
    if (known >= 0) return 0;
    if (known !== UNKNOWN) return -1 - known;
    const base = stepper.base.slice();
    try {
      const first = this.take(step);
      const image = new Image(base, step, first.after.slice(), first.written.slice());
      this.everywhere(this.steps, image, step, first.trail, () => {
        stepper.base.set(image.fields);
        const here = this.takeThere(image, step);
        const difference = this.difference(first, here, image);
        if (difference !== undefined) throw refusal(`${this.where(step, image.last)} ${difference}`);
        return here.trail;
      });
      return 0;
    } catch (error) {
      if (error instanceof Open) return error.question;
      throw error;
    } finally {
      stepper.base.set(base);
    }
  }

  /**
   * Tries the predicates in the state of the stepper.
   * @returns the question that divides the set, or 0
   * @throws Mistake where one is not symmetric
   */
  predicates(): number {
    const { predicates, stepper } = this.explored;
    const { base, set } = stepper;
    for (const [p, { name }] of predicates.list.entries()) {
      const known = this.said.walk(p, base, set);
      if (known >= 0) continue;
      if (known !== UNKNOWN) return -1 - known;
      try {
        const first = this.ask(p, base);
        const image = new Image(base, -1, base.slice(), new Int32Array(base.length));
        this.everywhere(this.said, image, p, first.trail, () => {
          const here = this.ask(p, image.fields);
          if (here.holds === first.holds) return here.trail;
          throw refusal(
            `predicate '${name || '(anonymous)'}' tells the replicas of ${this.namesOf(image.last)} apart: it is ${first.holds} of a state and ${here.holds} where they are exchanged; check it without --symmetry, or write it so that no replica is special`,
          );
        });
      } catch (error) {
        if (error instanceof Open) return error.question;
        throw error;
      }
    }
    return 0;
  }

  /**
   * Runs something in all arrangements of the part of a state that it reads.
   * @param tree the tree of `known` for the arrangement that nothing was exchanged in, if there is no step
   * @param first what it read there
   * @param run runs it in the image, and gives what it read
   */
  private everywhere(
    known: Decisions,
    image: Image,
    tree: number,
    first: readonly number[],
    run: () => readonly number[],
  ): void {
    const trail = [...first];
    const [fields, questions] = [new Set<number>(), new Set<number>()];
    const belongs = (at: number) => (at < 0 ? questions.add(at) : fields.add(at));
    for (let i = 0; i < first.length; i += 2) belongs(first[i]!);
    const root = image.fields.slice();
    const others: (readonly [tree: number, trail: readonly number[]])[] = [];
    for (let size = -1; size !== fields.size; ) {
      size = fields.size;
      others.length = 0;
      for (const f of fields) image.part[f] = 1;
      const broken = (exchange: Exchange): never => {
        throw refusal(
          `${this.where(image.step, exchange)} does something else, although neither the step nor what it reads changes: a machine prefers one of several replicas that are alike`,
        );
      };
      image.arrangements(this.groups, this.exchanges, broken, () => {
        const here = run();
        let read = 0;
        for (let i = 0; i < here.length; i += 2) {
          const at = here[i]! < 0 ? here[i]! : image.origin[here[i]!]!;
          if (at >= 0) read++;
          if (at < 0 ? questions.has(at) : fields.has(at)) continue;
          belongs(at);
          trail.push(at, at < 0 ? here[i + 1]! : root[at]!);
        }
        if (read === size) others.push([image.step < 0 ? tree : image.step, here]);
      });
    }
    known.insert(tree, trail, 0);
    // Almost always each arrangement reads the whole part by itself: then it need not be tried again when it comes along.
    if (trail.length > first.length) return;
    for (const [at, there] of others) if (there.length === trail.length) known.insert(at, there, 0);
  }

  private take(step: number): Taken {
    const { stepper, labels } = this.explored;
    this.tried++;
    const trail: number[] = [];
    stepper.trail = trail;
    let outcome: number;
    try {
      outcome = perform(stepper, labels.stepOf(step));
    } finally {
      stepper.trail = undefined;
    }
    if (outcome < 0) throw new Open(questionOf(outcome));
    const written = new Int32Array(stepper.now.length);
    if (outcome === DONE) for (const f of stepper.written) written[f] = 1;
    const { occurred } = stepper;
    return { outcome, trail, after: stepper.now.slice(), written, occurred, repeated: new Map(stepper.repeated) };
  }

  /** As `take`, where a mistake is one of symmetry: without the exchange there is none. */
  private takeThere(image: Image, step: number): Taken {
    try {
      return this.take(image.step);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      throw refusal(`${this.where(step, image.last)} is a mistake: ${error.message}`);
    }
  }

  private ask(p: number, fields: Int32Array): { holds: boolean; trail: readonly number[] } {
    const { predicates, stepper } = this.explored;
    this.tried++;
    const trail = new Map<number, number>();
    const holds = predicates.holds(p, fields, stepper.set, trail);
    if (holds < 0) throw new Open(-1 - holds);
    return { holds: holds === 1, trail: [...trail].flat() };
  }

  /** What is different from what should have happened, in words. */
  private difference(first: Taken, here: Taken, { after, written }: Image): string | undefined {
    if (here.outcome !== first.outcome) {
      const what = (outcome: number) =>
        outcome === DONE ? 'happens' : outcome === IMPOSSIBLE ? 'is not possible' : 'changes nothing';
      return `${what(here.outcome)}, without the exchange it ${what(first.outcome)}`;
    }
    if (first.outcome !== DONE) return undefined;
    const pattern = this.explored.patterns.find((_, i) => count(here, i) !== count(first, i));
    if (pattern)
      return `is seen differently by the step pattern '${pattern.label}': write it so that no replica is special`;
    const f = after.findIndex(
      (value, at) => here.written[at] !== written[at] || (written[at] === 1 && here.after[at] !== value),
    );
    if (f < 0) return undefined;
    const shown = (value: number) => this.shown(f, value);
    return `does something else: afterwards ${this.nameOf(f)} is ${shown(here.after[f]!)} instead of ${shown(after[f]!)}`;
  }

  private where(step: number, exchange: Exchange | undefined): string {
    const made = this.explored.labels.stepOf(step);
    const { type } = this.explored.plan.events.get(made.kind === 'environment' ? made.occasion.event : made.event);
    const actor =
      made.kind === 'environment'
        ? made.occasion.receivers.map(({ name }) => name).join(', ')
        : made.kind === 'timer'
          ? made.instance.name
          : made.kind === 'delivery'
            ? made.receiver.name
            : made.queue.receiver!.name;
    return `where replicas of ${this.namesOf(exchange)} are exchanged, the step in which ${actor} takes '${type}'`;
  }

  private namesOf(exchange: Exchange | undefined): string {
    return (exchange?.group.components ?? []).map((name) => `'${name}'`).join(' and ');
  }

  /** A value of a field, for reading. */
  private shown(field: number, value: number): string {
    const { instances, queues, events } = this.explored.plan;
    if (field < instances.length) {
      const { snapshot } = instances[field]!.locals.state(value);
      const state = JSON.stringify(snapshot.value);
      return [state === '{}' ? '' : state, JSON.stringify(snapshot.context)].join(' ').trim();
    }
    const queue = queues[field - instances.length];
    return queue ? JSON.stringify(queue.channel.contents.list(value).map((e) => events.get(e))) : String(value);
  }

  private nameOf(field: number): string {
    const { instances, queues } = this.explored.plan;
    if (field < instances.length) return instances[field]!.name;
    const queue = queues[field - instances.length];
    return queue ? `channel '${queue.channel.name}'` : 'a budget';
  }
}

/** Thrown where the configurations do not agree on a question. */
class Open extends Error {
  readonly question: number;
  constructor(question: number) {
    super('a question is open');
    this.question = question;
  }
}

function count({ occurred, repeated }: Taken, pattern: number): number {
  return (occurred >>> pattern) & 1 ? (repeated.get(pattern) ?? 1) : 0;
}
