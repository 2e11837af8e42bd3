/** The TLA+ module says for every variable what it becomes, and nothing of what it does not know. */
import { expect, test } from 'vitest';
import { ask } from '../../src/cli/second-opinion.ts';
import { tla } from '../../src/export/index.ts';
import { model } from './models.ts';

test('every command says of every variable what becomes of it', async () => {
  const { document } = await ask(model('forgetful-bit'), 'all', {});
  const { module } = tla(document, 'Bit');
  const variables = /^vars == <<(.*)>>$/m.exec(module)![1]!.split(', ');
  expect(variables.filter((name) => name.startsWith('left_'))).not.toEqual([]);
  const commands = module.split('\n\n').filter((text) => /^Command_\d+ ==$/m.test(text));
  expect(commands.length).toBeGreaterThan(5);
  const write = module.split('\n\n').find((text) => text.startsWith('Write(done) =='))!;
  for (const command of commands) {
    const unchanged = /UNCHANGED <<(.*)>>/.exec(command)?.[1]?.split(', ') ?? [];
    for (const variable of variables) {
      const says = write.includes(` ${variable}' =`) || command.includes(` ${variable}' =`);
      expect([variable, says || unchanged.includes(variable)]).toEqual([variable, true]);
    }
    expect(command).toContain('Known(');
  }
});

test('the module has the name of its file, and TLC is told each property and where it starts', async () => {
  const { document } = await ask(model('two-phase-commit-3'), 'all', {});
  const { module, config } = tla(document, 'Commit');
  expect(module).toMatch(/^---- MODULE Commit ----\n/);
  expect(config.trim().split('\n')).toEqual([
    'SPECIFICATION Spec',
    'INVARIANT Property_1_consistent',
    'INVARIANT Property_2_nobody_commits_1',
    'INVARIANT Property_3_nobody_commits_2',
  ]);
  for (const name of config.match(/Property_\w+/g)!) expect(module).toContain(`\n${name} ==\n`);
});

test('what would end a comment does not get into one', async () => {
  const { document } = await ask(model('die-hard'), 'all', {});
  const named = { ...document, name: 'a *) b (* c\n d */ e' };
  const [, about] = tla(named, 'Jugs').module.split('\n');
  expect(about).toBe('\\* a * ) b ( * c d * / e, as Lasso explored it: every local transition that can be reached.');
});
