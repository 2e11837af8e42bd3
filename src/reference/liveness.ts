import type { Predicate } from '../describe/properties.ts';
import { type REdge, type RGraph, statesWhere } from './explore.ts';
import type { Constraint } from './reference.ts';

/**
 * Paths that never end, under weak and strong fairness.
 *
 * A path may also stay where it is for ever. That is fair if and only if no constraint is enabled there, so
 * staying is treated as one more edge of every state, which belongs to no constraint.
 */

/** A violation of a liveness property: a fair path that does what it must not. */
export interface FairViolation {
  /** The fewest steps to a state that the path then visits again and again. */
  readonly stem: number;
  /** The states that are visited again and again, by some fair path, one entry for each component. */
  readonly components: readonly (readonly number[])[];
}

/** A fair path on which, after a state with `p`, `q` never holds; undefined: `leadsTo(p, q)` holds. */
export function violationOfLeadsTo(graph: RGraph, p: Predicate, q: Predicate): FairViolation | undefined {
  const holdsP = statesWhere(graph, p);
  const holdsQ = statesWhere(graph, q);
  return violation(
    graph,
    (state) => holdsP[state]!,
    (state) => !holdsQ[state],
  );
}

/** A fair path on which `q` never holds. */
export function violationOfEventually(graph: RGraph, q: Predicate): FairViolation | undefined {
  const holdsQ = statesWhere(graph, q);
  return violation(
    graph,
    (state) => state === 0,
    (state) => !holdsQ[state],
  );
}

/** A fair path on which, from some time on, `q` never holds. */
export function violationOfInfinitelyOften(graph: RGraph, q: Predicate): FairViolation | undefined {
  return violationOfLeadsTo(graph, () => true, q);
}

/** A fair path on which, again and again, `p` does not hold. */
export function violationOfStabilizes(graph: RGraph, p: Predicate): FairViolation | undefined {
  const holdsP = statesWhere(graph, p);
  return violation(
    graph,
    () => true,
    () => true,
    (state) => !holdsP[state],
  );
}

/** A fair path that meets `start`, and from there on stays within `within`, and meets `again` for ever. */
function violation(
  graph: RGraph,
  start: (state: number) => boolean,
  within: (state: number) => boolean,
  again: (state: number) => boolean = () => true,
): FairViolation | undefined {
  const components = fairComponents(graph, graph.states.map((_, state) => state).filter(within), again);
  const recurring = new Set(components.flat());
  // Breadth first over states before `start` and, once it was met, over those within.
  let level = new Set(start(0) && within(0) ? ['before 0', 'after 0'] : ['before 0']);
  const seen = new Set<string>();
  for (let stem = 0; level.size > 0; stem++) {
    const next = new Set<string>();
    for (const place of level) {
      if (seen.has(place)) continue;
      seen.add(place);
      const [phase, number] = place.split(' ');
      const state = Number(number);
      if (phase === 'after' && recurring.has(state)) {
        return { stem, components: components.filter((c) => reaches(graph, start, within, c)) };
      }
      for (const { to } of graph.edges[state]!) {
        if (phase === 'before') next.add(`before ${to}`);
        if (within(to) && (phase === 'after' || start(to))) next.add(`after ${to}`);
      }
    }
    level = next;
  }
  return undefined;
}

/** Can a path reach this component from a state with `start`, staying within? */
function reaches(
  graph: RGraph,
  start: (state: number) => boolean,
  within: (state: number) => boolean,
  component: readonly number[],
): boolean {
  const reached = new Set(graph.states.map((_, state) => state).filter((state) => start(state) && within(state)));
  for (const state of reached) for (const { to } of graph.edges[state]!) if (within(to)) reached.add(to);
  return reached.has(component[0]!);
}

/**
 * The sets of states within `states` that a fair path can visit for ever, all of them again and again, meeting
 * `again`: the strongly connected components that satisfy every constraint, where a component in which a
 * strong constraint is enabled but never taken is searched again without the states that enable it.
 */
export function fairComponents(
  graph: RGraph,
  states: readonly number[],
  again: (state: number) => boolean = () => true,
): number[][] {
  const members = new Set(states);
  return components(graph, members).flatMap((component) => {
    if (!component.some(again)) return [];
    const inside = new Set(component);
    const edges = component.flatMap((state) => graph.edges[state]!.filter(({ to }) => inside.has(to)));
    const taken = new Set(edges.map(({ step }) => step.constraint?.name));
    const neglected = constraintsOf(component.flatMap((state) => graph.edges[state]!)).filter(
      ({ name }) => !taken.has(name),
    );
    for (const { name, strength } of neglected) {
      const enabling = component.filter((state) => isEnabled(graph.edges[state]!, name));
      const rest = component.filter((state) => !enabling.includes(state));
      // weak: enabled in every state, so enabled for ever; a part of the component would be no better
      if (strength === 'weak' && rest.length === 0) return [];
      if (strength === 'strong') return fairComponents(graph, rest, again);
    }
    return [component];
  });
}

function isEnabled(edges: readonly REdge[], constraint: string): boolean {
  return edges.some(({ step }) => step.constraint?.name === constraint);
}

function constraintsOf(edges: readonly REdge[]): Constraint[] {
  const found = edges.flatMap(({ step }) => (step.constraint ? [step.constraint] : []));
  return [...new Map(found.map((constraint) => [constraint.name, constraint])).values()];
}

/** The strongly connected components of the graph restricted to `members`, single states included. */
export function components(graph: RGraph, members: ReadonlySet<number>): number[][] {
  const forward = new Map([...members].map((state) => [state, graph.edges[state]!.map(({ to }) => to)]));
  const backward = new Map<number, number[]>([...members].map((state) => [state, []]));
  for (const [from, targets] of forward) for (const to of targets) backward.get(to)?.push(from);
  // Kosaraju: finish times forward, then collect backward.
  const finished: number[] = [];
  const seen = new Set<number>();
  for (const state of members) visit(state, forward, seen, (done) => finished.push(done));
  const collected = new Set<number>();
  const result: number[][] = [];
  for (const state of finished.reverse()) {
    if (collected.has(state)) continue;
    const component: number[] = [];
    visit(state, backward, collected, (done) => component.push(done));
    result.push(component);
  }
  return result;

  function visit(
    start: number,
    edges: ReadonlyMap<number, readonly number[]>,
    visited: Set<number>,
    finish: (state: number) => void,
  ): void {
    if (visited.has(start)) return;
    visited.add(start);
    const stack = [{ state: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = edges.get(top.state)![top.next++];
      if (to === undefined) {
        finish(top.state);
        stack.pop();
      } else if (members.has(to) && !visited.has(to)) {
        visited.add(to);
        stack.push({ state: to, next: 0 });
      }
    }
  }
}
