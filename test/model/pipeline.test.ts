/**
 * Flink's Sink V2 at the end of input, and the sinks of Flink CDC's pipelines. Which releases have which failure is written
 * down from the fixes: the tags and classes of apache/flink-cdc, and for Flink the classes of its releases (a minor
 * release stands for its first one).
 */
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../invariants/scenarios/pipeline.ts';
import type { PipelineState } from '../../invariants/vocabulary/pipeline.ts';
import { system as cdcPipeline } from '../../machines/scenarios/cdc-pipeline.ts';
import { system as sinkV2 } from '../../machines/scenarios/sink-v2.ts';
import { type Checked, check } from '../../src/check/check.ts';
import type { OptionValue } from '../../src/describe/options.ts';
import { has } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import type { ViewOf } from '../../src/index.ts';
import { type Changes, RESTART_DELAY, type StepName, Walk } from './walk.ts';

type SinkState = ViewOf<typeof sinkV2>;
type Only = Readonly<Record<string, OptionValue>>;

const explored = new Map<string, Promise<Checked>>();

/** A scenario of this family is explored once for all tests. */
function explore(name: string): Promise<Checked> {
  const { system, invariants } = scenarios.find((scenario) => scenario.name === name)!;
  const exploration = explored.get(name) ?? check(system, invariants);
  explored.set(name, exploration);
  return exploration;
}

/** The releases of which some configuration with these options violates an invariant of a scenario. */
async function affected(scenario: string, name: string, release: string, only: Only = {}) {
  const { space, violating, report } = await explore(scenario);
  expect(report.complete).toBe(true);
  const bits = violating.get(name);
  const found = space.configurations.filter(
    (configuration, at) =>
      bits !== undefined && has(bits, at) && Object.entries(only).every(([key, value]) => configuration[key] === value),
  );
  return [...new Set(found.map((configuration) => configuration[release]))];
}

describe('Sink V2 at the end of input', () => {
  const FIRST_15_LAST_20 = ['1.15', '1.16', '1.17', '1.18', '1.19', '1.20'];

  test('FLINK-25920: until 1.20 the job never ends', async () => {
    expect(await affected('sink-v2', 'bounded-job-ends', 'flink')).toEqual(FIRST_15_LAST_20);
  });

  test('FLINK-37605: until 2.0 the end of input may be committed twice', async () => {
    expect(await affected('sink-v2', 'committed-exactly-once', 'flink')).toEqual([...FIRST_15_LAST_20, '2.0']);
  });

  test('FLINK-37605: until 2.0 a subtask that had ended must not get more', async () => {
    expect(await affected('sink-v2-rescaled', 'bounded-job-ends', 'flink')).toEqual([...FIRST_15_LAST_20, '2.0']);
  });

  test('FLINK-38370: in 2.1 a batch job loses what is numbered by itself', async () => {
    expect(await affected('sink-v2-batch', 'undisturbed-job-commits-everything', 'flink')).toEqual(['2.1']);
  });

  test('without a fault a job of every release ends, with everything committed once', async () => {
    const { report } = await check((sinkV2 as unknown as System).withBudgets({ faults: 0 }), invariantsOf('sink-v2'));
    expect(report.verdicts.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['bounded-job-ends', 'holds'],
      ['committed-exactly-once', 'holds'],
      ['undisturbed-job-commits-everything', 'holds'],
      ['fails-only-for-a-reason', 'holds'],
      ['no-deadlock', 'holds'],
    ]);
  });

  /** The final checkpoint is complete, and the job fails before it is told. */
  const FAILS_AT_THE_END = ['EXECUTE', 'INPUT_ENDS', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'FAILURE'];

  test('FLINK-25920: the exception brings the job back to where it was', () => {
    const walk = new Walk<SinkState>(sinkV2, { flink: '1.20' });
    const failed = walk.walk(FAILS_AT_THE_END);
    expect(walk.reference.key(walk.walk([RESTART_DELAY, 'TASK_FAILED'], failed))).toBe(walk.reference.key(failed));
  });

  test('the next notification ends the job in 2.0, the restore and the next final checkpoint in 2.2', () => {
    for (const flink of ['2.0', '2.2']) {
      const walk = new Walk<SinkState>(sinkV2, { flink });
      const checkpoint = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES'];
      expect(walk.after(...FAILS_AT_THE_END, RESTART_DELAY, ...checkpoint).jobmaster.value).toBe('finished');
    }
  });

  test('FLINK-37605: whether a late notification commits the end of input', () => {
    const lateNotification = ['EXECUTE', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'DATA_ARRIVES', 'INPUT_ENDS'];
    const possible = (flink: string) =>
      new Walk<SinkState>(sinkV2, { flink }).possibleAfter(...lateNotification, 'NOTIFICATION_ARRIVES');
    expect(possible('2.0')).toContain('COMMIT_TRANSACTION');
    expect(possible('2.1')).not.toContain('COMMIT_TRANSACTION');
  });
});

function invariantsOf(name: string) {
  return scenarios.find((scenario) => scenario.name === name)!.invariants;
}

/** What is in the connector of a release, and what it is built with. */
const BUILDS: Readonly<Record<string, { paimon: string; flink: string }>> = {
  '3.1.1': { paimon: '0.7.0', flink: '1.18' },
  '3.2.0': { paimon: '0.8.2', flink: '1.18' },
  '3.2.1': { paimon: '0.8.2', flink: '1.18' },
  '3.3.0': { paimon: '0.9.0', flink: '1.19' },
  '3.6.0': { paimon: '1.3.1', flink: '1.20' },
};
const pipeline = (release: string, sink = 'paimon', changes: Changes = {}) =>
  new Walk<PipelineState>(
    cdcPipeline,
    { 'flink-cdc': release, ...BUILDS[release], 'pipeline sink': sink, 'execution.checkpointing.interval': 'set' },
    changes,
  );
const table = (state: PipelineState) => state.store[0]!.context;

const PAIMON = { 'pipeline sink': 'paimon' };
const ICEBERG = { 'pipeline sink': 'iceberg' };
const CHECKPOINT: readonly StepName[] = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_ARRIVES'];
const COMMITS: readonly StepName[] = ['COMMIT', 'COMMITTED'];
/** Data in checkpoint 1, which is committed; then a failure. */
const COMMITTED_THEN_LOST: readonly StepName[] = ['EXECUTE', 'DATA_ARRIVES', ...CHECKPOINT, ...COMMITS, 'FAILURE'];

describe('pipelines of Flink CDC: ranges', () => {
  test('FLINK-35938: 3.1 with its Paimon 0.7 restarts for ever', async () => {
    expect(await affected('cdc-pipeline', 'restore-ends', 'flink-cdc')).toEqual(['3.1.0', '3.1.1']);
  });

  test('FLINK-36517 in 3.2.0, and commits before the checkpoint is complete since 3.3.0', async () => {
    expect(await affected('cdc-pipeline', 'committed-exactly-once', 'flink-cdc', PAIMON)).toEqual([
      ...['3.2.0', '3.3.0', '3.4.0', '3.5.0', '3.6.0'],
    ]);
  });

  test('FLINK-36541: until 3.2.1; the rounds of 3.2.1 are enough for four checkpoints only', async () => {
    const writers = 'writer-not-closed-with-uncommitted-files';
    expect(await affected('cdc-pipeline-writers', writers, 'flink-cdc')).toEqual(['3.1.0', '3.1.1', '3.2.0', '3.2.1']);
    const four = { budgets: { CHECKPOINT_DUE: 4, CHECKPOINT_DROPPED: 0 } };
    const closed = async (release: string, features: Changes['features'] = {}) =>
      (await pipeline(release, 'paimon', { ...four, features }).check(invariantsOf('cdc-pipeline-writers'))).report
        .verdicts[0]!.verdict;
    expect(await closed('3.2.1')).toBe('holds');
    expect(await closed('3.2.1', { 'prepares-commits-with': '1' })).toBe('violated');
    expect(await closed('3.2.0', { 'prepares-commits-with': 'rounds' })).toBe('holds');
    // Paimon 0.7.0 closes a writer whose last commit has the latest identifier, too.
    expect(await closed('3.1.1', { 'prepares-commits-with': 'rounds' })).toBe('violated');
    const as081 = { 'prepares-commits-with': 'rounds', 'closes-writer-once-committed': false } as const;
    expect(await closed('3.1.1', as081)).toBe('holds');
  });

  test('FLINK-38478: data is lost in 3.2.0, 3.2.1 and 3.5.0, and not in 3.6.0', async () => {
    const found = await affected('cdc-pipelines-share-a-table', 'checkpointed-data-is-kept', 'flink-cdc');
    expect(found).toEqual(['3.2.0', '3.2.1', '3.5.0']);
  });

  test('a source that ends, without an interval: nothing is committed until 3.4.0, and never to Iceberg', async () => {
    const lost = (only: Only) =>
      affected('cdc-pipeline-bounded', 'undisturbed-job-commits-everything', 'flink-cdc', only);
    const until320 = ['3.1.0', '3.1.1', '3.2.0', '3.2.1'];
    expect(await lost(PAIMON)).toEqual([...until320, '3.3.0', '3.4.0']);
    expect(await lost(ICEBERG)).toEqual(['3.4.0', '3.5.0', '3.6.0']);
    expect(await lost({ 'execution.checkpointing.interval': 'set' })).toEqual([]);
  });

  test('FLINK-39056: until 3.5.0, and in 3.6.0 after a lost notification', async () => {
    const found = await affected('cdc-pipeline', 'committed-exactly-once', 'flink-cdc', ICEBERG);
    expect(found).toEqual(['3.4.0', '3.5.0', '3.6.0']);
    const set = { 'pipeline sink': ['iceberg'] };
    const punctual = (cdcPipeline as unknown as System).withBudgets({ NOTIFICATION_LOST: 0 });
    const { space, violating } = await check(punctual, invariantsOf('cdc-pipeline'), { set });
    const bits = violating.get('committed-exactly-once')!;
    const twice = space.configurations.filter((_, at) => has(bits, at)).map((c) => c['flink-cdc']);
    expect(twice).toEqual(['3.4.0', '3.5.0']);
  });

  test('without a checkpoint interval nothing is ever committed', async () => {
    const unset = { 'execution.checkpointing.interval': 'unset' };
    const found = await affected('cdc-pipeline', 'data-gets-committed', 'flink-cdc', unset);
    expect(found).toEqual(['3.1.0', '3.1.1', '3.2.0', '3.2.1', '3.3.0', '3.4.0', '3.5.0', '3.6.0']);
  });
});

describe('pipelines of Flink CDC: paths', () => {
  test('FLINK-35938: what was committed is given to Paimon 0.7 again, and refused', () => {
    const walk = pipeline('3.1.1');
    const refused: readonly StepName[] = [RESTART_DELAY, 'COMMIT', 'COMMIT_REFUSED', 'TASK_FAILED'];
    const once = walk.walk([...COMMITTED_THEN_LOST, ...refused]);
    expect(walk.reference.key(walk.walk(refused, once))).toBe(walk.reference.key(once));
  });

  test('FLINK-36517: in 3.2.0 it is in two snapshots, in 3.2.1 it is filtered', () => {
    expect(table(pipeline('3.2.0').after(...COMMITTED_THEN_LOST, RESTART_DELAY, ...COMMITS)).copies).toEqual([2]);
    const filtered = pipeline('3.2.1').after(...COMMITTED_THEN_LOST, RESTART_DELAY);
    expect([filtered.jobmaster.value, table(filtered).copies]).toEqual(['running', [1]]);
    const unfiltered = pipeline('3.2.1', 'paimon', { features: { 'filters-committed': 'when retried' } });
    expect(table(unfiltered.after(...COMMITTED_THEN_LOST, RESTART_DELAY, ...COMMITS)).copies).toEqual([2]);
  });

  test('FLINK-35938: a commit that is tried again in the same attempt is filtered in 3.2.0', () => {
    const wrong = { budgets: { 'wrong answers': 1 } };
    const exception = { type: 'ANSWER_IS_WRONG', answer: 'exception' };
    const wrongAnswer: readonly StepName[] = ['EXECUTE', 'DATA_ARRIVES', exception, ...CHECKPOINT, 'COMMIT'];
    const tried = pipeline('3.2.0', 'paimon', wrong).after(...wrongAnswer, 'COMMIT_REFUSED');
    expect([tried.jobmaster.value, table(tried).copies]).toEqual(['running', [1]]);
    expect(tried.committer[0]!.context.pending).toEqual([]);
    const before = pipeline('3.1.1', 'paimon', wrong).after(...wrongAnswer, 'COMMIT_REFUSED', 'TASK_FAILED');
    expect(before.jobmaster.value).toBe('restarting');
  });

  test('FLINK-36541: 3.2.1 counts rounds, and falls behind after a restart', () => {
    const budgets = { CHECKPOINT_DUE: 5, CHECKPOINT_DROPPED: 1 };
    const walk = pipeline('3.2.1', 'paimon', { budgets });
    const twoIdentifiersAreGone: readonly StepName[] = [
      'CHECKPOINT_DUE',
      'CHECKPOINT_DROPPED',
      'CHECKPOINT_DUE',
      'FAILURE',
    ];
    const closed = walk.after(
      ...['EXECUTE', ...twoIdentifiersAreGone, RESTART_DELAY, 'DATA_ARRIVES', ...CHECKPOINT, ...COMMITS],
      ...['DATA_ARRIVES', 'CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_LOST', 'CHECKPOINT_DUE'],
    );
    expect(closed.writer[0]!.context.container).toBe(null);
    expect(table(closed).copies).toEqual([1]);
    expect(closed.committer[0]!.context.pending.some(({ batches }) => batches.includes(1))).toBe(true);
  });

  test('since 3.3.0 a checkpoint that never completes is committed all the same', () => {
    const committed: readonly StepName[] = ['EXECUTE', 'DATA_ARRIVES', 'CHECKPOINT_DUE', ...COMMITS];
    const walk = pipeline('3.3.0');
    expect(table(walk.after(...committed)).copies).toEqual([1]);
    expect(walk.after(...committed).coordinator.context.completed.checkpoint).toBe(0);
    const twice = walk.after(...committed, 'FAILURE', RESTART_DELAY, 'CHECKPOINT_DUE', 'COMMIT');
    expect(table(twice).copies).toEqual([2]);
    expect(pipeline('3.2.1').possibleAfter('EXECUTE', 'DATA_ARRIVES', 'CHECKPOINT_DUE')).not.toContain('COMMIT');
  });

  test('its remedy, and the one of the sink for Iceberg, repair what they are for', async () => {
    for (const [remedy, only] of [
      ['commit when complete', { 'flink-cdc': ['3.3.0', '3.6.0'], 'pipeline sink': ['paimon'] }],
      ['filter up to', { 'flink-cdc': ['3.5.0', '3.6.0'], 'pipeline sink': ['iceberg'] }],
    ] as const) {
      const { features } = (cdcPipeline as unknown as System).remedies![remedy]!;
      const repaired = (cdcPipeline as unknown as System).withFeatures(features!);
      const set = { ...only, 'execution.checkpointing.interval': ['set'] };
      const { report } = await check(repaired, invariantsOf('cdc-pipeline'), { set });
      expect(report.verdicts.every(({ verdict }) => verdict === 'holds')).toBe(true);
    }
  });

  test('FLINK-39056: what 3.6.0 skips, and what it does not', () => {
    const restored = pipeline('3.6.0', 'iceberg').after(...COMMITTED_THEN_LOST, RESTART_DELAY);
    expect(table(restored).copies).toEqual([1]);
    const lost: readonly StepName[] = ['CHECKPOINT_DUE', 'CHECKPOINT_COMPLETES', 'NOTIFICATION_LOST'];
    const both: readonly StepName[] = [
      'EXECUTE',
      'DATA_ARRIVES',
      ...lost,
      'DATA_ARRIVES',
      ...CHECKPOINT,
      ...COMMITS,
      ...COMMITS,
    ];
    expect(table(pipeline('3.6.0', 'iceberg').after(...both, 'FAILURE', RESTART_DELAY, 'COMMIT')).copies).toEqual([
      2, 1,
    ]);
  });

  test('the composer says what the job does not do', () => {
    const { 'execution.checkpointing.interval': _, ...chosen } = pipeline('3.6.0').configuration;
    const walk = new Walk<PipelineState>(cdcPipeline, { ...chosen, 'execution.checkpointing.interval': 'unset' });
    const { streamingCheckpointEnabled, checkpointingEnabled } = walk.after('EXECUTE').jobmaster.context;
    expect([streamingCheckpointEnabled, checkpointingEnabled]).toEqual([true, false]);
    expect(walk.possibleAfter('EXECUTE', 'DATA_ARRIVES')).not.toContain('CHECKPOINT_DUE');
  });
});

describe('each feature decides its invariant', () => {
  type Override = NonNullable<Changes['features']>;
  const verdict = async (scenario: string, invariant: string, chosen: Only, features: Override) => {
    const { system, invariants } = scenarios.find(({ name }) => name === scenario)!;
    const only = invariants.filter(({ name }) => name === invariant);
    return (await new Walk(system, chosen, { features }).check(only)).report.verdicts[0]!.verdict;
  };
  const build = (release: string, sink = 'paimon', interval = 'set'): Only => ({
    ...{ 'flink-cdc': release, ...BUILDS[release], 'pipeline sink': sink },
    'execution.checkpointing.interval': interval,
  });

  const once = 'committed-exactly-once';
  const kept = 'checkpointed-data-is-kept';
  const everything = 'undisturbed-job-commits-everything';
  const cases: readonly (readonly [string, string, Only, buggy: Override, fixed: Override])[] = [
    ['cdc-pipeline', once, build('3.2.1'), { 'filters-committed': 'when retried' }, {}],
    ['cdc-pipeline', once, build('3.2.0'), {}, { 'filters-committed': 'always' }],
    [
      'cdc-pipeline',
      once,
      build('3.6.0', 'iceberg'),
      { 'filters-committed': 'never' },
      { 'filters-committed': 'always' },
    ],
    [
      // With the filter of 3.2.1 alone, replayed data would count as the files that are there: takes-data-for-files.
      ...(['cdc-pipeline', once, build('3.3.0')] as const),
      {},
      { 'commits-in-snapshot-state': false, 'filters-committed': 'always' },
    ],
    ['cdc-pipeline', 'restore-ends', build('3.1.1'), {}, { 'filters-committed': 'always' }],
    ['cdc-pipeline', 'restore-ends', build('3.1.1'), {}, { 'takes-data-for-files': false }],
    ['cdc-pipelines-share-a-table', kept, build('3.2.0'), {}, { 'retries-failed-commits': false }],
    ['cdc-pipelines-share-a-table', kept, build('3.2.1'), {}, { 'shares-commit-user': false }],
    ['cdc-pipelines-share-a-table', kept, build('3.6.0'), { 'shares-commit-user': true }, {}],
    ['cdc-pipeline-bounded', everything, build('3.6.0', 'iceberg', 'unset'), {}, { 'assumes-checkpoints': false }],
    ['cdc-pipeline-bounded', everything, build('3.2.1', 'paimon', 'unset'), {}, { 'assumes-checkpoints': false }],
    [
      ...(['cdc-pipeline-bounded', everything, build('3.3.0', 'paimon', 'unset')] as const),
      { 'assumes-checkpoints': false },
      { 'end-of-input-before-committer': 'committed' },
    ],
    [
      ...(['cdc-pipeline-bounded', everything, build('3.6.0', 'paimon', 'unset')] as const),
      { 'end-of-input-before-committer': 'kept for a barrier' },
      {},
    ],
    ['sink-v2', 'bounded-job-ends', { flink: '2.2' }, { 'end-of-input': 'repeats' }, {}],
    ['sink-v2', once, { flink: '2.2' }, { 'end-of-input': 'remembers' }, {}],
    ['sink-v2-rescaled', 'bounded-job-ends', { flink: '2.2' }, { 'end-of-input': 'remembers' }, {}],
    ['sink-v2-batch', everything, { flink: '2.2' }, { 'end-of-input': 'counts on, ends at one' }, {}],
    ['sink-v2-batch', everything, { flink: '2.1' }, {}, { 'numbers-the-end-itself': false }],
  ];
  for (const [scenario, invariant, chosen, buggy, fixed] of cases) {
    const release = chosen['flink-cdc'] ?? chosen.flink;
    test(`${scenario}, ${release}: ${invariant}, by ${Object.keys({ ...buggy, ...fixed })}`, async () => {
      expect(await verdict(scenario, invariant, chosen, buggy)).toBe('violated');
      expect(await verdict(scenario, invariant, chosen, fixed)).toBe('holds');
    });
  }
});
