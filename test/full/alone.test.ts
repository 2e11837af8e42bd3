/** Exploring all configurations at once says of each what exploring it alone says: every configuration. */
import { beforeAll, describe, expect, test } from 'vitest';
import { invariants, system } from '../../invariants/index.ts';
import { check } from '../../src/check/check.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { expectTheSameAlone, type Family, familyWith, judgedTogether } from '../model/alone.ts';
import { behaviours, pairwise } from '../model/sample.ts';

/** The naive search takes a second or two for each behaviour with these, and a minute for some with the shipped ones. */
const REDUCED = { CHECKPOINT_DUE: 3, DATA_ARRIVES: 1, FAILURE: 1, NOTIFICATION_LOST: 0 };

const space = new Space((system as unknown as System).options);
const all = behaviours(space);
const nameOf = (number: number) => Object.values(space.configurations[number]!).join(', ');

describe('with reduced budgets', () => {
  let family: Family;
  beforeAll(async () => {
    family = await familyWith(REDUCED);
  });

  test('configurations that the machines cannot tell apart have the same verdicts', () => {
    for (const { alike } of all) {
      const judged = alike.map((number) => judgedTogether(family.checked, number));
      for (const other of judged) expect(other).toEqual(judged[0]);
    }
  });

  test.each(all.map(({ alike }) => [nameOf(alike[0]!), alike[0]!] as const))('the naive search: %s', (_, number) => {
    expectTheSameAlone(family, number);
  });
});

describe('with the budgets of the model', () => {
  let family: Family;
  beforeAll(async () => {
    family = await familyWith({});
  });

  test('configurations that the machines cannot tell apart have the same verdicts', () => {
    for (const { alike } of all) {
      const judged = alike.map((number) => judgedTogether(family.checked, number));
      for (const other of judged) expect(other).toEqual(judged[0]);
    }
  });

  test.each(all.map(({ alike }) => [nameOf(alike[0]!), alike[0]!] as const))('the explorer: %s', async (_, number) => {
    const set = Object.fromEntries(Object.entries(space.configurations[number]!).map(([key, value]) => [key, [value]]));
    const alone = await check(system, invariants, { set });
    expect(judgedTogether(alone, 0)).toEqual(judgedTogether(family.checked, number));
  });

  const oneTable = pairwise(space).filter((number) => space.configurations[number]!.mode === 'table');
  test.each(oneTable.map((number) => [nameOf(number), number] as const))('the naive search: %s', (_, number) => {
    expectTheSameAlone(family, number);
  });
});
