import { expect } from 'vitest';
import { type Checked, type CheckOptions, check } from '../../../src/check/check.ts';
import { Mistake } from '../../../src/describe/mistake.ts';
import type { Invariant, Property } from '../../../src/describe/properties.ts';
import { always, invariant, never, noDeadlock } from '../../../src/describe/properties.ts';
import type { System } from '../../../src/describe/system.ts';
import { replay } from '../../../src/show/replay.ts';
import { build } from '../../random/build.ts';
import { predicateOf, type WithProperties } from '../../random/properties.ts';
import { both } from './loose.ts';

/** A result of a run without the reduction, and of one with it. */
export interface Pair {
  readonly full: Checked;
  readonly reduced: Checked;
}

/** The number of properties that a random system is asked about. */
export const QUESTIONS = 7;

/** The properties that a random system is asked about: each of a kind that the reductions preserve. */
export function questionsOf(random: WithProperties): Invariant[] {
  const [p, q] = [predicateOf(random.p), predicateOf(random.q)];
  const named: [string, Property][] = [
    ['never-both', never(both(random))],
    ['always', always(p)],
    ['never', never(q)],
    ['always-given', always(p, { given: q })],
    ['never-step', never(random.pattern)],
    ['never-step-given', never(random.pattern, { given: q })],
    ['deadlock', noDeadlock],
  ];
  return named.map(([name, holds]) => invariant<never>({ name, about: name, holds }));
}

/**
 * Checks a random system with and without a reduction.
 * @param most leave out systems with more states than this
 * @returns undefined for a system that is left out, or that has the same mistake in both runs
 */
export async function bothWays(
  random: WithProperties,
  invariants: readonly Invariant[],
  reduce: NonNullable<CheckOptions['reduce']>,
  most = 2_000,
): Promise<(Pair & { readonly system: System }) | undefined> {
  let system: System;
  try {
    system = build(random.blueprint);
  } catch (error) {
    if (error instanceof Mistake) return undefined;
    throw error;
  }
  const full = await outcomeOf(system, invariants, { maxStates: most });
  if (!(full instanceof Mistake) && !full.report.complete) return undefined;
  const reduced = await outcomeOf(system, invariants, { reduce });
  if (full instanceof Mistake || reduced instanceof Mistake) {
    // Which mistake is found first depends on the order; that there is one does not.
    expect([full instanceof Mistake, reduced instanceof Mistake]).toEqual([true, true]);
    return undefined;
  }
  return { system, full, reduced };
}

async function outcomeOf(
  system: System,
  invariants: readonly Invariant[],
  options: CheckOptions,
): Promise<Checked | Mistake> {
  try {
    return await check(system, invariants, options);
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}

/** The same verdicts, for the same configurations, with counterexamples that running machines agree with. */
export function expectSame({ full, reduced }: Pair, system: System): void {
  const outline = ({ report }: Checked) =>
    report.verdicts.map(({ name, verdict, violating, affected, vacuousIn, counterexamples }) => ({
      name,
      verdict,
      violating,
      affected,
      vacuousIn,
      lengths: counterexamples.map(({ stem }) => stem.length),
      faults: counterexamples.map(({ stem }) => stem.filter(({ fault }) => fault).length),
    }));
  expect(outline(reduced)).toEqual(outline(full));
  expect([...reduced.violating]).toEqual([...full.violating]);
  for (const { counterexamples } of reduced.report.verdicts) {
    for (const trace of counterexamples) expect(replay(system, trace)).toEqual({ ok: true });
  }
}
