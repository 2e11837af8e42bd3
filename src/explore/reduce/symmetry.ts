import type { ReductionReport } from '../../describe/result.ts';
import { perform } from '../effects.ts';
import { DONE } from '../stepper.ts';
import { Canonical } from './symmetry-canonical.ts';
import { type Explored, SymmetryCheck } from './symmetry-check.ts';
import { Exchange } from './symmetry-exchange.ts';
import { type Groups, groupsOf } from './symmetry-groups.ts';

/**
 * Symmetry reduction: of all states that come from one another by exchanging replicas, one is explored. It preserves which
 * predicates hold, which step patterns occur and how long paths are, but not fairness, which is about single replicas.
 */
export class Symmetry {
  private readonly explored: Explored;
  private readonly groups: Groups;
  private readonly canonical: Canonical;
  private readonly check: SymmetryCheck;
  private readonly fields: Int32Array;
  private states = 0;
  private standFor = 0;
  private transitionsStandFor = 0;

  /** @throws Mistake where nothing in the system is symmetric, as far as it says */
  constructor(explored: Explored) {
    const { plan, labels } = explored;
    const groups = groupsOf(plan);
    const exchanges = groups.list.map((group) =>
      Array.from({ length: group.size - 1 }, (_, at) => new Exchange(plan, labels, groups, group, at)),
    );
    this.explored = explored;
    this.groups = groups;
    this.canonical = new Canonical(plan, groups, exchanges);
    this.check = new SymmetryCheck(explored, groups, exchanges);
    this.fields = new Int32Array(plan.fields);
  }

  /** @throws Mistake where the start is not symmetric */
  start(fields: Int32Array): void {
    this.check.start(fields);
  }

  /** Replaces a state by the one that stands for it. */
  reduce(fields: Int32Array): void {
    this.canonical.apply(fields);
  }

  /**
   * Tries a step, possible or not, or the predicates in the state of the stepper.
   * @returns the question that divides the set, or 0
   * @throws Mistake where it is not symmetric
   */
  step(step: number): number {
    return this.check.step(step);
  }
  predicates(): number {
    return this.check.predicates();
  }

  /** Counts a state that is explored, and its transitions. */
  count(fields: Int32Array, transitions: number): void {
    this.fields.set(fields);
    this.canonical.apply(this.fields);
    this.states++;
    this.standFor += this.canonical.orbit;
    this.transitionsStandFor += this.canonical.orbit * transitions;
  }

  /**
   * Labels of a real path, for those of one on which each state was replaced by the one that stands for it. It starts where
   * the machines start and ends in the state where that one ends.
   * @param set configurations that can take it
   */
  real(set: number, labels: readonly number[]): number[] {
    const { stepper, labels: known } = this.explored;
    stepper.set = set;
    if (stepper.start() !== DONE) throw new Error(`the initial state is not decided for set ${set}`);
    const words: (readonly Exchange[])[] = [];
    const steps: { readonly step: number; readonly occurred: number; readonly repeated: Map<number, number> }[] = [];
    for (const label of labels) {
      const step = known.stepNumber(label);
      stepper.base.set(stepper.now);
      if (perform(stepper, known.stepOf(step)) !== DONE) throw new Error('a step of a reduced path is not possible');
      steps.push({ step, occurred: stepper.occurred, repeated: new Map(stepper.repeated) });
      stepper.spend(known.budgetFieldOf(step));
      this.canonical.apply(stepper.now);
      words.push([...this.canonical.word]);
    }
    // The start is the same whichever replicas are exchanged; so whatever is exchanged later may as well be exchanged
    // from the start on.
    return steps.map(({ step, occurred, repeated }, i) => {
      let renamed = step;
      for (const word of words.slice(i)) for (const exchange of word) renamed = exchange.step(renamed);
      return known.label(renamed, occurred, repeated);
    });
  }

  report(): ReductionReport {
    const { states, standFor, transitionsStandFor, groups, check } = this;
    const number = (n: number) => n.toLocaleString('en');
    const names = groups.list.map(({ size, components }) => `${size} of ${components.join(' and ')}`).join(', ');
    const apart = groups.apart.length === 0 ? '' : `; not interchangeable: ${groups.apart.join(', ')}`;
    return {
      reduction: 'symmetry',
      states,
      standFor,
      about: `${number(states)} states stand for ${number(standFor)} with ${number(transitionsStandFor)} transitions, the replicas being interchangeable (${names}${apart}); ${number(check.tried)} steps and predicates were tried with replicas exchanged`,
    };
  }
}
