import { describe, expect, test } from 'vitest';
import { system as shipped } from '../../invariants/index.ts';
import { type CheckOptions, check } from '../../src/check/check.ts';
import {
  atMost,
  type BoundProperty,
  eventually,
  type Invariant,
  infinitelyOften,
  invariant,
  leadsTo,
  never,
  noDeadlock,
  type Property,
  stabilizes,
  stepsOf,
  worstCase,
} from '../../src/describe/properties.ts';
import { Space } from '../../src/describe/space.ts';
import type { System, ViewOf } from '../../src/describe/system.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import { firstEats, firstIsHungry, philosophers } from '../models/philosophers.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';

const main = shipped as unknown as System;
const dining = philosophers(3, { careful: true });
const commit = twoPhaseCommit(4);
type Commit = ViewOf<typeof commit>;

const named = (properties: Readonly<Record<string, Property>>): Invariant[] =>
  Object.entries(properties).map(([name, holds]) => invariant<never>({ name, about: name, holds }));

const ofDining = named({
  deadlock: noDeadlock,
  'leads-to': leadsTo(firstIsHungry, firstEats) as Property,
  eventually: eventually(firstEats) as Property,
  'infinitely-often': infinitelyOften(firstIsHungry) as Property,
  stabilizes: stabilizes(firstEats) as Property,
  never: never(stepsOf(dining).emits('fork', 'GIVEN', { replica: 1 })) as Property,
  once: atMost(1, stepsOf(dining).takes('philosopher', 'finish', { replica: 1 })).between(
    firstIsHungry,
    firstEats,
  ) as Property,
});

const isDecided = ({ rm }: Commit) => rm.every((r) => r.matches('committed') || r.matches('aborted'));
const isOpen = ({ tm }: Commit) => tm.matches('init');
const commits = stepsOf(commit).takes('rm', 'COMMIT');
const ofCommit = [
  ...named({
    'leads-to': leadsTo(isOpen, isDecided) as Property,
    eventually: eventually(isDecided) as Property,
    'at-most-4': atMost(4, commits).between(isOpen, isDecided) as Property,
    'at-most-3': atMost(3, commits).between(isOpen, isDecided) as Property,
    'after-a-step': atMost(0, stepsOf(commit).takes('rm', 'ABORT')).between(
      stepsOf(commit).emits('rm', 'PREPARED'),
      isDecided,
    ) as Property,
  }),
  invariant<never>({
    name: 'worst',
    about: 'worst',
    holds: noDeadlock,
    worstCase: { ...(worstCase(commits).between(isOpen, isDecided) as unknown as BoundProperty), unit: 'commits' },
  }),
];

async function documentOf(system: System, invariants: readonly Invariant[], options: CheckOptions): Promise<string> {
  const { report } = await check(system, invariants, options);
  return JSON.stringify({ ...report, seconds: 0 }, undefined, 1);
}

describe('whether edges are stored or computed again is not to be seen', () => {
  test.each([
    ['philosophers', dining as unknown as System, ofDining],
    ['two-phase commit', commit as unknown as System, ofCommit],
  ])('in verdicts, bounds and counterexamples of %s', async (_, system, invariants) => {
    const stored = await documentOf(system, invariants, { edges: 'stored' });
    expect(await documentOf(system, invariants, { edges: 'computed' })).toBe(stored);
    // Some of both, or nothing is compared.
    const { verdicts } = JSON.parse(stored) as { verdicts: { verdict: string; counterexamples: unknown[] }[] };
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds', 'violated']));
    // A bound that is passed on the way: what was stored is let go.
    expect(await documentOf(system, invariants, { edges: 1000 })).toBe(stored);
  });

  test('node by node, the parts of split nodes and what was not explored among them', async () => {
    const explored = async (edgeStorage: 'stored' | 'computed') => {
      const space = new Space(main.options, { features: main.features ?? {}, restrict: { mode: ['table'] } });
      const explorer = new Explorer(main, space, {
        predicates: [],
        patterns: [],
        edges: true,
        deadlocks: false,
        edgeStorage,
      });
      await explorer.run({ states: 600 });
      expect(explorer.storesEdges).toBe(edgeStorage === 'stored');
      const edges = Array.from({ length: explorer.size }, (_, node) => {
        const count = explorer.edges(node);
        return [[...explorer.out.to.subarray(0, count)], [...explorer.out.label.subarray(0, count)]];
      });
      return {
        edges,
        splits: edges.filter((_, node) => explorer.isSplit(node)),
        open: edges.filter((_, node) => explorer.isUnexplored(node)),
      };
    };
    const stored = await explored('stored');
    expect(await explored('computed')).toEqual(stored);
    expect(Math.min(stored.splits.length, stored.open.length)).toBeGreaterThan(0);
    for (const [to, label] of stored.splits) expect([to!.length, label]).toEqual([2, [-1, -1]]);
    for (const edges of stored.open) expect(edges).toEqual([[], []]);
  });
});
