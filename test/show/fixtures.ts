import { defineOptions, type Options } from '../../src/describe/options.ts';
import { rangeText } from '../../src/describe/ranges.ts';
import type { Range, Report, StateDocument, Trace, TraceStep, Verdict } from '../../src/describe/result.ts';
import { Space } from '../../src/describe/space.ts';

/** A step, with only what matters given. */
export function step(given: Partial<TraceStep> & Pick<TraceStep, 'actor' | 'event'>): TraceStep {
  return {
    kind: 'environment',
    fault: false,
    taken: [{ component: given.actor, event: given.event, descriptions: [], ignored: false }],
    sent: [],
    changes: [],
    state: EMPTY,
    ...given,
  };
}

export const EMPTY: StateDocument = { components: {}, channels: {}, budgets: {} };

const INITIAL: StateDocument = {
  components: {
    client: { value: 'submitted', context: { streamingCheckpointEnabled: false }, status: 'active', timers: [] },
    coordinator: { value: { running: 'idle' }, context: { next: 1, completed: 0 }, status: 'active', timers: [] },
    'writer[0]': { value: 'open', context: { files: [] }, status: 'active', timers: [] },
    'writer[1]': { value: 'open', context: { files: [] }, status: 'active', timers: [] },
    'committer[0]': { value: 'running', context: { pending: {} }, status: 'active', timers: [] },
    table: { value: 'ready', context: { snapshots: [] }, status: 'active', timers: [] },
    failover: { value: 'watching', context: { attempts: 0 }, status: 'active', timers: [] },
  },
  channels: {},
  budgets: { CHECKPOINT_DUE: 4, DATA_ARRIVES: 2, TASK_MANAGER_LOST: 2 },
};

export const AFFECTED: Range = {
  paimon: ['0.7.0', '0.8.0', '0.8.1', '0.8.2', '0.9.0', '1.0.0', '1.0.1'],
  'execution.checkpointing.interval': ['unset'],
  mode: ['table', 'divided'],
  'restart-strategy.type': ['unset', 'exponential-delay'],
};

const CONFIGURATION = {
  paimon: '1.0.1',
  flink: '1.20',
  'execution.checkpointing.interval': 'unset',
  'commit.force-create-snapshot': false,
  mode: 'table',
  bucket: 'fixed',
  eager_init: false,
  'restart-strategy.type': 'unset',
};

const notify = { type: 'NOTIFY_CHECKPOINT_COMPLETE', checkpointId: 1 };
const commit = { type: 'COMMIT', identifier: 1, messages: [] };

/** The endless restart of a CDC job, as it might be found. */
export const LOOP: Trace = {
  format: 'lasso-trace-1',
  system: 'paimon-cdc',
  invariant: 'restore-completes',
  about: 'A restore completes: no committer fails on purpose a second time without a new injected failure.',
  kind: 'liveness',
  violates: 'whenever the job restores, it is running again at some time',
  affected: AFFECTED,
  configuration: CONFIGURATION,
  features: {},
  initial: INITIAL,
  stem: [
    step({
      actor: 'coordinator',
      event: { type: 'CHECKPOINT_DUE' },
      taken: [
        {
          component: 'coordinator',
          event: { type: 'CHECKPOINT_DUE' },
          descriptions: ['CheckpointCoordinator.triggerCheckpoint'],
          ignored: false,
        },
        {
          component: 'committer[0]',
          event: { type: 'SNAPSHOT_STATE', checkpointId: 1 },
          descriptions: [
            'CommitterOperator.snapshotState: all pending committables, not only this one (read, 0.7.0 to 2.0.0)',
          ],
          ignored: false,
        },
      ],
      sent: [
        {
          from: 'coordinator',
          to: 'committer[0]',
          channel: 'barriers',
          message: { type: 'SNAPSHOT_STATE', checkpointId: 1 },
          fate: 'handled',
        },
        { from: 'coordinator', to: 'committer[0]', channel: 'notifications', message: notify, fate: 'queued' },
      ],
      changes: [
        { where: 'coordinator', path: 'context', before: { next: 1, completed: 0 }, after: { next: 2, completed: 1 } },
        { where: 'committer[0]', path: 'context.pending.1', after: { identifier: 1, messages: [] } },
        { where: 'channel notifications coordinator → committer[0]', path: '', before: [], after: [notify] },
        { where: 'budget CHECKPOINT_DUE', path: '', before: 4, after: 3 },
      ],
    }),
    step({
      kind: 'delivery',
      actor: 'committer[0]',
      event: notify,
      channel: 'notifications',
      from: 'coordinator',
      taken: [
        {
          component: 'committer[0]',
          event: notify,
          descriptions: ['CommitterOperator.notifyCheckpointComplete'],
          ignored: false,
        },
        {
          component: 'table',
          event: commit,
          descriptions: ['FileStoreCommitImpl.commit: ignoreEmptyCommit drops it'],
          ignored: true,
        },
      ],
      sent: [{ from: 'committer[0]', to: 'table', channel: 'commits', message: commit, fate: 'handled' }],
      changes: [
        { where: 'committer[0]', path: 'value', before: 'running', after: 'committing' },
        { where: 'committer[0]', path: 'context.pending.1', before: { identifier: 1, messages: [] } },
      ],
    }),
    step({
      actor: 'failover',
      event: { type: 'TASK_MANAGER_LOST', taskManager: 0 },
      fault: true,
      changes: [
        { where: 'failover', path: 'value', before: 'watching', after: 'restarting' },
        { where: 'budget TASK_MANAGER_LOST', path: '', before: 2, after: 1 },
      ],
    }),
  ],
  cycle: [
    step({
      kind: 'timer',
      actor: 'failover',
      event: { type: 'xstate.after.1000.failover.restarting' },
      sent: [
        {
          from: 'failover',
          to: 'committer[0]',
          channel: 'deployment',
          message: { type: 'RESTORE', checkpointId: 1 },
          fate: 'queued',
        },
      ],
      changes: [{ where: 'failover', path: 'value', before: 'restarting', after: { deploying: 'waiting' } }],
    }),
    step({
      kind: 'delivery',
      actor: 'committer[0]',
      event: { type: 'RESTORE', checkpointId: 1 },
      channel: 'deployment',
      from: 'failover',
      taken: [
        {
          component: 'committer[0]',
          event: { type: 'RESTORE', checkpointId: 1 },
          descriptions: ['RestoreAndFailCommittableStateManager.recover: fails on purpose when it attempted a commit'],
          ignored: false,
        },
        { component: 'failover', event: { type: 'TASK_FAILED' }, descriptions: [], ignored: false },
      ],
      sent: [
        {
          from: 'committer[0]',
          to: 'failover',
          channel: 'failures',
          message: { type: 'TASK_FAILED' },
          fate: 'handled',
        },
      ],
      changes: [{ where: 'failover', path: 'value', before: { deploying: 'waiting' }, after: 'restarting' }],
    }),
  ],
  stays: false,
  shortest: true,
};

/** The same trace, for another invariant and range. */
export const traceOf = (invariant: string, affected: Range, also: Partial<Trace> = {}): Trace => ({
  ...LOOP,
  invariant,
  affected,
  ...also,
});

function verdict(name: string, about: string, given: Partial<Verdict> = {}): Verdict {
  const affected = given.affected ?? [];
  return {
    name,
    about,
    kind: 'safety',
    verdict: affected.length > 0 ? 'violated' : 'holds',
    violating: 0,
    affected,
    vacuousIn: [],
    bounds: [],
    counterexamples: affected.map((range) => traceOf(name, range)),
    ...given,
  };
}

const BUG: Range = {
  paimon: ['0.7.0', '0.8.0', '0.8.1', '0.8.2', '0.9.0', '1.0.0', '1.0.1'],
  'execution.checkpointing.interval': ['unset'],
  mode: ['table', 'divided'],
};

/** A report like that of the shipped model: seven violations, five invariants that hold. */
export const REPORT: Report = {
  model: 'paimon-cdc',
  complete: true,
  configurations: 8640,
  states: 1_745_408,
  transitions: 6_012_345,
  seconds: 12.34,
  depth: 41,
  budgets: { CHECKPOINT_DUE: 4, DATA_ARRIVES: 2, TASK_MANAGER_LOST: 2 },
  verdicts: [
    verdict('restore-completes', LOOP.about, {
      kind: 'liveness',
      affected: [AFFECTED, { ...BUG, 'restart-strategy.type': ['fixed-delay-3', 'failure-rate'] }],
      violating: 840,
      bounds: [
        { value: 'unbounded', affected: [AFFECTED] },
        { value: 2, affected: [{ mode: ['divided', 'combined'], 'restart-strategy.type': ['unset'] }] },
        { value: 1, affected: [{ mode: ['table'] }] },
        { value: 0, affected: [{ paimon: ['2.0.0'] }] },
      ],
      unit: 'intentional failures per injected failure',
      remark: 'It grows with the number of committers that hold something uncommitted.',
    }),
    verdict('configuration-agrees', 'What the sink was built with is what Flink does.', {
      affected: [BUG],
      violating: 1260,
    }),
    verdict('restore-settles', 'After one recovery pass the filter leaves nothing of the restored state.', {
      affected: [
        {
          ...BUG,
          'restart-strategy.type': ['unset', 'fixed-delay', 'fixed-delay-3', 'failure-rate', 'exponential-delay'],
        },
      ],
      violating: 1050,
    }),
    verdict(
      'forced-snapshot-is-created',
      'A commit that a delivered notification triggers leaves a new snapshot where force is on.',
      {
        affected: [
          {
            paimon: BUG.paimon!.slice(1),
            'execution.checkpointing.interval': ['unset'],
            'commit.force-create-snapshot': [true],
            mode: ['table', 'divided'],
          },
          { 'commit.force-create-snapshot': [true], mode: ['combined'], eager_init: [false] },
        ],
        violating: 1404,
      },
    ),
    verdict('forced-snapshot-has-its-identifier', 'It leaves one with the identifier of the notified checkpoint.', {
      affected: [{ 'commit.force-create-snapshot': [true] }],
      violating: 3960,
    }),
    verdict('committed-exactly-once', 'No record is in two snapshots.'),
    verdict('nothing-lost', 'Every record of a checkpoint below the high-water mark is in a snapshot.'),
    verdict('identifiers-never-go-back', 'The identifiers of one user never go back.'),
    verdict('writer-sees-recovered-commits', 'A writer that starts sees every snapshot that recovery committed.'),
    verdict('checkpoint-eventually-completes', 'A new checkpoint completes while checkpoints are due.', {
      kind: 'liveness',
      affected: [{ ...BUG, 'restart-strategy.type': ['unset', 'exponential-delay'] }],
      violating: 420,
    }),
    verdict('survives-one-failure', 'One injected failure never ends the job.', {
      affected: [
        { 'restart-strategy.type': ['fixed-delay', 'failure-rate'] },
        { ...BUG, 'restart-strategy.type': ['fixed-delay-3'] },
      ],
      violating: 2910,
    }),
    verdict('no-deadlock', 'There is always a next step, or everything is at rest.', { kind: 'deadlock' }),
  ],
  neverHappened: ["option 'bucket' is never asked about", "table: state 'expiring' is never entered"],
};

const option = (values: readonly (string | boolean)[]) => ({ about: '', values, default: values[0]! });

/** A space like that of the shipped model. */
export const SPACE = new Space(
  defineOptions({
    paimon: { about: '', releases: [...BUG.paimon!.map(String), '1.1.0', '1.2.0', '1.3.0', '2.0.0'], default: '2.0.0' },
    'execution.checkpointing.interval': option(['unset', 'set']),
    'commit.force-create-snapshot': option([false, true]),
    mode: option(['table', 'divided', 'combined']),
    eager_init: option([false, true]),
    'restart-strategy.type': option([
      'unset',
      'none',
      'fixed-delay',
      'fixed-delay-3',
      'failure-rate',
      'exponential-delay',
    ]),
  }) as unknown as Options,
);

/** The words of a range. */
export const words = (range: Range): string => rangeText(SPACE, range);
