import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Conjunct,
  claimText,
  conjunctsText,
  type Judgement,
  judgeClaim,
  nearestSafe,
  parseConjuncts,
} from '../../src/describe/claim.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import type { Configuration } from '../../src/describe/options.ts';
import { type Bits, has, type Space } from '../../src/describe/space.ts';
import { realisticSpace, smallSpaces, spaceOf } from './spaces.ts';

const space = spaceOf(
  {
    paimon: { about: '', releases: ['0.7', '0.8', '0.9', '1.0'], default: '1.0' },
    mode: { about: '', values: ['table', 'divided', 'combined'], default: 'combined' },
    interval: { about: '', values: ['unset', 'set'], default: 'unset' },
    force: { about: '', values: [false, true], default: false },
  },
  (c) => c.paimon !== '0.7' || c.mode !== 'combined',
);
/** What violates in the examples: force does not matter, the mode does. */
const broken = space.where(
  (c) => ['0.7', '0.8', '0.9'].includes(c.paimon as string) && c.interval === 'unset' && c.mode !== 'combined',
);
const judge = (claim: string, given = '', violating: Bits = broken) =>
  judgeClaim(space, violating, parseConjuncts(space, claim), parseConjuncts(space, given));

describe('conditions as text', () => {
  it('are a value, a list of values, or an interval of releases, separated by blanks', () => {
    expect(parseConjuncts(space, ' mode=divided,table  paimon=0.8..1.0\nforce=true ')).toEqual([
      { option: 'mode', values: ['table', 'divided'] },
      { option: 'paimon', values: ['0.8', '0.9', '1.0'] },
      { option: 'force', values: [true] },
    ]);
    expect(parseConjuncts(space, 'paimon=0.7,0.9..1.0')[0]!.values).toEqual(['0.7', '0.9', '1.0']);
    expect(parseConjuncts(space, '')).toEqual([]);
  });

  it('that are wrong are refused with the nearest name', () => {
    const mistake = (text: string) => {
      try {
        parseConjuncts(space, text);
      } catch (error) {
        expect(error).toBeInstanceOf(Mistake);
        return (error as Mistake).message;
      }
      throw new Error(`'${text}' was accepted`);
    };
    expect(mistake('paimom=0.7')).toContain("did you mean 'paimon'?");
    expect(mistake('mode=tabel')).toContain("did you mean 'table'?");
    expect(mistake('mode=table,')).toContain("no value of 'mode' ''");
    expect(mistake('paimon=0.7..1.1')).toContain("no value of 'paimon' '1.1'");
    expect(mistake('paimon=0.9..0.7')).toContain('ends before it begins');
    expect(mistake('mode=table..divided')).toContain('has no order');
    expect(mistake('force')).toContain('is not a condition');
    expect(mistake('force=true force=false')).toContain('given twice');
  });

  it('are read back as they are written', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 5 }).chain(withConjuncts), ({ space: s, claim }) => {
        expect(parseConjuncts(s, conjunctsText(s, claim))).toEqual(claim);
      }),
    );
    expect(conjunctsText(space, parseConjuncts(space, 'paimon=1.0,0.7,0.8 mode=table,divided'))).toBe(
      'paimon=0.7..0.8,1.0 mode=table,divided',
    );
  });
});

describe('a published explanation', () => {
  it('has a condition that is not necessary, shown by a configuration that violates without it', () => {
    const { general } = judge('interval=unset force=true');
    expect(general.conjuncts.map((c) => c.necessary)).toEqual([true, false]);
    expect(general.conjuncts[1]!.counter).toEqual({
      configuration: { paimon: '0.7', mode: 'table', interval: 'unset', force: false },
      alsoFails: [],
    });
  });

  it('is not sufficient, shown by the configuration nearest to a violating one, and what is between them', () => {
    const { whole } = judge('interval=unset force=true').general;
    expect(whole).toMatchObject({ sufficient: false, satisfying: 11, exceptions: 5 });
    expect(whole.counter).toEqual({
      configuration: { paimon: '0.8', mode: 'combined', interval: 'unset', force: true },
      violating: {
        configuration: { paimon: '0.8', mode: 'table', interval: 'unset', force: true },
        changes: [{ option: 'mode', from: 'combined', to: 'table' }],
      },
    });
  });

  it('may be sufficient within a context although it is not in general', () => {
    const { context, general } = judge('interval=unset', 'paimon=0.7..0.9 mode=table,divided');
    expect(general.whole.sufficient).toBe(false);
    expect(context!.whole).toEqual({ sufficient: true, satisfying: 12, exceptions: 0 });
    expect(context!.conjuncts[0]).toMatchObject({ necessary: true, trivial: false });
  });

  it('has a counter-configuration that fails another condition only where there is no other', () => {
    const onlyBoth = space.where((c) => c.interval === 'set' && c.force === true);
    const [interval, force] = judge('interval=unset force=false', '', onlyBoth).general.conjuncts;
    expect(interval!.counter!.alsoFails).toEqual(['force=false']);
    expect(force!.counter!.alsoFails).toEqual(['interval=unset']);
  });

  it('is never called true where nothing violates, or nothing is looked at, or nothing satisfies it', () => {
    const nothing = judge('interval=unset', '', space.empty()).general;
    expect(nothing).toMatchObject({ vacuous: 'no violation', violating: 0 });
    expect(nothing.conjuncts[0]!.necessary).toBe(false);
    expect(nothing.whole).toMatchObject({ sufficient: false, exceptions: 23 - 1 });
    expect(nothing.whole.counter!.violating).toBeUndefined();

    const nowhere = judge('interval=unset', 'paimon=0.7 mode=combined').context!;
    expect(nowhere).toMatchObject({ vacuous: 'no configuration', configurations: 0 });
    expect(nowhere.conjuncts[0]).toMatchObject({ necessary: false, trivial: false });
    expect(nowhere.whole).toEqual({ sufficient: false, satisfying: 0, exceptions: 0 });

    const contradiction = judge('mode=table', 'mode=divided').context!;
    expect(contradiction.whole).toEqual({ sufficient: false, satisfying: 0, exceptions: 0 });
  });

  it('has a condition that says nothing where the context gives it away', () => {
    expect(judge('interval=unset', 'interval=unset').context!.conjuncts[0]).toMatchObject({
      necessary: true,
      trivial: true,
    });
  });

  it('is told in short sentences', () => {
    expect(claimText(judge('interval=unset force=true', 'paimon=0.7..0.9 mode=table,divided'))).toBe(
      [
        'claim: interval=unset force=true',
        '',
        'In general: 12 of 44 configurations violate.',
        '  interval=unset is necessary: whatever violates satisfies it.',
        '  force=true is not necessary: paimon=0.7 mode=table violates without it.',
        '  The claim is not sufficient: 5 of 11 configurations that satisfy it do not violate, for example paimon=0.8 force=true. It would violate with mode=table.',
        '',
        'Given paimon=0.7..0.9 mode=table,divided: 12 of 24 configurations violate.',
        '  interval=unset is necessary: whatever violates satisfies it.',
        '  force=true is not necessary: paimon=0.7 mode=table violates without it.',
        '  The claim is sufficient: all 6 configurations that satisfy it violate.',
      ].join('\n'),
    );
    expect(claimText(judge('interval=unset', 'paimon=0.7 mode=combined'))).toContain(
      'Given paimon=0.7 mode=combined: no configuration exists, so nothing can be said.',
    );
    expect(claimText(judge('interval=unset', '', space.empty()))).toContain(
      'Whether a condition is necessary cannot be said: nothing violates here.',
    );
  });
});

describe('the verdicts on a claim', { timeout: 60_000 }, () => {
  it('are what the definitions say, on random spaces', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 3 }).chain(withConjuncts), ({ space: s, set, claim, given }) => {
        const result = judgeClaim(s, set, claim, given);
        const everything = s.configurations.map((c, i) => ({ c, bad: has(set, i) }));
        expectDefinitions(result.general, everything, claim);
        expect(result.context === undefined).toBe(given.length === 0);
        if (result.context)
          expectDefinitions(
            result.context,
            everything.filter(({ c }) => meets(c, given)),
            claim,
          );
        expect(judgeClaim(s, set.slice(), claim, given)).toEqual(result);
        expect(claimText(result)).toContain('In general');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the nearest safe configuration', () => {
  it('changes the fewest options, then passes over the fewest releases', () => {
    const from = { paimon: '0.8', mode: 'table', interval: 'unset', force: false };
    expect(nearestSafe(space, broken, from, 3).map((n) => n.changes)).toEqual([
      [{ option: 'mode', from: 'table', to: 'combined' }],
      [{ option: 'interval', from: 'unset', to: 'set' }],
      [{ option: 'paimon', from: '0.8', to: '1.0' }],
    ]);
  });

  it('is the configuration itself where it does not violate', () => {
    const from = { paimon: '1.0', mode: 'table', interval: 'unset', force: false };
    expect(nearestSafe(space, broken, from, 1)).toEqual([{ configuration: from, changes: [] }]);
  });

  it('does not exist where everything violates', () => {
    expect(nearestSafe(space, space.all(), space.configurations[0]!, 5)).toEqual([]);
  });

  it('is refused for a configuration with an option too few, or one that does not exist', () => {
    expect(() => nearestSafe(space, broken, { paimon: '0.7' }, 1)).toThrow("says nothing of option 'mode'");
    expect(() => nearestSafe(space, broken, { ...space.configurations[0]!, mod: 'table' }, 1)).toThrow(Mistake);
  });

  it('is as near as brute force finds, and safe', () => {
    fc.assert(
      fc.property(smallSpaces({ axes: 4, values: 3 }), fc.nat(), ({ space: s, set }, pick) => {
        const from = s.configurations[pick % s.size]!;
        const safe = s.configurations.filter((_, i) => !has(set, i));
        const found = nearestSafe(s, set, from, 2);
        const distances = safe.map((c) => differences(s, c, from)).sort((a, b) => a - b);
        expect(found.map((n) => n.changes.length)).toEqual(distances.slice(0, 2));
        for (const n of found) {
          expect(safe).toContain(n.configuration);
          expect({ ...from, ...Object.fromEntries(n.changes.map((c) => [c.option, c.to])) }).toEqual(n.configuration);
        }
      }),
    );
  });
});

describe('a space of realistic size', { timeout: 60_000 }, () => {
  it('is judged in seconds at worst', () => {
    const large = realisticSpace();
    const half = large.where((_, i) => i % 2 === 0);
    const start = performance.now();
    judgeClaim(large, half, parseConjuncts(large, 'interval=unset'));
    judgeClaim(large, half, []);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

function withConjuncts({ space: s, set }: { readonly space: Space; readonly set: Bits }) {
  const list = fc
    .tuple(...s.axes.map(({ values }) => fc.option(fc.subarray([...values], { minLength: 1 }))))
    .map((chosen) => chosen.flatMap((values, a) => (values ? [{ option: s.axes[a]!.key, values }] : [])));
  return fc.record({ space: fc.constant(s), set: fc.constant(set), claim: list, given: list });
}

function meets(c: Configuration, conjuncts: readonly Conjunct[]): boolean {
  return conjuncts.every(({ option, values }) => values.includes(c[option]!));
}

function differences(s: Space, a: Configuration, b: Configuration): number {
  return s.axes.filter(({ key }) => a[key] !== b[key]).length;
}

function expectDefinitions(
  judgement: Judgement,
  scope: readonly { readonly c: Configuration; readonly bad: boolean }[],
  claim: readonly Conjunct[],
): void {
  const bad = scope.filter((one) => one.bad).map(({ c }) => c);
  expect(judgement).toMatchObject({ configurations: scope.length, violating: bad.length });
  expect(judgement.vacuous).toBe(
    scope.length === 0 ? 'no configuration' : bad.length === 0 ? 'no violation' : undefined,
  );
  claim.forEach((conjunct, i) => {
    const verdict = judgement.conjuncts[i]!;
    const without = bad.filter((c) => !meets(c, [conjunct]));
    expect(verdict.necessary).toBe(bad.length > 0 && without.length === 0);
    expect(verdict.counter === undefined).toBe(without.length === 0);
    if (!verdict.counter) return;
    expect(without).toContain(verdict.counter.configuration);
    const failed = (c: Configuration) => claim.filter((other) => !meets(c, [other])).length;
    expect(verdict.counter.alsoFails).toHaveLength(Math.min(...without.map(failed)) - 1);
    expect(failed(verdict.counter.configuration)).toBe(Math.min(...without.map(failed)));
  });
  const inClaim = scope.filter(({ c }) => meets(c, claim));
  const exceptions = inClaim.filter((one) => !one.bad).map(({ c }) => c);
  const { whole } = judgement;
  expect(whole).toMatchObject({ satisfying: inClaim.length, exceptions: exceptions.length });
  expect(whole.sufficient).toBe(inClaim.length > 0 && exceptions.length === 0);
  expect(whole.counter === undefined).toBe(exceptions.length === 0);
  if (!whole.counter) return;
  expect(exceptions).toContain(whole.counter.configuration);
  expect(whole.counter.violating === undefined).toBe(bad.length === 0);
  if (!whole.counter.violating) return;
  expect(bad).toContain(whole.counter.violating.configuration);
  const changed = (from: Configuration, to: Configuration) =>
    Object.keys(from).filter((key) => from[key] !== to[key]).length;
  const least = Math.min(...exceptions.flatMap((from) => bad.map((to) => changed(from, to))));
  expect(whole.counter.violating.changes).toHaveLength(least);
}
