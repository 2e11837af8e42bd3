import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mistake } from '../../src/describe/mistake.ts';
import {
  type AskOf,
  type Configuration,
  defineOptions,
  type Options,
  type OptionValue,
  valuesOf,
} from '../../src/describe/options.ts';
import { minimise, rangeText } from '../../src/describe/ranges.ts';
import { restrictOptions } from '../../src/describe/restrict.ts';
import { has, Space } from '../../src/describe/space.ts';
import { smallSpaces } from './spaces.ts';

const options = defineOptions(
  {
    paimon: { about: 'the release', releases: ['0.7', '0.8', '0.9', '1.0', '1.1'], default: '1.1' },
    mode: { about: 'the mode', values: ['table', 'divided', 'combined'], default: 'combined' },
    force: { about: 'a switch', values: [false, true], default: false, since: { paimon: '0.9' } },
  },
  {
    valid: ({ paimon, mode }) => paimon !== '0.7' || mode !== 'divided',
    features: {
      early: { about: 'early', of: [true, false], from: ({ since }) => !since('paimon', '0.8') },
    },
  },
);
const spaceOf = (o: unknown) => new Space(o as Options);

describe('restrictOptions', () => {
  test('leaves only these values, in the order of the options', () => {
    const space = spaceOf(restrictOptions(options, { paimon: ['1.0', '0.7'], mode: ['table', 'divided'] }));
    expect(space.axes.map(({ values }) => values)).toEqual([
      ['0.7', '1.0'],
      ['table', 'divided'],
      [false, true],
    ]);
    expect(space.configurations.map((c) => Object.values(c).join(' '))).toEqual([
      '0.7 table false',
      '1.0 table false',
      '1.0 table true',
      '1.0 divided false',
      '1.0 divided true',
    ]);
  });

  test('answers against all definitions', () => {
    const space = spaceOf(restrictOptions(options, { paimon: ['0.7', '1.0'], mode: ['table'] }));
    const ask = space.answersFor(space.configurations[1]!) as unknown as AskOf<typeof options>;
    expect([ask.since('paimon', '0.8'), ask.since('paimon', '1.1'), ask.is('mode', 'combined')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([ask.is('paimon', '0.9'), ask.feature('early')]).toEqual([false, false]);
    expect(() => (ask as unknown as { is(o: string, v: string): boolean }).is('mode', 'tabel')).toThrow(
      /no value of 'mode' 'tabel'; did you mean 'table'/,
    );
  });

  test('shows only what is left: defaults, ranges, and no option with a single value', () => {
    const space = spaceOf(restrictOptions(options, { paimon: ['0.9', '1.0'], mode: ['table'] }));
    expect(space.axes.map((axis) => axis.default)).toEqual(['0.9', 'table', false]);
    const newest = space.where((c) => c.paimon === '1.0');
    expect(minimise(space, newest)).toEqual([{ paimon: ['1.0'] }]);
    expect(rangeText(space, { paimon: ['1.0'], mode: ['table'] })).toBe('paimon 1.0');
    expect(() => rangeText(space, { mode: ['divided'] })).toThrow(/no value of 'mode' 'divided'/);
    expect(
      () => new Space(restrictOptions(options, { mode: ['table'] }) as never, { restrict: { mode: ['x'] } }),
    ).toThrow(/expected one of: table$/);
  });

  test('keeps `valid`, or replaces it; restricts what is restricted', () => {
    const two = restrictOptions(options, { paimon: ['0.7', '0.8'] });
    const one = restrictOptions(two, { mode: ['divided'] });
    expect(spaceOf(one).configurations).toEqual([{ paimon: '0.8', mode: 'divided', force: false }]);
    const every = restrictOptions(two, { mode: ['divided'] }, () => true);
    expect(spaceOf(every).size).toBe(2);
  });

  test('refuses what does not exist', () => {
    const wrong = (only: object) => () => restrictOptions(options, only as never);
    expect(wrong({ mood: ['table'] })).toThrow(Mistake);
    expect(wrong({ mood: ['table'] })).toThrow(/no option 'mood'; did you mean 'mode'/);
    expect(wrong({ mode: ['tabel'] })).toThrow(/no value of 'mode' 'tabel'; did you mean 'table'/);
    expect(wrong({ mode: [] })).toThrow(/'mode': no value is left/);
    const table = restrictOptions(options, { mode: ['table'] });
    expect(() => restrictOptions(table, { mode: ['divided'] })).toThrow(/no value of 'mode' 'divided'.*: table$/);
  });

  test('does not build the full product', () => {
    const keys = Array.from({ length: 24 }, (_, i) => `o${i}`);
    const definition = { about: '', values: [0, 1, 2, 3], default: 0 };
    const many = defineOptions(Object.fromEntries(keys.map((key) => [key, definition])));
    const only = Object.fromEntries(keys.slice(2).map((key) => [key, [1]]));
    expect(spaceOf(restrictOptions(many, only)).size).toBe(16);
  });

  test('is what filtering all configurations gives, and questions have the same answers', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 4 }), fc.infiniteStream(fc.nat(99)), ({ space }, dice) => {
        const all = optionsOf(space);
        const only: Record<string, readonly OptionValue[]> = {};
        for (const { key, values } of space.axes) {
          const kept = values.filter(() => dice.next().value % 2 === 0);
          if (kept.length > 0) only[key] = kept;
        }
        const isLeft = (c: Configuration) => Object.entries(only).every(([key, values]) => values.includes(c[key]!));
        const expected = space.configurations.filter(isLeft);
        fc.pre(expected.length > 0);
        const restricted = new Space(restrictOptions(all, only));
        expect(restricted.configurations).toEqual(expected);
        for (const [key, definition] of Object.entries(all.definitions)) {
          for (const value of valuesOf(definition)) {
            for (const question of ['is', ...(definition.releases ? ['since'] : [])]) {
              const text = `${question}:${key}=${JSON.stringify(value)}`;
              const answers = (s: Space) => expected.map((c) => has(s.yes(text), indexOf(s, c)));
              expect(answers(restricted)).toEqual(answers(space));
            }
          }
        }
      }),
    );
  });
});

function optionsOf(space: Space): Options {
  return (space as unknown as { readonly options: Options }).options;
}

function indexOf(space: Space, c: Configuration): number {
  const text = JSON.stringify(c);
  return space.configurations.findIndex((other) => JSON.stringify(other) === text);
}

const restricted = restrictOptions(options, { paimon: ['0.7', '1.0'], mode: ['table'] });

/** What the compiler finds. It is never run. */
function types(ask: AskOf<typeof restricted>) {
  ask.since('paimon', '0.8');
  ask.is('mode', 'combined');
  // @ts-expect-error there is no such option
  restrictOptions(options, { mood: ['table'] });
  // @ts-expect-error there is no such value
  restrictOptions(options, { mode: ['tabel'] });
  // @ts-expect-error the values are not texts
  restrictOptions(options, { force: ['true'] });
  restrictOptions(options, {}, ({ mode }) => mode === 'table');
  // @ts-expect-error there is no such value
  restrictOptions(options, {}, ({ mode }) => mode === 'tabel');
}

test('the lines above are compiled by `npm run types`', () => expect(types).toBeTypeOf('function'));
