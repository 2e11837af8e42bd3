/**
 * Input that ends: the scenarios of domain/paimon.md, section 10, that are about it, and which releases have which
 * failure, written down from the pull requests and from what was read of the releases.
 */
import { describe, expect, test } from 'vitest';
import { batchJobCommitsExactlyOnce } from '../../invariants/batch-job-commits-exactly-once.ts';
import { boundedJobEnds } from '../../invariants/bounded-job-ends.ts';
import { committedExactlyOnce } from '../../invariants/committed-exactly-once.ts';
import { failsOnlyForAReason } from '../../invariants/fails-only-for-a-reason.ts';
import { nothingIsMarkedDoneTooEarly } from '../../invariants/nothing-is-marked-done-too-early.ts';
import { recoveredJobCommitsEverything } from '../../invariants/recovered-job-commits-everything.ts';
import { restoreMarksNothingDone } from '../../invariants/restore-marks-nothing-done.ts';
import { survivesOneFailure } from '../../invariants/survives-one-failure.ts';
import { undisturbedJobCommitsEverything } from '../../invariants/undisturbed-job-commits-everything.ts';
import { END_OF_INPUT } from '../../machines/messages.ts';
import { system as batch } from '../../machines/scenarios/batch.ts';
import { system as boundedCdc } from '../../machines/scenarios/bounded-cdc.ts';
import { system as boundedInput } from '../../machines/scenarios/bounded-input.ts';
import { system as markDone } from '../../machines/scenarios/mark-done.ts';
import { system as resumed } from '../../machines/scenarios/resumed.ts';
import { type Checked, check } from '../../src/check/check.ts';
import type { FeatureValue, OptionValue } from '../../src/describe/options.ts';
import type { Invariant } from '../../src/describe/properties.ts';
import { has } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { type StepName, Walker } from './walker.ts';

const SUBMIT = ['NEXT_STATEMENT', 'NEXT_STATEMENT', 'NEXT_STATEMENT'];
const COMMITS = ['COMMIT', 'COMMITTED'];
const COMPLETES = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES'];
const LOST = ['FAILURE', 'backoff'];
const data = (reader: number): StepName => ({ type: 'DATA_ARRIVES', table: 0, reader });

const SQL = { program: 'checkpoints-then-sink', bucket: 'unaware', flink: '1.17' };
const NEWEST = { paimon: '2.0.0', ...SQL };
/** Writer 0 has ended at checkpoint 1, writer 1 has not. */
const PARTLY = [...SUBMIT, data(0), 'INPUT_ENDS', ...COMPLETES];

type Set = Readonly<Record<string, readonly OptionValue[]>>;
type Features = Readonly<Record<string, FeatureValue>>;

/** What the tests ask of each scenario, so that it is explored once. */
const ASKED = new Map<unknown, readonly unknown[]>([
  [
    boundedInput,
    [undisturbedJobCommitsEverything, recoveredJobCommitsEverything, committedExactlyOnce, failsOnlyForAReason],
  ],
  [markDone, [nothingIsMarkedDoneTooEarly, restoreMarksNothingDone]],
  [batch, [committedExactlyOnce, survivesOneFailure, batchJobCommitsExactlyOnce]],
  [boundedCdc, [committedExactlyOnce]],
  [resumed, [recoveredJobCommitsEverything, undisturbedJobCommitsEverything]],
]);
const explored = new Map<unknown, Promise<Checked>>();

function once(system: unknown): Promise<Checked> {
  if (!explored.has(system)) explored.set(system, check(system as System, ASKED.get(system) as Invariant[]));
  return explored.get(system)!;
}

/** The releases of Paimon of which some configuration with these options violates an invariant. */
async function affected(system: unknown, which: unknown, set: Set = {}) {
  return releasesOf(await once(system), which, set);
}

function releasesOf({ space, violating }: Checked, which: unknown, set: Set = {}) {
  const bits = violating.get((which as Invariant).name);
  const found = space.configurations.filter(
    (configuration, at) =>
      bits !== undefined &&
      has(bits, at) &&
      Object.entries(set).every(([key, values]) => values.includes(configuration[key]!)),
  );
  return [...new Set(found.map(({ paimon }) => paimon))];
}

const SINCE_1_2 = ['1.2.0', '1.3.0', '1.3.1', '1.3.2', '1.4.1', '1.4.2', '2.0.0'];
const SINCE_1_0 = ['1.0.0', '1.0.1', '1.1.0', '1.1.1', ...SINCE_1_2];

describe('R7: a restore commits the end of input of one of two writers', () => {
  const restored = [...PARTLY, ...LOST, ...COMMITS];

  test('what the other writer hands over at its end is filtered, and lost', async () => {
    const walker = new Walker(boundedInput, NEWEST);
    const recovered = walker.after(...restored);
    expect(recovered.store[0]!.context.latestIdentifier).toBe(END_OF_INPUT);
    expect(recovered.store[0]!.context.copies).toEqual([1]);
    const end = walker.after(...restored, data(1), 'INPUT_ENDS', ...COMPLETES, 'NOTIFICATION_ARRIVES');
    expect(end.jobmaster.value).toBe('finished');
    expect(end.source.context.log).toEqual([0, -1, 0, -1]);
    expect(end.store[0]!.context.copies).toEqual([1]);
  });

  test('not behind a shuffle, where both writers end between the same two barriers', async () => {
    const shuffled = new Walker(boundedInput, { ...NEWEST, bucket: 'fixed' });
    expect(shuffled.after(...PARTLY).storage[0]!.context.completed).toEqual([
      { checkpoint: 1, batches: [0], compacted: [], through: 2 },
    ]);
    const { report } = await shuffled.check([recoveredJobCommitsEverything, undisturbedJobCommitsEverything]);
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
  });

  test('not while writers keep union list state: Flink completes no checkpoint at which only some have ended', () => {
    const stateful = new Walker(boundedInput, { ...NEWEST, paimon: '0.9.0' }).after(...PARTLY);
    expect(stateful.coordinator.context.completed.checkpoint).toBe(0);
    expect(stateful.committer[0]!.context.pending.map(({ checkpoint }) => checkpoint)).toEqual([END_OF_INPUT]);
  });

  test('#9284 keeps it pending until both have ended, and commits them together', () => {
    const fixed = new Walker(boundedInput, NEWEST, { features: { 'keeps-partial-end-of-input': true } });
    const kept = fixed.after(...PARTLY, ...LOST);
    expect(kept.jobmaster.value).toBe('running');
    expect(kept.store[0]!.context.latestIdentifier).toBe(0);
    const end = fixed.after(
      ...[...PARTLY, ...LOST, data(1), 'INPUT_ENDS', ...COMPLETES, 'NOTIFICATION_ARRIVES', ...COMMITS],
    );
    expect(end.jobmaster.value).toBe('finished');
    expect(end.store[0]!.context.copies).toEqual([1, 0, 1]);
  });
});

describe('S5, CommitterOperatorTest.testCommitInputEnd: a second committable of the end of input', () => {
  /** Checkpoint 1 is not completed, so the first is still pending when the second comes. */
  const twice = [...SUBMIT, data(0), 'INPUT_ENDS', ...COMPLETES, data(1), 'INPUT_ENDS', 'CHECKPOINT_DUE'];

  test('is merged into the first since 0.7.0', () => {
    const merged = new Walker(boundedInput, { ...SQL, paimon: '0.7.0' }).after(...twice);
    expect(merged.committer[0]!.context.pending).toEqual([
      { checkpoint: END_OF_INPUT, batches: [0, 2], compacted: [], through: 4 },
    ]);
  });

  test('"Repeatedly commit the same checkpoint files" until 0.6.1', () => {
    const failed = new Walker(boundedInput, { ...SQL, paimon: '0.6.1' }).after(...twice);
    expect(failed.committer[0]!.value).toBe('failed');
    expect(failed.messages('taskFailures')).toMatchObject([{ onPurpose: false }]);
  });
});

describe('S10, .testNotTriggerPartitionMarkDownWhenRecoverFromState: a restored end of input', () => {
  const FIXED = { paimon: '2.0.0', bucket: 'fixed' };
  const restored = [...SUBMIT, data(0), 'INPUT_ENDS', 'INPUT_ENDS', ...COMPLETES, ...LOST, ...COMMITS];

  test.each([
    [false, 'pending'],
    [true, 'done'],
  ])('recover-from-state=%s: the intended exception, a snapshot, and the partition is %s', (recover, marked) => {
    const walker = new Walker(markDone, { ...FIXED, 'partition.mark-done.recover-from-state': recover });
    const state = walker.after(...restored);
    expect(state.committer[0]!.value).toBe('failedOnPurpose');
    expect(state.store[0]!.context.latestIdentifier).toBe(END_OF_INPUT);
    expect(state.markDone.value).toBe(marked);
  });

  test('#5648: with recover-from-state=false nobody marks it done any more', () => {
    const walker = new Walker(markDone, { ...FIXED, 'partition.mark-done.recover-from-state': false });
    const end = walker.after(...restored, 'TASK_FAILED', 'backoff', ...COMPLETES, 'NOTIFICATION_ARRIVES');
    expect(end.jobmaster.value).toBe('finished');
    expect(end.store[0]!.context.copies).toEqual([1]);
    expect(end.markDone.value).toBe('pending');
  });
});

describe('without any failure: both writers have ended when the notification of a partial checkpoint arrives', () => {
  const between = [...PARTLY, data(1), 'INPUT_ENDS', 'NOTIFICATION_ARRIVES', ...COMMITS];

  test('it commits Long.MAX_VALUE without what is not polled yet, and the next filters that', () => {
    const walker = new Walker(boundedInput, NEWEST);
    const first = walker.after(...between);
    expect(first.store[0]!.context).toMatchObject({ latestIdentifier: END_OF_INPUT, copies: [1] });
    expect(first.committer[0]!.context.inputs.map(({ batches }) => batches)).toEqual([[2]]);
    const end = walker.after(...between, ...COMPLETES, 'NOTIFICATION_ARRIVES');
    expect(end.jobmaster.value).toBe('finished');
    expect(end.store[0]!.context.copies).toEqual([1]);
  });

  test('before #3699 the next commits it', () => {
    const walker = new Walker(boundedInput, NEWEST, { features: { 'filters-end-of-input': false } });
    const end = walker.after(...between, ...COMPLETES, 'NOTIFICATION_ARRIVES', ...COMMITS);
    expect(end.jobmaster.value).toBe('finished');
    expect(end.store[0]!.context.copies).toEqual([1, 0, 1]);
  });
});

describe('which releases', () => {
  test('lose data where writers end at different times: those whose writers have no union list state', async () => {
    const set = { bucket: ['unaware'], flink: ['1.17'] };
    expect(await affected(boundedInput, recoveredJobCommitsEverything, set)).toEqual(SINCE_1_0);
    expect(await affected(boundedInput, undisturbedJobCommitsEverything, set)).toEqual(SINCE_1_0);
    const fixed = { bucket: ['fixed'], flink: ['1.17'] };
    expect(await affected(boundedInput, recoveredJobCommitsEverything, fixed)).toEqual([]);
    expect(await affected(boundedInput, undisturbedJobCommitsEverything, fixed)).toEqual([]);
  });

  test('fail by themselves (#2462): until 0.6.1', async () => {
    expect(await affected(boundedInput, failsOnlyForAReason)).toEqual(['0.5.0', '0.6.0', '0.6.1']);
  });

  test('lose the last commit on Flink 1.14 (the symptom of #3345), in every bucket mode, and not on 1.15', async () => {
    const on = (flink: string) => ({ flink: [flink], bucket: ['fixed'] });
    const releases = ['0.5.0', '0.6.0', '0.6.1', '0.7.0'];
    expect(await affected(boundedInput, undisturbedJobCommitsEverything, on('1.14'))).toEqual(releases);
    expect(await affected(boundedInput, undisturbedJobCommitsEverything, on('1.15'))).toEqual([]);
    expect(await affected(boundedInput, undisturbedJobCommitsEverything, on('1.17'))).toEqual([]);
  });

  test('mark a partition done too early: those, whatever recover-from-state says', async () => {
    expect(await affected(markDone, nothingIsMarkedDoneTooEarly)).toEqual(SINCE_1_0);
    const off = { 'partition.mark-done.recover-from-state': [false] };
    expect(await affected(markDone, nothingIsMarkedDoneTooEarly, off)).toEqual(SINCE_1_2);
  });

  test('mark done what they restore (#5581): all, with and without buckets, unless recover-from-state=false', async () => {
    const recover = (bucket: string, value: boolean) => ({
      bucket: [bucket],
      'partition.mark-done.recover-from-state': [value],
    });
    for (const bucket of ['fixed', 'unaware']) {
      expect(await affected(markDone, restoreMarksNothingDone, recover(bucket, true))).toEqual(['0.9.0', ...SINCE_1_0]);
      expect(await affected(markDone, restoreMarksNothingDone, recover(bucket, false))).toEqual([]);
    }
  });

  test('commit a batch job twice (#3699): until 0.8.1; until 0.7.0 it conflicts with itself until it has failed', async () => {
    const conflict = ['0.5.0', '0.6.0', '0.6.1', '0.7.0'];
    const twice = ['0.8.0', '0.8.1'];
    expect(await affected(batch, committedExactlyOnce)).toEqual(twice);
    expect(await affected(batch, survivesOneFailure)).toEqual(conflict);
    expect(await affected(batch, batchJobCommitsExactlyOnce)).toEqual([...conflict, ...twice]);
  });

  test('commit a bounded CDC job twice (anomaly a): 0.7.0 to 1.0.1, without an interval', async () => {
    const buggy = ['0.7.0', '0.8.0', '0.8.1', '0.8.2', '0.9.0', '1.0.0', '1.0.1'];
    expect(await affected(boundedCdc, committedExactlyOnce)).toEqual(buggy);
    const set = { 'execution.checkpointing.interval': ['set'] };
    expect(await affected(boundedCdc, committedExactlyOnce, set)).toEqual([]);
  });

  test('lose data of a second run (anomaly b): all after a failure, since 0.8.2 without one', async () => {
    const early = ['0.7.0', '0.8.0', '0.8.1'];
    expect(await affected(resumed, recoveredJobCommitsEverything)).toEqual([...early, '0.8.2', '0.9.0', ...SINCE_1_0]);
    expect(await affected(resumed, undisturbedJobCommitsEverything)).toEqual(['0.8.2', '0.9.0', ...SINCE_1_0]);
  });
});

describe('remedies', () => {
  const INVARIANTS = [
    ...[undisturbedJobCommitsEverything, recoveredJobCommitsEverything, committedExactlyOnce],
    ...[failsOnlyForAReason, boundedJobEnds],
  ];
  const set = { paimon: ['0.9.0', '1.1.1'], flink: ['1.17'] };
  const pull = { 'keeps-partial-end-of-input': true };
  const final = { 'end-of-input-waits-for-final-checkpoint': true };
  const evaluate = (features: Features) =>
    check((boundedInput as unknown as System).withFeatures(features), INVARIANTS as readonly unknown[] as Invariant[], {
      set,
    });

  test('#9284 loses nothing, and commits twice what a checkpoint does not hold, in every bucket mode', async () => {
    const checked = await evaluate(pull);
    expect(releasesOf(checked, recoveredJobCommitsEverything)).toEqual([]);
    expect(releasesOf(checked, undisturbedJobCommitsEverything)).toEqual([]);
    expect(releasesOf(checked, committedExactlyOnce, { bucket: ['fixed'] })).toEqual(['0.9.0', '1.1.1']);
    expect(releasesOf(checked, committedExactlyOnce, { bucket: ['unaware'] })).toEqual(['0.9.0', '1.1.1']);
    expect(await affected(boundedInput, committedExactlyOnce)).toEqual([]);
  });

  test('the final checkpoint alone helps only where nothing fails', async () => {
    const checked = await evaluate(final);
    expect(releasesOf(checked, undisturbedJobCommitsEverything)).toEqual([]);
    expect(releasesOf(checked, recoveredJobCommitsEverything)).toEqual(['1.1.1']);
  });

  test('with both everything holds', async () => {
    const checked = await evaluate({ ...pull, ...final });
    for (const which of INVARIANTS) expect(releasesOf(checked, which)).toEqual([]);
  });
});
