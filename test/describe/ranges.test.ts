import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestCover } from '../../src/describe/cover.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import { inRange, minimise, rangeText, unionOf } from '../../src/describe/ranges.ts';
import type { Range } from '../../src/describe/result.ts';
import { and, type Bits, count, has, isEmpty, type Space } from '../../src/describe/space.ts';
import { truthTable } from '../../src/describe/truth-table.ts';
import { realisticSpace, smallSpaces, spaceOf } from './spaces.ts';

/** Every range there is (a non-empty subset of values for each option): restricted options and configurations. */
function everyRange(space: Space): { readonly options: number; readonly inside: Bits }[] {
  let ranges = [{ options: 0, inside: space.all() }];
  for (const { key, values } of space.axes) {
    const subsets = Array.from({ length: 2 ** values.length - 1 }, (_, i) => {
      const inside = space.where((c) => (((i + 1) >> values.indexOf(c[key]!)) & 1) === 1);
      return { options: i + 2 === 2 ** values.length ? 0 : 1, inside };
    });
    ranges = ranges.flatMap((r) =>
      subsets.map((s) => ({ options: r.options + s.options, inside: and(r.inside, s.inside) })),
    );
  }
  return ranges;
}

/** The least cost of a cover, ranges × 100 + restricted options, by dynamic programming over subsets of the set. */
function leastCost(space: Space, set: Bits): number {
  const members = space.configurations.flatMap((_, i) => (has(set, i) ? [i] : []));
  const cheapest = new Map<number, number>();
  for (const { options, inside } of everyRange(space)) {
    if (inside.some((w, k) => (w & ~set[k]!) !== 0)) continue;
    const mask = members.reduce((m, c, i) => (has(inside, c) ? m | (1 << i) : m), 0);
    cheapest.set(mask, Math.min(cheapest.get(mask) ?? Infinity, 100 + options));
  }
  const best = new Float64Array(2 ** members.length).fill(Infinity);
  best[0] = 0;
  for (let done = 0; done < best.length - 1; done++) {
    const next = ~done & (done + 1);
    for (const [mask, cost] of cheapest) {
      if ((mask & next) !== 0) best[done | mask] = Math.min(best[done | mask]!, best[done]! + cost);
    }
  }
  return best.at(-1)!;
}

function costOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + 100 + Object.keys(range).length, 0);
}

describe('the smallest cover', { timeout: 60_000 }, () => {
  it('is exact on random spaces', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 5 }), ({ space, set }) => {
        expect(unionOf(space, minimise(space, set))).toEqual(set);
      }),
      { numRuns: 100 },
    );
  });

  it('has as few ranges, and then as few options, as brute force finds', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 3 }), ({ space, set }) => {
        fc.pre(count(set) <= 14);
        expect(costOf(minimise(space, set))).toBe(leastCost(space, set));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 4 }), ({ space, set }) => {
        expect(minimise(space, set)).toEqual(minimise(space, set.slice()));
      }),
    );
  });

  it('has no range without a configuration', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 4 }), ({ space, set }) => {
        for (const range of minimise(space, set)) expect(isEmpty(inRange(space, range))).toBe(false);
      }),
    );
  });

  it('stays exact and irredundant where the search for a proof is cut off', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 4 }), ({ space, set }) => {
        fc.pre(!isEmpty(set));
        const table = truthTable(space, set);
        const { chosen } = smallestCover(table, 0);
        for (let p = 0; p < table.on.count; p++) expect(chosen.some(({ cover }) => has(cover, p))).toBe(true);
        for (const one of chosen) {
          const others = chosen.filter((c) => c !== one);
          const own = one.cover.some((w, k) => (w & ~others.reduce((u, c) => u | c.cover[k]!, 0)) !== 0);
          expect(own).toBe(true);
        }
      }),
    );
  });
});

describe('what people read', () => {
  const space = spaceOf({
    paimon: { about: '', releases: ['0.7', '0.8', '0.9', '1.0'], default: '1.0' },
    mode: { about: '', values: ['table', 'divided', 'combined'], default: 'table' },
    force: { about: '', values: [false, true], default: false, since: { paimon: '0.9' } },
  });
  const text = (holds: Parameters<Space['where']>[0]) =>
    minimise(space, space.where(holds)).map((range) => rangeText(space, range));

  it('calls everything "every configuration", and nothing no range at all', () => {
    expect(text(() => true)).toEqual(['every configuration']);
    expect(text(() => false)).toEqual([]);
  });

  it('writes an interval of releases with both ends, and with ≥ where it is still open', () => {
    expect(text((c) => c.paimon === '0.7' || c.paimon === '0.8')).toEqual(['paimon 0.7 … 0.8']);
    expect(text((c) => c.paimon !== '0.7')).toEqual(['paimon ≥ 0.8']);
    expect(text((c) => c.paimon === '1.0')).toEqual(['paimon 1.0']);
    expect(text((c) => c.paimon !== '0.8')).toEqual(['paimon 0.7 or ≥ 0.9']);
  });

  it('writes other options with "or", and booleans with "="', () => {
    expect(text((c) => c.mode !== 'combined' && c.force === true)).toEqual(['mode table or divided, force=true']);
  });

  it('does not mention an option where it exists only with its default', () => {
    expect(text((c) => c.force === false && c.paimon! < '0.9')).toEqual(['paimon 0.7 … 0.8']);
  });

  it('does not mention the release that an option needs anyway', () => {
    expect(text((c) => c.force === true && c.paimon! >= '0.9')).toEqual(['force=true']);
  });

  it('closes a gap in the releases with combinations that do not exist', () => {
    const gappy = spaceOf(
      {
        release: { about: '', releases: ['1', '2', '3', '4', '5'], default: '1' },
        on: { about: '', values: [false, true], default: false },
      },
      (c) => !(c.release === '3' && c.on),
    );
    const set = gappy.where((c) => c.on === true && c.release !== '1' && c.release !== '5');
    expect(minimise(gappy, set)).toEqual([{ release: ['2', '3', '4'], on: [true] }]);
  });

  it('gives up a piece that another range has, for the sake of one interval', () => {
    const plain = spaceOf({
      release: { about: '', releases: ['1', '2', '3'], default: '1' },
      mode: { about: '', values: ['a', 'b', 'c'], default: 'a' },
    });
    const set = plain.where((c) => c.release === '3' || (c.release === '1' && c.mode !== 'c'));
    expect(minimise(plain, set)).toEqual([{ release: ['1'], mode: ['a', 'b'] }, { release: ['3'] }]);
  });

  it('names the nearest option and value for a range that is mistaken', () => {
    expect(() => inRange(space, { paimom: ['0.7'] })).toThrow(Mistake);
    expect(() => inRange(space, { paimom: ['0.7'] })).toThrow("did you mean 'paimon'?");
    expect(() => rangeText(space, { mode: ['tabel'] })).toThrow("did you mean 'table'?");
  });

  it('says that a range without values has no configuration', () => {
    expect(rangeText(space, { mode: [] })).toBe('no configuration');
    expect(isEmpty(inRange(space, { mode: [] }))).toBe(true);
  });
});

describe('a space of realistic size', { timeout: 60_000 }, () => {
  const space = realisticSpace();
  const release = (c: { readonly paimon?: unknown }) => space.axes[0]!.values.indexOf(c.paimon as string);
  const between = (c: { readonly paimon?: unknown }, from: string, to: string) =>
    release(c) >= release({ paimon: from }) && release(c) <= release({ paimon: to });

  it('has more than 10,000 configurations', () => {
    expect(space.size).toBe(13_104);
  });

  it('describes one box by exactly the options that matter', () => {
    const set = space.where(
      (c) => between(c, '0.7.0', '1.0.1') && c.interval === 'unset' && (c.mode === 'table' || c.mode === 'divided'),
    );
    const ranges = minimise(space, set);
    expect(ranges).toHaveLength(1);
    expect(Object.keys(ranges[0]!).sort()).toEqual(['interval', 'mode', 'paimon']);
    expect(rangeText(space, ranges[0]!)).toBe('paimon 0.7.0 … 1.0.1, mode table or divided, interval unset');
  });

  it('describes unions of up to six boxes quickly, exactly, and with no more ranges than boxes', () => {
    const values = space.axes.map((axis) => axis.values);
    const box = fc.tuple(
      ...values.map((list, i) =>
        fc.option(
          i < 2
            ? fc
                .tuple(fc.nat(list.length - 1), fc.nat(list.length - 1))
                .map(([a, b]) => list.slice(Math.min(a, b), Math.max(a, b) + 1))
            : fc.subarray([...list], { minLength: 1 }),
          { freq: 1 },
        ),
      ),
    );
    let slowest = 0;
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 6 }), (boxes) => {
        const set = space.where((c) =>
          boxes.some((b) => b.every((allowed, i) => !allowed || allowed.includes(c[space.axes[i]!.key]!))),
        );
        const start = performance.now();
        const ranges = minimise(space, set);
        slowest = Math.max(slowest, performance.now() - start);
        expect(unionOf(space, ranges)).toEqual(set);
        expect(ranges.length).toBeLessThanOrEqual(boxes.length);
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(slowest).toBeLessThan(2_000);
  });

  it('does not blow up on a random set', () => {
    let seed = 1;
    const set = space.where(() => {
      seed = (seed * 48271) % 2147483647;
      return seed % 2 === 0;
    });
    const start = performance.now();
    expect(unionOf(space, minimise(space, set))).toEqual(set);
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});
