import { expect, test } from 'vitest';
import { system } from '../../invariants/index.ts';
import type { Configuration } from '../../src/describe/options.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { type Reference, type RState, type RStep, referenceOf } from '../../src/reference/index.ts';

const space = new Space((system as unknown as System).options);

/** A configuration in which nothing but `chosen` is other than its default. */
function configuration(chosen: Record<string, unknown>): Configuration {
  const definitions = system.options.definitions as Record<string, { readonly default: unknown }>;
  const wanted = { ...Object.fromEntries(Object.entries(definitions).map(([k, d]) => [k, d.default])), ...chosen };
  const found = space.configurations.find((c) => Object.entries(wanted).every(([k, v]) => c[k] === v));
  if (!found) throw new Error(`no such configuration: ${JSON.stringify(chosen)}`);
  return found;
}

/** Takes the steps that are named by their first message, each the only one of its kind that is possible. */
function walk(reference: Reference, from: RState, names: readonly string[]): RState {
  return names.reduce((state, name) => {
    const possible = reference.steps(state).filter(({ step }) => nameOf(step) === name);
    const seen = () => reference.steps(state).map(({ step }) => nameOf(step));
    if (possible.length === 0) throw new Error(`${name} is not possible; possible: ${seen().join(', ')}`);
    return possible[0]!.next;
  }, from);
}

const nameOf = (step: RStep) => (step.kind === 'timer' ? 'restart delay passes' : step.event.type);

const SUBMIT = ['NEXT_STATEMENT', 'NEXT_STATEMENT', 'NEXT_STATEMENT'];
const CHECKPOINT = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES', 'COMMIT', 'COMMITTED'];
const RESTORE = ['restart delay passes', 'COMMIT', 'COMMITTED', 'TASK_FAILED'];

/** Checkpoint 1 with data, checkpoint 2 idle, a TaskManager is lost. */
const STORY = [...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT, ...CHECKPOINT, 'FAILURE'];

test('apache/paimon#4998: the job restores from an idle checkpoint, commits nothing, fails on purpose, and is where it was', () => {
  const reference = referenceOf(system as unknown as System, space, configuration({ paimon: '1.0.1' }));
  const lost = walk(reference, reference.initial(), STORY);
  const once = walk(reference, lost, RESTORE);
  const twice = walk(reference, once, RESTORE);
  expect(reference.key(once)).toBe(reference.key(lost));
  expect(reference.key(twice)).toBe(reference.key(once));
});

test.each([
  ['the interval is set', { paimon: '1.0.1', 'execution.checkpointing.interval': 'set' }],
  ['the fixed release', { paimon: '1.1.0' }],
])('%s: the idle checkpoint has its snapshot, and the job runs again after one restart', (_, chosen) => {
  const reference = referenceOf(system as unknown as System, space, configuration(chosen));
  const running = walk(reference, reference.initial(), [...STORY, 'restart delay passes']);
  expect(reference.view(running)).toHaveProperty('jobmaster.value', 'running');
});
