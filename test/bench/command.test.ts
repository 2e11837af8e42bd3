import { describe, expect, test } from 'vitest';
import { type Contender, contenders } from '../../bench/contenders.ts';
import { DocumentSchema } from '../../bench/document.ts';
import type { Measurement } from '../../bench/measurement.ts';
import { models } from '../../bench/models.ts';
import { run } from '../../bench/program.ts';
import { stretchesOf } from '../../bench/scale.ts';

/** Runs one command line of `npm run bench`. */
async function bench(argv: readonly string[], also: { contenders?: readonly Contender[] } = {}) {
  let out = '';
  let err = '';
  const code = await run(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    models,
    contenders,
    ...also,
  });
  return { code, out, err };
}

/** A contender that has counted without counting. */
function counting(name: string, counts: Pick<Measurement, 'states' | 'transitions'>): Contender {
  const run = async () => ({ ...counts, seconds: 1, cpuSeconds: 1, bytes: 1000 });
  return { name, about: '', counts: 'states and transitions', fits: () => true, start: async () => ({ run }) };
}

const ONE = ['--only', 'two-phase-commit-5', '--rounds', '1'];

test('prints one document, which its schema describes', async () => {
  const { code, out } = await bench([...ONE, '--contender', 'lasso', '--format', 'json']);
  expect(code).toBe(0);
  const { results, machine } = DocumentSchema.parse(JSON.parse(out));
  // The published number of states.
  expect(results).toMatchObject([{ model: 'two-phase-commit-5', contender: 'lasso', states: 8832, ratio: 1 }]);
  expect(machine.node).toBe(process.version);
});

test('prints a table for people', async () => {
  const two = [
    counting('lasso', { states: 8832, transitions: 37345 }),
    counting('other', { states: 8832, transitions: 37345 }),
  ];
  const { code, out } = await bench(ONE, { contenders: two });
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}other +8,832 +37,345 +1\.00 +8,832 +0\.1 +1\.00 +1\.00$/m);
});

test('fails, and prints no time, where two disagree', async () => {
  const two = [
    counting('lasso', { states: 8832, transitions: 37345 }),
    counting('other', { states: 8832, transitions: 37346 }),
  ];
  const { code, out, err } = await bench(ONE, { contenders: two });
  expect(code).toBe(70);
  expect(out).toBe('');
  expect(err).toContain('the counts differ, so no time is reported');
});

test('says that SPIN is missing', async () => {
  const spin = { ...counting('spin', { states: 1, transitions: 1 }), missing: () => "'spin' not found" };
  const { code, out } = await bench(ONE, { contenders: [counting('lasso', { states: 1, transitions: 1 }), spin] });
  expect(code).toBe(0);
  expect(out).toMatch(/Skipped\n {2}spin: 'spin' not found/);
});

test.each([
  ['--only', 'two-phase-comit', /no model 'two-phase-comit'.*two-phase-commit/],
  ['--contender', 'spni', /no contender 'spni'.*spin/],
])('refuses a name that there is not: %s %s', async (flag, name, message) => {
  expect(await bench([flag, name])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});

describe('a long run', () => {
  test('is looked at where it has come to: a stretch is from a tenth less to a tenth more', () => {
    const samples = [
      { states: 500, transitions: 5_000, seconds: 99, cpuSeconds: 1, bytes: 1 },
      { states: 900, transitions: 9_000, seconds: 99, cpuSeconds: 3, bytes: 2 },
      { states: 1_300, transitions: 13_000, seconds: 99, cpuSeconds: 7, bytes: 13_000 },
      { states: 1_400, transitions: 14_000, seconds: 99, cpuSeconds: 9, bytes: 4 },
    ];
    expect(stretchesOf(samples, [1_000, 10_000])).toEqual([
      // 4 seconds for 4,000 transitions and 400 states.
      { states: 1_000, nanosecondsPerSuccessor: 1e6, statesPerSecond: 100, residentBytesPerState: 10 },
    ]);
  });
});
