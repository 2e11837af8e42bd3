import { describe, expect, test } from 'vitest';
import { budgeted, type ExploreFlags } from '../../src/cli/explore.ts';
import type { Model } from '../../src/cli/model.ts';
import { budgetsOf } from '../../src/describe/budgets.ts';
import type { System } from '../../src/describe/system.ts';
import { system } from './models/lamp.ts';

const model = { system: system as unknown as System } as Model;
const flags = (...budget: string[]): ExploreFlags => ({ set: [], release: [], budget });

describe('--budget', () => {
  test('changes the budget that it names, and no other', () => {
    const before = budgetsOf(model.system);
    const [name] = Object.keys(before);
    const after = budgetsOf(budgeted(model, flags(`${name}=7`)).system);
    expect(after).toEqual({ ...before, [name!]: 7 });
  });

  test('without it the model stays as it is', () => {
    expect(budgeted(model, flags())).toBe(model);
  });

  test.each(['BURN', 'BURN=', 'BURN=-1', 'BURN=many', '=3'])("refuses '%s' and says what it expects", (text) => {
    expect(() => budgeted(model, flags(text))).toThrow(/expected a name and a whole number/);
  });

  test('names the nearest budget for one that does not exist', () => {
    const [name] = Object.keys(budgetsOf(model.system));
    expect(() => budgeted(model, flags(`${name}X=1`))).toThrow(new RegExp(`did you mean '${name}'`));
  });
});
