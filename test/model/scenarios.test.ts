/**
 * The scenarios of domain/paimon.md, section 10: R are this project's own, S are tests of Paimon's (their names are in
 * the titles). What is expected is what a scenario says. What must be possible is walked, or found by the explorer;
 * what must not be possible is looked for on every path of the configuration.
 */
import { describe, expect, test } from 'vitest';
import { invariants, system } from '../../invariants/index.ts';
import {
  intentionalFailure,
  jobHasFailed,
  jobIsRestoring,
  jobIsRunningOrHasEnded,
  jobIsSubmitted,
  type State,
  TABLES,
} from '../../invariants/vocabulary/cdc.ts';
import type { Commit, Committable } from '../../machines/messages.ts';
import { check } from '../../src/check/check.ts';
import { atMost, leadsTo, never, stepsOf } from '../../src/describe/properties.ts';
import { has } from '../../src/describe/space.ts';
import {
  CHECKPOINT,
  COMMITS,
  EMPTY_CHECKPOINT,
  FAILING_RESTORE,
  RESTART_DELAY,
  Scenario,
  type StepName,
  SUBMIT,
  tableOf,
  verdictOn,
} from './walk.ts';

const { emits } = stepsOf(system);

const BUGGY = { paimon: '1.0.1' } as const;
const FIXED = { paimon: '1.1.0' } as const;
const INTERVAL = { 'execution.checkpointing.interval': 'set' } as const;
const FORCED = { 'commit.force-create-snapshot': true } as const;

/** Data in checkpoint 1, checkpoint 2 idle; both complete and notified; a TaskManager is lost. */
const R1: readonly StepName[] = [...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT, ...CHECKPOINT, 'FAILURE'];

/** What the restored state of the first table is. */
const stateOf = (state: State): readonly Committable[] => state.storage[0]!.context.completed;
/** The job restarts from checkpoint 2, which was idle after data. */
const restartsFromIdleCheckpoint = (state: State) =>
  state.jobmaster.matches('restarting') &&
  state.coordinator.context.completed.checkpoint === 2 &&
  stateOf(state).length === 1 &&
  stateOf(state)[0]!.batches.length === 0;
/** The same, and its notification has done what it does. */
const restartsFromNotifiedIdleCheckpoint = (state: State) =>
  restartsFromIdleCheckpoint(state) && state.store[0]!.context.latestIdentifier === 2;

const runs = (state: State) => state.jobmaster.value === 'running';
const aSnapshotIsCreated = emits('store', 'COMMITTED', { where: ({ newSnapshot }) => newSnapshot });
const nothingIsCreated = emits('store', 'COMMITTED', { where: ({ newSnapshot }) => !newSnapshot });

const underWay = (state: State) => state.messages('commits') as unknown as readonly Commit[];
const anEmptyCommitIsUnderWay = (state: State) => underWay(state).some(({ batches }) => batches.length === 0);

describe('R1: no interval, data in checkpoint 1, idle checkpoint 2 completed and notified, then a failure', () => {
  test('buggy order: the restore never ends', async () => {
    const buggy = new Scenario(BUGGY);
    const failed = buggy.walk(R1);
    expect(restartsFromIdleCheckpoint(buggy.view(failed))).toBe(true);
    expect(buggy.reference.key(buggy.walk(FAILING_RESTORE, failed))).toBe(buggy.reference.key(failed));
    expect(await buggy.verdict(leadsTo(restartsFromIdleCheckpoint, jobIsRunningOrHasEnded))).toBe('violated');
    const restore = verdictOn(await buggy.check(invariants), 'restore-completes');
    expect(restore.verdict).toBe('violated');
    expect(restore.bounds.map(({ value }) => value)).toEqual(['unbounded']);
  });

  test('fixed order: it runs after one restart', async () => {
    const fixed = new Scenario(FIXED);
    expect(restartsFromNotifiedIdleCheckpoint(fixed.after(...R1))).toBe(true);
    expect(runs(fixed.after(...R1, RESTART_DELAY))).toBe(true);
    expect(
      await fixed.verdict(
        leadsTo(restartsFromIdleCheckpoint, jobIsRunningOrHasEnded),
        atMost(0, intentionalFailure()).between(restartsFromNotifiedIdleCheckpoint, jobIsRunningOrHasEnded),
      ),
    ).toBe('holds');
    expect(verdictOn(await fixed.check(invariants), 'restore-completes').verdict).toBe('holds');
  });

  test('the order alone decides: in the buggy release with the order of the fixed one it runs', () => {
    const repaired = new Scenario(BUGGY, { features: { 'captures-too-early': false } });
    expect(runs(repaired.after(...R1, RESTART_DELAY))).toBe(true);
  });
});

describe('R2: as R1, with commit.force-create-snapshot on and off', () => {
  test('the verdicts are the same, except of what is said of forced snapshots', async () => {
    const { space, violating } = await check(system, invariants, {
      set: {
        ...{ paimon: [BUGGY.paimon, FIXED.paimon], flink: ['1.20'], mode: ['table'], bucket: ['fixed'] },
        ...{ 'execution.checkpointing.interval': ['unset'], 'restart-strategy.type': ['unset'] },
      },
    });
    const violatedBy = (paimon: string, force: boolean) => {
      const at = space.configurations.findIndex(
        (c) => c.paimon === paimon && c['commit.force-create-snapshot'] === force,
      );
      const names = [...violating].flatMap(([name, set]) => (has(set, at) ? [name] : []));
      return names.filter((name) => !name.startsWith('forced-snapshot'));
    };
    expect(space.size).toBe(4);
    expect(violatedBy(BUGGY.paimon, false)).toContain('restore-completes');
    expect(violatedBy(BUGGY.paimon, true)).toEqual(violatedBy(BUGGY.paimon, false));
    expect(violatedBy(FIXED.paimon, false)).toEqual([]);
    expect(violatedBy(FIXED.paimon, true)).toEqual([]);
  });

  test('buggy order with it on: the loop is the same, and the idle checkpoint has no snapshot', async () => {
    const buggy = new Scenario({ ...BUGGY, ...FORCED });
    expect(tableOf(buggy.after(...R1)).latestIdentifier).toBe(1);
    const failed = buggy.walk(R1);
    expect(buggy.reference.key(buggy.walk(FAILING_RESTORE, failed))).toBe(buggy.reference.key(failed));
  });

  test.each([0, 1])('with %i batches of data it creates so many snapshots and no more, on every path', async (data) => {
    const change = { budgets: { DATA_ARRIVES: data } };
    const noMore = atMost(data, aSnapshotIsCreated).between(jobIsSubmitted, jobHasFailed);
    expect(await new Scenario({ ...BUGGY, ...FORCED }, change).verdict(noMore)).toBe('holds');
    expect(await new Scenario({ ...FIXED, ...FORCED }, change).verdict(noMore)).toBe('violated');
  });
});

describe('R3: as R1, the user sets an interval', () => {
  test.each([
    ['buggy', BUGGY],
    ['fixed', FIXED],
  ])('%s order: no loop', async (_, release) => {
    const set = new Scenario({ ...release, ...INTERVAL });
    expect(runs(set.after(...R1, RESTART_DELAY))).toBe(true);
    expect(await set.verdict(leadsTo(jobIsRestoring, jobIsRunningOrHasEnded))).toBe('holds');
    const restore = verdictOn(await set.check(invariants), 'restore-completes');
    expect([restore.verdict, restore.bounds.map(({ value }) => value)]).toEqual(['holds', [1]]);
  });
});

describe('R4: R1 with two tables, in the buggy release', () => {
  const budgets = { CHECKPOINT_DUE: 3, FAILURE: 1 };
  const notified = (...committed: readonly number[]) =>
    TABLES.flatMap((table): StepName[] => [
      { type: 'NOTIFICATION_ARRIVES', table },
      ...(committed.includes(table) ? COMMITS : []),
    ]);
  const checkpoint = (...committed: readonly number[]): StepName[] => [
    ...['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'],
    ...notified(...committed),
  ];
  const walk = [...SUBMIT, { type: 'DATA_ARRIVES', table: 0 }, ...checkpoint(0), ...checkpoint(0), 'FAILURE'];

  test('combined: no loop', async () => {
    const combined = new Scenario({ ...BUGGY, mode: 'combined' }, { budgets });
    expect(runs(combined.after(...walk, RESTART_DELAY))).toBe(true);
    expect(verdictOn(await combined.check(invariants), 'restore-completes').verdict).toBe('holds');
  });

  test('divided: the loop', async () => {
    const divided = new Scenario({ ...BUGGY, mode: 'divided' }, { budgets });
    const failed = divided.walk(walk);
    expect(divided.reference.key(divided.walk(FAILING_RESTORE, failed))).toBe(divided.reference.key(failed));
    expect(verdictOn(await divided.check(invariants), 'restore-completes').verdict).toBe('violated');
  });
});

describe('R5: R1 with RestoreCommittableStateManager (no release has it together with the buggy order)', () => {
  test.each([
    ['unaware buckets of 2.0.0, in the buggy order', { bucket: 'unaware' }, { 'captures-too-early': true }],
    ['unaware buckets of 1.0.1, with that manager', { ...BUGGY, bucket: 'unaware' }, { 'state-manager': 'restore' }],
    ['fixed buckets of 1.0.1, with that manager', BUGGY, { 'state-manager': 'restore' }],
  ] as const)('%s: no loop', async (_, chosen, features) => {
    const restores = new Scenario(chosen, { features });
    const restored = restores.after(...R1, RESTART_DELAY, ...COMMITS);
    expect(runs(restored)).toBe(true);
    expect(tableOf(restored).latestIdentifier).toBe(1);
    const restore = verdictOn(await restores.check(invariants), 'restore-completes');
    expect([restore.verdict, restore.bounds.map(({ value }) => value)]).toEqual(['holds', [0]]);
  });

  test('in the buggy order, with the manager that fails, 2.0.0 has the loop', () => {
    const fails = new Scenario({}, { features: { 'captures-too-early': true } });
    const failed = fails.walk(R1);
    expect(fails.reference.key(fails.walk(FAILING_RESTORE, failed))).toBe(fails.reference.key(failed));
  });
});

describe('R6: the failure comes at a checkpoint where writers are closed, so that its state is empty', () => {
  /** One more checkpoint, for which there is no committable. */
  const walk = [...R1.slice(0, -1), ...EMPTY_CHECKPOINT, 'FAILURE'];
  const isEmptyAfterData = (state: State) =>
    state.coordinator.context.completed.offset > 0 && stateOf(state).length === 0;
  const restartsFromEmptyState = (state: State) => state.jobmaster.matches('restarting') && isEmptyAfterData(state);

  test.each([
    ['0.7.0', { paimon: '0.7.0', flink: '1.18' }],
    ['0.8.0', { paimon: '0.8.0', flink: '1.19' }],
    ['unaware buckets of 1.0.0', { paimon: '1.0.0', bucket: 'unaware' }],
    ['unaware buckets of 1.0.1', { paimon: '1.0.1', bucket: 'unaware' }],
  ] as const)('%s: no loop from there', async (_, chosen) => {
    const closed = new Scenario(chosen);
    expect(restartsFromEmptyState(closed.after(...walk))).toBe(true);
    expect(runs(closed.after(...walk, RESTART_DELAY))).toBe(true);
    expect(
      await closed.verdict(
        atMost(0, intentionalFailure()).between(restartsFromEmptyState, jobIsRunningOrHasEnded),
        leadsTo(restartsFromEmptyState, jobIsRunningOrHasEnded),
      ),
    ).toBe('holds');
  });

  test('fixed buckets of 0.8.1 to 1.0.1: while nothing fails, no checkpoint after data is empty', async () => {
    const nothingFails = { budgets: { FAILURE: 0 } };
    expect(await new Scenario({ paimon: '0.8.0', flink: '1.19' }, nothingFails).canHappen(isEmptyAfterData)).toBe(true);
    expect(await new Scenario({ paimon: '0.8.1', flink: '1.19' }, nothingFails).canHappen(isEmptyAfterData)).toBe(
      false,
    );
    expect(await new Scenario(BUGGY, nothingFails).canHappen(isEmptyAfterData)).toBe(false);
  });
});

describe('S1, CommitterOperatorTest.testFailIntentionallyAfterRestore: committables in the state, not notified', () => {
  const restored = [...SUBMIT, 'DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'FAILURE', RESTART_DELAY];
  const runsOnAfterCommitting = emits('committer', 'TASK_RUNNING');
  const isRecovering = (state: State) => state.committer[0]!.context.pass === 'recovery';

  test('the restore commits the rows and fails; the next one, from the same state, opens and leaves them', async () => {
    const healthy = new Scenario({});
    expect(tableOf(healthy.after(...restored)).copies).toEqual([]);
    const failed = healthy.after(...restored, ...COMMITS);
    expect(failed.committer[0]!.value).toBe('failedOnPurpose');
    expect(tableOf(failed).copies).toEqual([1]);
    const again = healthy.after(...restored, ...COMMITS, 'TASK_FAILED', RESTART_DELAY);
    expect(stateOf(again)).toEqual(stateOf(healthy.after(...restored)));
    expect(runs(again)).toBe(true);
    expect(tableOf(again)).toEqual(tableOf(failed));
  });

  test('a committer that has committed what it restored never goes on in the same attempt', async () => {
    const goesOn = never(runsOnAfterCommitting, { given: isRecovering });
    expect(await new Scenario({}).verdict(goesOn)).toBe('holds');
    expect(await new Scenario({ bucket: 'unaware' }).verdict(goesOn)).toBe('violated');
  });
});

describe('S2, .testCheckpointAbort: the committables of three checkpoints, of which only the third completes', () => {
  const aborted = ['DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_DROPPED'];
  const third = ['DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES'];
  const isLeftPending = (state: State) =>
    state.committer[0]!.matches({ running: 'idle' }) &&
    state.committer[0]!.context.pending.some((c) => c.checkpoint <= state.committer[0]!.context.latestReported);

  test('one notification leads to three snapshots, each with its own identifier', () => {
    const healthy = new Scenario({}, { budgets: { DATA_ARRIVES: 3, CHECKPOINT_DROPPED: 2 } });
    const walk = [...SUBMIT, ...aborted, ...aborted, ...third];
    const snapshots = [1, 2, 3].map((n) => tableOf(healthy.after(...walk, ...Array(n).fill(COMMITS).flat())));
    expect(snapshots.map(({ latestIdentifier }) => latestIdentifier)).toEqual([1, 2, 3]);
    expect(snapshots.map(({ copies }) => copies.filter((n) => n === 1))).toEqual([[1], [1, 1], [1, 1, 1]]);
    expect(isLeftPending(healthy.after(...walk, ...COMMITS, ...COMMITS, ...COMMITS))).toBe(false);
  });

  test('with the budgets of the model too: one aborted, one whose notification is lost, one idle', () => {
    const walk = [
      ...[...SUBMIT, ...aborted, 'DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_LOST'],
      ...EMPTY_CHECKPOINT,
    ];
    const snapshots = [1, 2, 3].map((n) => tableOf(new Scenario({}).after(...walk, ...Array(n).fill(COMMITS).flat())));
    expect(snapshots.map(({ latestIdentifier }) => latestIdentifier)).toEqual([1, 2, 3]);
  });

  test('a notification leaves nothing pending up to its checkpoint, and no identifier goes back', async () => {
    const healthy = new Scenario({});
    expect(await healthy.canHappen(isLeftPending)).toBe(false);
    expect(verdictOn(await healthy.check(invariants), 'identifiers-never-go-back').verdict).toBe('holds');
    expect(await healthy.canHappen((state) => state.committer[0]!.context.pending.length === 3)).toBe(true);
  });
});

describe('S3, .testSnapshotLostWhenFailed: the Noop manager (of no CDC sink); checkpoint 1 notified, 2 not', () => {
  const budgets = { DATA_ARRIVES: 3 };
  const noop = new Scenario({}, { features: { 'stores-committables': false }, budgets });
  const restored = [
    ...[...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT],
    ...['DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'FAILURE', RESTART_DELAY],
  ];

  test('restored from 2, 3 is notified: the rows of 1 and 3 are there, those of 2 are not', () => {
    const end = noop.after(...restored, 'DATA_ARRIVES', ...CHECKPOINT);
    expect(end.coordinator.context.completed.checkpoint).toBe(3);
    expect(tableOf(end).latestIdentifier).toBe(3);
    expect(tableOf(end).copies).toEqual([1, 0, 1]);
  });

  test('no restore commits anything, and rows are lost; with the manager of the CDC sinks none are', async () => {
    const small = { CHECKPOINT_DUE: 3, DATA_ARRIVES: 2, FAILURE: 1 };
    const ignores = new Scenario({}, { features: { 'stores-committables': false }, budgets: small });
    const checked = await ignores.check(invariants);
    expect(await ignores.canHappen((state) => state.committer[0]!.context.pass === 'recovery')).toBe(false);
    expect(verdictOn(checked, 'nothing-lost').verdict).toBe('violated');
    expect(verdictOn(checked, 'restore-completes').bounds.map(({ value }) => value)).toEqual([0]);
    const keeps = await new Scenario({}, { budgets: small }).check(invariants);
    expect(verdictOn(keeps, 'nothing-lost').verdict).toBe('holds');
  });
});

describe('S7 and S8, .testEmptyCommit and .testForceCreateSnapshotCommit: a checkpoint without committables', () => {
  const noData = { budgets: { DATA_ARRIVES: 0 } };
  const hasSnapshot = (state: State) => state.store[0]!.context.latestIdentifier > 0;

  test('S7: there is no snapshot, although the sink knows that checkpoints are enabled', async () => {
    const healthy = new Scenario({}, noData);
    expect(healthy.after(...SUBMIT).jobmaster.context.streamingCheckpointEnabled).toBe(true);
    const notified = healthy.after(...SUBMIT, ...EMPTY_CHECKPOINT);
    expect(notified.committer[0]!.context.latestReported).toBe(1);
    expect(tableOf(notified).latestIdentifier).toBe(0);
    expect(await healthy.canHappen(hasSnapshot)).toBe(false);
  });

  test('S8: with commit.force-create-snapshot there is one', async () => {
    const forced = new Scenario(FORCED, noData);
    expect(tableOf(forced.after(...SUBMIT, ...CHECKPOINT)).latestIdentifier).toBe(1);
    /** Until something fails: what is restored counts as reported, too, although nobody was notified of it. */
    const hasNone = (state: State) =>
      state.committer[0]!.matches({ running: 'idle' }) &&
      state.committer[0]!.context.latestReported > 0 &&
      state.remaining('FAILURE') === 2 &&
      state.store[0]!.context.latestIdentifier < state.committer[0]!.context.latestReported;
    expect(await forced.canHappen(hasNone)).toBe(false);
    expect(await new Scenario({}, noData).canHappen(hasNone)).toBe(true);
  });
});

describe('S14, FileStoreCommitTest.testCommitEmpty: an empty committable', () => {
  const data = [...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT];

  test('ignoreEmptyCommit: there is no snapshot', async () => {
    const ignores = new Scenario(BUGGY);
    expect(anEmptyCommitIsUnderWay(ignores.after(...data, ...EMPTY_CHECKPOINT))).toBe(true);
    expect(tableOf(ignores.after(...data, ...CHECKPOINT))).toEqual(tableOf(ignores.after(...data)));
    expect(await ignores.canHappen(anEmptyCommitIsUnderWay)).toBe(true);
    expect(await ignores.verdict(never(aSnapshotIsCreated, { given: anEmptyCommitIsUnderWay }))).toBe('holds');
  });

  test('not ignored: there is one more', async () => {
    const keeps = new Scenario({});
    expect(anEmptyCommitIsUnderWay(keeps.after(...data, ...EMPTY_CHECKPOINT))).toBe(true);
    expect(tableOf(keeps.after(...data)).latestIdentifier).toBe(1);
    expect(tableOf(keeps.after(...data, ...CHECKPOINT)).latestIdentifier).toBe(2);
    expect(await keeps.canHappen(anEmptyCommitIsUnderWay)).toBe(true);
    expect(await keeps.canHappen(nothingIsCreated)).toBe(false);
  });
});

describe("S15, .testFilterAllCommits: every identifier that is restored is that of one of this user's snapshots", () => {
  const twoIdentifiers = [
    ...[...SUBMIT, 'DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_DROPPED'],
    ...['DATA_ARRIVES', ...CHECKPOINT, ...COMMITS, 'FAILURE'],
  ];
  const commitsAgain = (state: State) =>
    state.committer[0]!.context.pass === 'recovery' &&
    underWay(state).some(({ identifier }) => identifier <= state.store[0]!.context.latestIdentifier);

  test('the filter leaves none: nothing is committed, and the job runs', () => {
    const healthy = new Scenario({});
    const failed = healthy.after(...twoIdentifiers);
    expect(stateOf(failed).map(({ checkpoint }) => checkpoint)).toEqual([1, 2]);
    const restored = healthy.after(...twoIdentifiers, RESTART_DELAY);
    expect(runs(restored)).toBe(true);
    expect(tableOf(restored)).toEqual(tableOf(failed));
  });

  test.each([
    ['buggy', BUGGY],
    ['fixed', FIXED],
  ])('%s order: no restore commits what has a snapshot; what has none, it commits', async (_, release) => {
    const scenario = new Scenario(release);
    expect(await scenario.canHappen(commitsAgain)).toBe(false);
    expect(await scenario.canHappen((state) => state.committer[0]!.context.pass === 'recovery')).toBe(true);
  });
});
