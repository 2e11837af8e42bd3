import { describe, expect, it } from 'vitest';
import { baselineText, judge, parseBaseline, TODO, updatedBaseline } from '../../src/cli/baseline.ts';
import { defineOptions, type Options } from '../../src/describe/options.ts';
import { unionOf } from '../../src/describe/ranges.ts';
import type { Range, Report } from '../../src/describe/result.ts';
import { equal, Space } from '../../src/describe/space.ts';
import type { BaselineEntry } from '../../src/show/schema.ts';
import { REPORT } from '../show/fixtures.ts';

const options = defineOptions({
  release: { about: '', releases: ['1', '2', '3'], default: '1' },
  mode: { about: '', values: ['a', 'b'], default: 'a' },
}) as unknown as Options;
const space = new Space(options);

const report = (...names: string[]): Report => ({
  ...REPORT,
  verdicts: names.map((name) => ({ ...REPORT.verdicts[0]!, name })),
});
const entry = (...affected: BaselineEntry['affected']): BaselineEntry => ({
  invariant: 'x',
  affected,
  reason: 'because',
});
const judged = (found: Range[], baseline: BaselineEntry[], also: { space?: Space; report?: Report } = {}) => {
  const where = also.space ?? space;
  return judge(also.report ?? report('x'), where, new Map([['x', unionOf(where, found)]]), baseline).get('x')!;
};

describe('a verdict is compared with the baseline', () => {
  it('as a set of configurations, however its ranges are written', () => {
    const found = [{ release: ['1', '2'] }, { release: ['3'], mode: ['b'] }];
    const written = [
      entry({ mode: ['b'], release: ['3', '2', '1'] }),
      entry({ release: ['2', '1'], mode: ['b', 'a'] }),
    ];
    expect(judged(found, written)).toMatchObject({ expected: true, added: 0, vanished: 0 });
  });

  it('and is expected where nothing violates and nothing is accepted', () => {
    expect(judged([], [])).toMatchObject({ expected: true });
  });

  it('and what is new and what has vanished is said by configuration', () => {
    const both = judged([{ release: ['1', '2'] }], [entry({ release: ['2', '3'] })]);
    expect(both).toMatchObject({ expected: false, added: 2, vanished: 2 });
    expect(both.addedIn).toEqual([{ release: ['1'] }]);
    expect(both.vanishedIn).toEqual([{ release: ['3'] }]);
  });

  it('on what was explored: a narrowed run', () => {
    const narrow = new Space(options, { restrict: { release: ['1'] } });
    expect(judged([{ mode: ['a'] }], [entry({ mode: ['a'] })], { space: narrow })).toMatchObject({ expected: true });
    const elsewhere = judged([], [entry({ release: ['3'] })], { space: narrow });
    expect(elsewhere).toMatchObject({ expected: true, reasons: [] });
  });

  it('and nothing has vanished from a run that did not end', () => {
    const stopped = { ...report('x'), complete: false };
    expect(judged([], [entry({})], { report: stopped })).toMatchObject({ expected: true, vanished: 0 });
    expect(judged([{}], [], { report: stopped })).toMatchObject({ expected: false, added: 6 });
  });
});

describe('an updated baseline', () => {
  const updated = (found: Range[], baseline: BaselineEntry[]): BaselineEntry[] =>
    updatedBaseline(report('x'), space, new Map([['x', unionOf(space, found)]]), baseline);

  it('accepts exactly what was found', () => {
    const finds: Range[][] = [[], [{}], [{ mode: ['a'] }], [{ release: ['1'] }, { mode: ['b'], release: ['3'] }]];
    const baselines = [
      [],
      [entry({ release: ['1'] })],
      [entry({ mode: ['b'] }), entry({ release: ['2'] })],
      [entry({})],
    ];
    for (const found of finds) {
      for (const baseline of baselines) {
        const accepted = updated(found, baseline).flatMap((e): Range[] => e.affected);
        expect(equal(unionOf(space, accepted), unionOf(space, found))).toBe(true);
      }
    }
  });

  it('keeps an entry as it is while it holds, and its reason and link where it holds in part', () => {
    const old = { ...entry({ mode: ['b'], release: ['2', '1'] }), link: 'https://x.test' };
    expect(updated([{ mode: ['b'] }], [old])).toEqual([
      old,
      { invariant: 'x', affected: [{ release: ['3'], mode: ['b'] }], reason: TODO },
    ]);
    expect(updated([{ release: ['1'], mode: ['b'] }], [old])).toEqual([
      { ...old, affected: [{ release: ['1'], mode: ['b'] }] },
    ]);
  });

  it('keeps the entries of invariants that were not checked, and drops what no longer holds', () => {
    const other = { ...entry({}), invariant: 'y' };
    expect(updated([], [entry({}), other])).toEqual([other]);
  });

  it('is read back as it was written', () => {
    const entries = [{ ...entry({}, { release: ['1'] }), link: 'https://x.test' }, entry({ mode: ['a'] })];
    expect(parseBaseline(baselineText(entries), 'f', options.definitions, ['x'])).toEqual(entries);
    expect(parseBaseline(baselineText([]), 'f', options.definitions, ['x'])).toEqual([]);
  });
});

describe('a baseline that is not valid is refused in one line', () => {
  it.each([
    ['{', /^baseline 'b\.json' is not JSON: /],
    ['{}', /^baseline 'b\.json': the document: .*expected a list of \{invariant, affected, reason, link\}$/],
    ['[{"invariant": "x"}]', /^baseline 'b\.json': \[0\]\.affected: /],
    ['[{"invariant": "x", "affected": [{}], "reason": "r", "why": 1}]', /unrecognized key/],
    [
      '[{"invariant": "xx", "affected": [{}], "reason": "r"}]',
      /entry 1: there is no invariant 'xx'; did you mean 'x'\?/,
    ],
    [
      '[{"invariant": "x", "affected": [{"mod": ["a"]}], "reason": "r"}]',
      /there is no option 'mod'; did you mean 'mode'/,
    ],
    ['[{"invariant": "x", "affected": [{"mode": ["c"]}], "reason": "r"}]', /entry 1: there is no value of 'mode' 'c'/],
    ['[{"invariant": "x", "affected": [{"toString": ["c"]}], "reason": "r"}]', /there is no option 'toString'/],
  ])('%s', (text, message) => {
    const read = (): unknown => parseBaseline(text, 'b.json', options.definitions, ['x']);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]*$/);
    expect(read).toThrow(expect.objectContaining({ name: 'Mistake' }));
  });
});
