/**
 * The commit: the scenarios of domain/paimon.md, section 10, that are tests of FileStoreCommitImpl and of writers, and the
 * releases that past bugs affected. What is expected is what those tests say, and in which release each fix came.
 */
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../invariants/scenarios/commit.ts';
import { aFileIsAddedAgain } from '../../invariants/vocabulary/commit.ts';
import { between, PAIMON } from '../../machines/options/releases.ts';
import { system as ambiguousCommit } from '../../machines/scenarios/ambiguous-commit.ts';
import { system as lateTaskManager } from '../../machines/scenarios/late-taskmanager.ts';
import { system as olderCheckpoint } from '../../machines/scenarios/older-checkpoint.ts';
import { system as recovery } from '../../machines/scenarios/recovery.ts';
import { system as slowCommits } from '../../machines/scenarios/slow-commits.ts';
import { check } from '../../src/check/check.ts';
import type { OptionValue } from '../../src/describe/options.ts';
import { has } from '../../src/describe/space.ts';
import type { System, ViewOf } from '../../src/describe/system.ts';
import { CHECKPOINT, type Changes, COMMITS, RESTART_DELAY, SUBMIT, Walk } from './walk.ts';

type Slow = ViewOf<typeof slowCommits>;
type Ambiguous = ViewOf<typeof ambiguousCommit>;
type Recovery = ViewOf<typeof recovery>;
type Late = ViewOf<typeof lateTaskManager>;
type Older = ViewOf<typeof olderCheckpoint>;

/** A release, with a Flink that all of them run on. */
const at = (paimon: string) => ({ paimon, flink: '1.15' });
/** A checkpoint that completes, and of which the committer does not hear. */
const UNHEARD = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'];
const { aChange, lost } = { aChange: ['DATA_ARRIVES'], lost: ['FAILURE', RESTART_DELAY] };
const snapshotsOf = (state: Pick<Slow, 'store'>) =>
  state.store[0]!.context.snapshots.map(({ kind, identifier }) => `${kind} ${identifier}`);
const filesOf = (state: Pick<Slow, 'store'>) =>
  (state.store[0]!.context.snapshots.at(-1)?.files ?? []).map(({ name }) => name);

/** The releases of which some configuration violates an invariant of a scenario. */
async function affected(
  name: string,
  invariant: string,
  changes: Changes & { readonly set?: Record<string, readonly OptionValue[]> } = {},
) {
  const { system, invariants } = scenarios.find((s) => s.name === name)!;
  const changed = system.withFeatures((changes.features ?? {}) as Record<string, never>);
  const { space, violating } = await check(changed as System, invariants, {
    only: [invariant],
    ...(changes.set ? { set: changes.set } : {}),
  });
  const bad = violating.get(invariant)!;
  const releases = new Set(space.configurations.filter((_, i) => has(bad, i)).map(({ paimon }) => paimon));
  return PAIMON.filter((release) => releases.has(release));
}

describe('the releases that a past bug affected', () => {
  test('FLINK-29840, fixed in 0.3.0: an older record wins', async () => {
    expect(await affected('slow-commits', 'newest-record-wins')).toEqual(['0.1.0', '0.2.0', '0.2.1']);
  });

  test('FLINK-28605, fixed in 0.2.0 by the intentional failure: without it every release has it', async () => {
    expect(await affected('slow-commits', 'writer-sees-recovered-commits')).toEqual(['0.1.0']);
    const features = { 'state-manager': 'restore' } as const;
    expect(await affected('slow-commits', 'writer-sees-recovered-commits', { features })).toEqual([...PAIMON]);
    const set = { paimon: ['0.3.0', '2.0.0'] };
    expect(await affected('slow-commits', 'newest-record-wins', { features, set })).toEqual(set.paimon);
  });

  test('#3499, fixed in 0.8.1: a writer that is closed between APPEND and COMPACT', async () => {
    const found = await affected('slow-commits', 'commits-do-not-conflict');
    expect(found.at(-1)).toBe('0.8.0');
    expect(found).toEqual(between(PAIMON, '0.1.0', '0.8.0'));
  });

  test('#2885, fixed in 0.8.0: a writer that is closed while it compacts', async () => {
    expect(await affected('slow-commits', 'changelog-is-on-its-way')).toEqual(between(PAIMON, '0.1.0', '0.7.0'));
  });

  test('FLINK-29805, fixed in 0.3.0: an identifier with two snapshots', async () => {
    expect(await affected('slow-commits', 'committed-exactly-once')).toEqual(['0.1.0', '0.2.0', '0.2.1']);
  });

  test('FLINK-29367, fixed in 0.2.1: an older checkpoint', async () => {
    const set = { 'write-only': [true] };
    expect(await affected('older-checkpoint', 'file-is-added-once', { set })).toEqual(['0.2.0']);
  });

  test('#2326, fixed in 0.6.0: files that are deleted', async () => {
    expect(await affected('recovery', 'files-of-the-table-exist')).toEqual(between(PAIMON, '0.2.0', '0.5.0'));
  });

  test('#879: no release, but the order that it replaced loses data', async () => {
    expect(await affected('partition-expiry', 'restored-is-committed')).toEqual([]);
    const features = { 'partition-expiry-is-newest': true } as const;
    expect(await affected('partition-expiry', 'restored-is-committed', { features })).toEqual(between(PAIMON, '0.4.0'));
  });

  test('#7441, fixed in 1.4.1: manifests of a snapshot that exists are deleted, and then nothing can be committed', async () => {
    const until = between(PAIMON, '0.2.0', '1.3.2');
    expect(await affected('ambiguous-commit', 'latest-snapshot-is-readable')).toEqual(until);
    expect(await affected('ambiguous-commit', 'restore-ends')).toEqual(until);
    const features = { 'keeps-manifests-when-refused': true } as const;
    expect(await affected('ambiguous-commit', 'latest-snapshot-is-readable', { features })).toEqual([]);
  });

  test('#5771, in 1.2.0: no release adds files twice, but the retry of #5776 would without it', async () => {
    const set = { paimon: between(PAIMON, '0.3.0') };
    expect(await affected('ambiguous-commit', 'committed-exactly-once', { set })).toEqual([]);
    const features = { 'recognises-its-snapshot': false } as const;
    expect(await affected('ambiguous-commit', 'committed-exactly-once', { set, features })).toEqual(
      between(PAIMON, '1.2.0'),
    );
  });

  test('without the clean-up of #7441 #5771 would have been needed since #3112 (0.8.0) dropped the check', async () => {
    const set = { paimon: between(PAIMON, '0.3.0') };
    const features = { 'keeps-manifests-when-refused': true } as const;
    expect(await affected('ambiguous-commit', 'committed-exactly-once', { set, features })).toEqual(
      between(PAIMON, '0.8.0', '1.1.1'),
    );
  });
});

describe('a TaskManager that counts as lost, and commits late', () => {
  test('without compaction: live appends are not checked before 0.2.1, nor from 0.8.0 on (#3112)', async () => {
    const set = { 'write-only': [true] };
    const twice = ['0.2.0', ...between(PAIMON, '0.8.0')];
    expect(await affected('late-taskmanager', 'committed-exactly-once', { set })).toEqual(twice);
  });

  test('with compaction every release is affected: the file that would conflict is merged', async () => {
    const set = { 'write-only': [false] };
    expect(await affected('late-taskmanager', 'committed-exactly-once', { set })).toEqual(between(PAIMON, '0.2.0'));
  });

  test('2.0.0: the late commit moves the high-water mark back, and the next restore fails for ever', () => {
    const walk = new Walk<Late>(lateTaskManager, { ...at('2.0.0'), 'write-only': true });
    const stem = [...SUBMIT, ...aChange, ...UNHEARD, ...aChange, ...UNHEARD, 'NOTIFICATION_ARRIVES', 'CONTACT_LOST'];
    const recovered = [...stem, RESTART_DELAY, 'COMMIT', 'COMMIT', 'TASK_FAILED', 'LATE_COMMIT'];
    expect(snapshotsOf(walk.after(...recovered))).toEqual(['APPEND 1', 'APPEND 2', 'APPEND 1']);
    const refused = walk.walk([...recovered, RESTART_DELAY, 'COMMIT', 'COMMIT_REFUSED']);
    const again = walk.walk(['TASK_FAILED', RESTART_DELAY, 'COMMIT', 'COMMIT_REFUSED'], refused);
    expect(walk.reference.key(again)).toBe(walk.reference.key(refused));
  });
});

describe('S16, .testFilterCommittedAfterExpire: the snapshots of the user are expired', () => {
  const EXPIRED = [...SUBMIT, ...aChange, ...CHECKPOINT, 'COMPACTION_DUE', 'EXPIRY_DUE'];

  test('the filter leaves everything', () => {
    const walk = new Walk<Recovery>(recovery, at('0.5.0'));
    expect(walk.after(...EXPIRED).store[0]!.context.latestIdentifier).toBe(0);
    expect(walk.possibleAfter(...EXPIRED, ...lost)).toContain('COMMIT');
  });

  test('S20, TableCommitTest.testRecoverDeletedFiles: since 0.6.0 the restore does not commit what is deleted', () => {
    const before = new Walk<Recovery>(recovery, at('0.5.0'));
    expect(filesOf(before.after(...EXPIRED, ...lost, 'COMMIT'))).toEqual(['0.1-flushed', 'other.1']);
    const since = new Walk<Recovery>(recovery, at('0.6.0'));
    expect(since.possibleAfter(...EXPIRED, ...lost)).not.toContain('COMMIT');
    expect(since.possibleAfter(...EXPIRED, ...lost)).toContain('TASK_FAILED');
  });

  test('S20, and with a snapshot that says that it is committed the restore does not look for the files', () => {
    const walk = new Walk<Recovery>(recovery, at('2.0.0'));
    const filtered = walk.after(...SUBMIT, ...aChange, ...CHECKPOINT, 'COMPACTION_DUE', ...lost);
    expect(filtered.jobmaster.value).toBe('running');
  });

  test('a tag that keeps the file defeats both checks: 2.0.0 adds it again', () => {
    const walk = new Walk<Recovery>(recovery, at('2.0.0'));
    const tagged = [...SUBMIT, ...aChange, ...CHECKPOINT, 'TAG_SNAPSHOT', 'COMPACTION_DUE', 'EXPIRY_DUE'];
    expect(filesOf(walk.after(...tagged, ...lost, 'COMMIT'))).toEqual(['0.1-flushed', 'other.1']);
  });
});

describe('S17, .testCommitOldSnapshotAgain: the first committable again, with a check of append files', () => {
  const OLDER = [...SUBMIT, ...aChange, ...CHECKPOINT, ...aChange, ...CHECKPOINT, 'CANCEL_JOB', 'RESTORE_FROM'];
  const options = { 'write-only': true };

  test('0.2.1: it is refused as often as it is tried', () => {
    const walk = new Walk<Older>(olderCheckpoint, { ...at('0.2.1'), ...options });
    const once = walk.walk([...OLDER, 'COMMIT', 'COMMIT_REFUSED', 'TASK_FAILED', RESTART_DELAY]);
    const twice = walk.walk(['COMMIT', 'COMMIT_REFUSED', 'TASK_FAILED', RESTART_DELAY], once);
    expect(walk.reference.key(twice)).toBe(walk.reference.key(once));
    expect(filesOf(walk.view(twice))).toEqual(['0.1-flushed', '0.2-flushed']);
  });

  test('0.2.0 does not check, and adds the file a second time; 2.0.0 filters it', () => {
    const unchecked = new Walk<Older>(olderCheckpoint, { ...at('0.2.0'), ...options });
    expect(aFileIsAddedAgain(unchecked.after(...OLDER, 'COMMIT'))).toBe(true);
    const filters = new Walk<Older>(olderCheckpoint, { ...at('2.0.0'), ...options });
    expect(filters.after(...OLDER).jobmaster.value).toBe('running');
  });
});

describe('S18 and S19: a commit that tries again', () => {
  const COMPACTED = [...SUBMIT, ...aChange, 'COMPACTION_FINISHES', ...UNHEARD, 'NOTIFICATION_ARRIVES'];
  const lie = { type: 'ANSWER_IS_WRONG', answer: 'not created' };

  test('S18, .testCommitTwiceWithDifferentKind: APPEND, then COMPACT on a second try: both snapshots', () => {
    const walk = new Walk<Ambiguous>(ambiguousCommit, at('2.0.0'));
    expect(snapshotsOf(walk.after(...COMPACTED, ...COMMITS, lie, ...COMMITS))).toEqual(['APPEND 1', 'COMPACT 1']);
  });

  const plain = [...SUBMIT, ...aChange, ...UNHEARD, 'NOTIFICATION_ARRIVES'];

  test.each([
    ['0.7.0', 'COMMIT_REFUSED', true],
    ['1.1.1', 'COMMIT_REFUSED', true],
    ['1.2.0', 'COMMITTED', true],
    ['1.3.2', 'COMMITTED', true],
    ['1.4.1', 'COMMITTED', false],
  ])('S19, .testCommitRetryAfterFalseSuccessDoesNotCleanManifest: %s: one snapshot, %s, unreadable: %s', (...row) => {
    const [paimon, answer, unreadable] = row;
    const walk = new Walk<Ambiguous>(ambiguousCommit, at(paimon));
    const state = walk.after(...plain, lie, 'COMMIT');
    expect([snapshotsOf(state), state.store[0]!.context.unreadable]).toEqual([['APPEND 1'], unreadable]);
    expect(walk.possibleAfter(...plain, lie, 'COMMIT')).toContain(answer);
  });

  test.each([
    ['exception', '1.1.1', ['APPEND 1'], 'COMMIT_REFUSED'],
    ['exception', '1.2.0', ['APPEND 1'], 'COMMITTED'],
    ['exception, not created', '1.1.1', [], 'COMMIT_REFUSED'],
    ['exception, not created', '1.2.0', ['APPEND 1'], 'COMMITTED'],
  ])('after "%s" nothing is deleted or doubled: %s', (wrong, paimon, snapshots, answer) => {
    const throws = [...plain, { type: 'ANSWER_IS_WRONG', answer: wrong }, 'COMMIT'];
    const walk = new Walk<Ambiguous>(ambiguousCommit, at(paimon));
    expect(snapshotsOf(walk.after(...throws))).toEqual(snapshots);
    expect(walk.possibleAfter(...throws)).toContain(answer);
    if (answer === 'COMMITTED') return;
    const restarted = walk.after(...throws, 'COMMIT_REFUSED', 'TASK_FAILED', RESTART_DELAY);
    expect([restarted.jobmaster.value, restarted.store[0]!.context.unreadable]).toEqual([
      snapshots.length > 0 ? 'running' : 'initializing',
      false,
    ]);
  });
});

describe('S22, TableWriteTest.testWaitAllSnapshotsOfSpecificIdentifier: APPEND 1 is there, COMPACT 1 is not', () => {
  const HALF = [...SUBMIT, ...aChange, 'COMPACTION_FINISHES', ...UNHEARD, 'NOTIFICATION_ARRIVES', 'COMMIT'];
  const isOpen = (state: Slow) => state.writer[0]!.context.container !== null;

  test.each([
    ['0.8.0', false],
    ['0.8.1', true],
  ])('%s: an idle barrier keeps the writer: %s', (paimon, kept) => {
    const walk = new Walk<Slow>(slowCommits, at(paimon));
    expect(isOpen(walk.after(...HALF, 'CHECKPOINT_DUE'))).toBe(kept);
  });

  test('0.8.1: nothing conflicts, on any path without a failure', async () => {
    const found = await affected('slow-commits', 'commits-do-not-conflict', { set: { paimon: ['0.8.1', '2.0.0'] } });
    expect(found).toEqual([]);
  });
});

describe('a failure between the two snapshots of one committable', () => {
  const HALF = [...SUBMIT, ...aChange, 'COMPACTION_FINISHES', ...UNHEARD, 'NOTIFICATION_ARRIVES', 'COMMIT'];

  test('2.0.0: the restore filters it, and the second half is never committed', () => {
    const walk = new Walk<Slow>(slowCommits, at('2.0.0'));
    const state = walk.after(...HALF, ...lost);
    expect(state.jobmaster.value).toBe('running');
    expect(snapshotsOf(state)).toEqual(['APPEND 1']);
    expect(filesOf(state)).toEqual(['0.1-flushed']);
  });
});
