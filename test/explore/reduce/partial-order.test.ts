import { describe, expect, test } from 'vitest';
import { type CheckOptions, check } from '../../../src/check/check.ts';
import { Mistake } from '../../../src/describe/mistake.ts';
import type { Invariant, Property } from '../../../src/describe/properties.ts';
import {
  always,
  atMost,
  eventually,
  invariant,
  never,
  noDeadlock,
  stepsOf,
  worstCase,
} from '../../../src/describe/properties.ts';
import type { System } from '../../../src/describe/system.ts';
import { leaderElection, noLeader, oneLeader } from '../../models/leader-election.ts';
import { alone, peterson } from '../../models/peterson.ts';
import { says, sketch } from '../helpers.ts';
import { expectSame } from './same.ts';

const PARTIAL_ORDER = { reduce: { partialOrder: true } } as const;

function asked(...holds: Property[]): Invariant[] {
  return [invariant<never>({ name: 'asked', about: 'what is asked', holds })];
}

async function report(system: { readonly name: string }, invariants: readonly Invariant[], options: CheckOptions = {}) {
  return (await check(system as System, invariants, options)).report;
}

describe("SPIN's models", () => {
  // SPIN 6.5.2 finds 15,779 states, 97 of them with its reduction. Seven of them are not ours: the one before the processes
  // are started, and six in which processes end. With `false` at the end of each process, so that none ends, SPIN has 15,773
  // states and 58,175 transitions, and 91 and 91 with the reduction; the start is one state and two transitions of those.
  const system = leaderElection(5);

  test('leader election: 15,772 states, of which 90 stand for all', async () => {
    const questions = asked(always(oneLeader), noDeadlock);
    const full = await report(system, questions);
    expect(full).toMatchObject({ states: 15_772, transitions: 58_173, verdicts: [{ verdict: 'holds' }] });
    const reduced = await report(system, questions, PARTIAL_ORDER);
    expect(reduced).toMatchObject({ states: 90, transitions: 89, verdicts: [{ verdict: 'holds' }] });
    expect(reduced.reductions).toMatchObject([{ reduction: 'partial-order', states: 90 }]);
  });

  test("Peterson's mutual exclusion: 55 states, of which 40 stand for all", async () => {
    const questions = asked(always(alone), noDeadlock);
    // SPIN: 55 states, and 40. Of our transitions, those that ask in vain lead back to the same state.
    expect(await report(peterson, questions)).toMatchObject({ states: 55, verdicts: [{ verdict: 'holds' }] });
    expect(await report(peterson, questions, PARTIAL_ORDER)).toMatchObject({
      states: 40,
      verdicts: [{ verdict: 'holds' }],
    });
  });

  test('a violation that the reduced search finds is shown by the shortest way, as without it', async () => {
    const questions = asked(always(noLeader));
    const full = await check(system, questions);
    const reduced = await check(system, questions, PARTIAL_ORDER);
    expect(reduced.report.states).toBeLessThan(100);
    expectSame({ full, reduced }, system as unknown as System);
    expect(reduced.report.verdicts[0]!.counterexamples).toEqual(full.report.verdicts[0]!.counterexamples);
  });

  test('where the search for the shortest way has too many states, it is labelled', async () => {
    const { verdicts, complete } = await report(system, asked(always(noLeader)), {
      ...PARTIAL_ORDER,
      maxStates: 1_000,
    });
    expect(complete).toBe(true);
    expect(verdicts).toMatchObject([{ verdict: 'violated', counterexamples: [{ shortest: false }] }]);
  });
});

type Views = Readonly<Record<string, { matches(state: string): boolean }>>;
/** Never are all of these components in these states. */
const neverIn = (states: Readonly<Record<string, string>>): Property =>
  never((view: Views) => Object.entries(states).every(([component, state]) => view[component]!.matches(state)));

const fifo = (from: string, to: string, events: string[], also: object = {}) => ({
  kind: 'fifo',
  from,
  to,
  events,
  capacity: 3,
  full: 'blocks',
  ...also,
});
const call = (from: string, to: string, ...events: string[]) => ({ kind: 'call', from, to, events });
const event = (to: string, also: object = {}) => ({ to, fairness: 'none', ...also });
/** States that are left by one event each, in turn. */
const chain = (...steps: [state: string, leave?: object][]) => ({
  initial: steps[0]![0],
  states: Object.fromEntries(steps.map(([name, on]) => [name, on ? { on } : {}])),
});

/**
 * Each system has a violation that only some order of steps reaches, and which order is chosen would miss it if one rule
 * of the reduction were left out (each was, to see that).
 */
const cases: [what: string, system: () => System, property: Property | 'mistake'][] = [
  [
    'what predicates see happens in every order',
    () =>
      sketch(
        {
          a: chain(['a0', { go: 'a1' }], ['a1', { go: 'a2' }], ['a2']),
          b: chain(['b0', { move: 'b1' }], ['b1', { move: 'b2' }], ['b2']),
        },
        {},
        { go: event('a'), move: event('b') },
      ),
    neverIn({ a: 'a1', b: 'b1' }),
  ],
  [
    'nothing is put off for ever by others that go round in a circle',
    () =>
      sketch(
        { a: chain(['a0', { go: 'a1' }], ['a1', { go: 'a0' }]), b: chain(['b0', { move: 'b1' }], ['b1']) },
        {},
        { go: event('a'), move: event('b') },
      ),
    neverIn({ b: 'b1' }),
  ],
  [
    'what was learnt too late is taken into account by another search',
    () =>
      sketch(
        {
          b: chain(['b0', { move: 'b1', HIT: 'hit' }], ['b1', { HIT: {} }], ['hit', { HIT: {} }]),
          a: chain(['a0', { go: 'a1' }], ['a1', { go: { target: 'a2', actions: says('HIT') } }], ['a2']),
        },
        { calls: call('a', 'b', 'HIT') },
        { move: event('b'), go: event('a') },
      ),
    neverIn({ b: 'hit' }),
  ],
  ...(['yes', 'no'] as const).map((answer): (typeof cases)[number] => [
    `a step that asks another component has to be tried before and after what changes it: '${answer}'`,
    () =>
      sketch(
        {
          a: chain(
            ['a0', { go: { target: 'a1', actions: says('ASK') } }],
            ['a1', { YES: 'yes', NO: 'no' }],
            ['yes'],
            ['no'],
          ),
          b: chain(['b0', { move: 'b1', ASK: { actions: says('YES') } }], ['b1', { ASK: { actions: says('NO') } }]),
        },
        { asks: call('a', 'b', 'ASK'), answers: call('b', 'a', 'YES', 'NO') },
        { go: event('a'), move: event('b') },
      ),
    neverIn({ a: answer }),
  ]),
  ...(
    [
      ['is sent after it came up', neverIn({ b: 'got' })],
      ['is dropped before it came up', noDeadlock],
    ] as const
  ).map(([when, property]): (typeof cases)[number] => [
    `a message to a component that is down ${when}`,
    () =>
      sketch(
        {
          a: {
            initial: 'a0',
            states: { a0: { on: { go: { target: 'a1', actions: says('M') } } }, a1: { tags: 'rest' } },
          },
          b: {
            initial: 'down',
            states: { down: { tags: 'down', on: { rise: 'up' } }, up: { on: { M: 'got' } }, got: { tags: 'rest' } },
          },
        },
        { mail: fifo('a', 'b', ['M']) },
        { go: event('a'), rise: event('b') },
      ),
    property,
  ]),
  ...(
    [
      ['is delivered before its sender goes down', neverIn({ b: 'got' })],
      ['is lost when its sender goes down', noDeadlock],
    ] as const
  ).map(([when, property]): (typeof cases)[number] => [
    `a message ${when}`,
    () =>
      sketch(
        {
          a: {
            initial: 'a0',
            states: {
              a0: { on: { go: { target: 'a1', actions: says('M') } } },
              a1: { on: { die: 'gone' } },
              gone: { tags: ['down', 'rest'] },
            },
          },
          b: { initial: 'b0', states: { b0: { on: { M: 'got' } }, got: { tags: 'rest' } } },
        },
        { mail: fifo('a', 'b', ['M']) },
        { go: event('a'), die: event('a') },
      ),
    property,
  ]),
  [
    'a channel that overflows if nobody takes the message out is a mistake',
    () =>
      sketch(
        {
          a: {
            initial: 'a0',
            on: { PING: {} },
            states: {
              a0: { on: { go: { target: 'a1', actions: says('M') } } },
              a1: { on: { go: { target: 'a2', actions: says('M') } } },
              a2: { on: { go: { target: 'a3', actions: says('M') } } },
              a3: {},
            },
          },
          b: chain(['b0', { M: {} }]),
          // With it, to take the message out is the smaller choice.
          d: chain(['d0', { poke: { actions: says('PING') } }]),
        },
        { mail: fifo('a', 'b', ['M'], { capacity: 2, full: 'mistake' }), pings: call('d', 'a', 'PING') },
        { go: event('a'), poke: event('d') },
      ),
    'mistake',
  ],
  [
    'two steps that append to the same queue do so in both orders',
    () =>
      sketch(
        {
          a: chain(['a0', { one: { actions: says('M') }, two: { actions: says('N') } }]),
          b: chain(['b0', { M: 'fine', N: 'bad' }], ['fine', { M: {}, N: {} }], ['bad', { M: {}, N: {} }]),
        },
        { mail: fifo('a', 'b', ['M', 'N']) },
        { one: event('a', { budget: 1 }), two: event('a', { budget: 1 }) },
      ),
    neverIn({ b: 'bad' }),
  ],
  [
    'two steps that spend one budget are taken either way',
    () =>
      sketch(
        { a: chain(['a0', { go: 'a1' }], ['a1']), b: chain(['b0', { move: 'b1' }], ['b1']) },
        {},
        { go: event('a', { budget: 'both' }), move: event('b', { budget: 'both' }) },
        { budgets: { both: 1 } },
      ),
    neverIn({ b: 'b1' }),
  ],
  // From here on: `c` takes a message in c0 badly, and in c1 well. It goes from c0 to c1 on its own, and the reduction must not
  // think that this may come first, although the message is not possible yet.
  ...(['fifo', 'bag', 'board'] as const).map((kind): (typeof cases)[number] => [
    `a message that is still to be sent on a ${kind}`,
    () =>
      sketch(
        { c: late(), a: chain(['a0', { go: { target: 'a1', actions: says('M') } }], ['a1']) },
        {
          mail: {
            kind,
            from: 'a',
            to: 'c',
            events: ['M'],
            ...(kind === 'board' ? {} : { capacity: 3, full: 'blocks' }),
          },
        },
        { leave: event('c'), go: event('a') },
      ),
    neverIn({ c: 'bad' }),
  ]),
  [
    'a message that is sent by a timer that is still to be armed',
    () =>
      sketch(
        {
          c: late(),
          a: chain(['a0', { go: { target: 'a1', actions: says('ARM') } }], ['a1']),
          b: {
            initial: 'b0',
            states: { b0: { on: { ARM: 'b1' } }, b1: { after: { 10: { target: 'b2', actions: says('M') } } }, b2: {} },
          },
        },
        { arms: call('a', 'b', 'ARM'), mail: fifo('b', 'c', ['M']) },
        { leave: event('c'), go: event('a') },
      ),
    neverIn({ c: 'bad' }),
  ],
  [
    'a message that is sent on an event that is still to become possible',
    () =>
      sketch(
        {
          c: late(),
          a: chain(['a0', { go: { target: 'a1', actions: says('SET') } }], ['a1']),
          b: chain(['b0', { SET: 'b1' }], ['b1', { move: { target: 'b2', actions: says('M') } }], ['b2']),
        },
        { sets: call('a', 'b', 'SET'), mail: fifo('b', 'c', ['M']) },
        { leave: event('c'), go: event('a'), move: event('b') },
      ),
    neverIn({ c: 'bad' }),
  ],
  [
    'a message that is sent when another channel has room again',
    () =>
      sketch(
        {
          c: late(),
          b: chain(
            ['b0', { move: { target: 'b1', actions: says('FULL') } }],
            ['b1', { move: { target: 'b2', actions: says('FULL', 'M') } }],
            ['b2'],
          ),
          d: chain(['d0', { FULL: {} }]),
        },
        { mail: fifo('b', 'c', ['M']), narrow: fifo('b', 'd', ['FULL'], { capacity: 1 }) },
        { leave: event('c'), move: event('b') },
      ),
    neverIn({ c: 'bad' }),
  ],
  [
    'a message that is passed on by a component that is still down',
    () =>
      sketch(
        {
          c: late(),
          a: chain(['a0', { go: { target: 'a1', actions: says('L') } }], ['a1']),
          b: {
            initial: 'down',
            states: { down: { tags: 'down', on: { rise: 'up' } }, up: { on: { L: { actions: says('M') } } } },
          },
        },
        { letters: fifo('a', 'b', ['L'], { death: 'survives' }), mail: fifo('b', 'c', ['M']) },
        { leave: event('c'), go: event('a'), rise: event('b') },
      ),
    neverIn({ c: 'bad' }),
  ],
  [
    'a message behind another that has to be lost first',
    () =>
      sketch(
        {
          a: chain(['a0', { go: { target: 'a1', actions: says('FIRST', 'M') } }], ['a1']),
          c: {
            initial: 'c0',
            states: {
              c0: { tags: 'down', on: { leave: 'c1', M: 'bad' } },
              c1: { on: { FIRST: {}, M: {} } },
              bad: { on: { FIRST: {}, M: {} } },
            },
          },
        },
        { mail: { ...fifo('a', 'c', ['FIRST', 'M'], { death: 'survives' }), kind: 'lossy', budget: 1 } },
        { go: event('a'), leave: event('c') },
      ),
    neverIn({ c: 'bad' }),
  ],
  [
    'a loss that spends the budget that another step needs, once there is something to lose',
    () =>
      sketch(
        {
          c: chain(['c0', { leave: 'c1' }], ['c1']),
          a: chain(['a0', { go: { target: 'a1', actions: says('M') } }], ['a1']),
          b: chain(['b0', { M: {} }]),
        },
        { mail: { ...fifo('a', 'b', ['M']), kind: 'lossy', budget: 'both' } },
        { leave: event('c', { budget: 'both' }), go: event('a') },
        { budgets: { both: 1 } },
      ),
    never(
      ({ c, remaining }: Views & { remaining(budget: string): number }) => c!.matches('c0') && remaining('both') === 0,
    ),
  ],
];

function late() {
  return chain(['c0', { leave: 'c1', M: 'bad' }], ['c1', { M: {} }], ['bad', { M: {} }]);
}

describe('what only some orders do is found', () => {
  test.each(cases)('%s', async (_, make, property) => {
    const system = make();
    if (property === 'mistake') {
      await expect(check(system, asked(noDeadlock))).rejects.toThrow(Mistake);
      await expect(check(system, asked(noDeadlock), PARTIAL_ORDER)).rejects.toThrow(Mistake);
      return;
    }
    const full = await check(system, asked(property));
    expect(full.report.verdicts[0]!.verdict).toBe('violated');
    expectSame({ full, reduced: await check(system, asked(property), PARTIAL_ORDER) }, system);
  });
});

describe('what it does not preserve is refused', () => {
  const system = leaderElection(3);
  const { emits, takes } = stepsOf(system);
  const refused: [what: string, invariants: Invariant[], options: CheckOptions, why: RegExp][] = [
    ['liveness', asked(eventually(oneLeader)), {}, /cannot check 'asked'.*only one order is explored/],
    [
      'a bound',
      asked(atMost(1, emits('node', 'ELECTED')).between(takes('node', 'ONE'), takes('node', 'WINNER'))),
      {},
      /cannot check 'asked'.*only one order is explored/,
    ],
    [
      'a worst case',
      [
        invariant<never>({
          name: 'asked',
          about: 'what is asked',
          holds: noDeadlock,
          worstCase: {
            ...worstCase(emits('node', 'ELECTED')).between(takes('node', 'ONE'), takes('node', 'WINNER')),
            unit: 'times',
          },
        }),
      ],
      {},
      /cannot check 'asked'/,
    ],
    ['counting what changes nothing', asked(noDeadlock), { countStutter: true }, /leave out --count-stutter/],
    ['symmetry', asked(noDeadlock), { reduce: { partialOrder: true, symmetry: true } }, /exclude each other/],
  ];
  test.each(refused)('%s', async (_, invariants, options, why) => {
    await expect(check(system, invariants, { ...PARTIAL_ORDER, ...options })).rejects.toThrow(why);
  });
});
