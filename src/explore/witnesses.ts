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

  /** All of them as numbers: four for each of `states`, five for each of `steps`, the last its level. */
  get written(): { readonly states: Int32Array; readonly steps: Int32Array } {
    const states = this.states.flatMap(({ vector, set, node }, i) => [vector, set, node, this.stateLevels[i]!]);
    const steps = this.steps.flatMap(({ label, vector, set, node }, i) => [
      ...[label, vector, set, node],
      this.stepLevels[i]!,
    ]);
    return { states: Int32Array.from(states), steps: Int32Array.from(steps) };
  }

  /** Takes what was `written`, where there is nothing yet. */
  restore(states: Int32Array, steps: Int32Array): void {
    for (let i = 0; i < states.length; i += 4) {
      const [vector, set, node, level] = [...states.subarray(i, i + 4)] as [number, number, number, number];
      this.stateNumbers.set(set, vector + 1, this.states.push({ vector, set, node }));
      this.stateLevels.push(level);
    }
    for (let i = 0; i < steps.length; i += 5) {
      const [label, vector, set, node, level] = [...steps.subarray(i, i + 5)] as [
        number,
        number,
        number,
        number,
        number,
      ];
      const state = this.stateNumbers.get(set, vector + 1);
      this.stepNumbers.set(label + 1, state, this.steps.push({ label, vector, set, node }));
      this.stepLevels.push(level);
    }
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
