import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitstate } from '../../../src/explore/lossy/bitstate.ts';
import { compacted, Fingerprints } from '../../../src/explore/lossy/fingerprints.ts';
import { Rows } from '../../../src/explore/lossy/rows.ts';
import { Tabulation } from '../../../src/explore/lossy/tabulation.ts';

/** Hashes of different rows. */
function* hashes(count: number, seed: number): Iterable<Int32Array> {
  const tabulation = new Tabulation(3, seed);
  for (let i = 0; i < count; i++) {
    tabulation.start(Int32Array.of(i % 40, Math.floor(i / 40) % 50, Math.floor(i / 2000)));
    yield tabulation.mix();
  }
}

describe('the table of fingerprints', () => {
  it.each([9, 32, 37, 48, 64])('with %i bits is a set of hashes cut to these, while it grows', (bits) => {
    const table = new Fingerprints(bits);
    const known = new Set<string>();
    let given = 0;
    for (let round = 0; round < 2; round++) {
      for (const hash of hashes(8_000, 7)) {
        const word = (n: number) => (hash[n]! >>> 0).toString(2).padStart(32, '0');
        const text = bits <= 32 ? word(0).slice(0, bits) : word(0) + word(1).slice(64 - bits);
        const isNew = !known.has(text);
        known.add(text);
        if (table.add(hash) !== isNew) given++;
      }
    }
    // A fingerprint of zeros counts as the one after it, so one of them may look like another.
    expect(given).toBeLessThanOrEqual(bits === 9 ? 1 : 0);
    const { remembered, fill } = table.figures();
    expect(Math.abs(remembered - known.size)).toBeLessThanOrEqual(bits === 9 ? 1 : 0);
    if (bits > 9) expect(fill).toBeGreaterThan(0.69);
    expect(fill).toBeLessThanOrEqual(0.88);
  });

  it('says how likely an omission is: the product and the sum over all that were added', () => {
    for (const [states, bits] of [
      [1, 64],
      [300, 12],
      [4096, 12],
      [100_000, 24],
      [100_000, 40],
      [200_000, 62],
    ] as const) {
      const all = 2 ** bits;
      let logNone = 0;
      let sum = 0;
      for (let i = 0; i < states; i++) {
        logNone += Math.log1p(-i / all);
        sum += i / (all - i);
      }
      const { omission, expectedOmissions } = compacted(states, bits);
      const rounded = states === all ? 0.1 : 0.005;
      expect(Math.abs(omission - -Math.expm1(logNone))).toBeLessThanOrEqual(rounded * omission);
      expect(Math.abs(expectedOmissions - sum)).toBeLessThanOrEqual(rounded * sum);
    }
  });
});

describe('the array of bits', () => {
  it('takes nothing that it has seen for new', () => {
    const bits = new Bitstate(1 << 14);
    let twice = 0;
    for (const hash of hashes(20_000, 3)) {
      bits.add(hash);
      if (bits.add(hash)) twice++;
    }
    expect(twice).toBe(0);
  });

  it('takes as many new states for old ones as it says', () => {
    let omitted = 0;
    let expected = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const bits = new Bitstate(1 << 14);
      for (const hash of hashes(20_000, seed)) if (!bits.add(hash)) omitted++;
      const figures = bits.figures();
      expected += figures.expectedOmissions;
      // 1 - exp(-3n/m) of the bits are set by n states; those that are left out set none that are not set.
      expect(figures.fill).toBeCloseTo(-Math.expm1((-3 * 20_000) / 2 ** 17), 2);
    }
    expect(Math.abs(omitted - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(omitted).toBeGreaterThan(1000);
  });
});

describe('the hash', () => {
  it('of a row that is changed is the hash of the row that comes out', () => {
    const row = fc.array(fc.nat(300), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(row, row, fc.nat(100), (from, to, seed) => {
        const direct = new Tabulation(4, seed);
        direct.start(Int32Array.from(to));
        const changed = new Tabulation(4, seed);
        changed.start(Int32Array.from(from));
        for (let round = 0; round < 2; round++) {
          changed.again();
          for (let f = 0; f < 4; f++) changed.change(f, from[f]!, to[f]!);
          expect([...changed.mix()]).toEqual([...direct.mix()]);
        }
      }),
    );
  });
});

describe('rows that wait', () => {
  it('come out as they went in, from either end', () => {
    const row = fc.array(fc.oneof(fc.nat(3), fc.nat(2 ** 31 - 1)), { minLength: 3, maxLength: 3 });
    const command = fc.oneof({ weight: 3, arbitrary: row }, { weight: 2, arbitrary: fc.constantFrom('shift', 'pop') });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (commands, times) => {
        const rows = new Rows(3);
        const list: number[][] = [];
        const out = new Int32Array(3);
        for (const c of commands) {
          // Often enough to fill several blocks and to empty them again.
          for (let i = 0; i < times; i++) {
            if (c === 'shift' || c === 'pop') {
              const expected = c === 'shift' ? list.shift() : list.pop();
              expect(c === 'shift' ? rows.shift(out) : rows.pop(out)).toBe(expected !== undefined);
              if (expected) expect([...out]).toEqual(expected);
            } else {
              rows.push(Int32Array.from(c as number[]));
              list.push(c as number[]);
            }
          }
          expect(rows.size).toBe(list.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keep their order over many blocks', () => {
    const rows = new Rows(1);
    const out = new Int32Array(1);
    let wrong = 0;
    for (let i = 0; i < 10_000; i++) rows.push(Int32Array.of(i));
    for (let i = 0; i < 5_000; i++) if (!rows.shift(out) || out[0] !== i) wrong++;
    for (let i = 9_999; i >= 5_000; i--) if (!rows.pop(out) || out[0] !== i) wrong++;
    expect(wrong).toBe(0);
    expect(rows.pop(out)).toBe(false);
    rows.push(Int32Array.of(7));
    expect(rows.shift(out) && out[0]).toBe(7);
  });
});
