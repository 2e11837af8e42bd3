import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Checked, check } from '../../src/check/check.ts';
import { checkPart, mergeShards } from '../../src/check/shard.ts';
import { read, written } from '../../src/cli/shard-file.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import type { Invariant, Property } from '../../src/describe/properties.ts';
import {
  always,
  atMost,
  eventually,
  invariant,
  leadsTo,
  never,
  noDeadlock,
  worstCase,
} from '../../src/describe/properties.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { traceJson } from '../../src/show/json.ts';
import { build } from '../random/build.ts';
import { predicateOf, systemsWithProperties, type WithProperties } from '../random/properties.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 6);

/** One invariant of each kind, one of several properties, and the worst case. */
function invariantsOf({ p, q, pattern }: WithProperties): Invariant[] {
  const [isP, isQ] = [predicateOf(p), predicateOf(q)];
  const named = (name: string, holds: Property | Property[], worst?: ReturnType<typeof worstCase>) =>
    invariant<never>({
      name,
      about: `About ${name}.`,
      holds: holds as never,
      ...(worst ? { worstCase: { ...worst.between(isP as never, isQ as never), unit: 'times' } } : {}),
    }) as unknown as Invariant;
  return [
    named('always-p', always(isP) as Property),
    named('never-q-given-p', never(isQ, { given: isP }) as Property),
    named('never-step', never(pattern)),
    named('no-deadlock', noDeadlock),
    named('at-most-one', atMost(1, pattern).between(isP, isQ) as Property, worstCase(pattern)),
    named('leads-to', leadsTo(isP, isQ) as Property),
    named('several', [eventually(isQ) as Property, never(isP) as Property]),
  ];
}

/** What a report says, without what may differ: how many states were explored for several configurations at once. */
function said({ report, violating, coverage }: Checked) {
  const { seconds: _, states: __, transitions: ___, depth: ____, family, shards: _____, ...same } = report;
  return {
    ...same,
    alone: family?.alone,
    violating: [...violating].map(([name, bits]) => [name, [...bits]]),
    unasked: coverage?.unasked,
    machines: coverage?.machines,
    traces: report.verdicts.flatMap((v) => v.counterexamples).map(traceJson),
  };
}

/** What a promise gives, or the mistake that it ends with. */
async function orMistake<T>(promise: Promise<T>): Promise<T | Mistake> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}

test('parts of random systems, joined, say what one exploration says, to the byte of each trace', async () => {
  let compared = 0;
  let traces = 0;
  const some = fc.record({
    system: systemsWithProperties(),
    deal: fc.array(fc.nat(2), { minLength: 27, maxLength: 27 }),
  });
  await fc.assert(
    fc.asyncProperty(some, async ({ system: given, deal }) => {
      const system = build(given.blueprint) as unknown as System;
      const invariants = invariantsOf(given);
      const whole = await orMistake(check(system, invariants, { maxStates: 2_000 }));
      if (whole instanceof Mistake || !whole.report.complete) return;
      const { space } = whole;
      const parts = [];
      for (let shard = 0; shard < 3; shard++) {
        const part = space.where((_, i) => deal[i] === shard);
        const found = await checkPart(system, invariants, {}, part);
        parts.push(read(JSON.parse(JSON.stringify(written(found))), space.empty().length));
      }
      const merged = await mergeShards(system, invariants, {}, parts);
      expect(said(merged)).toEqual(said(whole));
      compared += space.size > 1 ? 1 : 0;
      traces += whole.report.verdicts.flatMap((v) => v.counterexamples).length;
    }),
    { numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS / 4);
  expect(traces).toBeGreaterThan(RUNS);
});

test('what configurations share is counted exactly: against each of them alone', async () => {
  await fc.assert(
    fc.asyncProperty(systemsWithProperties(), async (given) => {
      const system = build(given.blueprint) as unknown as System;
      const invariants = invariantsOf(given);
      const whole = await orMistake(check(system, invariants, { maxStates: 2_000 }));
      if (whole instanceof Mistake || !whole.report.complete) return;
      let alone = 0;
      for (const configuration of whole.space.configurations) {
        const set = Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, [value]]));
        expect(new Space(system.options, { features: system.features ?? {}, restrict: set }).size).toBe(1);
        alone += (await check(system, invariants, { set })).report.states;
      }
      expect(whole.report.family).toEqual({ nodes: whole.report.states, alone });
    }),
    { numRuns: RUNS },
  );
});
