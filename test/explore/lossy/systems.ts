import { expect } from 'vitest';
import { type Checked, check } from '../../../src/check/check.ts';
import { Mistake } from '../../../src/describe/mistake.ts';
import type { Invariant, Property } from '../../../src/describe/properties.ts';
import { always, invariant, never, noDeadlock } from '../../../src/describe/properties.ts';
import type { Verdict } from '../../../src/describe/result.ts';
import { isEmpty, minus } from '../../../src/describe/space.ts';
import type { System } from '../../../src/describe/system.ts';
import type { LossyChoice } from '../../../src/explore/lossy/index.ts';
import { replay } from '../../../src/show/replay.ts';
import { build } from '../../random/build.ts';
import { predicateOf, type WithProperties } from '../../random/properties.ts';

/** A random system, what is asked of it, and what the exact exploration says. */
export interface Known {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly exact: Checked;
}

/** Explores a random system; undefined where it is not well formed or too large. */
export async function known({ blueprint, p, q, pattern }: WithProperties): Promise<Known | undefined> {
  const given = { given: predicateOf(q) };
  const properties: Record<string, Property> = {
    always: always(predicateOf(p)),
    'always-given': always(predicateOf(p), given),
    'never-step': never(pattern),
    'never-step-given': never(pattern, given),
    deadlock: noDeadlock,
  };
  const invariants = Object.entries(properties).map(([name, holds]) => invariant<never>({ name, about: name, holds }));
  try {
    const system = build(blueprint);
    const exact = await check(system, invariants, { maxStates: 5_000 });
    return exact.report.complete ? { system, invariants, exact } : undefined;
  } catch (error) {
    if (error instanceof Mistake) return undefined;
    throw error;
  }
}

/** Explores it again and leaves out states. Whatever that says has to be so. */
export async function again({ system, invariants, exact }: Known, lossy: LossyChoice): Promise<Checked> {
  const checked = await check(system, invariants, { lossy });
  for (const verdict of checked.report.verdicts) {
    const found = checked.violating.get(verdict.name)!;
    expect(isEmpty(minus(found, exact.violating.get(verdict.name)!))).toBe(true);
    expect(verdict.verdict).toBe(isEmpty(found) ? 'inconclusive' : 'violated');
    expect(verdict.counterexamples).toHaveLength(verdict.affected.length);
    for (const trace of verdict.counterexamples) expect(replay(system, trace)).toEqual({ ok: true });
  }
  expect(checked.report.states).toBeLessThanOrEqual(exact.report.states);
  return checked;
}

/** Where nothing was left out, all must be the same; of ways that go breadth first, their lengths as well. */
export function expectSame({ exact }: Known, checked: Checked, breadthFirst: boolean): void {
  const { report } = checked;
  expect(checked.violating).toEqual(exact.violating);
  const lengths = ({ counterexamples }: Verdict) => counterexamples.map(({ stem }) => stem.length);
  for (const [i, verdict] of report.verdicts.entries()) {
    const its = exact.report.verdicts[i]!;
    expect(verdict.affected).toEqual(its.affected);
    if (breadthFirst) expect(lengths(verdict)).toEqual(lengths(its));
    else for (const [n, length] of lengths(verdict).entries()) expect(length).toBeGreaterThanOrEqual(lengths(its)[n]!);
  }
  if (report.stoppedBy !== undefined) return;
  expect(report.states).toBe(exact.report.states);
  expect(report.transitions).toBe(exact.report.transitions);
}
