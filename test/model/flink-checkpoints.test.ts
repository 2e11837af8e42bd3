/**
 * The life of Flink's checkpoints: which releases have which failure, written down from the fix versions, and what must
 * be possible, or not, between the steps of a completion (domain/flink.md 1.3, 1.6, 1.10, 2.3, 3.4).
 */
import { describe, expect, test } from 'vitest';
import { boundedJobFinishes } from '../../invariants/bounded-job-finishes.ts';
import { checkpointsGoOn } from '../../invariants/checkpoints-go-on.ts';
import { incrementalBaseExists } from '../../invariants/incremental-base-exists.ts';
import { newJobmanagerRecovers } from '../../invariants/new-jobmanager-recovers.ts';
import { noFailoverWithoutAFault } from '../../invariants/no-failover-without-a-fault.ts';
import { oneLostTaskmanagerEndsNoJob } from '../../invariants/one-lost-taskmanager-ends-no-job.ts';
import { oneLostTaskmanagerIsOneAttempt } from '../../invariants/one-lost-taskmanager-is-one-attempt.ts';
import { reportedCompleteCanBeRestored } from '../../invariants/reported-complete-can-be-restored.ts';
import { restorePointsHaveTheirFiles } from '../../invariants/restore-points-have-their-files.ts';
import { tolerableFailedCheckpointsIsHonoured } from '../../invariants/tolerable-failed-checkpoints-is-honoured.ts';
import type { StoreState } from '../../invariants/vocabulary/checkpoint-store.ts';
import type { TriggerState } from '../../invariants/vocabulary/checkpoints.ts';
import type { RestartState } from '../../invariants/vocabulary/restarts.ts';
import { between, FLINK } from '../../machines/options/releases.ts';
import { system as checkpointStore } from '../../machines/scenarios/checkpoint-store.ts';
import { system as checkpointTrigger } from '../../machines/scenarios/checkpoint-trigger.ts';
import { system as finalCheckpoint } from '../../machines/scenarios/final-checkpoint.ts';
import { system as restartStrategies } from '../../machines/scenarios/restart-strategies.ts';
import { type Checked, check } from '../../src/check/check.ts';
import type { FeatureValue, OptionValue } from '../../src/describe/options.ts';
import { type Invariant, invariant, never, type Property, stepsOf } from '../../src/describe/properties.ts';
import { has } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';

type Chosen = Readonly<Record<string, readonly OptionValue[]>>;
interface Changes {
  readonly features?: Readonly<Record<string, FeatureValue>>;
  readonly budgets?: Readonly<Record<string, number>>;
}

const changed = (system: unknown, { features = {}, budgets = {} }: Changes): System =>
  (system as System).withFeatures(features).withBudgets(budgets);

/** The Flink releases of which some configuration with these options violates an invariant. */
function releases({ space, violating }: Checked, name: string, options: Readonly<Record<string, OptionValue>> = {}) {
  const bits = violating.get(name);
  const found = space.configurations.filter(
    (configuration, at) =>
      bits !== undefined &&
      has(bits, at) &&
      Object.entries(options).every(([key, value]) => configuration[key] === value),
  );
  return [...new Set(found.map(({ flink }) => flink))];
}

async function affected(system: unknown, which: unknown, set: Chosen = {}, changes: Changes = {}) {
  const it = which as Invariant;
  return releases(await check(changed(system, changes), [it], { set }), it.name);
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

/** Is there a path to a state, or with a step, that is looked for? */
async function canHappen(system: unknown, what: Property<never>, set: Chosen, changes: Changes = {}) {
  const looked = invariant<never>({ name: 'looked-for', about: 'As the test says.', holds: what });
  const { report } = await check(changed(system, changes), [looked], { set });
  return report.verdicts[0]!.verdict === 'violated';
}

/** All of them in one exploration. */
const stored = lazily(() =>
  check(checkpointStore, [
    restorePointsHaveTheirFiles,
    newJobmanagerRecovers,
    reportedCompleteCanBeRestored,
    tolerableFailedCheckpointsIsHonoured,
    incrementalBaseExists,
  ]),
);

describe('completed checkpoints', () => {
  const releasesOf = async (it: { readonly name: string }, options: Readonly<Record<string, OptionValue>> = {}) =>
    releases(await stored(), it.name, options);
  const ZOOKEEPER = { 'high-availability.type': 'zookeeper' };
  const KUBERNETES = { 'high-availability.type': 'kubernetes' };
  const STANDALONE = { 'high-availability.type': 'NONE' };
  const zookeeper = (flink: string): Chosen => ({ 'high-availability.type': ['zookeeper'], flink: [flink] });

  test('FLINK-22494 is fixed in 1.14; Kubernetes services are there since 1.12', async () => {
    expect(await releasesOf(restorePointsHaveTheirFiles, KUBERNETES)).toEqual(['1.12', '1.13']);
    expect(await releasesOf(newJobmanagerRecovers, KUBERNETES)).toEqual(['1.12', '1.13']);
  });

  test('FLINK-24543 is fixed in 1.15, and is about ZooKeeper', async () => {
    const all = ['1.9', '1.10', '1.11', '1.12', '1.13', '1.14'];
    expect(await releasesOf(restorePointsHaveTheirFiles, ZOOKEEPER)).toEqual(all);
  });

  test('without high availability there is no write that may go wrong', async () => {
    const wrong = [restorePointsHaveTheirFiles, reportedCompleteCanBeRestored, tolerableFailedCheckpointsIsHonoured];
    for (const each of wrong) expect(await releasesOf(each, STANDALONE)).toEqual([]);
  });

  test('for these two a checkpoint is as good as a savepoint', async () => {
    const features = { 'stores-savepoints': false };
    const set = (type: string) => ({ 'high-availability.type': [type], flink: between(FLINK, '1.12') });
    const withoutSavepoints = (type: string) =>
      affected(checkpointStore, restorePointsHaveTheirFiles, set(type), { features });
    expect(await withoutSavepoints('kubernetes')).toEqual(['1.12', '1.13']);
    expect(await withoutSavepoints('zookeeper')).toEqual(['1.12', '1.13', '1.14']);
  });

  test('FLINK-31077 is fixed in 1.17, for a write that fails and for a JobManager that is lost before it', async () => {
    const all = ['1.9', '1.10', '1.11', '1.12', '1.13', '1.14', '1.15', '1.16'];
    expect(await releasesOf(reportedCompleteCanBeRestored)).toEqual(all);
    for (const other of ['JOBMANAGER_LOST', 'WRITE_GOES_WRONG']) {
      const budgets = { [other]: 0, LAST_ACKNOWLEDGEMENT: 1 };
      expect(await affected(checkpointStore, reportedCompleteCanBeRestored, {}, { budgets })).toEqual(all);
    }
  });

  test('FLINK-32347 is fixed in 1.18, whatever is tolerated', async () => {
    const all = ['1.9', '1.10', '1.11', '1.12', '1.13', '1.14', '1.15', '1.16', '1.17'];
    for (const tolerated of [0, 1]) {
      const options = { 'execution.checkpointing.tolerable-failed-checkpoints': tolerated };
      expect(await releasesOf(tolerableFailedCheckpointsIsHonoured, options)).toEqual(all);
    }
  });

  test('FLINK-21351 is fixed in 1.13; a store without savepoints does not have it either', async () => {
    expect(await releasesOf(incrementalBaseExists)).toEqual(['1.9', '1.10', '1.11', '1.12']);
    const features = { 'stores-savepoints': false };
    expect(await affected(checkpointStore, incrementalBaseExists, { flink: ['1.12'] }, { features })).toEqual([]);
  });

  test('what the tasks were told to be aborted may be what a new JobManager restores', async () => {
    const restoresWhatFailed = ({ store, completion }: StoreState) =>
      completion.matches('waiting') &&
      store.context.checkpoints.some(({ checkpoint }) => checkpoint > completion.context.reported);
    expect(await canHappen(checkpointStore, never(restoresWhatFailed), zookeeper('2.2'))).toBe(true);
    const budgets = { WRITE_GOES_WRONG: 0 };
    expect(await canHappen(checkpointStore, never(restoresWhatFailed), zookeeper('2.2'), { budgets })).toBe(false);
  });

  test('a JobManager that dies after the metadata and before the store leaves an orphan, which nobody restores', async () => {
    const orphan = ({ completion, storage }: StoreState) =>
      completion.matches('waiting') && storage.context.metadata.includes(1) && storage.context.pointers.length === 0;
    const restored = (state: StoreState) => orphan(state) && state.store.context.checkpoints.length > 0;
    const noFailedWrite = { budgets: { WRITE_GOES_WRONG: 0 } };
    expect(await canHappen(checkpointStore, never(orphan), zookeeper('2.2'), noFailedWrite)).toBe(true);
    expect(await canHappen(checkpointStore, never(restored), zookeeper('2.2'), noFailedWrite)).toBe(false);
  });

  test('until 1.13 a pointer without its files is skipped where there is another one', async () => {
    const stuckWithAnother = ({ completion, storage }: StoreState) =>
      completion.matches('unrecoverable') && storage.context.pointers.length > 1;
    const budgets = { WRITE_GOES_WRONG: 1 };
    expect(await canHappen(checkpointStore, never(stuckWithAnother), zookeeper('1.13'), { budgets })).toBe(false);
    expect(await canHappen(checkpointStore, never(stuckWithAnother), zookeeper('1.14'), { budgets })).toBe(true);
    const with13 = { budgets, features: { 'skips-unreadable-checkpoints': false } };
    expect(await canHappen(checkpointStore, never(stuckWithAnother), zookeeper('1.13'), with13)).toBe(true);
    const with14 = { budgets, features: { 'skips-unreadable-checkpoints': true } };
    expect(await canHappen(checkpointStore, never(stuckWithAnother), zookeeper('1.14'), with14)).toBe(false);
  });
});

describe('periodic checkpoints', () => {
  const { emits } = stepsOf(checkpointTrigger);

  test('FLINK-26394 is in 1.11 to 1.15', async () => {
    const found = await affected(checkpointTrigger, checkpointsGoOn);
    expect(found).toEqual(['1.11', '1.12', '1.13', '1.14', '1.15']);
    const noLongCall = { budgets: { LONG_CALL: 0 } };
    expect(await affected(checkpointTrigger, checkpointsGoOn, { flink: ['1.14'] }, noLongCall)).toEqual([]);
  });

  test('FLINK-26394 takes a coordinator that is replaced: a call that returns in time is harmless', async () => {
    const budgets = { GLOBAL_FAILURE: 0, EXPIRES: 0 };
    expect(await affected(checkpointTrigger, checkpointsGoOn, { flink: ['1.15'] }, { budgets })).toEqual([]);
  });

  test('FLINK-13256: where the trigger is cancelled at the limit, an aborted checkpoint must bring it back', async () => {
    const features = { 'rearms-periodic-trigger': false };
    const old = { flink: ['1.8', '1.9', '1.10'] };
    expect(await affected(checkpointTrigger, checkpointsGoOn, old, { features })).toEqual(['1.9', '1.10']);
    expect(await affected(checkpointTrigger, checkpointsGoOn, { flink: ['1.16'] }, { features })).toEqual([]);
  });

  test('FLINK-13256 is of the releases in which the failover of a region aborts a checkpoint: FLINK-10712', async () => {
    const old = { flink: ['1.8', '1.9', '1.10'] };
    const affectedIf = (aborts: boolean) => {
      const features = { 'rearms-periodic-trigger': false, 'region-failover-aborts-pending': aborts };
      return affected(checkpointTrigger, checkpointsGoOn, old, { features });
    };
    expect(await affectedIf(true)).toEqual(old.flink);
    expect(await affectedIf(false)).toEqual([]);
  });

  test('FLINK-17351: since 1.11 a checkpoint that expires fails a job that tolerates none', async () => {
    const fails = never(emits('failureManager', 'GLOBAL_FAILURE'));
    const on = (flink: string, changes: Changes = {}) =>
      canHappen(checkpointTrigger, fails, { flink: [flink] }, changes);
    expect([await on('1.10'), await on('1.11')]).toEqual([false, true]);
    expect(await on('1.11', { features: { 'counts-expired': false } })).toBe(false);
    expect(await on('1.11', { budgets: { EXPIRES: 0 } })).toBe(false);
  });

  test('since 1.15 a checkpoint may expire before its location is there: FLINK-26049', async () => {
    const early = ({ pending }: TriggerState) => pending.some((p) => p.matches('initializingLocationOfAborted'));
    // Nothing but a timeout ends a checkpoint, or restarts the job.
    const budgets = { GLOBAL_FAILURE: 0, REGION_FAILOVER: 0 };
    const on = (flink: string, features: Changes['features'] = {}) =>
      canHappen(
        checkpointTrigger,
        never(early),
        { flink: [flink] },
        { features: { ...features, 'counts-expired': false }, budgets },
      );
    expect([await on('1.14'), await on('1.15'), await on('2.2')]).toEqual([false, true, true]);
    expect(await on('1.14', { 'pending-before-location': true })).toBe(true);
    expect(await on('2.2', { 'pending-before-location': false })).toBe(false);
  });

  test('FLINK-27148: the fix of FLINK-26394 alone fails the job', async () => {
    expect(await affected(checkpointTrigger, noFailoverWithoutAFault)).toEqual([]);
    const features = { 'skips-disposed-checkpoints': false };
    const found = await affected(checkpointTrigger, noFailoverWithoutAFault, {}, { features });
    expect(found).toEqual(['1.16', '1.17', '1.18', '1.19', '1.20', '2.0', '2.1', '2.2']);
    const late = { features: { ...features, 'pending-before-location': false } };
    expect(await affected(checkpointTrigger, noFailoverWithoutAFault, { flink: found as string[] }, late)).toEqual([]);
  });

  test('a checkpoint may be pending while stages of an aborted one are still under way', async () => {
    const both = ({ pending }: TriggerState) =>
      pending.some((p) => p.matches('initializingLocationOfAborted')) &&
      pending.some((p) => p.matches('acknowledging'));
    expect(await canHappen(checkpointTrigger, never(both), { flink: ['1.20'] })).toBe(true);
    expect(await canHappen(checkpointTrigger, never(both), { flink: ['1.15'] })).toBe(false);
  });
});

describe('final checkpoints', () => {
  const { takes } = stepsOf(finalCheckpoint);
  const newest = { flink: ['2.2'] };

  test('no release hangs', async () => {
    expect(await affected(finalCheckpoint, boundedJobFinishes)).toEqual([]);
  });

  /** With the behaviour of before the task ends, and the trigger comes to it, in this order. */
  test.each([
    ['FLINK-21246', 'looks-at-failed-triggers', ['FINISHES', 'TRIGGERS_TASKS']],
    ['FLINK-23741', 'closing-task-declines', ['TRIGGERS_TASKS', 'FINISHES']],
  ])('%s: without the fix the job hangs', async (_, fix, order) => {
    const features = { [fix]: false };
    const checked = await check(changed(finalCheckpoint, { features }), [boundedJobFinishes as unknown as Invariant], {
      set: newest,
    });
    expect(releases(checked, boundedJobFinishes.name)).toEqual(['2.2']);
    const { stem } = checked.report.verdicts[0]!.counterexamples[0]!;
    const steps = stem.map(({ event }) => event.type);
    expect(steps.slice(steps.lastIndexOf('CHECKPOINT_DUE') + 1).filter((type) => order.includes(type))).toEqual(order);
    // The checkpoint option of FLIP-147 is off in 1.14: nobody waits for a final checkpoint.
    expect(await affected(finalCheckpoint, boundedJobFinishes, { flink: ['1.14'] }, { features })).toEqual([]);
  });

  test('what is left: a task that finishes between plan and trigger fails the checkpoint, which is harmless', async () => {
    expect(await canHappen(finalCheckpoint, never(takes('plan', 'DECLINE')), newest)).toBe(true);
    expect(await canHappen(finalCheckpoint, never(takes('plan', 'TRIGGER_FAILED')), newest)).toBe(true);
  });
});

describe('restart strategies', () => {
  const of = (type: string) => ({
    'restart-strategy.type': [type],
    'jobmanager.execution.failover-strategy': ['region'],
  });
  const full = { 'jobmanager.execution.failover-strategy': ['full'] };
  const OLD = ['1.13', '1.14', '1.15', '1.16', '1.17', '1.18'];
  const ALL = [...OLD, '1.19', '1.20', '2.0', '2.1', '2.2'];

  test('one lost TaskManager is one attempt of exponential delay since 1.19, and of what is unset', async () => {
    expect(await affected(restartStrategies, oneLostTaskmanagerIsOneAttempt, of('exponential-delay'))).toEqual(OLD);
    expect(await affected(restartStrategies, oneLostTaskmanagerIsOneAttempt, of('unset'))).toEqual(OLD);
  });

  test('fixed delay and failure rate count each region, in every release', async () => {
    for (const type of ['fixed-delay', 'fixed-delay (3 attempts)', 'failure-rate']) {
      expect(await affected(restartStrategies, oneLostTaskmanagerIsOneAttempt, of(type))).toEqual(ALL);
    }
  });

  test('with their default numbers that ends the job; with three attempts it does not', async () => {
    expect(await affected(restartStrategies, oneLostTaskmanagerEndsNoJob, of('fixed-delay'))).toEqual(ALL);
    expect(await affected(restartStrategies, oneLostTaskmanagerEndsNoJob, of('failure-rate'))).toEqual(ALL);
    expect(await affected(restartStrategies, oneLostTaskmanagerEndsNoJob, of('fixed-delay (3 attempts)'))).toEqual([]);
    expect(await affected(restartStrategies, oneLostTaskmanagerEndsNoJob, of('exponential-delay'))).toEqual([]);
  });

  test('a full restart is one attempt', async () => {
    expect(await affected(restartStrategies, oneLostTaskmanagerIsOneAttempt, full)).toEqual([]);
    expect(await affected(restartStrategies, oneLostTaskmanagerEndsNoJob, full)).toEqual([]);
  });

  test('three attempts of fixed delay are three in the life of the job; failure rate forgets', async () => {
    const ended = ({ failover }: RestartState) => failover.matches('failed');
    const on = (type: string) => ({ ...of(type), ...full, flink: ['1.20'] });
    expect(await canHappen(restartStrategies, never(ended), on('fixed-delay'), { budgets: { incidents: 1 } })).toBe(
      false,
    );
    expect(await canHappen(restartStrategies, never(ended), on('fixed-delay'), { budgets: { incidents: 2 } })).toBe(
      true,
    );
    expect(await canHappen(restartStrategies, never(ended), on('failure-rate'), { budgets: { incidents: 2 } })).toBe(
      true,
    );
    const three = on('fixed-delay (3 attempts)');
    expect(await canHappen(restartStrategies, never(ended), three, { budgets: { incidents: 3 } })).toBe(false);
    expect(await canHappen(restartStrategies, never(ended), three, { budgets: { incidents: 4 } })).toBe(true);
    expect(await canHappen(restartStrategies, never(ended), on('unset'), { budgets: { incidents: 4 } })).toBe(false);
  });
});
