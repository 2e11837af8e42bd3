import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { budgetsOf } from '../../src/describe/budgets.ts';
import { defineSystem } from '../../src/describe/define.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import { type Ask, defineOptions, type Options } from '../../src/describe/options.ts';
import { invariant, noDeadlock } from '../../src/describe/properties.ts';
import { Space } from '../../src/describe/space.ts';
import type { Components, System, SystemDefinition } from '../../src/describe/system.ts';

const idle = { machine: () => createMachine({ on: { go: {} } }) };
const options = defineOptions(
  {
    o: { about: 'an option', values: ['x', 'y'], default: 'x' },
    r: { about: 'a release', releases: ['1.0', '1.1', '2.0'], default: '2.0' },
    new: { about: 'only later', values: [false, true], default: false, since: { r: '1.1' } },
  },
  {
    features: {
      fast: { about: 'fast', of: [true, false], from: ({ since }) => since('r', '1.1') },
      mode: { about: 'mode', of: ['old', 'middle', 'late'], from: ({ is }) => (is('r', '1.0') ? 'old' : 'late') },
    },
  },
);
const valid = {
  name: 'test',
  options,
  components: { a: idle, b: idle },
  channels: { to: { kind: 'fifo', capacity: 1, from: 'a', to: 'b', events: ['x'] } },
  environment: { go: { to: 'a', fairness: 'weak' } },
};

/** The valid definition with something else in it. */
function define(other: object = {}): System {
  return defineSystem({ ...valid, ...other } as unknown as SystemDefinition<Options, Components>);
}
const channel = (other: object) => define({ channels: { to: { ...valid.channels.to, ...other } } });
const event = (other: object) => define({ environment: { go: { ...valid.environment.go, ...other } } });

describe('defineSystem', () => {
  test('takes what is valid, and keeps it', () => {
    expect(define()).toMatchObject({ name: 'test', components: valid.components, channels: valid.channels });
  });

  const refused: [string, () => unknown, RegExp][] = [
    ['no component', () => define({ components: {} }), /at least one component/],
    ['a name that a view uses', () => define({ components: { spent: idle } }), /cannot be called 'spent'.*remaining/],
    ['a name that is no word', () => define({ components: { 'a[0]': idle } }), /cannot be called 'a\[0\]'/],
    ['a part of a replica', () => define({ components: { a: { ...idle, replicas: 1.5 } } }), /'a': replicas is 1\.5/],
    ['no replica', () => define({ components: { a: { ...idle, replicas: 0 } } }), /'a': replicas is 0/],
    ['an unknown sender', () => channel({ from: 'aa' }), /channel 'to'.*no component 'aa'; did you mean 'a'/],
    ['an unknown receiver', () => channel({ to: 'c' }), /channel 'to'.*no component 'c'.*a, b/],
    ['an unknown kind', () => channel({ kind: 'fife' }), /channel 'to'.*no kind 'fife'; did you mean 'fifo'/],
    ['no event', () => channel({ events: [] }), /channel 'to'.*carries no event/],
    ['no capacity', () => channel({ capacity: undefined }), /channel 'to'.*fifo channel needs 'capacity'/],
    ['capacity 0', () => channel({ capacity: 0 }), /needs 'capacity'.*from 1/],
    ['a call with a capacity', () => channel({ kind: 'call' }), /a call channel has no capacity/],
    ['a board with a capacity', () => channel({ kind: 'board' }), /a board channel has no capacity/],
    ['a lossy channel without a budget', () => channel({ kind: 'lossy' }), /a lossy channel needs 'budget'/],
    ['a budget of another channel', () => channel({ budget: 1 }), /only a lossy channel has a 'budget'/],
    ['half a loss', () => channel({ kind: 'lossy', budget: 0.5 }), /channel 'to': its budget is 0\.5/],
    ['an unknown shared budget', () => event({ budget: 'faults' }), /event 'go'.*no shared budget 'faults'; none is/],
    ['a negative budget', () => event({ budget: -1 }), /event 'go': its budget is -1; expected a whole number/],
    ['an unknown taker', () => event({ to: 'aa' }), /event 'go'.*no component 'aa'; did you mean 'a'/],
    ['no variant', () => event({ variants: [] }), /event 'go': its list of variants is empty/],
    ['a shared budget called like an event', () => define({ budgets: { go: 1 } }), /'go' is both a shared budget and/],
    ['a bad shared budget', () => define({ budgets: { n: 1.5 } }), /budget 'n': its budget is 1\.5/],
    [
      'an event called like a channel',
      () => define({ environment: { to: { to: 'a', fairness: 'weak' } } }),
      /'to' is both a channel and an environment event/,
    ],
    ['an unknown feature', () => define({ features: { fsat: true } }), /no feature 'fsat'; did you mean 'fast'/],
    ['an unknown feature value', () => define({ features: { mode: 'new' } }), /value of feature 'mode' 'new'.*middle/],
  ];
  test.each(refused)('refuses %s', (_, make, what) => {
    expect(make).toThrow(Mistake);
    expect(make).toThrow(what);
  });

  test('withFeatures gives the same system with features overridden, and checks them', () => {
    const system = define().withFeatures({ fast: false } as never);
    expect(system.features).toEqual({ fast: false });
    expect(system.withFeatures({ mode: 'middle' } as never).features).toEqual({ fast: false, mode: 'middle' });
    expect(() => system.withFeatures({ fats: true } as never)).toThrow(/did you mean 'fast'/);
    expect(define().features).toBeUndefined();
  });

  test('withBudgets changes budgets by name: shared ones, of events, of channels', () => {
    const system = define({
      channels: {
        to: { ...valid.channels.to, kind: 'lossy', budget: 1 },
        fro: { ...valid.channels.to, kind: 'lossy', budget: 'n' },
      },
      environment: { go: { ...valid.environment.go, budget: 2 } },
      budgets: { n: 3 },
    });
    expect(budgetsOf(system)).toEqual({ to: 1, go: 2, n: 3 });
    expect(budgetsOf(system.withBudgets({ to: 4, go: 5, n: 6 }))).toEqual({ to: 4, go: 5, n: 6 });
    expect(budgetsOf(system)).toEqual({ to: 1, go: 2, n: 3 });
    expect(() => system.withBudgets({ fro: 1 })).toThrow(/no budget 'fro'/);
    expect(() => system.withBudgets({ go: -1 })).toThrow(/its budget is -1/);
  });
});

describe('defineOptions', () => {
  const o = { about: 'o', values: ['x', 'y'], default: 'x' } as const;
  test.each([
    ['no value', { o: { ...o, values: [] } }, /'o': give either 'values' or 'releases'/],
    ['values and releases', { o: { ...o, releases: ['x'] } }, /'o': give either/],
    ['a value twice', { o: { ...o, values: ['x', 'x'] } }, /'o': a value is listed twice/],
    ['a default that is no value', { o: { ...o, default: 'z' } }, /'o': the default "z" is not among its values x, y/],
    [
      'since a release that does not exist',
      { o: { ...o, since: { r: '1.0' } } },
      /'o': since r 1\.0: there is no such/,
    ],
    ['since an option without releases', { o, p: { ...o, since: { o: 'x' } } }, /'p': since o x: there is no such/],
  ])('refuses %s', (_, definitions, what) => {
    expect(() => defineOptions(definitions as never)).toThrow(what);
    expect(() => defineOptions(definitions as never)).toThrow(Mistake);
  });
});

describe('a space of configurations', () => {
  const space = new Space(options as unknown as Options);
  const keys = (space: Space) => space.configurations.map(({ o, r, new: n }) => `${o} ${r} ${n}`);

  test('has every combination that exists: before its first release an option has its default', () => {
    expect(space.size).toBe(2 * (1 + 2 + 2));
    expect(keys(space)).not.toContain('x 1.0 true');
    expect(keys(space)).toContain('y 1.1 true');
    const narrowed = new Space(options as unknown as Options, { restrict: { r: ['1.0'], o: ['y'] } });
    expect(keys(narrowed)).toEqual(['y 1.0 false']);
    const none = () => new Space(options as unknown as Options, { restrict: { r: ['1.0'], new: [true] } });
    expect(none).toThrow(/no configuration is left/);
    expect(() => new Space(options as unknown as Options, { restrict: { o: ['z'] } })).toThrow(/no value of 'o' 'z'/);
  });

  test('answers questions for a configuration, features as well', () => {
    const at = (key: string) => space.answersFor(space.configurations[keys(space).indexOf(key)]!) as unknown as Ask;
    const old = at('x 1.0 false');
    const later = at('y 1.1 true');
    expect([old.is('o', 'x'), old.is('o', 'y'), old.is('new', true), later.is('new', true)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const since = (ask: Ask) => ['1.0', '1.1', '2.0'].map((r) => ask.since('r' as never, r as never));
    expect([since(old), since(later)]).toEqual([
      [true, false, false],
      [true, true, false],
    ]);
    expect([old.feature('fast'), later.feature('fast')]).toEqual([false, true]);
    expect([old.feature('mode'), later.feature('mode')]).toEqual(['old', 'late']);
    expect(() => old.feature('mood')).toThrow(/no feature 'mood'; did you mean 'mode'/);
  });

  test('an overridden feature has its value everywhere, and is not asked', () => {
    const overridden = new Space(options as unknown as Options, { features: { mode: 'middle' } });
    const asked: string[] = [];
    const ask = overridden.asking((question) => Boolean(asked.push(question)));
    expect(ask.feature('mode')).toBe('middle');
    expect(asked).toEqual([]);
    expect(ask.feature('fast')).toBe(true);
    expect(asked).toEqual(['feature:fast=true']);
  });

  test('a feature that asks another, or has a value of its own, is a mistake', () => {
    const features = (from: unknown) =>
      new Space(
        defineOptions(
          { o: { about: 'o', values: ['x'], default: 'x' } },
          { features: { f: { about: 'f', of: [true, false], from } as never } },
        ) as unknown as Options,
      );
    const ask = (space: Space) => space.answersFor(space.configurations[0]!).feature('f');
    expect(() => ask(features(() => 'maybe'))).toThrow(/feature 'f' is "maybe", which is not one of true, false/);
    expect(() => ask(features(({ feature }: Ask) => feature('f')))).toThrow(/asks another feature/);
  });
});

test('an invariant needs a name that can be a file name, and a property', () => {
  const make = (name: string, holds: readonly never[] | typeof noDeadlock = noDeadlock) =>
    invariant({ name, about: 'about', holds });
  expect(make('no-deadlock-2').kind).toBe('deadlock');
  for (const name of ['', 'No', 'a b', 'a/b', '-a', 'a--b', '../a'])
    expect(() => make(name)).toThrow(/a name is words/);
  expect(() => make('none', [])).toThrow(/'none' has no property/);
});
