import { Mistake } from '../describe/mistake.ts';
import type { Predicate, StepPattern } from '../describe/properties.ts';
import type { Reference, RStep } from './reference.ts';
import type { RState } from './state.ts';

/** A transition of the graph. */
export interface REdge {
  readonly from: number;
  readonly to: number;
  readonly step: RStep;
}

/** The reachable states of a system in one configuration; state 0 is the initial one. */
export interface RGraph {
  readonly reference: Reference;
  readonly states: readonly RState[];
  /** Of each state, its transitions. */
  readonly edges: readonly (readonly REdge[])[];
  /** Of each state, the number of steps of a shortest path to it. */
  readonly depth: readonly number[];
  /** Of each state but the first, the transition by which it was first found. */
  readonly parent: readonly (REdge | undefined)[];
  /** Number of transitions, repeats included. */
  readonly transitions: number;
  /** False where `limit` stopped it: the states found last then have no transitions. */
  readonly complete: boolean;
}

/**
 * Explores breadth first.
 *
 * @param limit the most states
 * @throws Mistake for the first mistake that is met; its `trace` is the list of steps that lead to the state
 *   in which it can happen
 */
export function explore(reference: Reference, limit = Number.POSITIVE_INFINITY): RGraph {
  const states: RState[] = [reference.initial()];
  const numbers = new Map<string, number>([[reference.key(states[0]!), 0]]);
  const edges: REdge[][] = [];
  const depth: number[] = [0];
  const parent: (REdge | undefined)[] = [undefined];
  let transitions = 0;
  let complete = true;
  for (let from = 0; from < states.length; from++) {
    const own: REdge[] = [];
    edges.push(own);
    if (states.length > limit) {
      complete = false;
      continue;
    }
    for (const { step, next } of stepsWithTrace(from)) {
      const key = reference.key(next);
      let to = numbers.get(key);
      const isNew = to === undefined;
      if (to === undefined) {
        to = states.length;
        numbers.set(key, to);
        states.push(next);
        depth.push(depth[from]! + 1);
      }
      const edge = { from, to, step };
      if (isNew) parent.push(edge);
      own.push(edge);
      transitions += 1;
    }
  }
  return { reference, states, edges, depth, parent, transitions, complete };

  function stepsWithTrace(from: number) {
    try {
      return reference.steps(states[from]!);
    } catch (error) {
      if (error instanceof Mistake) error.trace = pathTo({ parent }, from).map(({ step }) => step);
      throw error;
    }
  }
}

/** A shortest path from the initial state. */
export function pathTo({ parent }: Pick<RGraph, 'parent'>, state: number): REdge[] {
  const path: REdge[] = [];
  for (let edge = parent[state]; edge !== undefined; edge = parent[edge.from]) path.unshift(edge);
  return path;
}

/** The states of which a predicate is true. */
export function statesWhere(graph: RGraph, predicate: Predicate): boolean[] {
  return graph.states.map((state) => predicate(graph.reference.view(state) as never));
}

/** How often a step does what a pattern says. An event that is ignored is taken all the same. */
export function occurrences(pattern: StepPattern, step: RStep): number {
  const events =
    pattern.does === 'takes'
      ? step.taken.map(({ component, event }) => ({ who: component, event }))
      : step.emitted.map(({ from, message }) => ({ who: from, event: message }));
  return events.filter(({ who, event }) => {
    const [, component, replica] = /^(.*?)(?:\[(\d+)\])?$/.exec(who)!;
    return (
      component === pattern.component &&
      (pattern.replica === undefined || pattern.replica === Number(replica ?? 0)) &&
      event.type === pattern.event &&
      (pattern.where?.(event as never) ?? true)
    );
  }).length;
}
