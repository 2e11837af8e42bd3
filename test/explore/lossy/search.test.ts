import { describe, expect, it } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { type Ask, defineOptions } from '../../../src/describe/options.ts';
import { always, eventually, invariant, never, noDeadlock } from '../../../src/describe/properties.ts';
import { Space } from '../../../src/describe/space.ts';
import type { System } from '../../../src/describe/system.ts';
import { type LossyChoice, LossySearch, type Mode } from '../../../src/explore/lossy/index.ts';
import { replay } from '../../../src/show/replay.ts';
import { consistent, nobodyCommits, twoPhaseCommit } from '../../models/two-phase-commit.ts';
import { sketch } from '../helpers.ts';

const about = 'as its name says';
const isConsistent = invariant({ name: 'consistent', about, holds: always(consistent) });
const isUndecided = invariant({ name: 'nobody-commits', about, holds: always(nobodyCommits) });
const ends = invariant({ name: 'ends', about, holds: noDeadlock });
const decides = invariant({ name: 'decides', about, holds: eventually(nobodyCommits) });

/** The states of two-phase commit, by its number of resource managers: TLA+ TwoPhase (Gray and Lamport). */
const STATES = { 3: 288, 4: 1_568, 5: 8_832 } as const;

/** Searches with one seed after the other; how many runs found all states, and how many should have. */
async function omissions(managers: keyof typeof STATES, mode: (seed: number) => Mode, seeds: number) {
  const system = twoPhaseCommit(managers) as unknown as System;
  const space = new Space(system.options, { features: {}, restrict: {} });
  const sum = { whole: 0, likely: 0, variance: 0, missing: 0, expected: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const nothing = { predicates: [], patterns: [], edges: false, deadlocks: false };
    const search = new LossySearch(system, space, nothing, [], mode(seed));
    await search.run();
    const { omission, expectedOmissions } = search.figures();
    expect(search.states).toBeLessThanOrEqual(STATES[managers]);
    if (search.states === STATES[managers]) sum.whole++;
    sum.likely += 1 - omission;
    sum.variance += omission * (1 - omission);
    sum.missing += STATES[managers] - search.states;
    sum.expected += expectedOmissions;
  }
  return sum;
}

const MODES: Readonly<Record<string, LossyChoice>> = {
  'hash compaction': { kind: 'hash-compaction' },
  bitstate: { kind: 'bitstate', mebibytes: 4 },
};

describe.each(Object.entries(MODES))('%s', (_, lossy) => {
  it('finds all states where it has room enough, and says how sure that is', async () => {
    const { report } = await check(twoPhaseCommit(5), [isConsistent], { lossy });
    expect(report.states).toBe(STATES[5]);
    expect(report.lossy).toMatchObject({ mode: lossy.kind, seed: 1, remembered: STATES[5] });
    expect(report.lossy!.omission).toBeGreaterThan(0);
    expect(report.lossy!.omission).toBeLessThan(1e-5);
  });

  it('says violated or inconclusive, never that something holds', async () => {
    const system = twoPhaseCommit(4);
    const exact = await check(system, [isConsistent, isUndecided, ends, decides]);
    expect(exact.report.verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'violated', 'holds', 'holds']);
    const { report } = await check(system, [isConsistent, isUndecided, ends, decides], { lossy });
    expect(report.complete).toBe(false);
    expect(report.stoppedBy).toBeUndefined();
    expect(report.verdicts.map(({ verdict, reason }) => [verdict, reason?.slice(0, 25)])).toEqual([
      ['inconclusive', undefined],
      ['violated', undefined],
      ['inconclusive', undefined],
      ['inconclusive', 'not looked at: liveness w'],
    ]);
  });

  it('shows a way that can be replayed, and stops when nothing is left to find', async () => {
    const system = twoPhaseCommit(4);
    const exact = await check(system, [isUndecided]);
    const { report } = await check(system, [isUndecided], { lossy });
    const [trace] = report.verdicts[0]!.counterexamples;
    expect(replay(system as unknown as System, trace!)).toEqual({ ok: true });
    expect(trace!.shortest).toBe(false);
    const shortest = exact.report.verdicts[0]!.counterexamples[0]!.stem.length;
    if (lossy.kind === 'hash-compaction') expect(trace!.stem.length).toBe(shortest);
    else expect(trace!.stem.length).toBeGreaterThanOrEqual(shortest);
    expect(report.stoppedBy).toMatch(/nothing left to find/);
    expect(report.states).toBeLessThan(STATES[4]);
  });

  it('is the same for the same seed, and stops at a limit', async () => {
    const run = async (seed: number) => (await check(twoPhaseCommit(4), [ends], { lossy: { ...lossy, seed } })).report;
    const [a, b] = [await run(9), await run(9)];
    expect({ ...a, seconds: 0 }).toEqual({ ...b, seconds: 0 });
    const stopped = await check(twoPhaseCommit(5), [ends], { lossy, maxStates: 100 });
    expect(stopped.report).toMatchObject({ states: 100, stoppedBy: 'the limit of 100 states' });
    const shallow = await check(twoPhaseCommit(4), [ends], { lossy, maxDepth: 3 });
    expect(shallow.report).toMatchObject({ depth: 3, stoppedBy: 'the limit of 3 steps' });
  });
});

describe('the probability that is printed', () => {
  it('is that with which states are left out: hash compaction, fingerprints of 15 bits', async () => {
    const sum = await omissions(3, (seed) => ({ kind: 'hash-compaction', bits: 15, seed }), 40);
    expect(sum.likely / 40).toBeGreaterThan(0.2);
    expect(Math.abs(sum.whole - sum.likely)).toBeLessThan(3.5 * Math.sqrt(sum.variance));
  });

  it('is that with which states are left out: bitstate, 512 bytes', async () => {
    const sum = await omissions(3, (seed) => ({ kind: 'bitstate', bytes: 512, seed }), 40);
    expect(sum.likely / 40).toBeLessThan(0.8);
    expect(Math.abs(sum.whole - sum.likely)).toBeLessThan(3.5 * Math.sqrt(sum.variance));
  });

  it('comes with how many are expected to be missing, to which those are added that only they lead to', async () => {
    for (const mode of [
      (seed: number): Mode => ({ kind: 'hash-compaction', bits: 20, seed }),
      (seed: number): Mode => ({ kind: 'bitstate', bytes: 1 << 14, seed }),
    ]) {
      const { missing, expected } = await omissions(5, mode, 3);
      expect(missing).toBeGreaterThan(expected - 4 * Math.sqrt(expected));
      expect(missing).toBeLessThan(expected * 1.5 + 4 * Math.sqrt(expected));
    }
  });
});

describe('hash compaction over configurations', () => {
  it('divides all states of a level before it explores one, so that the longer way to a part is not the one that is kept', async () => {
    // 'far' is divided at once and leads to 'near' with option a; 'near' itself is only divided into a and b after
    // it was divided into a or b, c or d.
    const definitions = { option: { about: 'One of four.', values: ['a', 'b', 'c', 'd'], default: 'a' } } as const;
    type AskHere = Ask<typeof definitions, Record<never, never>>;
    const options = defineOptions(definitions, {
      features: {
        pair: {
          about: 'a or b',
          of: [true, false],
          from: (ask: AskHere) => ask.is('option', 'a') || ask.is('option', 'b'),
        },
      },
    });
    const a = (ask: { is(option: string, value: string): boolean; feature(name: string): boolean }) => ({
      id: 'a',
      initial: 'start',
      states: {
        start: { on: { one: 'far', two: 'near' } },
        far: { on: { one: { guard: () => ask.is('option', 'a'), target: 'near' } } },
        near: {
          on: {
            three: { guard: () => ask.feature('pair'), target: 'end' },
            four: { guard: () => ask.is('option', 'a'), target: 'end' },
          },
        },
        end: {},
      },
    });
    const events = ['one', 'two', 'three', 'four'].map((name) => [name, { to: 'a', fairness: 'weak' }]);
    const system = sketch({ a: a as (ask: never) => object }, {}, Object.fromEntries(events), { options });
    const four = { does: 'takes', component: 'a', event: 'four', label: 'a takes four' } as const;
    const fourth = invariant<never>({ name: 'no-fourth', about, holds: [never(four)] });
    const { report } = await check(system, [fourth], { lossy: { kind: 'hash-compaction' } });
    const [verdict] = report.verdicts;
    expect(verdict!.affected).toEqual([{ option: ['a'] }]);
    expect(verdict!.counterexamples[0]!.stem.map(({ event }) => event.type)).toEqual(['two', 'four']);
  });
});

describe('what cannot be', () => {
  it.each([
    [{ kind: 'hash-compaction', bits: 0 }, /bits of a fingerprint is 0: expected a whole number from 1 to 64/],
    [{ kind: 'hash-compaction', bits: 65 }, /is 65/],
    [{ kind: 'hash-compaction', seed: -1 }, /seed of a lossy search is -1/],
    [{ kind: 'bitstate', mebibytes: 0 }, /array of bits is 0 MiB: expected 1 KiB to 16,383 MiB/],
    [{ kind: 'bitstate', mebibytes: Number.NaN }, /array of bits is NaN MiB/],
  ] as const)('%o', async (lossy, message) => {
    await expect(check(twoPhaseCommit(3), [ends], { lossy })).rejects.toThrow(message);
  });
});
