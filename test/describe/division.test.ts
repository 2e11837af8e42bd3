import { describe, expect, it } from 'vitest';
import { divided } from '../../src/describe/division.ts';
import { defineOptions, type Options } from '../../src/describe/options.ts';
import { addAll, and, count, isEmpty, Space } from '../../src/describe/space.ts';

/** Twelve configurations: a release, and two switches. */
const options = defineOptions({
  release: { about: 'r', releases: ['1', '2', '3'], default: '1' },
  early: { about: 'e', values: [false, true], default: false },
  late: { about: 'l', values: [false, true], default: false },
} as const);
const space = new Space(options as unknown as Options);
const where = (key: string, value: unknown) => space.where((c) => c[key] === value);

describe('the division of configurations', () => {
  it('goes along the option that tells them apart, and leaves together what is explored together', () => {
    const weights = [
      { bits: where('early', false), work: 100 },
      { bits: where('early', true), work: 90 },
      // Seen late, and of little weight: dividing by it would do nearly everything twice.
      { bits: where('late', true), work: 1 },
    ];
    const parts = divided(space, weights, 2);
    expect(parts).toContainEqual(where('early', false));
    expect(parts).toContainEqual(where('early', true));
  });

  it('halves again what has the most work', () => {
    const weights = [
      { bits: where('early', false), work: 10 },
      ...['1', '2', '3'].map((release) => ({
        bits: and(where('early', true), where('release', release)),
        work: release === '3' ? 20 : 10,
      })),
    ];
    const parts = divided(space, weights, 3);
    expect(parts).toContainEqual(and(where('early', true), where('release', '3')));
  });

  it.each([1, 2, 3, 5, 12, 20])('into %i parts has each configuration in one of them', (n) => {
    const parts = divided(space, [{ bits: space.all(), work: 7 }], n);
    expect(parts).toHaveLength(n);
    const all = space.empty();
    for (const part of parts) {
      expect(isEmpty(and(all, part))).toBe(true);
      addAll(all, part);
    }
    expect(all).toEqual(space.all());
    // None is empty that need not be.
    expect(parts.filter((part) => count(part) > 0)).toHaveLength(Math.min(n, space.size));
  });
});
