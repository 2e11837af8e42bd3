/** What each remedy under discussion repairs and breaks (DESIGN, section 6), over the whole configuration space. */
import { describe, expect, test } from 'vitest';
import { invariants, system } from '../../invariants/index.ts';
import { writerSeesRecoveredCommits } from '../../invariants/writer-sees-recovered-commits.ts';
import { type Checked, check } from '../../src/check/check.ts';
import { minimise, rangeText } from '../../src/describe/ranges.ts';
import { type Bits, minus } from '../../src/describe/space.ts';
import { AFFECTED, type Configuration, isBug, isForced } from '../model/expected.ts';
import { Scenario, verdictOn } from '../model/walk.ts';

type Who = (c: Configuration) => boolean;

const remedied = (remedy: string) => system.withFeatures(system.remedies![remedy]!.features!);

/** The invariants that say that the restart is endless, or takes more attempts than it should. */
const THE_LOOP = ['restore-completes', 'checkpoint-eventually-completes', 'survives-one-failure'];

/** Of each remedy: which invariants it repairs, for whom of those affected by the bug. */
const REPAIRS: Readonly<Record<string, readonly { readonly invariants: readonly string[]; readonly where: Who }[]>> = {
  // With force-create off nothing is asked for, and so nothing changes.
  '2a': [{ invariants: [...THE_LOOP, 'restore-settles', 'forced-snapshot-is-created'], where: isForced }],
  // What is forced where no committable exists is ignored as before.
  '2b': [{ invariants: [...THE_LOOP, 'restore-settles'], where: () => true }],
  // What is restored is tried once more at each restart, and nobody minds.
  '3a': [{ invariants: THE_LOOP, where: () => true }],
  '3b': [{ invariants: THE_LOOP, where: () => true }],
  '3b-each': [{ invariants: THE_LOOP, where: () => true }],
};

test('there is an expectation of each remedy', () => {
  // Remedy 1 is an advice, and judged in test/cli/advice.test.ts.
  expect(Object.keys(REPAIRS)).toEqual(
    Object.keys(system.remedies!).filter((name) => system.remedies![name]!.features),
  );
});

/** An intentional failure is one attempt too many for these, with the bug or without. */
const isOneAttemptTooMany: Who = (c) => ['fixed-delay', 'failure-rate'].includes(c['restart-strategy.type']);

describe.each(Object.keys(REPAIRS))('remedy %s', (remedy) => {
  test('repairs what it should, and nothing else changes', async () => {
    const after = await check(remedied(remedy), invariants);
    expect(after.report.complete).toBe(true);
    for (const { name } of invariants) {
      const repaired = REPAIRS[remedy]!.filter((r) => r.invariants.includes(name)).map(({ where }) => where);
      const isRepaired: Who = (c) =>
        isBug(c) && repaired.some((where) => where(c)) && !(name === 'survives-one-failure' && isOneAttemptTooMany(c));
      const expected = (c: Configuration) => (AFFECTED[name]?.(c) ?? false) && !isRepaired(c);
      expectSet(after, name, expected);
    }
  });
});

function expectSet({ space, violating }: Checked, name: string, expected: Who): void {
  const wanted = space.where((c) => expected(c as unknown as Configuration));
  const texts = (set: Bits) => minimise(space, set).map((range) => rangeText(space, range));
  const found = violating.get(name)!;
  const differences = { missing: texts(minus(wanted, found)), 'not expected': texts(minus(found, wanted)) };
  expect({ name, ...differences }).toEqual({ name, missing: [], 'not expected': [] });
}

describe('the price of 3b: a writer that was opened before the other committer recovered', () => {
  const budgets = { DATA_ARRIVES: 3, CHECKPOINT_DUE: 3, FAILURE: 1 };
  const verdict = async (remedy: string | undefined, mode: Configuration['mode']) => {
    const features = remedy === undefined ? {} : system.remedies![remedy]!.features!;
    const checked = await new Scenario({ mode }, { budgets, features }).check([writerSeesRecoveredCommits]);
    return verdictOn(checked, writerSeesRecoveredCommits.name).verdict;
  };

  test.each([
    [undefined, 'divided', 'holds'],
    [undefined, 'combined', 'holds'],
    ['3b', 'table', 'holds'],
    ['3b', 'divided', 'violated'],
    ['3b', 'combined', 'violated'],
    ['3b-each', 'divided', 'holds'],
    ['3b-each', 'combined', 'holds'],
  ] as const)('with remedy %s and mode %s it %s', async (remedy, mode, expected) => {
    expect(await verdict(remedy, mode)).toBe(expected);
  });
});
