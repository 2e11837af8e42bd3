import type { Predicate, StepPattern } from '../describe/properties.ts';
import { occurrences, type RGraph, statesWhere } from './explore.ts';

/**
 * The number of steps to the nearest state that violates `always(predicate)`; undefined: it holds.
 * `never(predicate)` is `always(not predicate)`.
 */
export function violationOfAlways(
  graph: RGraph,
  predicate: Predicate,
  also: { given?: Predicate } = {},
): number | undefined {
  const holds = statesWhere(graph, predicate);
  const given = also.given ? statesWhere(graph, also.given) : holds.map(() => true);
  return least(graph.depth.filter((_, state) => given[state] && !holds[state]));
}

/** The number of steps to, and with, the nearest step that does what it never may (`given`: before the step). */
export function violationOfNeverStep(
  graph: RGraph,
  pattern: StepPattern,
  also: { given?: Predicate } = {},
): number | undefined {
  const given = also.given ? statesWhere(graph, also.given) : graph.states.map(() => true);
  const violating = graph.edges.flat().filter(({ from, step }) => given[from] && occurrences(pattern, step) > 0);
  return least(violating.map(({ from }) => graph.depth[from]! + 1));
}

/** The states that are deadlocks, nearest first. */
export function deadlocks(graph: RGraph): number[] {
  return graph.states.flatMap((state, number) =>
    graph.edges[number]!.length === 0 && graph.reference.isDeadlock(state) ? [number] : [],
  );
}

function least(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
