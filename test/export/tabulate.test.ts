/** The tables are the system: a search over them alone finds what is known of the classics. */
import { expect, test } from 'vitest';
import { Compiled } from '../../src/check/compile.ts';
import type { Model } from '../../src/cli/model.ts';
import { ask } from '../../src/cli/second-opinion.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import { tabulate } from '../../src/explore/tabulate.ts';
import { system as family, invariants as ofFamily } from '../cli/models/pump.ts';
import * as classics from '../models/classics.ts';
import { search } from './engine.ts';
import { model } from './models.ts';

// The numbers of states are Gray and Lamport's, Stateright's and SPIN's: see the models. The end of a
// count is a deadlock of that model, 12 steps from its start.
test.each([
  ['two-phase-commit-3', 288, [undefined, 8, 8]],
  ['two-phase-commit-5', 8832, [undefined, 12, 12]],
  ['die-hard', 16, [6]],
  ['increment-locked', 61, [undefined, 12]],
  ['peterson', 55, [undefined]],
] as const)('%s, searched from its tables, has %i states', async (name, states, shortest) => {
  const { document, expected } = await ask(model(name), 'all', {});
  expect(search(document)).toMatchObject({ states, shortest });
  expect(expected).toEqual([{ configuration: 0, states, transitions: search(document).transitions, shortest }]);
});

test('one document has all configurations, and each is as if it had been explored alone', async () => {
  const whole = { name: 'pump', system: family as unknown as System, invariants: ofFamily } as unknown as Model;
  const { document, expected } = await ask(whole, 'all', {});
  expect(document.configurations.length).toBeGreaterThan(2);
  expect(document.questions.length).toBeGreaterThan(0);
  for (const [c, { configuration, ...alone }] of expected.entries()) {
    const found = search(document, c);
    expect([configuration, found.states, found.transitions]).toEqual([c, alone.states, alone.transitions]);
  }
});

test('a field has only the values that some state has: replicas that share a table do not share values', async () => {
  const { document } = await ask(model('two-phase-commit-3'), 'all', {});
  expect(document.fields.map(({ name, values }) => `${name} ${values}`)).toEqual([
    'tm 17',
    'rm[0] 4',
    'rm[1] 4',
    'rm[2] 4',
    'prepared 8',
    'decision 3',
  ]);
  expect(document.fields[1]!.meaning(0)).toBe('"working" {"rm":0}');
});

test('an exploration that was stopped has no tables', async () => {
  const { system } = classics;
  const plain = system as unknown as System;
  const explorer = new Explorer(plain, new Space(plain.options), new Compiled([]));
  await explorer.run({ states: 10 });
  expect(() => tabulate(explorer)).toThrow('only a finished exploration can be tabulated');
});
