import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { lassoIn } from './helpers.ts';

const model = fileURLToPath(new URL('models/processes.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lasso-symmetry-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lasso = (...flags: string[]) => lassoIn(folder, 'check', model, ...flags);

test('--symmetry says how many states a run stands for, and shows a counterexample of real steps', async () => {
  const { code, out } = await lasso('--symmetry', '--only', 'not-all-paused');
  expect(code).toBe(EXIT.safety);
  // The multisets of 4 out of 3 states.
  expect(out.replace(/\s+/g, ' ')).toContain('symmetry: 15 states stand for 81');
  for (const replica of [0, 1, 2, 3]) expect(out).toContain(`process[${replica}] takes pause`);
});

test('--symmetry with --format json', async () => {
  const { out } = await lasso('--symmetry', '--only', 'not-all-paused', '--format', 'json');
  const { states, reductions, invariants } = JSON.parse(out);
  expect({ states, reductions }).toMatchObject({ states: 15, reductions: [{ reduction: 'symmetry', standFor: 81 }] });
  expect(invariants[0].verdict).toBe('violated');
});

test.each([
  ['first-runs', /--symmetry cannot check 'first-runs'.*fairness is promised to each replica/],
  ['first-never-loads', /predicate 'firstRuns' tells the replicas of 'process' apart/],
])('--symmetry is refused for %s, with the reason', async (name, reason) => {
  const { code, err } = await lasso('--symmetry', '--only', name);
  expect(code).toBe(EXIT.mistake);
  expect(err).toMatch(reason);
});
