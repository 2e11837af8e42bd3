import { describe, expect, it } from 'vitest';
import { EXIT, exitCode, worst } from '../../src/cli/exit.ts';
import type { Report, Verdict } from '../../src/describe/result.ts';
import type { Judged } from '../../src/show/judged.ts';
import { REPORT } from '../show/fixtures.ts';

const AS_EXPECTED: Judged = { expected: true, added: 0, addedIn: [], vanished: 0, vanishedIn: [], reasons: [] };

/** The exit code of a run with one verdict of each kind, of which some are not as expected. */
function codeOf(
  unexpected: Partial<Record<Verdict['kind'], Partial<Judged>>>,
  report: Partial<Report> = {},
  verdict: Partial<Verdict> = {},
): number {
  const kinds = ['safety', 'liveness', 'bound', 'deadlock'] as const;
  const verdicts = kinds.map((kind) => ({ ...REPORT.verdicts[0]!, name: kind, kind, ...verdict }));
  const judged = new Map(kinds.map((kind) => [kind, { ...AS_EXPECTED, ...unexpected[kind] }]));
  return exitCode({ ...REPORT, verdicts, ...report }, judged);
}

describe('the exit code', () => {
  it('is 0 where every verdict is as expected, violated or not', () => {
    expect(codeOf({})).toBe(0);
    expect(codeOf({}, {}, { verdict: 'vacuous' })).toBe(0);
  });

  it('names the kind of a new violation', () => {
    expect(codeOf({ deadlock: { added: 1 } })).toBe(11);
    expect(codeOf({ safety: { added: 1 } })).toBe(12);
    expect(codeOf({ bound: { added: 1 } })).toBe(12);
    expect(codeOf({ liveness: { added: 1 } })).toBe(13);
  });

  it('is 14 where an accepted violation has vanished, unless the run did not end', () => {
    expect(codeOf({ safety: { vanished: 1 } })).toBe(14);
    expect(codeOf({ safety: { vanished: 1 } }, { complete: false })).toBe(3);
  });

  it('is 3 where a limit stopped the run, whatever was found', () => {
    expect(codeOf({}, { complete: false })).toBe(3);
    expect(codeOf({ safety: { added: 1 } }, { complete: false })).toBe(3);
    expect(codeOf({}, {}, { verdict: 'inconclusive' })).toBe(3);
  });

  it('is the first of 70, 69, 2, 3, 11, 12, 13, 14, 15, 16 where several apply', () => {
    const all = [70, 69, 2, 3, 11, 12, 13, 14, 15, 16, 0];
    for (let i = 0; i < all.length; i++) expect(worst(all.slice(i).reverse())).toBe(all[i]);
    expect(worst([])).toBe(0);
    expect(codeOf({ liveness: { added: 1 }, safety: { vanished: 1 } })).toBe(13);
    expect(Object.values(EXIT).sort((a, b) => a - b)).toEqual([0, 2, 3, 11, 12, 13, 14, 15, 16, 69, 70]);
  });
});
