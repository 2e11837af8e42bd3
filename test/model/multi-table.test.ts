/** StoreMultiCommitter, one committer of two tables: S12 and S13 of domain/paimon.md, section 10, and what comes with them. */
import { describe, expect, test } from 'vitest';
import { restoreCompletes } from '../../invariants/restore-completes.ts';
import { system } from '../../machines/scenarios/multi-table-commit.ts';
import { check } from '../../src/check/check.ts';
import type { ViewOf } from '../../src/index.ts';
import {
  type Changes,
  COMMITS,
  EMPTY_CHECKPOINT,
  RESTART_DELAY,
  type StepName,
  SUBMIT,
  verdictOn,
  Walk,
} from './walk.ts';

type State = ViewOf<typeof system>;

const walk = (chosen: object = {}, changes: Changes = {}) =>
  new Walk<State>(system, { mode: 'combined', ...chosen }, changes);
const [A, B] = [0, 1] as const;
const data = (table: number): StepName => ({ type: 'DATA_ARRIVES', table });
const COMPLETES = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'];
const rows = ({ store }: State) => store.map(({ context }) => context.copies);
const identifiers = ({ store }: State) => store.map(({ context }) => context.latestIdentifier);
/** Data in both tables, in a checkpoint that is complete and not notified. */
const completed: StepName[] = [...SUBMIT, data(A), data(B), ...COMPLETES];

describe('S12, StoreMultiCommitterTest.testFailIntentionallyAfterRestore', () => {
  const job = walk();
  const restored = [...completed, 'FAILURE', RESTART_DELAY, ...COMMITS, ...COMMITS];

  test('the committables of both tables are in one state', () => {
    const { completed: state } = job.after(...completed).storage[0]!.context;
    expect(state).toMatchObject([
      { table: A, checkpoint: 1, batches: [0] },
      { table: B, checkpoint: 1, batches: [1] },
    ]);
  });

  test('both tables are committed, then the committer fails on purpose, once; the job restarts, and runs', () => {
    const failed = job.after(...restored);
    expect(failed.committer[0]!.value).toBe('failedOnPurpose');
    expect(rows(failed)).toEqual([[1], [0, 1]]);
    const runs = job.after(...restored, 'TASK_FAILED', RESTART_DELAY);
    expect(runs.jobmaster.value).toBe('running');
    expect(rows(runs)).toEqual(rows(failed));
  });

  test('a crash after the first table and before the second: the one is filtered, the other committed again', () => {
    const between: StepName[] = [...completed, 'NOTIFICATION_ARRIVES', ...COMMITS, 'FAILURE'];
    expect(rows(job.after(...between))).toEqual([[1], []]);
    const recovered = [...between, RESTART_DELAY, ...COMMITS];
    expect(job.after(...recovered).committer[0]!.value).toBe('failedOnPurpose');
    expect(rows(job.after(...recovered))).toEqual([[1], [0, 1]]);
    expect(job.after(...recovered, 'TASK_FAILED', RESTART_DELAY).jobmaster.value).toBe('running');
  });

  test('a crash between the tables in the recovery itself is the same once more', () => {
    const again = [...completed, 'FAILURE', RESTART_DELAY, ...COMMITS, 'FAILURE', RESTART_DELAY, ...COMMITS];
    expect(job.after(...again).committer[0]!.value).toBe('failedOnPurpose');
    expect(rows(job.after(...again))).toEqual([[1], [0, 1]]);
  });

  test('one intentional failure, however many tables, in every configuration', async () => {
    const { verdict, bounds } = verdictOn(await check(system, [restoreCompletes]), 'restore-completes');
    expect(verdict).toBe('holds');
    expect(bounds.map(({ value }) => value)).toEqual([1]);
  });
});

describe('S12, .testCheckpointAbort and .testSnapshotLostWhenFailed', () => {
  test('one notification commits both checkpoints, one table after the other', () => {
    const job = walk();
    const notified = [...completed.slice(0, -1), 'CHECKPOINT_DROPPED', ...COMPLETES, 'NOTIFICATION_ARRIVES'];
    const { toCommit } = job.after(...notified).committer[0]!.context;
    expect(toCommit.map(({ table, checkpoint }) => [table, checkpoint])).toEqual([
      [A, 1],
      [A, 2],
      [B, 1],
      [B, 2],
    ]);
    const state = job.after(...notified, ...COMMITS, ...COMMITS, ...COMMITS, ...COMMITS);
    expect(identifiers(state)).toEqual([2, 2]);
    expect(rows(state)).toEqual([[1], [0, 1]]);
  });

  test('with the Noop manager both tables lose what was not committed', () => {
    const state = walk({}, { features: { 'stores-committables': false } }).after(
      ...completed,
      'FAILURE',
      RESTART_DELAY,
    );
    expect(state.jobmaster.value).toBe('running');
    expect(rows(state)).toEqual([[], []]);
  });
});

describe('S13, StoreMultiCommitterTest.testEmptyCommit, and what is forced', () => {
  const FORCED = { 'commit.force-create-snapshot': true } as const;
  const BUDGETS = { budgets: { CHECKPOINT_DUE: 5 } };
  /** Two checkpoints later both writers are closed, and hand over nothing any more. */
  const closed = (tables: readonly number[]): StepName[] => [
    ...[...SUBMIT, ...tables.map(data)],
    ...[...EMPTY_CHECKPOINT, ...tables.flatMap(() => COMMITS)],
    ...[...EMPTY_CHECKPOINT, ...tables.flatMap(() => COMMITS)],
    ...[...EMPTY_CHECKPOINT, ...tables.flatMap(() => COMMITS)],
  ];

  test('data in both: a snapshot in each; nothing handed over: none', () => {
    const job = walk({}, BUDGETS);
    const before = job.after(...closed([A, B]));
    const after = job.after(...closed([A, B]), ...EMPTY_CHECKPOINT);
    expect(after.committer[0]!.context.latestReported).toBe(4);
    expect(after.committer[0]!.value).toEqual({ running: 'idle' });
    expect(identifiers(after)).toEqual(identifiers(before));
  });

  test('force-create: an empty snapshot in each table that it knows', () => {
    const job = walk(FORCED, BUDGETS);
    const state = job.after(...closed([A, B]), ...EMPTY_CHECKPOINT, ...COMMITS, ...COMMITS);
    expect(identifiers(state)).toEqual([4, 4]);
  });

  test('a table without data in this attempt is not known; with --eager_init it is (#5170, #5175)', () => {
    const only = [...SUBMIT, data(A), ...EMPTY_CHECKPOINT];
    expect(identifiers(walk(FORCED).after(...only, ...COMMITS))).toEqual([1, 0]);
    expect(walk(FORCED).after(...only, ...COMMITS).committer[0]!.value).toEqual({ running: 'idle' });
    const eager = { ...FORCED, eager_init: true };
    expect(identifiers(walk(eager).after(...only, ...COMMITS, ...COMMITS))).toEqual([1, 1]);
  });

  test('what is forced beside committables has the identifier of the first of them, not of the notification', () => {
    const job = walk({ ...FORCED, eager_init: true });
    const notified = [...SUBMIT, data(A), 'CHECKPOINT_DUE', 'CHECKPOINT_DROPPED', ...EMPTY_CHECKPOINT];
    const state = job.after(...notified, ...COMMITS, ...COMMITS, ...COMMITS);
    expect(state.committer[0]!.context.latestReported).toBe(2);
    expect(identifiers(state)).toEqual([2, 1]);
  });
});
