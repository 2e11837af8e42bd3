import { describe, expect, test } from 'vitest';
import { explore } from '../../bench/lasso/exploration.ts';
import { searchPlainly } from '../../bench/plain/search.ts';
import { withGetAdjacencyMap, withGetShortestPaths } from '../../bench/plain/xstate-graph.ts';
import { subjectOf } from '../../bench/subjects/subject.ts';
import { invariant, never } from '../../src/describe/properties.ts';
import type { System } from '../../src/describe/system.ts';
import { explore as exploreReference } from '../../src/reference/index.ts';
import { alternatingBit } from '../models/alternating-bit.ts';
import { chainReplication, chainStates } from '../models/chain-replication.ts';
import { philosophers } from '../models/philosophers.ts';
import { pingPong } from '../models/ping-pong.ts';
import { tokenRing } from '../models/token-ring.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';
import { onlyReference } from '../reference/helpers.ts';

const nothing = () => false;
const neverAnything = invariant({ name: 'never', about: '', holds: never(nothing) });
const limits = { seconds: 60 };

/** Systems with boards, calls, queues, losses and timers. */
const systems: readonly [name: string, system: () => unknown][] = [
  ['two-phase commit', () => twoPhaseCommit(3)],
  ['dining philosophers', () => philosophers(4, { careful: false })],
  ['chain replication', () => chainReplication(4, { writes: 2, values: 2 })],
  ['a token ring', () => tokenRing(4)],
  ['the alternating bit protocol', () => alternatingBit(2, { losses: 1 })],
  ['ping-pong', () => pingPong(3, { losses: 1 })],
];

describe.each(systems)('%s', (_, system) => {
  const { states, transitions } = exploreReference(onlyReference(system() as System));
  const subject = subjectOf(() => system() as System, nothing, neverAnything);

  test.each([
    ['this explorer', explore],
    ['the plain search', searchPlainly],
    ['getAdjacencyMap', withGetAdjacencyMap],
    ['getShortestPaths', withGetShortestPaths],
  ])('is the same for %s as for the reference', async (_, contender) => {
    const measured = await contender(subject, limits);
    expect(measured).toMatchObject({ states: states.length, transitions });
    expect(measured.stoppedBy).toBeUndefined();
  });
});

describe('a limit', () => {
  const subject = subjectOf(() => twoPhaseCommit(4) as unknown as System, nothing, neverAnything);

  test('of states ends this explorer and the plain search after as many states', async () => {
    const first = { seconds: 60, states: 100 };
    expect(await explore(subject, first)).toMatchObject({ states: 100, stoppedBy: 'states' });
    expect(await searchPlainly(subject, first)).toMatchObject({ states: 100, stoppedBy: 'states' });
  });

  test('of time ends each of them', async () => {
    for (const contender of [searchPlainly, withGetAdjacencyMap, withGetShortestPaths]) {
      expect((await contender(subject, { seconds: 0 })).stoppedBy).toBe('time');
    }
  });
});

describe('chain replication', () => {
  test.each([
    [3, { writes: 2, values: 1 }],
    [4, { writes: 3, values: 2 }],
    [5, { writes: 2, values: 3 }],
  ])('with %i replicas and %o has as many states as its formula says', (replicas, also) => {
    const graph = exploreReference(onlyReference(chainReplication(replicas, also)));
    expect(graph.states.length).toBe(chainStates(replicas, also));
  });

  test('has millions of them with 20 replicas', () => {
    expect(chainStates(20, { writes: 4, values: 2 })).toBeGreaterThan(1e6);
  });
});
