import { describe, expect, test } from 'vitest';
import type { Contender } from '../../bench/contenders.ts';
import { ResultSchema } from '../../bench/document.ts';
import type { Limits, Measurement } from '../../bench/measurement.ts';
import { type BenchModel, models } from '../../bench/models.ts';
import { Disagreement, runSuite } from '../../bench/suite.ts';

const [small, large] = models.filter(({ family }) => family === 'two-phase-commit') as [BenchModel, BenchModel];
const right = { states: 100, transitions: 300, bytes: 2000 };

/** A contender that measures what it is told, run by run, and remembers what it was asked. */
function contender(name: string, runs: readonly Partial<Measurement>[], also: Partial<Contender> = {}) {
  const asked: Limits[] = [];
  const made: Contender = {
    name,
    about: '',
    counts: 'states and transitions',
    fits: () => true,
    start: async () => ({
      run: async (limits) => {
        asked.push(limits);
        return { ...right, seconds: 1, cpuSeconds: 1, ...runs[(asked.length - 1) % runs.length] };
      },
    }),
    ...also,
  };
  return { ...made, asked };
}

const options = { rounds: 1, seconds: 10 };

describe('a suite', () => {
  test('reports medians, rates and the ratio of pairs', async () => {
    const lasso = contender('lasso', [{ seconds: 1 }, { seconds: 10 }, { seconds: 2, cpuSeconds: 0.5 }]);
    const other = contender('other', [{ seconds: 3 }, { seconds: 40 }, { seconds: 10 }]);
    const { results } = await runSuite([small], [lasso, other], { ...options, rounds: 3 });
    expect(results).toEqual([
      expect.objectContaining({ contender: 'lasso', seconds: 2, statesPerSecond: 50, bytesPerState: 20, ratio: 1 }),
      // In pairs: 3, 4, 5 times as long.
      expect.objectContaining({
        contender: 'other',
        seconds: 10,
        statesPerSecond: 10,
        ratio: 4,
        cpuRatio: 1,
        rounds: 3,
      }),
    ]);
    for (const result of results) ResultSchema.parse(result);
  });

  test('takes turns: every contender of a round before the next round, this explorer first', async () => {
    const order: string[] = [];
    await runSuite([small, large], [contender('other', [{}]), contender('lasso', [{}])], {
      ...options,
      rounds: 2,
      onRun: (name, model, round) => order.push(`${round} ${model} ${name}`),
    });
    expect(order).toEqual(
      [0, 1].flatMap((round) =>
        [small, large].flatMap(({ name }) => [`${round} ${name} lasso`, `${round} ${name} other`]),
      ),
    );
  });

  test.each([{ states: 101 }, { transitions: 299 }])('reports no time where the counts differ: %o', async (wrong) => {
    const running = runSuite([small], [contender('lasso', [{}]), contender('other', [wrong])], options);
    await expect(running).rejects.toThrow(Disagreement);
    await expect(running).rejects.toThrow(/two-phase-commit-5: other counts .*, lasso counts 100 states/);
  });

  test('reports no time where a contender counts something else in another round', async () => {
    const unsteady = contender('lasso', [{}, { states: 99 }]);
    await expect(runSuite([small], [unsteady], { ...options, rounds: 2 })).rejects.toThrow(/lasso in round 2/);
  });

  test('cleans up after a disagreement', async () => {
    let ended = 0;
    const start = async () => ({
      run: async () => ({ ...right, states: 1, seconds: 1, cpuSeconds: 1 }),
      end: () => {
        ended++;
      },
    });
    await expect(
      runSuite([small], [contender('lasso', [{}]), contender('o', [], { start })], options),
    ).rejects.toThrow();
    expect(ended).toBe(1);
  });

  test('compares counts as far as a contender prints them', async () => {
    const many = { states: 1_234_567_890, transitions: 2 };
    const printed = (states: number) => contender('pan', [{ states, transitions: 2 }], { digits: 8 });
    const against = (pan: Contender) => runSuite([small], [contender('lasso', [many]), pan], options);
    await expect(against(printed(1_234_567_900))).resolves.toBeDefined();
    await expect(against(printed(1_234_568_100))).rejects.toThrow(Disagreement);
    const few = runSuite(
      [small],
      [contender('lasso', [{ states: 99_999_999, transitions: 2 }]), printed(99_999_998)],
      options,
    );
    await expect(few).rejects.toThrow(Disagreement);
  });

  test('compares only rates with a contender that explores other states, and says so', async () => {
    const other = contender('other', [{ states: 7 }], { counts: 'nothing' });
    const { results } = await runSuite([small], [contender('lasso', [{}]), other], options);
    expect(results[1]).toMatchObject({ states: 7, ratio: 100 / 7, note: expect.stringContaining('other states') });
  });

  test('says that a contender is missing on this machine, and why', async () => {
    const missing = contender('spin', [{}], { missing: () => "'spin' not found" });
    const { results, skipped } = await runSuite([small], [contender('lasso', [{}]), missing], options);
    expect(skipped).toEqual([{ contender: 'spin', why: "'spin' not found" }]);
    expect(results.map((result) => result.contender)).toEqual(['lasso']);
  });

  describe('where a contender does not finish', () => {
    const slow = { states: 10, transitions: 9, seconds: 10, bytes: undefined, stoppedBy: 'time' } as const;

    test('gives the rate of its first states, and does not run it again', async () => {
      const other = contender('other', [slow]);
      const { results } = await runSuite([small], [contender('lasso', [{}]), other], { ...options, rounds: 3 });
      expect(other.asked.length).toBe(1);
      expect(results[1]).toMatchObject({ finished: false, statesPerSecond: 1, bytesPerState: null, ratio: 100 });
      expect(results[1]!.note).toMatch(/^not finished in 10 s/);
    });

    test('leaves out the larger models of the family where it has given up', async () => {
      const other = contender('other', [slow], { givesUp: true });
      const { skipped } = await runSuite([small, large], [contender('lasso', [{}]), other], options);
      expect(skipped).toEqual([
        { contender: 'other', model: large.name, why: `not finished with ${small.name}, which is smaller` },
      ]);
    });

    test('runs it again where it was asked for its first states only', async () => {
      const first = contender('first', [{ ...slow, stoppedBy: 'states' }], { firstStates: 10, limited: true });
      const { results } = await runSuite([small], [contender('lasso', [{}]), first], { ...options, rounds: 2 });
      expect(first.asked).toEqual([
        { seconds: 10, states: 10 },
        { seconds: 10, states: 10 },
      ]);
      expect(results[1]!.note).toContain('first 10 states');
    });
  });

  test('leaves out a run that the deadline has cut short where an earlier round has finished', async () => {
    const cut = contender('lasso', [{ seconds: 4 }, { states: 5, seconds: 1, stoppedBy: 'time' }]);
    const { results } = await runSuite([small], [cut], { ...options, rounds: 2 });
    expect(results).toMatchObject([{ finished: true, states: 100, seconds: 4, rounds: 1 }]);
  });

  test('begins nothing after its deadline, and says what it left out', async () => {
    const { results, skipped } = await runSuite([small], [contender('lasso', [{}])], { ...options, deadline: 0 });
    expect(results).toEqual([]);
    expect(skipped).toEqual([{ contender: 'lasso', model: small.name, why: 'no time is left of 0 s' }]);
  });
});
