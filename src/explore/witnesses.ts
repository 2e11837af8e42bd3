import { PairTable } from './pairs.ts';

/** A node with what holds in it: of all nodes of its kind, the first with the fewest steps and faults. */
export interface StateWitness {
  /** The vector of the predicates: see `Predicates.truth`. */
  readonly vector: number;
  readonly set: number;
  node: number;
}

/** A step in which a step pattern occurs, with what holds before it: of all of its kind, the first with the fewest steps and faults. */
export interface StepWitness extends StateWitness {
  readonly label: number;
}

/**
 * Which combinations of predicates occur, for which sets of configurations, and where first: what safety properties need to
 * know, noted while exploring, so that nobody has to go through all states afterwards. There are few: on the shipped
 * model one for some thousand states.
 *
 * Nodes are told level by level; among those of one level and with the same number of faults, the least number is kept.
 */
export class Witnesses {
  readonly states: StateWitness[] = [];
  readonly steps: StepWitness[] = [];
  /** The level of each of them. */
  private readonly stateLevels: number[] = [];
  private readonly stepLevels: number[] = [];
  private readonly stateNumbers = new PairTable();
  private readonly stepNumbers = new PairTable();
  private readonly level: () => number;
  private readonly faults: (node: number) => number;

  /**
   * @param level the level that is being explored
   * @param faults the number of faults on the path to a node
   */
  constructor(level: () => number, faults: (node: number) => number) {
    this.level = level;
    this.faults = faults;
  }

  /** A node was explored. */
  state(vector: number, set: number, node: number): void {
    this.stateNumber(vector, set, node);
  }

  /** It has a step with this label, in which a pattern occurs. */
  step(label: number, vector: number, set: number, node: number): void {
    const state = this.stateNumber(vector, set, node);
    const i = this.stepNumbers.get(label + 1, state);
    if (i === 0) {
      this.stepNumbers.set(label + 1, state, this.steps.push({ label, vector, set, node }));
      this.stepLevels.push(this.level());
    } else if (this.stepLevels[i - 1] === this.level()) this.better(this.steps[i - 1]!, node);
  }

  /** From 1. */
  private stateNumber(vector: number, set: number, node: number): number {
    const i = this.stateNumbers.get(set, vector + 1);
    if (i === 0) {
      const number = this.states.push({ vector, set, node });
      this.stateLevels.push(this.level());
      this.stateNumbers.set(set, vector + 1, number);
      return number;
    }
    if (this.stateLevels[i - 1] === this.level()) this.better(this.states[i - 1]!, node);
    return i;
  }

  private better(witness: StateWitness, node: number): void {
    const faults = this.faults(node) - this.faults(witness.node);
    if (faults < 0 || (faults === 0 && node < witness.node)) witness.node = node;
  }
}
