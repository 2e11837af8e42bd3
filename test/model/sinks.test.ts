/**
 * Sinks with transactions of their own, the stop with savepoint, and the commit in the JobManager: the releases that are
 * affected, written down from the fix versions, and what must be possible, or not (domain/flink.md 2.2, 6.3 and 7;
 * domain/paimon.md 8 and S26).
 */
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { committedExactlyOnce } from '../../invariants/committed-exactly-once.ts';
import { coordinatorRestoreCompletes } from '../../invariants/coordinator-restore-completes.ts';
import { jobFailsOnlyByAFault } from '../../invariants/job-fails-only-by-a-fault.ts';
import { nextCheckpointCompletes } from '../../invariants/next-checkpoint-completes.ts';
import { nothingLost } from '../../invariants/nothing-lost.ts';
import { oneEpochPerTransaction } from '../../invariants/one-epoch-per-transaction.ts';
import { scenarios } from '../../invariants/scenarios/sinks.ts';
import { between, FLINK } from '../../machines/options/releases.ts';
import type { PaimonAsk } from '../../machines/options.ts';
import { coordinatorCommitter } from '../../machines/paimon/coordinator-committer.ts';
import { system as coordinatorCommit } from '../../machines/scenarios/coordinator-commit.ts';
import { system as coordinatorCommitSavepoint } from '../../machines/scenarios/coordinator-commit-savepoint.ts';
import { system as epochSink } from '../../machines/scenarios/epoch-sink.ts';
import { system as stopWithSavepoint } from '../../machines/scenarios/stop-with-savepoint.ts';
import { system as twoPhaseSink } from '../../machines/scenarios/two-phase-sink.ts';
import { check } from '../../src/check/check.ts';
import type { Invariant } from '../../src/describe/properties.ts';
import { has } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { type Changes, type StepName, Walker } from './walker.ts';

/** The values of an option with which an invariant is violated. */
async function affected(
  system: unknown,
  which: unknown,
  option: string,
  { features = {}, budgets = {} }: Changes = {},
) {
  const { name } = which as Invariant;
  const changed = (system as System).withFeatures(features).withBudgets(budgets);
  const { space, violating } = await check(changed, [which as Invariant]);
  const found = space.configurations.filter((_, at) => has(violating.get(name)!, at));
  return [...new Set(found.map((configuration) => configuration[option]))];
}

describe('which releases are affected', () => {
  test('FLINK-10377: 1.8 and 1.9, fixed in 1.10', async () => {
    expect(await affected(twoPhaseSink, jobFailsOnlyByAFault, 'flink')).toEqual(['1.8', '1.9']);
  });

  test('FLINK-26783: no release; without the fix, from the one on that takes savepoints out of the store', async () => {
    expect(await affected(stopWithSavepoint, committedExactlyOnce, 'flink')).toEqual([]);
    const without = { features: { 'failed-stop-is-final': false } };
    expect(await affected(stopWithSavepoint, committedExactlyOnce, 'flink', without)).toEqual(between(FLINK, '1.15'));
  });

  test('FLINK-15152: 1.9; FLINK-12858: every release, without the fix', async () => {
    expect(await affected(stopWithSavepoint, nextCheckpointCompletes, 'flink')).toEqual(['1.9']);
    const noFault = { budgets: { faults: 0 } };
    expect(await affected(stopWithSavepoint, nextCheckpointCompletes, 'flink', noFault)).toEqual([]);
    const without = { features: { 'declined-stop-fails-the-job': false } };
    expect(await affected(stopWithSavepoint, nextCheckpointCompletes, 'flink', without)).toEqual(between(FLINK, '1.9'));
  });

  test('a savepoint that is overtaken: as long as savepoints are in the store, until 1.14', async () => {
    expect(await affected(twoPhaseSink, committedExactlyOnce, 'flink')).toEqual(between(FLINK, '1.8', '1.14'));
  });

  test('apache/iceberg#10526: without it in every release of Flink, with it in none', async () => {
    expect(await affected(epochSink, oneEpochPerTransaction, 'flink')).toEqual([]);
    const without = { features: { 'results-by-epoch': false } };
    expect(await affected(epochSink, oneEpochPerTransaction, 'flink', without)).toEqual(between(FLINK, '1.17'));
  });

  test('coordinator commit: a job that is started from a savepoint may have lost something; the remedy helps', async () => {
    const option = 'execution.savepoint.path';
    expect(await affected(coordinatorCommitSavepoint, nothingLost, option)).toEqual(['savepoint']);
    const remedy = { features: { 'writers-forget-when-told': false } };
    expect(await affected(coordinatorCommitSavepoint, nothingLost, option, remedy)).toEqual([]);
  });
});

test.each(scenarios.map((s) => [s.name, s] as const))('scenario %s: no verdict is vacuous', async (_, scenario) => {
  const { report } = await check(scenario.system, scenario.invariants);
  expect(report.complete).toBe(true);
  expect(report.states).toBeLessThan(100_000);
  expect(report.verdicts.filter(({ verdict }) => verdict === 'vacuous').map(({ name }) => name)).toEqual([]);
});

describe('a checkpoint overtakes a savepoint', () => {
  /** As the commit message of FLINK-10377 tells it. */
  const OVERTAKEN: readonly StepName[] = [
    ...['SUBMIT_JOB', 'DATA_ARRIVES', 'SAVEPOINT_REQUESTED', 'CHECKPOINT_DUE'],
    ...[{ type: 'CHECKPOINT_COMPLETES', nth: 1 }, 'NOTIFICATION_ARRIVES', 'COMMIT_TRANSACTION'],
    ...['TRANSACTION_COMMITTED', { type: 'CHECKPOINT_COMPLETES', nth: 0 }],
  ];

  test.each([
    ['1.9', 'failed'],
    ['1.10', 'running'],
    ['1.14', 'running'],
  ])('Flink %s: when it hears of the savepoint, the sink is %s', (flink, expected) => {
    const { sink } = new Walker(twoPhaseSink, { flink }).after(...OVERTAKEN, 'NOTIFICATION_ARRIVES');
    expect(sink[0]!.matches(expected as 'running')).toBe(true);
  });

  test('until 1.14 the savepoint is then the newest in the store, since 1.15 it is not there', () => {
    const newest = (flink: string) =>
      new Walker(twoPhaseSink, { flink }).after(...OVERTAKEN).coordinator.context.completed.checkpoint;
    expect([newest('1.14'), newest('1.15')]).toEqual([1, 2]);
  });

  test('both transactions are committed by the notification of the checkpoint', () => {
    const { store } = new Walker(twoPhaseSink, { flink: '1.20' }).after(...OVERTAKEN);
    expect(store[0]!.context.copies).toEqual([1]);
  });
});

describe('a stop with savepoint (domain/flink.md 2.2)', () => {
  const SAVEPOINT: readonly StepName[] = [
    ...['SUBMIT_JOB', 'DATA_ARRIVES', { type: 'DATA_ARRIVES', table: 1 }].map((step, i) =>
      i === 1 ? { type: 'DATA_ARRIVES', table: 0 } : step,
    ),
    ...['STOP_WITH_SAVEPOINT', 'SAVEPOINT_TRIGGERED', { type: 'CHECKPOINT_COMPLETES', nth: 0 }],
  ];
  const COMMITS = ['COMMIT_TRANSACTION', 'TRANSACTION_COMMITTED'];
  const notify = (table: number): StepName => ({ type: 'NOTIFICATION_ARRIVES', table });

  test('it ends when both subtasks have committed', () => {
    const { jobmaster, store } = new Walker(stopWithSavepoint, { flink: '1.20' }).after(
      ...[...SAVEPOINT, notify(0), ...COMMITS, notify(1), ...COMMITS],
    );
    expect(jobmaster.value).toBe('finished');
    expect(store.map(({ context }) => context.copies)).toEqual([[1], [0, 1]]);
  });

  test.each([
    ['1.14', 'restarting'],
    ['1.15', 'failed'],
    ['1.16', 'failed'],
    ['2.0', 'failed'],
  ])('Flink %s: one has committed, the commit of the other throws: the job is %s', (flink, expected) => {
    const { jobmaster } = new Walker(stopWithSavepoint, { flink }).after(
      ...[...SAVEPOINT, notify(0), ...COMMITS, notify(1), 'COMMIT_THROWS', 'TASK_FAILED'],
    );
    expect(jobmaster.value).toBe(expected);
  });

  test('a checkpoint that is pending is aborted, and none is triggered any more', async () => {
    const walker = new Walker(stopWithSavepoint, { flink: '1.20' });
    const { coordinator } = walker.after('SUBMIT_JOB', 'CHECKPOINT_DUE', 'STOP_WITH_SAVEPOINT');
    expect(coordinator.context.pending).toEqual([]);
    expect(await walker.canHappen(({ coordinator: c }) => c.matches('stopped') && c.context.pending.length > 1)).toBe(
      false,
    );
  });
});

describe('coordinator commit', () => {
  const CHECKPOINT: readonly StepName[] = ['CHECKPOINT_DUE', 'BARRIER', { type: 'CHECKPOINT_COMPLETES', nth: 0 }];
  const RESTORED = (subtask: number): StepName => ({ type: 'RESTORED_COMMITTABLE_EVENT', subtask });
  /** Data of the first subtask in checkpoint 1, which is complete and not committed when a TaskManager is lost. */
  const UNCOMMITTED = [
    ...['SUBMIT_JOB', { type: 'DATA_ARRIVES', table: 0 }, ...CHECKPOINT, 'FAILURE', 'backoff'],
  ] as const satisfies readonly StepName[];

  test('what was restored is committed, and the job fails on purpose, once', () => {
    const failed = [...UNCOMMITTED, RESTORED(0), RESTORED(1), 'COMMIT', 'COMMITTED', 'TASK_FAILED', 'backoff'];
    const { committer, store } = new Walker(coordinatorCommit).after(...failed, RESTORED(0), RESTORED(1));
    expect(committer.value).toEqual({ running: 'waiting' });
    expect(store[0]!.context).toMatchObject({ latestIdentifier: 1, copies: [1] });
  });

  test('#8970: without the intentional failure it runs at once, and every verdict stays', async () => {
    const changes = { features: { 'coordinator-fails-on-purpose': false } };
    const { committer, jobmaster } = new Walker(coordinatorCommit, {}, changes).after(
      ...[...UNCOMMITTED, RESTORED(0), RESTORED(1), 'COMMIT', 'COMMITTED'],
    );
    expect([committer.value, jobmaster.value]).toEqual([{ running: 'waiting' }, 'running']);
    const { invariants } = scenarios.find(({ name }) => name === 'coordinator-commit')!;
    const { report } = await check((coordinatorCommit as unknown as System).withFeatures(changes.features), invariants);
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(invariants.map(() => 'holds'));
    const worst = async (features: Changes['features']) => {
      const changed = (coordinatorCommit as unknown as System).withFeatures(features!);
      const checked = await check(changed, [coordinatorRestoreCompletes as unknown as Invariant]);
      return checked.report.verdicts[0]!.bounds.map(({ value }) => value);
    };
    expect([await worst({}), await worst(changes.features)]).toEqual([[1], [0]]);
  });

  test('a commit holds up the next checkpoint, in the executor of the coordinator', () => {
    const { messages, committer } = new Walker(coordinatorCommit).after(
      ...['SUBMIT_JOB', { type: 'DATA_ARRIVES', table: 0 }, ...CHECKPOINT, 'CHECKPOINT_DUE'],
    );
    expect(committer.value).toEqual({ running: 'committing' });
    expect(messages('triggers')).toEqual([]);
  });

  test('commit.force-create-snapshot: a checkpoint without data has a snapshot; without it, none', () => {
    const identifier = (force: boolean, ...steps: readonly StepName[]) =>
      new Walker(coordinatorCommit, { 'commit.force-create-snapshot': force }).after(
        ...['SUBMIT_JOB', ...CHECKPOINT, ...steps],
      ).store[0]!.context.latestIdentifier;
    expect([identifier(true, 'COMMIT'), identifier(false)]).toEqual([1, 0]);
  });
});

describe('S26: CommittingWriteOperatorCoordinatorTest, the coordinator alone', () => {
  const committable = (checkpoint: number, ...batches: readonly number[]) => ({
    ...{ checkpoint, batches, compacted: [], through: 0 },
  });
  const event = (subtask: number, checkpoint: number, ...batches: readonly number[]) =>
    ({ type: 'COMMITTABLE_EVENT', subtask, committable: committable(checkpoint, ...batches) }) as const;
  const restored = (subtask: number, checkpoint: number) =>
    ({ type: 'RESTORED_COMMITTABLE_EVENT', subtask, checkpoint, committables: [] }) as const;
  const barrier = (checkpoint: number) => ({ type: 'BARRIER', checkpoint, kind: 'checkpoint', through: 0 }) as const;
  const complete = (checkpoint: number) => ({ type: 'NOTIFY_COORDINATOR', checkpoint }) as const;

  /** It is started, with or without a checkpoint to restore; what it says is kept. */
  function started(checkpoint: number, forces = false) {
    const ask = { is: () => forces, feature: () => true, since: () => true } as unknown as PaimonAsk;
    const actor = createActor(coordinatorCommitter(ask), { input: { parallelism: 2 } });
    const said: unknown[] = [];
    actor.on('*', (emitted) => said.push(emitted));
    actor.start();
    const rest = { table: 0, streamingCheckpointEnabled: true, alreadyRecovered: false };
    actor.send({ type: 'DEPLOY_COMMITTER', checkpoint, ...rest });
    return { actor, said, state: () => actor.getSnapshot() };
  }

  test('testRestoringAlignsBeforeRunning', () => {
    const { actor, state } = started(1);
    expect(state().matches('restoring')).toBe(true);
    actor.send(restored(0, 1));
    expect(state().matches('restoring')).toBe(true);
    actor.send(restored(1, 1));
    expect(state().matches('running')).toBe(true);
  });

  test('testRejectCheckpointWhileRestoring', () => {
    const { actor, said, state } = started(2);
    actor.send(barrier(3));
    expect(said).toEqual([{ type: 'COORDINATOR_REJECTS', checkpoint: 3 }]);
    for (const subtask of [0, 1]) actor.send(restored(subtask, 2));
    expect(state().matches('running')).toBe(true);
  });

  test('testCommittableEventInRestoringFailsJob', () => {
    const { actor, state } = started(2);
    actor.send(event(0, 2, 1));
    expect(state().matches('failed')).toBe(true);
  });

  test('a notification that finds a subtask without a report fails the job', () => {
    const { actor, state } = started(0);
    for (const message of [barrier(1), event(0, 1, 0), complete(1)]) actor.send(message);
    expect(state().matches('failed')).toBe(true);
  });

  test('testPartialFailoverWithoutRestoring: what the lost subtask had handed over is dropped, the rest is kept', () => {
    const { actor, said } = started(0);
    for (const message of [barrier(1), event(0, 1, 0), event(1, 1, 1)]) actor.send(message);
    actor.send({ type: 'SUBTASK_RESET', subtask: 0, checkpoint: 0 });
    for (const message of [barrier(2), event(0, 2, 0), event(1, 2), complete(2)]) actor.send(message);
    expect(said.at(-1)).toMatchObject({ type: 'COMMIT', identifier: 1, batches: [1] });
    actor.send({ type: 'COMMITTED', table: 0, newSnapshot: true });
    expect(said.at(-1)).toMatchObject({ type: 'COMMIT', identifier: 2, batches: [0] });
  });

  test('testPartialFailoverWithRestoring: what a subtask restores alone is ignored', () => {
    const { actor, said, state } = started(0);
    for (const message of [barrier(1), event(0, 1, 0), event(1, 1), complete(1)]) actor.send(message);
    actor.send({ type: 'COMMITTED', table: 0, newSnapshot: true });
    actor.send({ type: 'SUBTASK_RESET', subtask: 0, checkpoint: 1 });
    actor.send({ ...restored(0, 1), committables: [committable(1, 0)] });
    for (const message of [barrier(2), event(0, 2), event(1, 2), complete(2)]) actor.send(message);
    expect(state().matches('running')).toBe(true);
    expect(said.filter((emitted) => (emitted as { type: string }).type === 'COMMIT')).toHaveLength(1);
  });

  test('subtaskReset: what is older than the checkpoint that it is reset to fails the job', () => {
    const { actor, state } = started(0);
    for (const message of [barrier(1), event(0, 1, 0), event(1, 1)]) actor.send(message);
    actor.send({ type: 'SUBTASK_RESET', subtask: 0, checkpoint: 2 });
    expect(state().matches('failed')).toBe(true);
  });

  test('testForceCreateSnapshotCommit: nothing was written, and there is a commit; with testEmptyCommit there is none', () => {
    const commits = (forces: boolean) => {
      const { actor, said } = started(0, forces);
      for (const message of [barrier(1), event(0, 1), event(1, 1), complete(1)]) actor.send(message);
      return said.filter((emitted) => (emitted as { type: string }).type === 'COMMIT').length;
    };
    expect([commits(true), commits(false)]).toEqual([1, 0]);
  });
});
