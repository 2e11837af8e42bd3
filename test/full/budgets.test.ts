/**
 * With higher budgets no verdict changes: for the same configurations the same invariants are violated.
 *
 * One table: every budget one higher at once, in slices by restart strategy. Two tables have too many states for that
 * (some 3 million for one configuration alone, 70 s): there, each budget is one higher on its own, for all
 * configurations; and all of them at once for each configuration of a sample, where LASSO_SLICES=all asks for it (half
 * an hour).
 */
import { describe, expect, test } from 'vitest';
import { invariants, system } from '../../invariants/index.ts';
import { check } from '../../src/check/check.ts';
import { budgetsOf } from '../../src/describe/budgets.ts';
import type { OptionValue } from '../../src/describe/options.ts';
import { minimise, rangeText } from '../../src/describe/ranges.ts';
import { minus, Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { pairwise } from '../model/sample.ts';

const BUDGETS = budgetsOf(system);
const EVERY_ONE_HIGHER = Object.fromEntries(Object.entries(BUDGETS).map(([name, budget]) => [name, budget + 1]));
const STRATEGIES = system.options.definitions['restart-strategy.type'].values;
const MODES = system.options.definitions.mode.values;

type Slice = Readonly<Record<string, readonly OptionValue[]>>;

/** What is violated with the budgets of the model and not with these, and the other way round. */
async function expectTheSame(budgets: Readonly<Record<string, number>>, set: Slice): Promise<void> {
  const before = await check(system, invariants, { set });
  const after = await check(system.withBudgets(budgets), invariants, { set });
  expect([before.report.complete, after.report.complete]).toEqual([true, true]);
  console.log(`${JSON.stringify(set)}: ${after.report.states} states, ${after.report.seconds.toFixed(0)} s`);
  const changes = invariants.flatMap(({ name }) => {
    const [was, is] = [before.violating.get(name)!, after.violating.get(name)!];
    const texts = (what: string, bits: typeof was) =>
      minimise(after.space, bits).map((range) => `${name} ${what}: ${rangeText(after.space, range)}`);
    return [...texts('is no longer violated', minus(was, is)), ...texts('is violated', minus(is, was))];
  });
  expect(changes).toEqual([]);
}

describe('one table, every budget one higher', () => {
  test.each(STRATEGIES)('restart strategy %s', async (strategy) => {
    await expectTheSame(EVERY_ONE_HIGHER, { mode: ['table'], 'restart-strategy.type': [strategy] });
  });
});

describe.each(MODES.filter((mode) => mode !== 'table'))('mode %s', (mode) => {
  test.each(Object.keys(BUDGETS))('%s one higher', async (name) => {
    await expectTheSame({ [name]: BUDGETS[name]! + 1 }, { mode: [mode] });
  });
});

describe.runIf(process.env.LASSO_SLICES === 'all')('two tables, every budget one higher', () => {
  const space = new Space((system as unknown as System).options);
  const sample = pairwise(space).filter((number) => space.configurations[number]!.mode !== 'table');
  test.each(sample)('configuration %i', async (number) => {
    const only = Object.entries(space.configurations[number]!).map(([key, value]) => [key, [value]]);
    await expectTheSame(EVERY_ONE_HIGHER, Object.fromEntries(only));
  });
});
