import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/show/layout.ts';
import { type Effect, fate, remediesText } from '../../src/show/remedies.ts';
import { PLAIN } from '../../src/show/style.ts';
import { words } from './fixtures.ts';

const effect = (invariant: string, before: number, repaired: number, broken: number): Effect => ({
  invariant,
  before,
  after: before - repaired + broken,
  repaired,
  repairedIn: repaired > 0 ? [{ mode: ['table'] }] : [],
  broken,
  brokenIn: broken > 0 ? [{ mode: ['combined'] }] : [],
});

const EFFECTS = [
  effect('restore-completes', 840, 840, 0),
  effect('forced-snapshot-has-its-identifier', 100, 40, 0),
  effect('survives-one-failure', 10, 0, 0),
  effect('writer-sees-recovered-commits', 0, 0, 12),
  effect('nothing-lost', 5, 2, 1),
  effect('no-deadlock', 0, 0, 0),
];
const remedy = (name: string) => ({ name, about: 'It changes something.', complete: true, effects: EFFECTS });
const text = (names: string[], width: number): string =>
  remediesText('paimon-cdc', 8640, names.map(remedy), { width, style: PLAIN, rangeText: words });

describe('what remedies do', () => {
  it('is one word for each invariant', () => {
    expect(EFFECTS.map(fate)).toEqual(['repairs', 'in part', 'same', 'breaks', 'trades', 'holds']);
    expect(text(['3a'], 80)).toMatch(/^writer-sees-recovered-commits +breaks$/m);
  });

  it('is said with the configurations for which it does so', () => {
    const one = text(['3a'], 140);
    expect(one).toContain('repairs  restore-completes in all 840 configurations that violate it');
    expect(one).toContain('forced-snapshot-has-its-identifier in 40 of 100 configurations that violate it: mode table');
    expect(one).toContain('breaks   writer-sees-recovered-commits in 12 configurations: mode combined');
    expect(one).toContain('survives-one-failure (10)');
  });

  it('fits into 80 columns, with numbers in place of long names', () => {
    const five = text(['set-the-interval', 'forced-commits', 'any-committable', 'fail-if-new', 'remember'], 80);
    for (const line of five.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
    expect(five).toMatch(/^invariant +1 +2 +3 +4 +5$/m);
    expect(five).toContain('5 = remember');
  });
});
