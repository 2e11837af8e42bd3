import type { Configuration } from '../../src/describe/options.ts';
import type { Invariant, Predicate } from '../../src/describe/properties.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import type { Questions } from '../../src/explore/explorer.ts';

/** A model, loaded: what there is to explore, and what is asked on the way. */
export interface Subject {
  /** Builds the system: its definition is a part of what is measured. */
  readonly system: () => System;
  /** The configurations that are explored. */
  readonly space: () => Space;
  /** One of them. */
  readonly only: (configuration: Configuration) => Space;
  /** What is judged in every state and at every step. */
  readonly questions: Questions;
  /** Holds. */
  readonly liveness?: Invariant;
}

/** A system without options, of which a predicate holds in every state. */
export function subjectOf(system: () => System, predicate: unknown, liveness: Invariant): Subject {
  const space = () => new Space(system().options);
  const questions = { predicates: [predicate as Predicate], patterns: [], edges: false, deadlocks: true };
  return { system, space, only: space, questions, liveness };
}
