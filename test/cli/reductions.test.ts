import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { ResultSchema } from '../../src/show/schema.ts';
import { lassoIn } from './helpers.ts';

const folder = mkdtempSync(join(tmpdir(), 'lasso-reductions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = (name: string) => join(import.meta.dirname, 'models', `${name}.ts`);
const run = (...flags: string[]) => lassoIn(folder, 'check', model('election'), ...flags);

describe('a reduction that is asked for', () => {
  test('says what it has saved below the size of the run', async () => {
    const { out, code } = await run('--partial-order', '--subsumption');
    expect(code).toBe(EXIT.safety);
    const text = out.replace(/\n +/g, ' ');
    expect(text).toMatch(/ partial-order: In \d+ of \d+ states some steps stood for all, and \d+ were put off/);
    expect(text).toMatch(/ subsumption: A state that had been found for more configurations was reached again/);
  });

  test('says so in the JSON document, with the same verdicts', async () => {
    const documents = [];
    for (const flags of [[], ['--partial-order']]) {
      documents.push(ResultSchema.parse(JSON.parse((await run('--format', 'json', ...flags)).out)));
    }
    const [full, reduced] = documents;
    expect(reduced!.reductions).toMatchObject([{ reduction: 'partial-order', states: reduced!.states }]);
    expect(reduced!.states).toBeLessThan(full!.states / 5);
    expect(full!.reductions).toBeUndefined();
    expect(reduced!.invariants).toEqual(full!.invariants);
  });

  test('is refused with the reason where it does not preserve what is asked', async () => {
    const { err, code } = await lassoIn(folder, 'check', model('lamp'), '--partial-order');
    expect(code).toBe(EXIT.mistake);
    expect(err).toMatch(/--partial-order cannot check '[a-z-]+', which is about more than single states and steps/);
  });
});
