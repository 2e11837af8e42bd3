import { describe, expect, test } from 'vitest';
import { median, ratioOfPairs } from '../../bench/statistics.ts';

describe('the median', () => {
  test('is the value in the middle, whatever the order', () => expect(median([9, 1, 5])).toBe(5));
  test('of an even number of values is the mean of the two', () => expect(median([4, 1, 3, 100])).toBe(3.5));
  test('is compared as numbers, not as texts', () => expect(median([100, 20, 3])).toBe(20));
  test('of nothing is a mistake', () => expect(() => median([])).toThrow(RangeError));
});

describe('the ratio of pairs', () => {
  test('is taken within a round, so that a slow round does not move it', () => {
    // In the second round something else kept the machine busy: both took ten times as long.
    expect(ratioOfPairs([100, 10, 100], [50, 5, 50])).toBe(2);
  });

  test('is the median of the ratios, not the ratio of the medians', () => {
    // 1, 4, 3; the medians are 4 and 2.
    expect(ratioOfPairs([2, 4, 6], [2, 1, 2])).toBe(3);
  });

  test('leaves out rounds that only one of them has', () => {
    expect(ratioOfPairs([8, undefined, 9], [2, 1])).toBe(4);
    expect(ratioOfPairs([1], [])).toBeUndefined();
  });
});
