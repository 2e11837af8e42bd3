import { expect, test } from 'vitest';
import { jobIsRestoring, jobIsRunningOrHasEnded, type State } from '../../invariants/vocabulary/cdc.ts';
import { invariant, leadsTo } from '../../src/describe/properties.ts';
import { replay } from '../../src/show/replay.ts';
import { CHECKPOINT, documentOf, FAILING_RESTORE, RESTART_DELAY, Scenario, SUBMIT } from './walk.ts';

/** Checkpoint 1 with data, checkpoint 2 idle, a TaskManager is lost. */
const STORY = [...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT, ...CHECKPOINT, 'FAILURE'];

const broken = new Scenario({ paimon: '1.0.1' });

test('apache/paimon#4998: the job restores from an idle checkpoint, commits nothing, fails on purpose, and is where it was', () => {
  const { reference } = broken;
  const lost = broken.walk(STORY);
  const once = broken.walk(FAILING_RESTORE, lost);
  const twice = broken.walk(FAILING_RESTORE, once);
  // The whole state: every component, every channel, every budget.
  expect(reference.key(once)).toBe(reference.key(lost));
  expect(reference.key(twice)).toBe(reference.key(once));
  expect(documentOf(once).budgets).toEqual(documentOf(lost).budgets);
  expect(documentOf(once)).toEqual(documentOf(lost));
});

test('the story and its cycle can be replayed with plain XState', () => {
  expect(replay(broken.system, broken.trace(STORY, FAILING_RESTORE))).toEqual({ ok: true });
});

test('the explorer finds the same cycle through the same state', async () => {
  const state = documentOf(broken.walk(STORY));
  const isIt = (at: State) =>
    at.jobmaster.matches('restarting') &&
    at.coordinator.context.completed.checkpoint === 2 &&
    at.store[0]!.context.latestIdentifier === 1 &&
    Object.entries(state.budgets).every(([name, left]) => at.remaining(name) === left);
  const looped = await broken.check([
    invariant({ name: 'story', about: 'It ends.', holds: leadsTo(isIt, jobIsRunningOrHasEnded) }),
  ]);
  const [verdict] = looped.report.verdicts;
  const [trace] = verdict!.counterexamples;
  expect(trace!.cycle.map(({ state }) => state)).toContainEqual(state);
  expect(trace!.cycle.map(({ event }) => event.type)).toEqual(
    broken.trace(STORY, FAILING_RESTORE).cycle.map(({ event }) => event.type),
  );
});

test.each([
  ['the interval is set', { paimon: '1.0.1', 'execution.checkpointing.interval': 'set' }],
  ['the fixed release', { paimon: '1.1.0' }],
] as const)('%s: the idle checkpoint has its snapshot, and the job runs again after one restart', (_, chosen) => {
  const running = new Scenario(chosen).after(...STORY, RESTART_DELAY);
  expect(jobIsRestoring(running)).toBe(false);
  expect(running.jobmaster.value).toBe('running');
});
