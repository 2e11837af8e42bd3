import fc from 'fast-check';
import { expect } from 'vitest';
import { type Checked, type CheckOptions, check } from '../../../src/check/check.ts';
import { defineSystem } from '../../../src/describe/define.ts';
import { Mistake } from '../../../src/describe/mistake.ts';
import type { Invariant, Predicate, Property, StepPattern } from '../../../src/describe/properties.ts';
import { always, atMost, invariant, never, noDeadlock, worstCase } from '../../../src/describe/properties.ts';
import type { System } from '../../../src/describe/system.ts';
import { replay } from '../../../src/show/replay.ts';
import { build } from '../../random/build.ts';
import { type PredicateBlueprint, predicateOf, systemsWithProperties } from '../../random/properties.ts';
import { buildSymmetric, patternOf, predicatesOf, symmetricBlueprints } from '../../random/symmetric.ts';

/** Systems that have more states with the reduction are left out. */
const LIMIT = 300;
/** From so many runs on, all that can happen must have happened often enough. */
const MANY = 100;

/** One property of each kind that is preserved. */
function invariantsOf(p: Predicate, q: Predicate, pattern: StepPattern): Invariant[] {
  const properties: Record<string, Property> = {
    always: always(p),
    never: never(q),
    'always-given': always(p, { given: q }),
    'never-step': never(pattern),
    'never-step-given': never(pattern, { given: p }),
    deadlock: noDeadlock,
    bound: atMost(1, pattern).between(p, q),
  };
  const worst = { ...worstCase(pattern).between(q, p), unit: 'times' };
  return Object.entries(properties).map(([name, holds]) =>
    invariant<never>({ name, about: name, holds, ...(name === 'bound' ? { worstCase: worst } : {}) }),
  );
}

async function outcomeOf(system: System, invariants: Invariant[], options: CheckOptions): Promise<Checked | Mistake> {
  try {
    return await check(system, invariants, options);
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}

/** The same verdicts, ranges and bounds, and counterexamples as long that running machines agree with. */
function compare(system: System, full: Checked, reduced: Checked): void {
  expect(reduced.report.depth).toBe(full.report.depth);
  for (const [i, verdict] of reduced.report.verdicts.entries()) {
    const { counterexamples, ...said } = verdict;
    const { counterexamples: theirs, ...expected } = full.report.verdicts[i]!;
    expect(said).toEqual(expected);
    expect(counterexamples.map(({ stem }) => stem.length)).toEqual(theirs.map(({ stem }) => stem.length));
    for (const trace of counterexamples) expect(replay(system, trace)).toEqual({ ok: true });
  }
}

/** Counts how often what happened, over some random systems. */
class Seen {
  compared = 0;
  refused = 0;
  saved = 0;
  violated = 0;
  held = 0;

  /** Checks a system with and without the reduction, which may be refused. */
  async agree(system: System, invariants: Invariant[]): Promise<void> {
    // First the reduced run: the full one says nothing about a refusal.
    const reduced = await outcomeOf(system, invariants, { reduce: { symmetry: true }, maxStates: LIMIT });
    if (reduced instanceof Mistake && reduced.message.startsWith('--symmetry')) {
      this.refused++;
      return;
    }
    if (!(reduced instanceof Mistake) && !reduced.report.complete) return;
    const full = await outcomeOf(system, invariants, {});
    if (full instanceof Mistake || reduced instanceof Mistake) {
      expect([full instanceof Mistake, reduced instanceof Mistake], `${full} ${reduced}`).toEqual([true, true]);
      return;
    }
    compare(system, full, reduced);
    this.compared++;
    const { states, standFor } = reduced.report.reductions![0]!;
    if (states < standFor!) this.saved++;
    for (const { violating } of full.report.verdicts) this[violating > 0 ? 'violated' : 'held']++;
    await expectCounted(system, full);
  }
}

/**
 * In one configuration, what was explored stands for exactly the states of a full run. Where there are several, it may stand for
 * more: which questions divide them can depend on which replica is asked first.
 */
async function expectCounted(system: System, { space }: Checked): Promise<void> {
  const set = Object.fromEntries(Object.entries(space.configurations[0]!).map(([key, value]) => [key, [value]]));
  const nothing = [invariant<never>({ name: 'nothing', about: '', holds: noDeadlock })];
  const full = await check(system, nothing, { set });
  const reduced = await check(system, nothing, { set, reduce: { symmetry: true } });
  expect(reduced.report.reductions![0]!.standFor).toBe(full.report.states);
}

/**
 * Random systems whose replicas speak of one another.
 * @param calls may they call one another within a step?
 */
export async function agreeOnSymmetricSystems(runs: number, calls: boolean): Promise<void> {
  const seen = new Seen();
  await fc.assert(
    fc.asyncProperty(symmetricBlueprints(calls), async (blueprint) => {
      const [p, q] = predicatesOf(blueprint);
      await seen.agree(buildSymmetric(blueprint), invariantsOf(p, q, patternOf(blueprint)));
    }),
    { numRuns: runs },
  );
  if (process.env.SHOW) console.log(seen);
  if (runs < MANY) return;
  expect(Math.min(seen.saved, seen.violated, seen.held)).toBeGreaterThan(runs / 5);
  expect(seen.refused).toBeLessThan(runs / 10);
}

/** Random systems that are said to be symmetric, whether they are or not. */
export async function agreeOrRefuse(runs: number): Promise<void> {
  const seen = new Seen();
  await fc.assert(
    fc.asyncProperty(systemsWithProperties(), fc.boolean(), fc.boolean(), async (random, isSpeaking, isFair) => {
      const { blueprint, p, q, pattern } = random;
      const component = Object.keys(blueprint.components).find((name) => blueprint.components[name]!.replicas);
      fc.pre(component !== undefined);
      const three = { ...blueprint.components[component!]!, replicas: 3 };
      const components = { ...blueprint.components, [component!]: three };
      let system: System;
      try {
        const names = { me: 'number', ...(isSpeaking ? { n: 'number' } : {}) };
        const plain = withoutNumber(build({ ...blueprint, components }), component!);
        system = defineSystem({ ...plain, symmetry: { [component!]: { names } } } as never);
      } catch (error) {
        fc.pre(!(error instanceof Mistake));
        throw error;
      }
      const said = [p, q].map((one) => predicateOf(isFair ? forAny(one, component!) : one) as Predicate);
      await seen.agree(system, invariantsOf(said[0]!, said[1]!, pattern));
    }),
    { numRuns: runs },
  );
  if (process.env.SHOW) console.log(seen);
  if (runs < MANY) return;
  expect(Math.min(seen.refused, seen.saved)).toBeGreaterThan(runs / 20);
}

/** A system in which only the replicas of one component know their number. */
function withoutNumber(system: System, component: string): System {
  const nobody = { input: () => ({ me: -1 }) };
  const components = Object.entries(system.components).map(([name, one]) => [
    name,
    name === component ? one : { ...one, ...nobody },
  ]);
  return { ...system, components: Object.fromEntries(components) };
}

/** What is said of one of three replicas, of any of them. */
function forAny(predicate: PredicateBlueprint, component: string): PredicateBlueprint {
  if ('not' in predicate) return { not: forAny(predicate.not, component) };
  if ('either' in predicate)
    return { either: forAny(predicate.either, component), or: forAny(predicate.or, component) };
  if (!('component' in predicate) || predicate.component !== component) return predicate;
  const [a, b, c] = [0, 1, 2].map((replica) => ({ ...predicate, replica })) as [
    PredicateBlueprint,
    PredicateBlueprint,
    PredicateBlueprint,
  ];
  return { either: a, or: { either: b, or: c } };
}
