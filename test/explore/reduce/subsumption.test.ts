import { describe, expect, test } from 'vitest';
import { type CheckOptions, check } from '../../../src/check/check.ts';
import { type Ask, defineOptions } from '../../../src/describe/options.ts';
import type { Invariant, Property } from '../../../src/describe/properties.ts';
import { eventually, invariant, never, noDeadlock } from '../../../src/describe/properties.ts';
import { sketch } from '../helpers.ts';
import { expectSame } from './same.ts';

type View = Readonly<Record<'a' | 'b', { matches(state: string): boolean }>>;

const options = defineOptions({ o: { about: 'o', values: ['x', 'y', 'z'], default: 'x' } });
const event = (to: string) => ({ to, fairness: 'none' });

/**
 * There are two ways from `start` to `meet`: a short one that does not ask, for all three configurations, and one that asks,
 * with a detour of one step for some of the configurations. From `meet` on, `b` may take as many steps as it likes.
 */
const system = sketch(
  {
    a: (ask: Ask) => ({
      initial: 'start',
      states: {
        start: { on: { short: 'meet', long: 'asking' } },
        asking: { on: { long: [{ guard: () => ask.is('o', 'x'), target: 'meet' }, { target: 'aside' }] } },
        aside: { on: { long: 'meet' } },
        meet: {},
      },
    }),
    b: {
      initial: 'b0',
      states: { b0: { on: { move: 'b1' } }, b1: { on: { move: 'b2' } }, b2: { on: { move: 'b3' } }, b3: {} },
    },
  },
  {},
  { short: event('a'), long: event('a'), move: event('b') },
  { options },
);

function asked(...holds: Property[]): Invariant[] {
  return [invariant<never>({ name: 'asked', about: 'what is asked', holds })];
}
const both = (options: CheckOptions, invariants: Invariant[]) =>
  Promise.all([check(system, invariants), check(system, invariants, options)]);

describe('a state that was found for all configurations is not explored again for some', () => {
  test('with the same verdicts, configurations and counterexamples', async () => {
    const met = never(({ a, b }: View) => a.matches('meet') && b.matches('b2'));
    const aside = never(({ a, b }: View) => a.matches('aside') && b.matches('b2'));
    const invariants = [
      ...asked(met),
      ...asked(aside).map((i) => ({ ...i, name: 'aside' })),
      ...asked(noDeadlock).map((i) => ({ ...i, name: 'ends' })),
    ];
    const [full, reduced] = await both({ reduce: { subsumption: true } }, invariants);
    expect(full.report.verdicts.map(({ violating }) => violating)).toEqual([3, 2, 3]);
    expectSame({ full, reduced }, system);
    for (const [i, { counterexamples }] of reduced.report.verdicts.entries()) {
      expect(counterexamples).toEqual(full.report.verdicts[i]!.counterexamples);
    }
  });

  test('and says how many were saved', async () => {
    const [full, reduced] = await both({ reduce: { subsumption: true } }, asked(noDeadlock));
    // With each of the four states of `b`: start; asking, for x and for the other two; aside for these; and meet for all
    // three, for x and for the other two, or only for all three.
    expect(full.report.states).toBe(4 * (1 + 2 + 1 + 3));
    expect(reduced.report.states).toBe(4 * (1 + 2 + 1 + 1));
    expect(reduced.report.reductions).toMatchObject([{ reduction: 'subsumption', states: 20 }]);
    expect(reduced.report.reductions![0]!.about).toMatch(/reached again for fewer \d+ times/);
  });
});

test('what needs paths or cycles is refused', async () => {
  const start = eventually(({ a }: View) => a.matches('meet'));
  await expect(check(system, asked(start), { reduce: { subsumption: true } })).rejects.toThrow(
    /--subsumption cannot check 'asked'.*may join what different configurations do/,
  );
});

test('states that may be left out are nothing to rely on', async () => {
  const lossy = { kind: 'bitstate', mebibytes: 1 } as const;
  await expect(check(system, asked(noDeadlock), { lossy, reduce: { subsumption: true } })).rejects.toThrow(
    /--subsumption cannot be had with --bitstate/,
  );
});
