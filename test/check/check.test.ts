import { describe, expect, test } from 'vitest';
import { assign } from 'xstate';
import { type CheckOptions, check, type Progress } from '../../src/check/check.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import { type Ask, type AskOf, defineOptions } from '../../src/describe/options.ts';
import {
  always,
  atMost,
  eventually,
  type Invariant,
  infinitelyOften,
  invariant,
  leadsTo,
  never,
  noDeadlock,
  type Predicate,
  type Property,
  type StepPattern,
  stabilizes,
  worstCase,
} from '../../src/describe/properties.ts';
import type { Report, Verdict } from '../../src/describe/result.ts';
import type { System } from '../../src/describe/system.ts';
import { expectHolds } from '../../src/expect.ts';
import { traceJson } from '../../src/show/json.ts';
import { replay } from '../../src/show/replay.ts';
import { says, sketch } from '../explore/helpers.ts';
import { alternatingBit, inOrder, senderHasFinished } from '../models/alternating-bit.ts';
import { bigIsNotFour, dieHard } from '../models/die-hard.ts';
import { increment, nothingIsLost } from '../models/increment.ts';
import { firstEats, firstIsHungry, neighboursTakeTurns, philosophers } from '../models/philosophers.ts';
import { pingPong, reachedMax } from '../models/ping-pong.ts';
import { lastHasToken, lastWorks, oneWorks, tokenRing } from '../models/token-ring.ts';
import { consistent, nobodyCommits, twoPhaseCommit } from '../models/two-phase-commit.ts';

interface Counter {
  readonly context: { readonly n: number };
}
const up = assign({ n: ({ context }: Counter) => context.n + 1 });

const named = (name: string, holds: Property<never> | readonly Property<never>[], also: object = {}): Invariant =>
  invariant<never>({ name, about: `About ${name}.`, holds, ...also });

/** Checks a system of any options and components. */
function run(system: object, properties: Readonly<Record<string, Property<never>>>, options: CheckOptions = {}) {
  const invariants = Object.entries(properties).map(([name, property]) => named(name, property));
  return check(system as System, invariants, options);
}

const words = (report: Report) => Object.fromEntries(report.verdicts.map((v) => [v.name, v.verdict]));
const counts = ({ states, transitions }: Report) => [states, transitions];
const steps = ({ counterexamples }: Verdict) => counterexamples.map(({ stem, cycle }) => [stem.length, cycle.length]);

interface State {
  readonly a: { matches(state: string): boolean; readonly context: { readonly n: number } };
  readonly ask: Ask;
}
const isIn =
  (name: string): Predicate<State> =>
  ({ a }) =>
    a.matches(name);

/**
 * A walk s → t → u, where `back` leads from u to t in configuration y alone, and `stop` leads to the end where
 * the release is at least 1.1.
 */
const options = defineOptions({
  loops: { about: 'is there a way back?', values: ['x', 'y'], default: 'x' },
  release: { about: 'the release', releases: ['1.0', '1.1', '1.2'], default: '1.2' },
});
const walk = sketch(
  {
    a: ({ is, since }: AskOf<typeof options>) => ({
      initial: 's',
      states: {
        s: { on: { go: 't' } },
        t: { on: { go: 'u' } },
        u: {
          on: {
            back: { guard: () => is('loops', 'y'), target: 't' },
            stop: { guard: () => since('release', '1.1'), target: 'end' },
          },
        },
        end: { tags: 'rest' },
      },
    }),
  },
  {},
  {
    go: { to: 'a', fairness: 'weak' },
    back: { to: 'a', fairness: 'weak' },
    stop: { to: 'a', fairness: 'none' },
  },
  { options },
);
const backs = { does: 'takes', component: 'a', event: 'back', label: 'a goes back' } as const satisfies StepPattern;

describe('one run answers every question', () => {
  const properties: Record<string, Property<never>> = {
    'not-u': never(isIn('u')),
    'not-end': never(isIn('end')),
    'not-x': never(isIn('s')),
    'never-back': never(backs),
    'no-deadlock': noDeadlock,
    ends: eventually(isIn('end')),
    'leaves-s': eventually(isIn('t')),
    'again-in-t': infinitelyOften(isIn('t')),
    'stays-out-of-s': stabilizes(({ a }: State) => !a.matches('s')),
    'back-once': atMost(1, backs).between(isIn('s'), isIn('end')),
    'after-end': leadsTo(isIn('end'), isIn('s')),
    'is-in-s': always(isIn('s'), { given: ({ ask }: State) => ask.is('loops', 'x') }),
  };

  test('and no violation hides another', async () => {
    const { report, space } = await run(walk, properties);
    expect(report).toMatchObject({ complete: true, configurations: 6, model: 'sketch' });
    const affected = Object.fromEntries(report.verdicts.map((v) => [v.name, v.affected]));
    const ends = { release: ['1.1', '1.2'] };
    const y = { loops: ['y'] };
    expect(affected).toEqual({
      'not-u': [{}],
      'not-end': [ends],
      'not-x': [{}],
      'never-back': [y],
      'no-deadlock': [{ loops: ['x'], release: ['1.0'] }],
      // `stop` is not fair: the others may stay in u, or go to and fro.
      ends: [{}],
      'leaves-s': [],
      // in x nothing leads back; in y it may come to its end
      'again-in-t': [{ loops: ['x'] }, ends],
      'stays-out-of-s': [],
      'back-once': [y],
      'after-end': [ends],
      'is-in-s': [{ loops: ['x'] }],
    });
    for (const verdict of report.verdicts) {
      expect(verdict.verdict).toBe(verdict.affected.length > 0 ? 'violated' : 'holds');
      expect(verdict.counterexamples.map((t) => t.affected)).toEqual(verdict.affected);
      for (const trace of verdict.counterexamples) expect(replay(walk, trace)).toEqual({ ok: true });
    }
    expect(space.size).toBe(6);
    const at = (name: string) => report.verdicts.find((v) => v.name === name)!;
    expect(steps(at('not-x'))).toEqual([[0, 0]]);
    expect(steps(at('not-end'))).toEqual([[3, 0]]);
    expect(steps(at('never-back'))).toEqual([[3, 0]]);
    expect(steps(at('no-deadlock'))).toEqual([[2, 0]]);
  });

  test('as each of them checked alone', async () => {
    const together = await run(walk, properties);
    for (const [name, property] of Object.entries(properties)) {
      const alone = await run(walk, { [name]: property });
      const here = together.report.verdicts.find((v) => v.name === name)!;
      expect(alone.report.verdicts[0]!.affected).toEqual(here.affected);
      expect(alone.report.verdicts[0]!.counterexamples.map(traceJson)).toEqual(here.counterexamples.map(traceJson));
      const chosen = await run(walk, properties, { only: [name] });
      expect(chosen.report.verdicts.map((v) => v.name)).toEqual([name]);
    }
  });

  test('an invariant of several properties is violated where one of them is', async () => {
    const both = named('both', [never(isIn('end')), never(backs)]);
    const { report } = await check(walk, [both]);
    expect(report.verdicts[0]).toMatchObject({ violating: 5, verdict: 'violated' });
  });
});

describe('verdicts', () => {
  const y = ({ ask }: State) => ask.is('loops', 'y');

  test('are vacuous where a premise never happens at all, and say where it does not', async () => {
    const { report } = await run(walk, {
      'never-there': leadsTo(isIn('gone'), isIn('s')),
      'end-then': leadsTo(isIn('end'), isIn('end')),
      'given-end': always(isIn('end'), { given: isIn('end') }),
      'given-back': never(backs, { given: isIn('gone') }),
      counts: atMost(9, backs).between(isIn('gone'), isIn('s')),
      'counts-end': atMost(9, backs).between(isIn('end'), isIn('s')),
    });
    expect(words(report)).toEqual({
      'never-there': 'vacuous',
      'end-then': 'holds',
      'given-end': 'holds',
      'given-back': 'vacuous',
      counts: 'vacuous',
      'counts-end': 'holds',
    });
    const old = [{ release: ['1.0'] }];
    expect(report.verdicts.map((v) => v.vacuousIn)).toEqual([[], old, old, [], [], old]);
    expect(report.verdicts.every((v) => v.affected.length === 0 && v.counterexamples.length === 0)).toBe(true);
  });

  test('are about the configurations that are asked for', async () => {
    const { report } = await run(walk, { 'not-end': never(isIn('end')) }, { set: { release: ['1.0', '1.1'] } });
    expect(report.configurations).toBe(4);
    expect(report.verdicts[0]).toMatchObject({ violating: 2, affected: [{ release: ['1.1'] }] });
    const { report: none } = await run(walk, { 'not-end': never(isIn('end')) }, { set: { release: ['1.0'] } });
    expect(words(none)).toEqual({ 'not-end': 'holds' });
  });

  test('of a property about the configuration alone', async () => {
    const { report } = await run(walk, { y: always(y) });
    expect(report.verdicts[0]!.affected).toEqual([{ loops: ['x'] }]);
  });

  test('what is asked wrongly is a mistake, before anything is explored', async () => {
    const p = { p: noDeadlock };
    const refused: [Promise<unknown>, RegExp][] = [
      [run(walk, p, { only: ['q'] }), /no invariant 'q'/],
      [run(walk, p, { set: { relaese: ['1.0'] } }), /no option 'relaese'; did you mean 'release'/],
      [run(walk, p, { set: { release: ['1.9'] } }), /no value of 'release' '1.9'/],
      [check(walk, [named('p', noDeadlock), named('p', noDeadlock)]), /two invariants are called 'p'/],
    ];
    for (const [result, what] of refused) {
      await expect(result).rejects.toThrow(Mistake);
      await expect(result).rejects.toThrow(what);
    }
  });
});

describe('a limit stops the run cleanly, with what is known so far', () => {
  const counter = sketch({ a: { context: { n: 0 }, on: { go: { actions: up } } } });
  const properties: Record<string, Property<never>> = {
    'below-3': always(({ a }: State) => a.context.n < 3),
    'below-100000000': always(({ a }: State) => a.context.n < 100_000_000),
    'no-deadlock': noDeadlock,
    'never-there': leadsTo(({ a }: State) => a.context.n < 0, isIn('s')),
  };
  const expected = {
    'below-3': 'violated',
    'below-100000000': 'inconclusive',
    'no-deadlock': 'inconclusive',
    'never-there': 'inconclusive',
  };

  test.each([
    ['states', { maxStates: 50 }, /limit of 50 states/],
    ['depth', { maxDepth: 7 }, /limit of 7 steps/],
    ['seconds', { maxSeconds: 0.2 }, /limit of 0\.2 seconds/],
    ['memory', { maxMemoryMB: 1, maxSeconds: 5 }, /limit of 1 MiB/],
  ])('%s', async (kind, limit, why) => {
    const { report } = await run(counter, properties, limit);
    expect(report.complete).toBe(false);
    expect(report.stoppedBy).toMatch(why);
    if (kind === 'states') expect([report.states, report.depth]).toEqual([50, 49]);
    // with all the states that are at most 7 steps away
    if (kind === 'depth') expect([report.states, report.depth]).toEqual([8, 7]);
    if (kind === 'memory') return;
    expect(words(report)).toEqual(expected);
    expect(steps(report.verdicts[0]!)).toEqual([[3, 0]]);
    expect(replay(counter, report.verdicts[0]!.counterexamples[0]!)).toEqual({ ok: true });
    expect(report.neverHappened).toEqual([]);
  });

  test('an AbortSignal, before or while it runs', async () => {
    const { report } = await run(counter, properties, { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ complete: false, stoppedBy: 'interrupted', states: 0 });
    const stop = new AbortController();
    const seen: Progress[] = [];
    const { report: later } = await run(counter, properties, {
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress);
        stop.abort();
      },
    });
    expect(later).toMatchObject({ complete: false, stoppedBy: 'interrupted' });
    expect(words(later)).toEqual(expected);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen[0]).toMatchObject({ states: expect.any(Number), frontier: 1 });
    expect(later.states).toBeGreaterThanOrEqual(seen[0]!.states);
  });

  test('a limit that is not reached changes nothing', async () => {
    const free = await run(walk, { 'no-deadlock': noDeadlock });
    const { states, depth } = free.report;
    const limited = await run(walk, { 'no-deadlock': noDeadlock }, { maxStates: states + 1, maxDepth: depth + 1 });
    expect({ ...limited.report, seconds: 0 }).toEqual({ ...free.report, seconds: 0 });
  });

  test('nor does one that is reached exactly', async () => {
    const { report } = await run(walk, { 'no-deadlock': noDeadlock });
    const exact = { maxStates: report.states, maxDepth: report.depth };
    const limited = await run(walk, { 'no-deadlock': noDeadlock }, exact);
    expect(limited.report.complete).toBe(true);
    const less = await run(walk, { 'no-deadlock': noDeadlock }, { maxStates: report.states - 1 });
    expect(less.report.complete).toBe(false);
  });

  test('an endless violation that lies in the part that was explored is one', async () => {
    const a = {
      initial: 's',
      context: { n: 0 },
      states: { s: { on: { turn: 't', go: { actions: up } } }, t: { on: { turn: 's' } } },
    };
    const environment = { turn: { to: 'a', fairness: 'weak' }, go: { to: 'a', fairness: 'none' } };
    const endless = sketch({ a }, {}, environment);
    const { report } = await run(endless, { p: eventually(({ a }: State) => a.context.n > 2) }, { maxStates: 20 });
    expect(report.complete).toBe(false);
    expect(report.verdicts[0]!.verdict).toBe('violated');
    expect(replay(endless, report.verdicts[0]!.counterexamples[0]!)).toEqual({ ok: true });
  });
});

describe('determinism', () => {
  test('two runs give byte-identical traces, and the same numbers', async () => {
    const ring = tokenRing(3, { passing: 'none' });
    const twice = async (system: object, properties: Record<string, Property<never>>) => {
      const [one, other] = [await run(system, properties), await run(system, properties)];
      const texts = ({ report }: typeof one) => report.verdicts.flatMap((v) => v.counterexamples.map(traceJson));
      expect(texts(one).length).toBeGreaterThan(0);
      expect(texts(other)).toEqual(texts(one));
      expect({ ...other.report, seconds: 0 }).toEqual({ ...one.report, seconds: 0 });
    };
    await twice(ring, { again: infinitelyOften(lastHasToken), works: infinitelyOften(lastWorks) });
    await twice(twoPhaseCommit(3), { commits: always(nobodyCommits), decides: eventually(nobodyCommits) });
    await twice(walk, { ends: eventually(isIn('end')), back: never(backs), deadlock: noDeadlock });
  });
});

describe('worst cases', () => {
  /** Retries as often as the option says; without end where it says "always". */
  const retries = defineOptions({
    retries: { about: 'how often', values: [0, 1, 2, 'always'], default: 0 },
    other: { about: 'does not matter', values: ['p', 'q'], default: 'p' },
  });
  const again = { does: 'takes', component: 'a', event: 'retry', label: 'a retries' } as const satisfies StepPattern;
  const done = isIn('done');
  const retrying = sketch(
    {
      a: ({ is }: Ask) => ({
        initial: 'tried',
        context: { n: 0 },
        states: {
          tried: {
            on: {
              retry: [
                { guard: () => is('retries', 'always'), target: 'tried', reenter: true, actions: says('AGAIN') },
                {
                  guard: ({ context }: Counter) =>
                    !is('retries', 0) && (context.n < 1 || (context.n < 2 && is('retries', 2))),
                  actions: up,
                },
              ],
              done: 'done',
            },
          },
          done: { tags: 'rest' },
        },
      }),
      b: { on: { AGAIN: {} } },
    },
    { again: { kind: 'call', from: 'a', to: 'b', events: ['AGAIN'] } },
    { retry: { to: 'a', fairness: 'weak' }, done: { to: 'a', fairness: 'weak' } },
    { options: retries },
  );

  test('are told by configuration, the worst first', async () => {
    const bound = worstCase(again).between(isIn('tried'), done);
    const { report } = await check(retrying, [
      named('at-most-one', atMost(1, again).between(isIn('tried'), done), {
        worstCase: { ...bound, unit: 'retries', remark: 'It grows.' },
      }),
    ]);
    const verdict = report.verdicts[0]!;
    expect(verdict).toMatchObject({ verdict: 'violated', violating: 4, unit: 'retries', remark: 'It grows.' });
    expect(verdict.affected).toEqual([{ retries: [2, 'always'] }]);
    expect(verdict.bounds).toEqual([
      { value: 'unbounded', affected: [{ retries: ['always'] }] },
      { value: 2, affected: [{ retries: [2] }] },
      { value: 1, affected: [{ retries: [1] }] },
      { value: 0, affected: [{ retries: [0] }] },
    ]);
    for (const trace of verdict.counterexamples) {
      const taken = trace.stem.flatMap((step) => step.taken).filter(({ event }) => event.type === 'retry');
      expect(taken).toHaveLength(2);
      expect(replay(retrying, trace)).toEqual({ ok: true });
    }
  });
});

describe('shared budgets', () => {
  const machines = { a: { initial: 's', states: { s: { on: { fail: 't', crash: 't' } }, t: { on: { back: 's' } } } } };
  const faults = (budget: object) =>
    sketch(
      machines,
      {},
      {
        fail: { to: 'a', fairness: 'none', budget: 'faults', fault: true },
        crash: { to: 'a', fairness: 'none', budget: 'faults', fault: true },
        back: { to: 'a', fairness: 'weak' },
      },
      { budgets: budget },
    );
  const fails = { does: 'takes', component: 'a', event: 'fail', label: 'fails' } as const satisfies StepPattern;

  test('are spent by all who share them, and are said with the verdict', async () => {
    const { report } = await check(faults({ faults: 2 }), [
      named('twice', atMost(2, fails).between(isIn('s'), isIn('gone')), {
        worstCase: { ...worstCase(fails).between(isIn('s'), isIn('gone')), unit: 'failures' },
      }),
      named('no-deadlock', noDeadlock),
      named('comes-back', infinitelyOften(isIn('s'))),
    ]);
    expect(words(report)).toEqual({ twice: 'holds', 'no-deadlock': 'holds', 'comes-back': 'holds' });
    expect(report.budgets).toEqual({ faults: 2 });
    expect(report.verdicts[0]!.bounds).toEqual([{ value: 2, affected: [{}] }]);
    // s and t with 2, 1, 0 left, but never t with 2
    expect(counts(report)).toEqual([5, 2 + 1 + 2 + 1]);
  });

  test('can be changed by name, and are seen by predicates', async () => {
    const spent = (state: unknown) => (state as { spent(name: string): number }).spent('crash') < 3;
    const { report } = await run(faults({ faults: 2 }).withBudgets({ faults: 3 }), { spent: always(spent) });
    expect(report.budgets).toEqual({ faults: 3 });
    expect(steps(report.verdicts[0]!)).toEqual([[5, 0]]);
    expect(() => faults({ faults: 2 }).withBudgets({ fail: 3 })).toThrow(/no budget 'fail'/);
  });
});

describe('expectHolds', () => {
  test('resolves where the invariant holds', async () => {
    await expect(expectHolds(walk, named('leaves', eventually(isIn('t'))))).resolves.toBeUndefined();
  });

  test('rejects with whom it affects, and how it comes about', async () => {
    const result = expectHolds(walk, named('not-end', never(isIn('end'))));
    await expect(result).rejects.toThrow(/^sketch: not-end is violated: About not-end\.\naffected: .*1\.1/);
    await expect(result).rejects.toThrow(/stop/);
  });

  test('rejects what is vacuous or inconclusive, and says why', async () => {
    const vacuous = expectHolds(walk, named('v', leadsTo(isIn('gone'), isIn('s'))));
    await expect(vacuous).rejects.toThrow(/v is vacuous.*\nIts premise never happens/);
    const inconclusive = expectHolds(walk, named('i', noDeadlock), { maxStates: 1 });
    await expect(inconclusive).rejects.toThrow(/i is inconclusive.*\nStopped by the limit of 1 states/);
  });
});

describe('classic models have the published counts', () => {
  test.each([
    [3, 288, 1146, 11],
    [4, 1568, 8258, 14],
    [5, 8832, 58146, 17],
    [6, 50816, 402306, 20],
  ])('two-phase commit with %i resource managers', async (n, distinct, generated, depth) => {
    const system = twoPhaseCommit(n);
    const properties = { consistent: always(consistent) };
    const { report } = await run(system, properties, { countStutter: true });
    expect(words(report)).toEqual({ consistent: 'holds' });
    expect([report.states, report.transitions + 1, report.depth + 1]).toEqual([distinct, generated, depth]);
  });

  test('two-phase commit commits in the fewest steps, and has no deadlock', async () => {
    const { report } = await run(twoPhaseCommit(3), { commits: always(nobodyCommits), deadlock: noDeadlock });
    expect(words(report)).toEqual({ commits: 'violated', deadlock: 'holds' });
    // 3 prepare, 3 PREPARED, commit, COMMIT
    expect(steps(report.verdicts[0]!)).toEqual([[8, 0]]);
    expect(report.transitions).toBeLessThan(1145);
  });

  test('increment, with and without a lock', async () => {
    const property = { lost: always(nothingIsLost) };
    const free = (await run(increment(2, { lock: false }), property)).report;
    expect([free.states, steps(free.verdicts[0]!)]).toEqual([13, [[4, 0]]]);
    for (const [threads, states, depth] of [
      [2, 17, 9],
      [3, 61, 13],
    ] as const) {
      const { report } = await run(increment(threads, { lock: true }), property);
      expect(words(report)).toEqual({ lost: 'holds' });
      expect([report.states, report.transitions + 1, report.depth + 1]).toEqual([states, states, depth]);
    }
  });

  test('ping-pong', async () => {
    const { report } = await run(pingPong(5), { max: eventually(reachedMax(5)) });
    expect([report.states, words(report).max]).toEqual([11, 'holds']);
    const lossy = (await run(pingPong(5, { losses: 1 }), { max: eventually(reachedMax(5)) })).report.verdicts[0]!;
    expect(lossy.verdict).toBe('violated');
    expect(lossy.counterexamples[0]).toMatchObject({ stays: true, stem: [{ kind: 'loss', fault: true }] });
  });

  test('DieHard', async () => {
    const { report } = await run(dieHard(), { big: always(bigIsNotFour) });
    expect([report.states, steps(report.verdicts[0]!)]).toEqual([16, [[6, 0]]]);
  });

  test('dining philosophers', async () => {
    const properties = {
      deadlock: noDeadlock,
      turns: always(neighboursTakeTurns),
      eats: leadsTo(firstIsHungry, firstEats),
    };
    for (const n of [2, 3, 4]) {
      const { report } = await run(philosophers(n, { careful: false }), properties);
      expect(words(report)).toEqual({ deadlock: 'violated', turns: 'holds', eats: 'violated' });
      expect(steps(report.verdicts[0]!)).toEqual([[2 * n, 0]]);
      expect(report.verdicts[2]!.counterexamples[0]!.stays).toBe(true);
    }
    const { report } = await run(philosophers(3, { careful: true }), properties);
    expect(words(report)).toEqual({ deadlock: 'holds', turns: 'holds', eats: 'holds' });
  });

  test('token ring: three states and four transitions for each station', async () => {
    const properties = {
      one: always(oneWorks),
      deadlock: noDeadlock,
      comes: infinitelyOften(lastHasToken),
      works: infinitelyOften(lastWorks),
    };
    for (const n of [2, 3, 5]) {
      const { report } = await run(tokenRing(n), properties);
      expect(counts(report)).toEqual([3 * n, 4 * n]);
      expect(words(report)).toEqual({ one: 'holds', deadlock: 'holds', comes: 'holds', works: 'violated' });
      // Round and round without any work: a delivery and a pass for each.
      expect(report.verdicts[3]!.counterexamples[0]!.cycle).toHaveLength(2 * n);
    }
    const unfair = (await run(tokenRing(3, { passing: 'none' }), properties)).report;
    expect(words(unfair)).toMatchObject({ comes: 'violated' });
  });

  test('alternating bit', async () => {
    const properties = { order: always(inOrder), ends: eventually(senderHasFinished), deadlock: noDeadlock };
    const good = (await run(alternatingBit(2, { losses: 2 }), properties)).report;
    expect(words(good)).toEqual({ order: 'holds', ends: 'holds', deadlock: 'holds' });
    const bad = (await run(alternatingBit(2, { losses: 2, checksBit: false }), properties)).report;
    // DATA, time-out, DATA again
    expect(steps(bad.verdicts[0]!)).toEqual([[3, 0]]);
  });
});

test('what never happened is said of a whole run, and not of a part of it', async () => {
  const unread = defineOptions({ o: { about: 'o', values: ['x', 'y'], default: 'x' } });
  const a = { initial: 's', states: { s: { on: { go: [{ guard: () => false, target: 't' }] } }, t: {} } };
  const dead = sketch({ a }, {}, undefined, { options: unread });
  const { report } = await run(dead, { p: always(isIn('s')) });
  expect(report.neverHappened).toHaveLength(3);
  expect(report.neverHappened.join('\n')).toMatch(/option 'o' is never asked about\n.*transition on go.*\n.*'t'/);
  expect((await run(dead, { p: always(isIn('s')) }, { only: ['p'] })).report.neverHappened).toEqual([]);
});
