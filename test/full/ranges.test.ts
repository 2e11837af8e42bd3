/** What the shipped model must show (issue 2), over its whole configuration space. */
import { beforeAll, describe, expect, test } from 'vitest';
import { invariants, system } from '../../invariants/index.ts';
import { type Checked, check } from '../../src/check/check.ts';
import { judgeClaim, parseConjuncts } from '../../src/describe/claim.ts';
import { inRange, minimise, rangeText, unionOf } from '../../src/describe/ranges.ts';
import { type Bits, equal, minus, type Space } from '../../src/describe/space.ts';
import { replay } from '../../src/show/replay.ts';
import { AFFECTED, type Configuration, worstCase } from '../model/expected.ts';
import { verdictOn } from '../model/walk.ts';

const NAMES = invariants.map(({ name }) => name);

let checked: Checked;
let space: Space;
beforeAll(async () => {
  checked = await check(system, invariants);
  space = checked.space;
}, 300_000);

const where = (holds: (c: Configuration) => boolean): Bits => space.where((c) => holds(c as unknown as Configuration));
const texts = (set: Bits) => minimise(space, set).map((range) => rangeText(space, range));

/** Compares sets; where they differ, says for whom. */
function expectSet(actual: Bits, expected: Bits): void {
  expect({ missing: texts(minus(expected, actual)), 'not expected': texts(minus(actual, expected)) }).toEqual({
    missing: [],
    'not expected': [],
  });
}

test('the exploration is complete, and asks about every option', () => {
  expect(checked.report.complete).toBe(true);
  // Which parts of the machines never happen is a question about all scenarios together: `npm run check` tells.
  expect(checked.report.neverHappened.filter((line) => line.startsWith('option'))).toEqual([]);
});

describe('who is affected', () => {
  test('every expectation is about an invariant', () => {
    expect(NAMES).toEqual(expect.arrayContaining(Object.keys(AFFECTED)));
  });

  test.each(NAMES)('%s', (name) => {
    const expected = where(AFFECTED[name] ?? (() => false));
    expectSet(checked.violating.get(name)!, expected);
    const { verdict, affected } = verdictOn(checked, name);
    expect(verdict).toBe(name in AFFECTED ? 'violated' : 'holds');
    expectSet(unionOf(space, affected), expected);
  });
});

describe('how badly', () => {
  const boundOf = (value: number | 'unbounded') =>
    verdictOn(checked, 'restore-completes').bounds.find((bound) => bound.value === value)?.affected ?? [];

  test.each(['unbounded', 3, 2, 1, 0] as const)('intentional failures until a restore completes: %s', (value) => {
    const expected = where((c) => worstCase(c) === value);
    expect(boundOf(value)).not.toEqual([]);
    expectSet(unionOf(space, boundOf(value)), expected);
  });

  test('there is no other number, and no restore without a restart strategy', () => {
    const { bounds, vacuousIn } = verdictOn(checked, 'restore-completes');
    expect(bounds.map(({ value }) => value)).toEqual(['unbounded', 3, 2, 1, 0]);
    expectSet(
      unionOf(space, vacuousIn),
      where((c) => worstCase(c) === undefined),
    );
  });
});

describe('the published explanation: no interval, and commit.force-create-snapshot', () => {
  const CLAIM = 'execution.checkpointing.interval=unset commit.force-create-snapshot=true';
  const AFFECTED_RELEASES =
    'paimon=0.8.0..1.0.1 mode=table,divided restart-strategy.type=unset,exponential-delay,failure-rate';
  const judged = (given: string) => {
    const violating = checked.violating.get('restore-completes')!;
    return judgeClaim(space, violating, parseConjuncts(space, CLAIM), parseConjuncts(space, given));
  };

  test('commit.force-create-snapshot does not occur in the affected ranges', () => {
    const { affected } = verdictOn(checked, 'restore-completes');
    expect(affected.flatMap((range) => Object.keys(range))).not.toContain('commit.force-create-snapshot');
    const violating = checked.violating.get('restore-completes')!;
    const toggled = new Set(
      [...space.members(violating)].map((c) => JSON.stringify({ ...c, 'commit.force-create-snapshot': null })),
    );
    const inEachPair = [...space.members(violating)].filter((c) => c.paimon !== '0.7.0').length / 2;
    expect(inEachPair).toBe(toggled.size - [...toggled].filter((c) => c.includes('"0.7.0"')).length);
  });

  test('in general: the interval is necessary, force-create is not, and both are not sufficient', () => {
    const { conjuncts, whole } = judged('').general;
    const [interval, force] = conjuncts;
    expect(interval).toMatchObject({ necessary: true, trivial: false });
    expect(force).toMatchObject({ necessary: false, trivial: false });
    expect(whole.sufficient).toBe(false);
    // The counter-configurations differ from the claim in nothing but what they are about.
    expect(force!.counter!.alsoFails).toEqual([]);
    expect(force!.counter!.configuration).toMatchObject({
      'execution.checkpointing.interval': 'unset',
      'commit.force-create-snapshot': false,
    });
    const { configuration, violating } = whole.counter!;
    expect(configuration).toMatchObject({
      'execution.checkpointing.interval': 'unset',
      'commit.force-create-snapshot': true,
    });
    expect(AFFECTED['restore-completes']!(configuration as unknown as Configuration)).toBe(false);
    expect(violating!.changes).toHaveLength(1);
  });

  test('within the affected releases, modes and strategies it is sufficient, and force-create still not necessary', () => {
    const { conjuncts, whole } = judged(AFFECTED_RELEASES).context!;
    expect(conjuncts.map(({ necessary }) => necessary)).toEqual([true, false]);
    expect(whole).toMatchObject({ sufficient: true, exceptions: 0 });
  });

  test.each([
    ['a later release', AFFECTED_RELEASES.replace('0.8.0..1.0.1', '1.1.0')],
    ['the combined sink', AFFECTED_RELEASES.replace('mode=table,divided', 'mode=combined')],
    ['a strategy that gives up', AFFECTED_RELEASES.replace('unset,exponential-delay,failure-rate', 'fixed-delay')],
  ])('with %s it is not', (_, given) => {
    expect(judged(given).context).toMatchObject({ violating: 0, whole: { sufficient: false } });
  });
});

describe('counterexamples', () => {
  test.each(Object.keys(AFFECTED))('%s: one for each range, and plain XState can replay it', (name) => {
    const { affected, counterexamples } = verdictOn(checked, name);
    expect(counterexamples.map((trace) => trace.affected)).toEqual(affected);
    for (const trace of counterexamples) {
      expect(AFFECTED[name]!(trace.configuration as unknown as Configuration)).toBe(true);
      const alone = space.where((c) => JSON.stringify(c) === JSON.stringify(trace.configuration));
      expect(equal(minus(alone, inRange(space, trace.affected)), space.empty())).toBe(true);
      expect(replay(system, trace)).toEqual({ ok: true });
    }
  });

  test('with three attempts the endless restart ends in FAILED, and the trace shows it', () => {
    const traces = verdictOn(checked, 'survives-one-failure').counterexamples;
    const given = traces.find(({ affected }) =>
      affected['restart-strategy.type']?.includes('fixed-delay (3 attempts)'),
    );
    expect(given!.stem.at(-1)!.state.components.jobmaster!.value).toBe('failed');
  });
});
