import { describe, expect, test } from 'vitest';
import { measurementIn, panOf, spinMissing } from '../../bench/spin/pan.ts';
import { processes, singleProcess } from '../../bench/spin/two-phase-commit.ts';

/** As SPIN 6.5.2 prints it. */
const OUTPUT = `
State-vector 28 byte, depth reached 25, errors: 0
  1745408 states, stored
  9911810 states, matched
 11657218 transitions (= stored+matched)
   99.157\ttotal actual memory usage
pan: elapsed time 3.31 seconds
`;

describe('what a verifier prints', () => {
  test('is read as a measurement; to arrive in the initial state is no transition', () => {
    expect(measurementIn(OUTPUT, 4, 3.2)).toEqual({
      states: 1_745_408,
      transitions: 11_657_217,
      seconds: 3.31,
      cpuSeconds: 3.2,
      bytes: 99.157 * 2 ** 20,
    });
  });

  test('is no time where its clock is too coarse: then the process counts', () => {
    expect(measurementIn(OUTPUT.replace('3.31', '0.02'), 0.031, 0.02).seconds).toBe(0.031);
  });

  test('is refused where it has found an error, or is not understood', () => {
    expect(() => measurementIn(OUTPUT.replace('errors: 0', 'errors: 1'), 4, 4)).toThrow(/found 1 errors/);
    expect(() => measurementIn('pan: out of memory', 4, 4)).toThrow(/printed nothing like/);
  });
});

describe('what is missing', () => {
  test('is said', () => {
    expect(spinMissing(() => false)).toMatch(/^'spin' and 'cc' not found/);
    expect(spinMissing((program) => program === 'cc')).toMatch(/^'spin' not found/);
    expect(spinMissing(() => true)).toBeUndefined();
  });
});

/** Compiled without `-O2`: that takes longer than to run it. */
const QUICKLY = ['-DSAFETY', '-DNOREDUCE'];

describe.skipIf(spinMissing() !== undefined)('two-phase commit by hand, run by SPIN', { timeout: 120_000 }, () => {
  test('as a single process has the published number of states', async () => {
    const pan = await panOf(singleProcess(4), QUICKLY);
    try {
      expect(await pan.run(2 ** 18, { seconds: 60 })).toMatchObject({ states: 1568, cpuSeconds: expect.any(Number) });
    } finally {
      pan.remove();
    }
  });

  test('as processes is consistent and has no deadlock', async () => {
    const pan = await panOf(processes(3), QUICKLY);
    try {
      // An error would be thrown.
      const { states } = await pan.run(2 ** 18, { seconds: 60 });
      expect(states).toBeGreaterThan(288);
    } finally {
      pan.remove();
    }
  });
});
