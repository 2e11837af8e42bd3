import { describe, expect, it } from 'vitest';
import { type Coverage, neverHappened, neverHappenedInAny } from '../../src/check/coverage.ts';

type Node = Coverage['machines'][number]['nodes'][number];

/** A state with some transitions: `go!` was taken, `go` was not. */
function node(path: string, entered: boolean, ...transitions: string[]): Node {
  const told = transitions.map((t) => ({ on: t.replace('!', ''), taken: t.endsWith('!') }));
  return { path, counts: true, entered, transitions: told };
}

function coverage(component: string, machine: string, ...nodes: Node[]): Coverage {
  return { unasked: [], asked: [], machines: [{ component, machine, nodes }] };
}

describe('what never happened', () => {
  it('is told by component: options, states, and transitions of states that were entered', () => {
    const one = coverage('left', 'door', node('open', true, 'CLOSE', 'OPEN!'), node('shut', false, 'OPEN'));
    expect(neverHappened({ ...one, unasked: ['o'] })).toEqual([
      "option 'o' is never asked about",
      "left: in 'open', the transition on CLOSE is never taken",
      "left: state 'shut' is never entered",
    ]);
  });

  it('in any of several is told by machine, and is what none of them reached', () => {
    const one = coverage('left', 'door', node('open', true, 'CLOSE', 'OPEN!', 'OPEN'), node('shut', false, 'OPEN'));
    const other = coverage('right', 'door', node('open', true, 'CLOSE!', 'OPEN', 'OPEN'), node('shut', true, 'OPEN'));
    const told = neverHappenedInAny([
      { ...one, unasked: ['o', 'p'] },
      { ...other, unasked: ['o'], asked: ['p'] },
      coverage('bell', 'bell', node('', true, 'RING')),
    ]);
    expect(told).toEqual([
      "option 'o' is never asked about",
      // Of two transitions on one event, each is told apart by its place.
      "door: in 'open', the transition on OPEN is never taken",
      "door: in 'shut', the transition on OPEN is never taken",
      "bell: in '(root)', the transition on RING is never taken",
    ]);
  });

  it('does not depend on the order, for machines that differ by scenario', () => {
    const one = coverage('a', 'm', node('x', false), node('y', true));
    const other = coverage('a', 'm', node('x', true, 'GO'), node('z', false));
    const sorted = (told: readonly string[]) => [...told].sort();
    expect(sorted(neverHappenedInAny([one, other]))).toEqual(sorted(neverHappenedInAny([other, one])));
    expect(neverHappenedInAny([one, other])).toEqual([
      "m: in 'x', the transition on GO is never taken",
      "m: state 'z' is never entered",
    ]);
  });
});
