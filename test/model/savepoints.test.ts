/**
 * Savepoints and tags, dedicated compaction, programs: the scenarios of domain/paimon.md, section 10, by their numbers,
 * and the releases that are affected, written down from what is published and from the code.
 */
import { describe, expect, test } from 'vitest';
import { checkpointedDataIsKept } from '../../invariants/checkpointed-data-is-kept.ts';
import { eachDayGetsItsTag } from '../../invariants/each-day-gets-its-tag.ts';
import { filesAreCompactedOnce } from '../../invariants/files-are-compacted-once.ts';
import { finishedCompactionIsCommitted } from '../../invariants/finished-compaction-is-committed.ts';
import { restoreCompletes } from '../../invariants/restore-completes.ts';
import { restoredDataIsCommitted } from '../../invariants/restored-data-is-committed.ts';
import { savepointHasItsTag } from '../../invariants/savepoint-has-its-tag.ts';
import { savepointSnapshotHasItsTag } from '../../invariants/savepoint-snapshot-has-its-tag.ts';
import { snapshotIsForcedOnlyForATag } from '../../invariants/snapshot-is-forced-only-for-a-tag.ts';
import { watermarkIsTrue } from '../../invariants/watermark-is-true.ts';
import { between, PAIMON } from '../../machines/options/releases.ts';
import { system as main } from '../../machines/scenarios/cdc.ts';
import { system as dedicatedCompaction } from '../../machines/scenarios/dedicated-compaction.ts';
import { system as parallelCommitters } from '../../machines/scenarios/parallel-committers.ts';
import { system as partitionExpiry } from '../../machines/scenarios/partition-expiry.ts';
import { system as programs } from '../../machines/scenarios/programs.ts';
import { system as restoreOlder } from '../../machines/scenarios/restore-older.ts';
import { system as savepointTags } from '../../machines/scenarios/savepoint-tags.ts';
import { system as tagCreation } from '../../machines/scenarios/tag-creation.ts';
import { system as watermarks } from '../../machines/scenarios/watermarks.ts';
import { check } from '../../src/check/check.ts';
import type { OptionValue } from '../../src/describe/options.ts';
import { type Invariant, invariant, never } from '../../src/describe/properties.ts';
import { has } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import type { ViewOf } from '../../src/index.ts';
import {
  CHECKPOINT,
  type Changes,
  COMMITS,
  EMPTY_CHECKPOINT,
  RESTART_DELAY,
  Scenario,
  type StepName,
  SUBMIT,
  Walk,
} from './walk.ts';

const INTERVAL = { 'execution.checkpointing.interval': 'set' } as const;

/** The releases of which some configuration with these values violates an invariant. */
async function affected(
  system: unknown,
  which: Invariant,
  set: Readonly<Record<string, readonly OptionValue[]>>,
  { features = {}, budgets = {} }: Changes = {},
): Promise<OptionValue[]> {
  const changed = (system as System).withFeatures(features as Record<string, never>).withBudgets(budgets);
  const { space, violating } = await check(changed, [which], { set });
  const bits = violating.get(which.name);
  const found = space.configurations.filter((_, at) => bits !== undefined && has(bits, at));
  return [...new Set(found.map((configuration) => configuration.paimon!))];
}

describe('S4, CommitterOperatorTest.testRestoreCommitUser, and what comes of a user that is not restored', () => {
  type State = ViewOf<typeof restoreOlder>;
  const older = { ...INTERVAL, 'execution.savepoint.path': 'older checkpoint' };
  const rows = (state: State) => state.store[0]!.context.copies;
  /** Rows in checkpoint 1 and in checkpoint 2, both committed. The job is started from checkpoint 1. */
  const restored = [
    ...[...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT, 'DATA_ARRIVES', ...CHECKPOINT],
    ...['CANCEL_JOB', 'RESTORE_FROM'],
  ];

  test('the user is kept: nothing of the restored state is committed again, and the job runs', () => {
    const kept = new Walk<State>(restoreOlder, older);
    const state = kept.after(...restored);
    expect(state.coordinator.context.completed).toEqual({ checkpoint: 1, offset: 1 });
    expect(state.store[0]!.context.latestIdentifier).toBe(2);
    expect(state.jobmaster.value).toBe('running');
    expect(rows(state)).toEqual([1, 1]);
  });

  test('checkpoint 2 is taken again, and what it adds a second time is added: a live commit is not filtered', () => {
    const kept = new Walk<State>(restoreOlder, older);
    const state = kept.after(...restored, ...EMPTY_CHECKPOINT, ...COMMITS);
    expect(state.coordinator.context.completed.checkpoint).toBe(2);
    expect(rows(state)).toEqual([1, 2]);
  });

  test('if a recovery has to commit it, it is filtered, and new rows with it', () => {
    const kept = new Walk<State>(restoreOlder, older, { budgets: { DATA_ARRIVES: 3 } });
    const reads = 'the source reads what it has read before';
    const state = kept.after(
      ...[...restored, reads, 'DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'FAILURE', RESTART_DELAY],
    );
    expect(state.jobmaster.value).toBe('running');
    expect(state.storage[0]!.context.completed).toMatchObject([{ checkpoint: 2, batches: [1, 2] }]);
    expect(rows(state)).toEqual([1, 1]);
  });

  test('a new user: the same recovery filters nothing, and adds the old rows twice', () => {
    const changed = new Walk<State>(
      restoreOlder,
      { ...older, 'sink.operator-uid.suffix': 'changed' },
      { budgets: { DATA_ARRIVES: 3 } },
    );
    const reads = 'the source reads what it has read before';
    const state = changed.after(
      ...[...restored, reads, 'DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'FAILURE', RESTART_DELAY],
      ...COMMITS,
    );
    expect(rows(state)).toEqual([1, 2, 1]);
  });

  test('rows are left out for an older checkpoint or a savepoint with the same user, and never otherwise', async () => {
    const { space, violating } = await check(restoreOlder, [restoredDataIsCommitted], { set: { paimon: ['2.0.0'] } });
    const bits = violating.get('restored-data-is-committed')!;
    for (const [at, c] of space.configurations.entries()) {
      const expected =
        c['execution.savepoint.path'] !== 'latest checkpoint' && c['sink.operator-uid.suffix'] === 'kept';
      expect(has(bits, at)).toBe(expected);
    }
  });
});

describe('S28, FlinkJobRecoveryITCase: restored from a savepoint, with and without the state of the sink', () => {
  type State = ViewOf<typeof restoreOlder>;
  const fromSavepoint = { ...INTERVAL, 'execution.savepoint.path': 'savepoint' };
  /** The savepoint holds a committable that has not been committed, because nobody was notified of it. */
  const restored = [
    ...[...SUBMIT, 'DATA_ARRIVES', 'SAVEPOINT_REQUESTED', 'CHECKPOINT_COMPLETES'],
    ...['CANCEL_JOB', 'RESTORE_FROM'],
  ];

  test('with it: what the savepoint holds is committed, the job fails on purpose once, and runs', () => {
    const kept = new Walk<State>(restoreOlder, fromSavepoint);
    expect(kept.after(...restored).store[0]!.context.copies).toEqual([]);
    const state = kept.after(...restored, ...COMMITS, 'TASK_FAILED', RESTART_DELAY);
    expect(state.jobmaster.value).toBe('running');
    expect(state.store[0]!.context.copies).toEqual([1]);
  });

  test('WithIgnoreSinkState: the job runs at once, and what the savepoint holds is not committed', () => {
    const ignored = new Walk<State>(restoreOlder, { ...fromSavepoint, 'sink.operator-uid.suffix': 'changed' });
    const state = ignored.after(...restored);
    expect(state.jobmaster.value).toBe('running');
    expect(state.source.context.offset).toBe(1);
    expect(state.store[0]!.context.copies).toEqual([]);
  });
});

describe('S6, .testWatermarkCommit', () => {
  type State = ViewOf<typeof watermarks>;
  const job = (force = false) => new Walk<State>(watermarks, { ...INTERVAL, 'commit.force-create-snapshot': force });
  const comes: StepName = { type: 'WATERMARK_DUE', isLast: false };
  const theLastComes: StepName = { type: 'WATERMARK_DUE', isLast: true };
  const watermarkOf = ({ store }: State) => store[0]!.context.watermark;

  test('the snapshot has the watermark; the last one, Long.MAX_VALUE, is not kept', () => {
    const first = [...SUBMIT, 'DATA_ARRIVES', comes, ...CHECKPOINT];
    expect(watermarkOf(job().after(...first))).toBe(1);
    const second = job().after(...first, theLastComes, 'DATA_ARRIVES', ...CHECKPOINT);
    expect(second.store[0]!.context).toMatchObject({ latestIdentifier: 2, watermark: 1 });
  });

  test('a committable has that of its barrier, and not that of its commit', () => {
    const state = job().after(
      ...[...SUBMIT, 'DATA_ARRIVES', 'CHECKPOINT_DUE', comes, 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES'],
      ...COMMITS,
    );
    expect(state.committer[0]!.context.currentWatermark).toBe(1);
    expect(watermarkOf(state)).toBe(0);
  });

  test('after a restore none is known, and the snapshot keeps that of the one before', () => {
    const restored = [...SUBMIT, 'DATA_ARRIVES', comes, ...CHECKPOINT, 'FAILURE', RESTART_DELAY];
    const state = job().after(...restored, 'DATA_ARRIVES', ...CHECKPOINT);
    expect(state.committer[0]!.context.currentWatermark).toBe(0);
    expect(state.store[0]!.context).toMatchObject({ latestIdentifier: 2, watermark: 1 });
  });

  test('what is forced has that of the notification: data that came since the barrier is not in the table', () => {
    const between = ['CHECKPOINT_DUE', 'DATA_ARRIVES', comes, 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES'];
    const state = job(true).after(...SUBMIT, ...between, ...COMMITS);
    expect(state.store[0]!.context).toMatchObject({ latestIdentifier: 1, watermark: 1, copies: [] });
  });

  test('so the watermark of a snapshot is true in every release, unless snapshots are forced', async () => {
    const force = (value: boolean) => ({ 'commit.force-create-snapshot': [value] });
    expect(await affected(watermarks, watermarkIsTrue, force(false))).toEqual([]);
    expect(await affected(watermarks, watermarkIsTrue, force(true))).toEqual(between(PAIMON, '0.8.0'));
  });
});

describe('S9, .testEmptyCommitWithProcessTimeTag: no data, tags of process time', () => {
  type State = ViewOf<typeof tagCreation>;
  const noData = { budgets: { DATA_ARRIVES: 0, FAILURE: 0 } };
  const table = { ...INTERVAL, mode: 'table' };

  test('checkpoint 1 has a snapshot and a tag; checkpoint 2 has neither', () => {
    const tags = new Walk<State>(tagCreation, table, noData);
    const first = tags.after(...SUBMIT, ...CHECKPOINT);
    expect(first.store[0]!.context.latestIdentifier).toBe(1);
    expect(first.tagCreation[0]!.context.nextTag).toBe(0);
    const second = tags.after(...SUBMIT, ...CHECKPOINT, ...EMPTY_CHECKPOINT);
    expect(second.store[0]!.context.latestIdentifier).toBe(1);
    expect(second.committer[0]!.value).toEqual({ running: 'idle' });
    expect(second.committer[0]!.context.latestReported).toBe(2);
  });

  test('the next day has one again', () => {
    const tags = new Walk<State>(tagCreation, table, noData);
    const state = tags.after(...SUBMIT, ...CHECKPOINT, 'DAY_PASSES', ...CHECKPOINT);
    expect(state.store[0]!.context.latestIdentifier).toBe(2);
    expect(state.tagCreation[0]!.context.nextTag).toBe(1);
  });

  test('#2188 and #2262: never before 0.6.0, in between at every checkpoint, and since then when it is due', async () => {
    const within = { mode: ['table'], 'execution.checkpointing.interval': ['set'] };
    const always = { features: { 'forces-snapshot-for-tag': 'always' } } as const;
    expect(await affected(tagCreation, eachDayGetsItsTag, within)).toEqual(['0.5.0']);
    expect(await affected(tagCreation, snapshotIsForcedOnlyForATag, within)).toEqual([]);
    expect(await affected(tagCreation, eachDayGetsItsTag, within, always)).toEqual([]);
    expect(await affected(tagCreation, snapshotIsForcedOnlyForATag, { ...within, paimon: ['0.6.0'] }, always)).toEqual([
      '0.6.0',
    ]);
  });

  test('without an interval, #4998 takes the tags of days without data away: 0.7.0 to 1.0.1', async () => {
    const within = { mode: ['table'], 'execution.checkpointing.interval': ['unset'] };
    expect(await affected(tagCreation, eachDayGetsItsTag, within)).toEqual(between(PAIMON, '0.7.0', '1.0.1'));
  });

  test('#5170: the combined sink needs --eager_init for it, in every release', async () => {
    const within = { mode: ['combined'], 'execution.checkpointing.interval': ['set'] };
    const lazy = { ...within, eager_init: [false] };
    const eager = { ...within, eager_init: [true], paimon: between(PAIMON, '1.1.0') };
    expect(await affected(tagCreation, eachDayGetsItsTag, lazy)).toEqual(between(PAIMON, '0.5.0'));
    expect(await affected(tagCreation, eachDayGetsItsTag, eager)).toEqual([]);
  });
});

describe('S11, .testParallelism', () => {
  type State = ViewOf<typeof parallelCommitters>;
  const job = (paimon: string) =>
    new Walk<State>(parallelCommitters, { ...INTERVAL, mode: 'divided', flink: '1.16', paimon });

  test('since 0.8.0 a committer that is not alone fails as soon as it starts (#3237)', () => {
    expect(
      job('0.8.0')
        .after(...SUBMIT)
        .committer.map(({ value }) => value),
    ).toEqual(['failed', 'failed']);
    expect(job('0.7.0').after(...SUBMIT).jobmaster.value).toBe('running');
  });

  test('until then: what one committer commits hides what the other has not', () => {
    const data: StepName[] = [0, 1].map((table) => ({ type: 'DATA_ARRIVES', table }));
    const first: StepName[] = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', { type: 'NOTIFICATION_ARRIVES', table: 0 }];
    const state = job('0.7.0').after(...SUBMIT, ...data, ...first, ...COMMITS, 'FAILURE', RESTART_DELAY);
    expect(state.storage.map(({ context }) => context.completed)).toMatchObject([
      [{ batches: [0] }],
      [{ batches: [1] }],
    ]);
    expect(state.jobmaster.value).toBe('running');
    expect(state.source.context.offset).toBe(2);
    expect(state.store[0]!.context.copies).toEqual([1]);
  });

  test('it is so in every release without the check', async () => {
    expect(await affected(parallelCommitters, checkpointedDataIsKept, {})).toEqual(between(PAIMON, '0.3.0', '0.7.0'));
  });
});

describe('S27, MySqlSyncTableActionITCase: the default interval', () => {
  type State = ViewOf<typeof main>;
  type Submitted = State['jobmaster']['context'];
  const onceSubmitted = (name: string, is: (job: Submitted) => boolean) =>
    invariant<State>({
      name,
      about: 'As the test says.',
      holds: never(({ jobmaster }: State) => !jobmaster.matches('created') && !is(jobmaster.context)),
    });

  test('after run() checkpoints are enabled in every configuration; what the sink believes is another question', async () => {
    const submitted = { budgets: { DATA_ARRIVES: 0, CHECKPOINT_DUE: 0, FAILURE: 0 } };
    const enabled = onceSubmitted('enabled', (job) => job.checkpointingEnabled);
    const believed = onceSubmitted('believed', (job) => job.streamingCheckpointEnabled);
    expect(await affected(main, enabled, {}, submitted)).toEqual([]);
    // So Paimon's test, which asks for the interval, cannot see #4998.
    expect(await affected(main, believed, {}, submitted)).toEqual(between(PAIMON, '0.7.0', '1.0.1'));
  });
});

describe('S12, StoreMultiCommitterTest: S1 to S3 for two tables, and a failure between the two', () => {
  const combined = new Scenario({ mode: 'combined', ...INTERVAL });
  const of = (table: number) => (type: string) => ({ type, table });
  const commits = (table: number): StepName[] => COMMITS.map(of(table));
  const completed: StepName[] = [
    ...[...SUBMIT, { type: 'DATA_ARRIVES', table: 0 }, { type: 'DATA_ARRIVES', table: 1 }],
    ...['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'],
  ];
  const rows = (...walk: StepName[]) => combined.after(...walk).store.map(({ context }) => context.copies);

  test('testFailIntentionallyAfterRestore: each commits what it restores and fails once, and then the job runs', () => {
    const failed = [...completed, 'FAILURE', RESTART_DELAY, ...commits(0), 'TASK_FAILED', RESTART_DELAY];
    const both = [...failed, ...commits(1), 'TASK_FAILED', RESTART_DELAY];
    expect(combined.after(...failed).jobmaster.value).toBe('initializing');
    expect(combined.after(...both).jobmaster.value).toBe('running');
    expect(rows(...both)).toEqual([[1], [0, 1]]);
  });

  test('a failure between the tables: what is committed is filtered, the other is committed again', () => {
    const first = [...completed, { type: 'NOTIFICATION_ARRIVES', table: 0 }, ...commits(0), 'FAILURE', RESTART_DELAY];
    expect(combined.after(...first).committer.map(({ value }) => value)).toEqual([
      { running: 'idle' },
      { initializing: 'recovering' },
    ]);
    expect(rows(...first)).toEqual([[1], []]);
    const second = [...first, ...commits(1), 'TASK_FAILED', RESTART_DELAY];
    expect(combined.after(...second).jobmaster.value).toBe('running');
    expect(rows(...second)).toEqual([[1], [0, 1]]);
  });

  test('testCheckpointAbort: one notification commits what an aborted checkpoint has left, in both tables', () => {
    const walk = [...completed.slice(0, -1), 'CHECKPOINT_DROPPED', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'];
    const notified = [0, 1].flatMap((table): StepName[] => [
      { type: 'NOTIFICATION_ARRIVES', table },
      ...[...commits(table), ...commits(table)],
    ]);
    const state = combined.after(...walk, ...notified);
    expect(state.store.map(({ context }) => context.latestIdentifier)).toEqual([2, 2]);
    expect(state.store.map(({ context }) => context.copies)).toEqual([[1], [0, 1]]);
  });

  test('testSnapshotLostWhenFailed: with the Noop manager both tables lose what was not committed', () => {
    const noop = new Scenario({ mode: 'combined', ...INTERVAL }, { features: { 'stores-committables': false } });
    const state = noop.after(...completed, 'FAILURE', RESTART_DELAY);
    expect(state.jobmaster.value).toBe('running');
    expect(state.store.map(({ context }) => context.copies)).toEqual([[], []]);
  });
});

describe('S13, StoreMultiCommitterTest.testEmptyCommit: two tables', () => {
  const combined = new Scenario({ mode: 'combined', ...INTERVAL });
  const notified = (...committed: readonly number[]): StepName[] =>
    [0, 1].flatMap((table): StepName[] => [
      { type: 'NOTIFICATION_ARRIVES', table },
      ...(committed.includes(table) ? COMMITS : []),
    ]);
  const data: StepName[] = [
    { type: 'DATA_ARRIVES', table: 0 },
    { type: 'DATA_ARRIVES', table: 1 },
  ];
  /** Data in checkpoint 1; writers that are closed at 2 and 3, with an empty committable each; nothing in 4. */
  const walk = [
    ...[...SUBMIT, ...data, 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', ...notified(0, 1)],
    ...['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', ...notified(0, 1)],
    ...['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', ...notified(0, 1)],
  ];

  test('data in both: a snapshot in each; nothing handed over: none', () => {
    const first = combined.after(...walk.slice(0, SUBMIT.length + 2 + 2 + 6));
    expect(first.store.map(({ context }) => context.latestIdentifier)).toEqual([1, 1]);
    const before = combined.after(...walk);
    const after = combined.after(...walk, 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', ...notified());
    expect(after.committer.map(({ context }) => context.latestReported)).toEqual([4, 4]);
    expect(after.store.map(({ context }) => context)).toEqual(before.store.map(({ context }) => context));
  });
});

describe('S21, TableCommitTest.testExpireForEmptyCommit', () => {
  type State = ViewOf<typeof partitionExpiry>;
  const snapshots = ({ store }: State) => store[0]!.context.snapshots.map(({ identifier, kind }) => [identifier, kind]);
  const first = [...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT, 'PARTITION_EXPIRES'];
  /**
   * The sink believes that checkpoints are off, and ignores what is empty. No sink turns expireForEmptyCommit off (#6013,
   * 1.3.0): only that test does.
   */
  const ignoring = { features: { 'captures-too-early': true } } as const;

  test('maintenance runs although the commit was empty, and ignored', () => {
    const job = new Walk<State>(partitionExpiry, { ...INTERVAL, 'write-only': true }, ignoring);
    expect(snapshots(job.after(...first))).toEqual([[1, 'APPEND']]);
    const state = job.after(...first, ...CHECKPOINT);
    expect(state.committer[0]!.context).toMatchObject({ latestReported: 2, lastNotification: 'no snapshot' });
    expect(snapshots(state)).toEqual([
      [1, 'APPEND'],
      [1, 'OVERWRITE'],
    ]);
  });
});

describe('S23 to S25, AutoTagForSavepointCommitterOperatorTest', () => {
  type State = ViewOf<typeof savepointTags>;
  const table = { ...INTERVAL, mode: 'table' };
  const savepoint = ['SAVEPOINT_REQUESTED', 'CHECKPOINT_COMPLETES'];
  const tags = (state: State) => state.store[0]!.context.tags;

  test('S23, testAutoTagForSavepoint: the savepoint is not notified, the next checkpoint is', () => {
    const job = new Walk<State>(savepointTags, table, { budgets: { DATA_ARRIVES: 3 } });
    const walk = [
      ...[...SUBMIT, 'DATA_ARRIVES', ...CHECKPOINT],
      ...['DATA_ARRIVES', ...savepoint, 'DATA_ARRIVES', ...EMPTY_CHECKPOINT],
    ];
    expect(tags(job.after(...walk))).toEqual([]);
    const state = job.after(...walk, ...COMMITS, ...COMMITS);
    expect(state.store[0]!.context.identifiers).toEqual([1, 2, 3]);
    expect(tags(state)).toEqual([2]);
  });

  test('S23 in 0.5.0: three snapshots, and no tag (#2057)', () => {
    const job = new Walk<State>(savepointTags, { ...table, paimon: '0.5.0' });
    const state = job.after(...SUBMIT, 'DATA_ARRIVES', ...savepoint, ...EMPTY_CHECKPOINT, ...COMMITS, ...COMMITS);
    expect(state.store[0]!.context.identifiers).toEqual([1, 2]);
    expect(tags(state)).toEqual([]);
  });

  /** A checkpoint that follows a savepoint holds what the savepoint holds; its restore does what that of S24 does. */
  const restored = [
    ...[...SUBMIT, 'DATA_ARRIVES', ...savepoint, 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'],
    ...['FAILURE', RESTART_DELAY, ...COMMITS, ...COMMITS],
  ];

  test.each(['0.5.0', '0.6.0', '2.0.0'])(
    'S24, testRestore: it fails on purpose, and the tag is there; %s',
    (paimon) => {
      const job = new Walk<State>(savepointTags, { ...table, paimon });
      const state = job.after(...restored);
      expect(state.committer[0]!.value).toBe('failedOnPurpose');
      expect(state.store[0]!.context.identifiers).toEqual([1, 2]);
      expect(tags(state)).toEqual([1]);
    },
  );

  test('S25, testAbortSavepointAndCleanTag: a savepoint that is aborted loses the tag that it has', () => {
    const tagged = [
      ...[...SUBMIT, 'DATA_ARRIVES', 'SAVEPOINT_REQUESTED', 'CHECKPOINT_DUE'],
      ...[{ type: 'CHECKPOINT_COMPLETES', nth: 1 }, 'NOTIFICATION_ARRIVES', ...COMMITS, ...COMMITS],
    ];
    const overlap = new Walk<State>(savepointTags, table, { features: { 'checkpoints-overlap': true } });
    expect(tags(overlap.after(...tagged))).toEqual([1]);
    const aborted = overlap.after(...tagged, 'CHECKPOINT_DROPPED');
    expect(tags(aborted)).toEqual([]);
    expect(aborted.store[0]!.context.identifiers).toEqual([1, 2]);
  });

  test('affected: 0.5.0 (#2057); without a snapshot there is no tag in any release (#4677)', async () => {
    const within = { mode: ['table'] };
    expect(await affected(savepointTags, savepointSnapshotHasItsTag, within)).toEqual(['0.5.0']);
    expect(await affected(savepointTags, savepointHasItsTag, within)).toEqual(between(PAIMON, '0.5.0'));
  });

  test('the combined sink tags no savepoint', async () => {
    const within = { mode: ['combined'] };
    expect(await affected(savepointTags, savepointSnapshotHasItsTag, within)).toEqual(between(PAIMON, '0.5.0'));
  });
});

describe('dedicated compaction: #4267', () => {
  const combined = { mode: ['combined'] };
  const ignores = { ...combined, 'snapshot.ignore-empty-commit': [true] };
  const commits = { ...combined, 'snapshot.ignore-empty-commit': [false] };
  const single = { mode: ['table', 'divided'] };
  const every = between(PAIMON, '0.6.0');

  test('it restarts for ever in mode combined, in every release, and a way out is there since 1.3.0', async () => {
    expect(await affected(dedicatedCompaction, restoreCompletes, ignores)).toEqual(every);
    expect(await affected(dedicatedCompaction, restoreCompletes, commits)).toEqual([]);
    expect(await affected(dedicatedCompaction, restoreCompletes, single)).toEqual([]);
  });

  test('the way out splits a commit in two: what was merged is lost between them', async () => {
    const found = [
      await affected(dedicatedCompaction, finishedCompactionIsCommitted, ignores),
      await affected(dedicatedCompaction, finishedCompactionIsCommitted, commits),
    ];
    expect(found).toEqual([[], between(PAIMON, '1.3.0')]);
  });

  test('the proposed manager ends the loop, and loses what was merged, as the single-table sink does', async () => {
    const noop = { features: { 'stores-committables': false } };
    expect(await affected(dedicatedCompaction, restoreCompletes, ignores, noop)).toEqual([]);
    expect(await affected(dedicatedCompaction, finishedCompactionIsCommitted, ignores, noop)).toEqual(every);
    expect(await affected(dedicatedCompaction, finishedCompactionIsCommitted, single)).toEqual(every);
    expect(await affected(dedicatedCompaction, filesAreCompactedOnce, ignores, noop)).toEqual([]);
  });

  test('one that goes on after its recovery ends it, too, and compacts the same files twice', async () => {
    const restore = { features: { 'state-manager': 'restore' } } as const;
    expect(await affected(dedicatedCompaction, restoreCompletes, ignores, restore)).toEqual([]);
    expect(await affected(dedicatedCompaction, filesAreCompactedOnce, ignores, restore)).not.toEqual([]);
    expect(await affected(dedicatedCompaction, filesAreCompactedOnce, ignores)).toEqual([]);
  });
});

describe('programs: #4422', () => {
  const late = { program: ['sink-then-checkpoints'] };

  test('every release that fails on purpose restarts for ever', async () => {
    expect(await affected(programs, restoreCompletes, { ...late, bucket: ['fixed'] })).toEqual(
      between(PAIMON, '0.3.0'),
    );
    expect(await affected(programs, restoreCompletes, { ...late, bucket: ['unaware'] })).toEqual(
      between(PAIMON, '0.5.0', '1.1.1'),
    );
  });

  test('with checkpoints enabled first none does, and with what is proposed none does', async () => {
    const proposed = { features: { 'commits-empty-committables': true } };
    expect(await affected(programs, restoreCompletes, { program: ['checkpoints-then-sink'] })).toEqual([]);
    expect(await affected(programs, restoreCompletes, late, proposed)).toEqual([]);
  });
});
