import type { BoundProperty, Predicate, StepPattern } from '../describe/properties.ts';
import { occurrences, type REdge, type RGraph, statesWhere } from './explore.ts';
import { components } from './liveness.ts';

/**
 * The worst case of a bound: the largest number of its event on a path that starts with `from` and ends
 * before `until`; `unbounded` where a cycle on such a path contains it; undefined where `from` never happens.
 */
export function worstCaseOf<S>(graph: RGraph, bound: BoundProperty<S>): number | 'unbounded' | undefined {
  const ends = stateTest(graph, bound.until);
  const endsWith = stepTest(bound.until);
  const starts = stateTest(graph, bound.from);
  const startsWith = stepTest(bound.from);

  const startsIn = new Set(graph.states.map((_, state) => state).filter(starts));
  for (const edge of graph.edges.flat()) if (startsWith(edge)) startsIn.add(edge.to);
  if (startsIn.size === 0) return undefined;

  // The edges on which is counted: none from a state with `until`, none that does it.
  const counted = graph.edges.map((own, state) => (ends(state) ? [] : own.filter((edge) => !endsWith(edge))));
  const reached = new Set(startsIn);
  for (const state of reached) for (const { to } of counted[state]!) reached.add(to);

  const restricted = { ...graph, edges: counted };
  for (const component of components(restricted, reached)) {
    const inside = new Set(component);
    const cycles = component.flatMap((state) => counted[state]!.filter(({ to }) => inside.has(to)));
    if (cycles.some(({ step }) => occurrences(bound.event, step) > 0)) return 'unbounded';
  }

  // The most events from each state on: repeated until nothing grows, which ends, since no cycle counts.
  const most = graph.states.map(() => 0);
  for (let grows = true; grows; ) {
    grows = false;
    for (const state of reached) {
      for (const { to, step } of counted[state]!) {
        const count = occurrences(bound.event, step) + most[to]!;
        if (count > most[state]!) {
          most[state] = count;
          grows = true;
        }
      }
    }
  }
  return Math.max(...[...startsIn].map((state) => most[state]!));
}

function stateTest(graph: RGraph, moment: Predicate | StepPattern): (state: number) => boolean {
  if (typeof moment !== 'function') return () => false;
  const holds = statesWhere(graph, moment);
  return (state) => holds[state]!;
}

function stepTest(moment: Predicate | StepPattern): (edge: REdge) => boolean {
  return typeof moment === 'function' ? () => false : ({ step }) => occurrences(moment, step) > 0;
}
