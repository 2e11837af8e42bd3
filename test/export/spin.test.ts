/** What is asked of SPIN, and what is made of its answer. */
import { describe, expect, test } from 'vitest';
import { ask, compare } from '../../src/cli/second-opinion.ts';
import type { Command, Done, Tabulated, Tree } from '../../src/describe/tabulated.ts';
import { isLeaf } from '../../src/describe/tabulated.ts';
import { promela } from '../../src/export/index.ts';
import { foundIn, spinMissing } from '../../src/export/spin.ts';
import { model } from './models.ts';

/** What pan prints, cut to what matters. */
const printed = (states: string, transitions: string, errors = 0) => `
State-vector 12 byte, depth reached 10, errors: ${errors}
${states.padStart(9)} states, stored
${' '.repeat(9)}288 nominal states (stored-atomic)
      474 states, matched
${transitions.padStart(9)} transitions (= stored+matched)
`;

test('pan counts the way into the initial state as a transition; it prints eight digits', () => {
  expect(foundIn(printed('288', '762'))).toEqual({ outcome: 'explored', states: 288, transitions: 761 });
  expect(foundIn(printed('10340352', '77616642')).transitions).toBe(77_616_641);
  expect(() => foundIn(printed('1.2345679e+08', '77616642'))).toThrow('eight digits');
});

test('a violation, and a state that the tables do not have, are told apart', () => {
  const violated = `pan:1: assertion violated 0 (at depth 8)\n${printed('278', '738', 1)}`;
  expect(foundIn(violated)).toEqual({ outcome: 'violated', steps: 8, states: 278, transitions: 737 });
  const gap = `pan:1: c_code line 215 precondition false: lasso_table_is_complete (at depth 4)\n${printed('9', '9', 1)}`;
  expect(foundIn(gap)).toMatchObject({ outcome: 'incomplete', steps: 4 });
  expect(() => foundIn(`pan:1: invalid end state (at depth 3)\n${printed('9', '9', 1)}`)).toThrow('another kind');
});

test('a search that was cut off says nothing', () => {
  expect(() => foundIn(`error: max search depth too small\n${printed('288', '762')}`)).toThrow('did not look');
  expect(() => foundIn('Segmentation fault')).toThrow('pan printed no');
});

test('a step that cannot be does not get into the model, a field with one value neither', async () => {
  const { document } = await ask(model('die-hard'), 'all', {});
  const fixed = { name: 'fixed', kind: 'local', values: 1, meaning: () => '' } as const;
  const never: Command = { name: 'never', offered: new Map([[0, new Set()]]), environment: true, tree: undefined };
  const text = promela({
    ...document,
    fields: [...document.fields, fixed],
    initial: [[...document.initial[0]!, 0]],
    commands: [...document.commands, never],
  });
  expect(text).not.toMatch(/s_fixed|never/);
  expect(text).toContain('unsigned s_jugs : 4 = 0;');
});

const missing = await spinMissing();
if (missing.length > 0) test.skip(`SPIN is not asked: ${missing.join(' and ')} not installed`);

describe.skipIf(missing.length > 0)('SPIN itself', () => {
  test.each(['two-phase-commit-3', 'philosophers'])('agrees on %s', async (name) => {
    expect(await compare(await ask(model(name), 'all', {}))).toMatchObject({ agrees: true });
  });

  test('notices a transition that leads elsewhere, and says in what', async () => {
    // No jug is ever filled to what is state 5: all steps from the other states are still known.
    const asked = await ask(model('die-hard'), 'all', {});
    const broken = changed(asked.document, ({ writes, ...also }) => ({
      ...also,
      writes: new Map([...writes].map(([field, value]) => [field, value === 5 ? 0 : value])),
    }));
    const { agrees, results } = await compare({ ...asked, document: broken });
    expect(agrees).toBe(false);
    expect(results[0]!.differences.join('\n')).toMatch(/^states: 16 here, \d+ there/);
  });

  test('stops where the tables have no entry', async () => {
    const asked = await ask(model('two-phase-commit-3'), 'all', {});
    const broken = changed(asked.document, (done) => (done.writes.size === 1 ? undefined : done));
    const { agrees, results } = await compare({ ...asked, document: broken });
    expect(agrees).toBe(false);
    expect(results[0]!.differences).toContain('states: the tables have no entry for a state after 0 steps');
  });

  test('notices a violation that was missed, and its length', async () => {
    const asked = await ask(model('die-hard'), 'all', {});
    const wrong = [{ ...asked.expected[0]!, shortest: [undefined] }];
    const { results } = await compare({ ...asked, expected: wrong });
    expect(results[0]!.differences).toEqual(['big-is-not-four: holds here, violated in 6 steps there']);
  });
});

/** A document in which the transitions are others; undefined: nothing is known of them. */
function changed(document: Tabulated, change: (done: Done) => Done | undefined): Tabulated {
  const treeOf = <L>(tree: Tree<L>): Tree<L> | undefined => {
    if (isLeaf(tree)) {
      if (typeof tree.leaf !== 'object' || tree.leaf === null) return tree;
      const leaf = change(tree.leaf as unknown as Done);
      return leaf && { leaf: leaf as unknown as L };
    }
    const branches = [...tree.branches].flatMap(([value, branch]) => {
      const other = treeOf(branch);
      return other ? [[value, other] as const] : [];
    });
    return branches.length === 0 ? undefined : { reads: tree.reads, branches: new Map(branches) };
  };
  return {
    ...document,
    commands: document.commands.map((command) => ({ ...command, tree: command.tree && treeOf(command.tree) })),
  };
}
