import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lossyLines } from '../../src/show/lossy.ts';
import { ResultSchema } from '../../src/show/schema.ts';
import { lassoIn } from './helpers.ts';

const LAMP = fileURLToPath(new URL('models/lamp.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]) => lassoIn(cwd, ...argv);

describe.each([
  ['--hash-compaction', 'Hash compaction', { mode: 'hash-compaction', fingerprintBits: 64, seed: 1 }],
  ['--bitstate=1', 'Bitstate', { mode: 'bitstate', bytes: 2 ** 20, seed: 1 }],
])('lasso check %s', (flag, name, figures) => {
  it('says what is violated, how sure the rest is, and ends as a run that was not finished', async () => {
    const { code, out, err } = await lasso('check', LAMP, flag);
    expect(err).toBe('');
    expect(code).toBe(3);
    expect(out).toMatch(new RegExp(`^${name}: .* remembered by `, 'm'));
    expect(out).toMatch(/The\s+probability\s+that\s+a\s+state\s+was\s+left\s+out\s+is\s+\d\.\de-\d+/);
    expect(out).toMatch(/✗ violated +never-broken/);
    expect(out).toMatch(/affected, at least/);
    expect(out).toMatch(/\? inconclusive +light-comes/);
    expect(out).toMatch(/not looked at: liveness/);
    expect(out).toContain('States may be missing: no verdict but a violation is final.');
    expect(out).not.toMatch(/✓|holds for/);
    expect(readdirSync(join(cwd, 'traces')).length).toBeGreaterThan(0);
  });

  it('says the same in its document', async () => {
    const { code, out } = await lasso('check', LAMP, flag, '--format', 'json');
    expect(code).toBe(3);
    const document = ResultSchema.parse(JSON.parse(out));
    expect(document.complete).toBe(false);
    expect(document.lossy).toMatchObject(figures);
    expect(document.lossy!.omission).toBeGreaterThan(0);
    expect(document.invariants.map(({ verdict }) => verdict)).not.toContain('holds');
    expect(document.invariants.find((i) => i.name === 'light-comes')!.reason).toMatch(/liveness/);
  });
});

describe('the switches', () => {
  it.each([
    [['--bitstate', '--hash-compaction'], /two ways to remember states: choose one/],
    [
      ['--bitstate', '--subsumption', '--only', 'no-deadlock'],
      /--subsumption cannot be had with --bitstate or --hash-compaction/,
    ],
    [['--seed', '3'], /--seed goes with --bitstate or --hash-compaction/],
    [['--hash-compaction=16'], /--hash-compaction=16: expected 32 to 64 bits/],
    [['--hash-compaction=65'], /bits of a fingerprint is 65: expected a whole number from 1 to 64/],
    [['--bitstate=20000'], /array of bits is 20000 MiB: expected 1 KiB to 16,383 MiB/],
    [['--bitstate', '--update-baseline'], /--update-baseline needs a run that leaves out nothing/],
  ])('%j are refused with a reason', async (flags, message) => {
    const { code, err } = await lasso('check', LAMP, ...flags);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('take no model for a size', async () => {
    const { code, err } = await lasso('check', '--bitstate', LAMP);
    expect(err).toMatch(/expected a whole number of MiB, as in --bitstate=512; a model comes before it/);
    expect(code).toBe(2);
  });
});

describe('what is printed', () => {
  it('tells a few omissions from many', () => {
    const many = {
      mode: 'hash-compaction',
      fingerprintBits: 40,
      seed: 1,
      remembered: 123_456_789,
      bytes: 10 ** 9,
      fill: 0.8,
      omission: 1,
      expectedOmissions: 6931.2,
    } as const;
    expect(lossyLines(many, 400)).toEqual([
      'Hash compaction: 123,456,789 states remembered by 40 bits each in 954 MiB, 80 % full. The probability that a ' +
        'state was left out is 100 %: about 6,900 are expected to be, and what only they lead to. What was not found ' +
        'may still exist, so nothing is said to hold.',
    ]);
  });
});
