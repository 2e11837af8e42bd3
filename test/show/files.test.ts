import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/describe/result.ts';
import { ensureWritable, markdownFile, traceNames, writeTraces } from '../../src/show/files.ts';
import { traceText } from '../../src/show/text.ts';
import { REPORT } from './fixtures.ts';
import { HOSTILE } from './hostile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = REPORT.verdicts.map((v) => v.name);
const only = (...names: string[]): Report => ({
  ...REPORT,
  verdicts: REPORT.verdicts.filter((v) => names.includes(v.name)),
});
/** The report of a model in which an invariant holds now. */
const repaired = (name: string): Report => ({
  ...REPORT,
  verdicts: REPORT.verdicts.map((v) => (v.name === name ? { ...v, affected: [], counterexamples: [] } : v)),
});
const files = (): string[] => readdirSync(folder).sort();

describe('traces in files', () => {
  it('have stable names, one for each range, in three formats', () => {
    const paths = writeTraces(only('restore-completes'), folder, NAMES);
    expect(paths.get('restore-completes')).toEqual(
      ['restore-completes.json', 'restore-completes-2.json'].map((f) => join(folder, f)),
    );
    expect(files()).toEqual(
      ['', '-2'].flatMap((n) => ['json', 'md', 'txt'].map((kind) => `restore-completes${n}.${kind}`)).sort(),
    );
  });

  it('never take the name of another invariant', () => {
    expect(traceNames('a', 3, ['a', 'a-2', 'b'])).toEqual(['a', 'a-3', 'a-4']);
  });

  it('are byte-identical from run to run', () => {
    const read = (): string[] => files().map((f) => readFileSync(join(folder, f), 'utf8'));
    writeTraces(REPORT, folder, NAMES);
    const first = read();
    writeTraces(structuredClone(REPORT), folder, NAMES);
    expect(read()).toEqual(first);
  });

  it('are removed when they are stale, and nothing else is', () => {
    writeTraces(REPORT, folder, NAMES);
    const own = ['notes.md', 'nothing-lost.txt', 'nothing-lost.json', 'restore-completes-9.md', 'README.txt'];
    for (const file of own) writeFileSync(join(folder, file), '{"mine": true}\n');
    mkdirSync(join(folder, 'claims.json'));
    const before = files();
    writeTraces(repaired('restore-settles'), folder, NAMES);
    expect(files()).toEqual(before.filter((f) => !f.startsWith('restore-settles')));
  });

  it('of ranges that are gone, and of invariants that are gone, are stale', () => {
    writeTraces(REPORT, folder, NAMES);
    const without = { ...REPORT, verdicts: REPORT.verdicts.filter((v) => v.name !== 'restore-completes') };
    writeTraces(
      without,
      folder,
      without.verdicts.map((v) => v.name),
    );
    expect(files().filter((f) => f.startsWith('restore-completes'))).toEqual([]);
  });

  it('of an earlier Lasso, which ended text in another way, are stale too', () => {
    const old = "x\n\nlasso-trace-1 restore-completes: written by 'lasso check', which replaces it\n";
    const now = "x\n\n(lasso-trace-1 restore-completes, replaced by the next 'lasso check')\n";
    const others = [
      now.replace('replaced', 'first\nreplaced'),
      `${now}more\n`,
      now.replace('(', ''),
      now.replace('restore-completes', 'another'),
      now.replace('lasso-trace-1', 'lasso-trace-9'),
    ];
    for (const [i, text] of [old, now, ...others].entries()) {
      writeFileSync(join(folder, `restore-completes-${i + 2}.txt`), text);
    }
    writeTraces(repaired('restore-completes'), folder, NAMES);
    const left = files().filter((f) => f.startsWith('restore-completes'));
    expect(left).toEqual(others.map((_, i) => `restore-completes-${i + 4}.txt`));
  });

  it('of invariants that were not checked stay', () => {
    writeTraces(REPORT, folder, NAMES);
    const before = files();
    writeTraces(only('nothing-lost'), folder, NAMES);
    expect(files()).toEqual(before);
  });

  it('stay where the run was not complete', () => {
    writeTraces(REPORT, folder, NAMES);
    const before = files();
    writeTraces({ ...repaired('restore-settles'), complete: false }, folder, NAMES);
    expect(files()).toEqual(before);
  });

  it('are not made where nothing is violated', () => {
    rmSync(folder, { recursive: true });
    writeTraces(only('nothing-lost'), folder, NAMES);
    expect(() => files()).toThrow('ENOENT');
  });

  it('as Markdown hold a diagram and the text, whatever the model calls its things', () => {
    const text = markdownFile(HOSTILE, traceText(HOSTILE));
    const [, beforeFence = '', fence = ''] = /^([\s\S]*?)\n(`{3,})text\n/.exec(text) ?? [];
    expect(beforeFence.match(/^```/gm)).toHaveLength(2);
    expect(fence.length).toBeGreaterThan(4);
    expect(text.split(fence)).toHaveLength(3);
    expect(beforeFence).not.toContain('<script>');
    expect(beforeFence).not.toContain('](');
  });
});

describe('a folder for traces', () => {
  it('that can be made is fine, and is not made yet', () => {
    ensureWritable(join(folder, 'a', 'b'));
    expect(files()).toEqual([]);
  });

  it('that is a file, or below one, is refused before anything is explored', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => ensureWritable(join(folder, 'file'))).toThrow(/is a file, expected a folder/);
    expect(() => ensureWritable(join(folder, 'file', 'below'))).toThrow(/is a file, expected a folder/);
  });

  it('that cannot be written to is refused', () => {
    expect(() => ensureWritable('/proc/lasso')).toThrow(/cannot write traces to '\/proc\/lasso': .*--out/);
  });
});
