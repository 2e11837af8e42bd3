import type { ReductionReport } from '../../describe/result.ts';
import type { Enumerator, Watch } from '../enumerate.ts';
import type { Labels } from '../labels.ts';
import type { Plan } from '../plan.ts';
import type { Predicates } from '../predicates.ts';
import type { ConfigurationSets } from '../sets.ts';
import type { Stepper } from '../stepper.ts';
import { Dependence } from './dependence.ts';
import { Footprints } from './footprint.ts';
import { has, Knowledge, type Words } from './knowledge.ts';

/**
 * Partial-order reduction: in each state, a few of the possible steps that may stand for all, because whatever the others
 * do can be done after them just as well.
 *
 * The few are those of a strong stubborn set (Valmari 1990), here a set T of classes of steps such that, in the state s:
 *
 * 1. A step of T that is possible in s has no conflict with any class outside T: whatever these do, it stays possible, does
 *    the same, and takes nothing from them.
 * 2. A step of T that is not possible in s does not become so before a step of T is taken.
 * 3. If a step of T that is possible in s can be seen (it writes what a predicate reads, or a step pattern occurs in it),
 *    T has all classes with such steps.
 * 4. Some step of T leads to a node that will be explored later than this one; or T has every step that is possible.
 *
 * By 1 and 2, on a path t1 … tn from s the first step that is in T can be moved to the front, and if none is, any step of T
 * can be put in front. So states without steps are all reached. What can be seen is reached by induction over the length
 * of the path, then the size of the node's set of configurations, then the order of exploration, last first: moving a step
 * to the front makes the rest shorter, and 3 sees to it that the order of what can be seen stays the same; putting
 * one in front leads, by 4, to a node that is explored later, or that is split, whose parts have smaller sets; and it cannot
 * be seen, or all of the path could not. (4 is the condition of Bošnački and Holzmann 2005 for breadth-first search.)
 * The argument is about each configuration on its own: all questions of all steps have been asked before the few
 * are chosen, so it is definite for the node what is possible and what it does.
 *
 * What classes do in other states is not known beforehand, since tables fill as the exploration goes. It is taken to be
 * what was seen so far (`Knowledge`), and each node that is explored is looked at with all that might happen in it,
 * possible or not. If more is learnt after a choice was made, the search has to be made again with what is known by then.
 * If nothing is, the knowledge is complete: otherwise take the shortest path from a node that was explored to a step
 * that does, or looks at, more than is known. By the argument above it can be shortened, or leads to a node that is
 * explored later; so there is a node that was explored in which its last step was tried, and it does, or looks at, the
 * same things up to the first that is not known. There it may turn out not to be possible; it has been seen to look.
 */
export class PartialOrder implements Watch {
  /** What is known of the classes; to be handed to the next search. */
  readonly knowledge: Knowledge;
  /** Nodes of which only some steps were taken. */
  private reduced = 0;
  /** Steps that were possible and not taken. */
  private left = 0;
  private nodes = 0;
  /** What was known when a choice was made first. */
  private reliedOn: number | undefined;
  private readonly labels: Labels;
  private readonly fieldsRead: ReadonlySet<number>;
  private readonly footprints: Footprints;
  private readonly dependence: Dependence;
  /** Of the successors of the node: class and footprint. */
  private readonly classOf: number[] = [];
  private readonly footprintOf: number[] = [];
  private readonly pending: number[] = [];
  /** By step, its class. */
  private readonly classOfStep: number[] = [];
  private learnt = 0;
  /** By step, its footprint in the state in which it was evaluated last. */
  private readonly latest: number[] = [];

  constructor(
    plan: Plan,
    labels: Labels,
    sets: ConfigurationSets,
    { stepper, predicates }: { stepper: Stepper; predicates: Predicates },
    knowledge = new Knowledge(plan),
  ) {
    this.labels = labels;
    this.fieldsRead = predicates.fieldsRead;
    this.knowledge = knowledge;
    knowledge.searches++;
    this.footprints = new Footprints(plan, labels, stepper, sets);
    this.dependence = new Dependence(plan, labels, stepper, this.footprints, knowledge);
  }

  /** Did the search rely on nothing that turned out to be incomplete? Otherwise it has to be made again. */
  get isSettled(): boolean {
    return this.reliedOn === undefined || this.reliedOn === this.knowledge.version;
  }

  /** Something that might happen was evaluated in the state in `stepper.base`: see `Watch`. */
  step(step: number): number {
    const footprint = this.footprints.find(step);
    if (footprint === -1) throw new Error('a step that was decided asks another question');
    this.latest[step] = footprint;
    return 0;
  }

  predicates(): number {
    this.knowledge.watch(this.fieldsRead);
    return 0;
  }

  report(states: number): ReductionReport {
    const { reduced, nodes, left } = this;
    const { searches } = this.knowledge;
    const grouped = (n: number) => n.toLocaleString('en');
    const again = searches === 1 ? '' : `; searched ${searches} times, until all that steps do was known`;
    return {
      reduction: 'partial-order',
      states,
      about: `In ${grouped(reduced)} of ${grouped(nodes)} states some steps stood for all, and ${grouped(left)} were put off${again}.`,
    };
  }

  /**
   * Chooses the steps to take from the state in `stepper.base`.
   * @param isOpen does a successor lead to a node, with the same set of configurations, that will be explored later?
   * @returns the numbers of successors, in order; undefined: all of them
   */
  choose(successors: Enumerator, isOpen: (successor: number) => boolean): readonly number[] | undefined {
    this.nodes++;
    this.look(successors);
    const { count } = successors;
    if (count < 2) return undefined;
    const enabled = this.enabledIn(count);
    const choices: number[][] = [];
    const seeds = new Set<number>();
    for (let i = 0; i < count; i++) {
      const seed = this.classOf[i]!;
      if (seeds.has(seed)) continue;
      seeds.add(seed);
      const stubborn = this.close(seed, enabled, count);
      if (stubborn === undefined) continue;
      const few: number[] = [];
      for (let k = 0; k < count; k++) if (has(stubborn, this.classOf[k]!)) few.push(k);
      if (few.length < count) choices.push(few);
      if (few.length === 1) break;
    }
    choices.sort((a, b) => a.length - b.length || a[0]! - b[0]!);
    const chosen = choices.find((few) => few.some(isOpen));
    if (chosen === undefined) return undefined;
    this.reliedOn ??= this.knowledge.version;
    this.reduced++;
    this.left += count - chosen.length;
    return chosen;
  }

  /** Finds the footprints of all successors, and learns from those of all steps and from what the predicates read. */
  private look(successors: Enumerator): void {
    const { footprints, knowledge } = this;
    this.classOf.length = 0;
    this.footprintOf.length = 0;
    for (let i = 0; i < successors.count; i++) {
      this.footprintOf.push(this.latest[successors.step(i)]!);
      this.classOf.push(this.classOfStepNumber(successors.step(i)));
    }
    for (; this.learnt < footprints.size; this.learnt++) {
      const c = this.classOfStepNumber(footprints.stepOf(this.learnt));
      knowledge.learn(c, footprints.get(this.learnt));
    }
    knowledge.watch(this.fieldsRead);
  }

  private enabledIn(count: number): Words {
    const enabled = new Uint32Array(this.knowledge.words);
    for (let i = 0; i < count; i++) add(enabled, this.classOf[i]!);
    return enabled;
  }

  /** The smallest stubborn set that has a class; undefined where that is everything. */
  private close(seed: number, enabled: Words, count: number): Words | undefined {
    const { pending, knowledge, dependence } = this;
    const stubborn = new Uint32Array(knowledge.words);
    const join = (classes: Words): void => {
      for (let w = 0; w < classes.length; w++) {
        for (let fresh = classes[w]! & ~stubborn[w]!; fresh !== 0; fresh &= fresh - 1) {
          pending.push(w * 32 + 31 - Math.clz32(fresh & -fresh));
        }
        stubborn[w]! |= classes[w]!;
      }
    };
    pending.length = 0;
    pending.push(seed);
    add(stubborn, seed);
    for (let c = pending.pop(); c !== undefined; c = pending.pop()) {
      for (let i = 0; i < count; i++) {
        if (this.classOf[i] !== c) continue;
        const footprint = this.footprints.get(this.footprintOf[i]!);
        dependence.conflicts(footprint, join);
        if (knowledge.sees(footprint)) join(knowledge.visible);
      }
      if (!dependence.enablers(c, join) || isWithin(enabled, stubborn)) return undefined;
    }
    return stubborn;
  }

  private classOfStepNumber(step: number): number {
    const known = this.classOfStep[step];
    if (known !== undefined) return known;
    const c = this.knowledge.classOf(this.labels.stepOf(step));
    this.classOfStep[step] = c;
    return c;
  }
}

function add(set: Words, c: number): void {
  set[c >>> 5]! |= 1 << (c & 31);
}

function isWithin(part: Words, whole: Words): boolean {
  return part.every((word, w) => (word & ~whole[w]!) === 0);
}
