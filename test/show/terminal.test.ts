import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/describe/result.ts';
import { traceNames } from '../../src/show/files.ts';
import type { Judged } from '../../src/show/judged.ts';
import { columnsOf } from '../../src/show/layout.ts';
import { PLAIN, styleOf, wantsColor } from '../../src/show/style.ts';
import { reportText, type Shown } from '../../src/show/terminal.ts';
import { REPORT, words } from './fixtures.ts';

const AS_EXPECTED: Judged = { expected: true, added: 0, addedIn: [], vanished: 0, vanishedIn: [], reasons: [] };

/** What is shown of a report whose violations are known, but for some that are new. */
function shown(report: Report, fresh: readonly string[] = [], also: Partial<Shown> = {}): Shown {
  const names = report.verdicts.map((v) => v.name);
  return {
    report,
    judged: new Map(
      report.verdicts.map((v) => [
        v.name,
        fresh.includes(v.name)
          ? { ...AS_EXPECTED, expected: false, added: v.violating, addedIn: v.affected }
          : {
              ...AS_EXPECTED,
              reasons: v.violating > 0 ? [{ reason: 'Fixed in 1.1.0.', link: 'https://x.test/4998' }] : [],
            },
      ]),
    ),
    files: new Map(
      report.verdicts.map((v) => [
        v.name,
        traceNames(v.name, v.counterexamples.length, names).map((n) => `traces/${n}.json`),
      ]),
    ),
    rangeText: words,
    baseline: 'invariants/baseline.json',
    ...also,
  };
}

const text = (what: Shown, { width = 80, verbose = false } = {}): string =>
  reportText(what, { width, style: PLAIN, verbose });

describe('the terminal', () => {
  const known = text(shown(REPORT));

  it('has a line for each invariant, with a word for its verdict', () => {
    for (const v of REPORT.verdicts) {
      expect(known).toMatch(new RegExp(`^[✓✗] ${v.verdict} +${v.name}\\b`, 'm'));
    }
    expect(known).toMatch(/restore-completes +840 of 8,640 +known/);
  });

  it('says for whom, how badly, why it is accepted and where the path is', () => {
    const details = known.slice(known.indexOf('\nrestore-completes\n'), known.indexOf('\nconfiguration-agrees\n'));
    expect(details).toContain('affected');
    expect(details).toMatch(/unbounded {2}paimon 0\.7\.0/);
    expect(details).toMatch(/^ +2 +mode divided or combined/m);
    expect(details).toContain('Fixed in 1.1.0. https://x.test/4998');
    expect(details).toContain('traces/restore-completes.txt (3 steps, then 2 for ever)');
    expect(details).toContain('traces/restore-completes-2.txt');
  });

  it('takes about two screens for seven known violations, and shows none of their steps', () => {
    expect(known.split('\n').length).toBeLessThan(100);
    expect(known).not.toContain('CHECKPOINT_DUE from');
  });

  it('shows the path of a new violation in full, once', () => {
    const fresh = text(shown(REPORT, ['survives-one-failure']));
    expect(fresh.match(/1\. coordinator takes CHECKPOINT_DUE/g)).toHaveLength(1);
    expect(fresh).toMatch(/survives-one-failure +2,910 of 8,640 +new/);
    expect(fresh).toContain('1 new violation: survives-one-failure.');
    expect(fresh.indexOf('survives-one-failure')).toBeLessThan(fresh.indexOf('restore-completes'));
  });

  it('leaves most paths to the files where everything is new, and shows all with --verbose', () => {
    const everything = REPORT.verdicts.filter((v) => v.violating > 0).map((v) => v.name);
    const count = (t: string): number => t.match(/1\. coordinator takes CHECKPOINT_DUE/g)?.length ?? 0;
    expect(count(text(shown(REPORT, everything)))).toBe(1);
    const traces = REPORT.verdicts.flatMap((v) => v.counterexamples).length;
    expect(count(text(shown(REPORT), { verbose: true }))).toBe(traces);
  });

  it('says what is new of a violation that is known in part', () => {
    const judged = new Map(shown(REPORT).judged);
    judged.set('restore-settles', { ...AS_EXPECTED, expected: false, added: 12, addedIn: [{ paimon: ['1.0.1'] }] });
    const partly = text(shown(REPORT, [], { judged }));
    expect(partly).toMatch(/restore-settles +1,050 of 8,640 +new in 12/);
    expect(partly).toMatch(/new in 12 +paimon 1\.0\.1/);
  });

  it('says what has vanished', () => {
    const judged = new Map(shown(REPORT).judged);
    judged.set('nothing-lost', { ...AS_EXPECTED, expected: false, vanished: 5, vanishedIn: [{ mode: ['table'] }] });
    const gone = text(shown(REPORT, [], { judged }));
    expect(gone).toMatch(/nothing-lost +vanished/);
    expect(gone).toMatch(/not found +mode table/);
    expect(gone).toContain('no longer violated: nothing-lost');
  });

  it('never says that an unfinished run is as expected', () => {
    const verdicts = REPORT.verdicts.map((v) =>
      v.verdict === 'holds' ? { ...v, verdict: 'inconclusive' as const } : v,
    );
    const stopped = text(shown({ ...REPORT, complete: false, stoppedBy: 'after 1,000 states', verdicts }));
    expect(stopped).toContain('Stopped before the end (after 1,000 states)');
    expect(stopped).toContain('? inconclusive');
    expect(stopped).not.toContain('As expected');
    expect(stopped).not.toContain('✓');
  });

  it('says with which budgets it holds, and what never happened', () => {
    expect(known).toContain('4 CHECKPOINT_DUE, 2 DATA_ARRIVES and 2');
    expect(known).toContain("- option 'bucket' is never asked about");
    const many = { ...REPORT, neverHappened: Array.from({ length: 20 }, (_, i) => `state ${i} is never entered`) };
    expect(text(shown(many))).toContain('and 14 more (--verbose lists them)');
    expect(text(shown(many), { verbose: true })).toContain('state 19 is never entered');
  });

  it.each([60, 80, 100, 120])('fits into %i columns', (width) => {
    const all = text(shown(REPORT, ['restore-completes']), { width, verbose: true });
    for (const line of all.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(Math.max(width, 73));
  });

  it('says the same without colour', () => {
    const colour = reportText(shown(REPORT), { width: 80, style: styleOf(true), verbose: false });
    expect(colour).not.toBe(known);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
    expect(colour.replace(/\u001b\[\d+m/g, '')).toBe(known);
  });
});

describe('colour', () => {
  it('is used on a terminal, and not in a pipe or against the wish of the user', () => {
    expect(wantsColor({ isTTY: true }, {}, [])).toBe(true);
    expect(wantsColor({}, {}, [])).toBe(false);
    expect(wantsColor({}, { CI: 'true' }, [])).toBe(false);
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '1' }, [])).toBe(false);
    expect(wantsColor({ isTTY: true }, {}, ['check', '--no-color'])).toBe(false);
    expect(wantsColor({}, { FORCE_COLOR: '1' }, [])).toBe(true);
  });
});
