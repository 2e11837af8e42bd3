/** What its executor does, one request after the other: commits, and the answers to Flink. */
import type { Barrier, DeployCommitter, LatestIdentifier } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { assign, emit, type Guards, NOTHING, next, type Request } from './context.ts';

export const executor = (ask: PaimonAsk) => ({
  guards: {
    'there is a checkpoint to restore': ({ event }) => (event as DeployCommitter).checkpoint > 0,
    'something waits': ({ context }) => context.requests.length > 0,
    'a checkpoint waits': ({ context }) => next(context).type === 'BARRIER',
    'committables wait': ({ context }) => next(context).type === 'COMMITTABLE_EVENT',
    'everything is committed': ({ context, event }) =>
      (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier >= context.restoredUpTo,
    'there is more to commit': ({ context }) => context.toCommit.length > 1,
    'fails on purpose': () => ask.feature('coordinator-fails-on-purpose'),
  } satisfies Guards,

  actions: {
    // It starts, and is closed.
    resetToCheckpoint: assign({ restored: ({ event }) => (event as DeployCommitter).checkpoint }),
    close: assign(({ context }) => ({
      ...{ subtasks: context.subtasks.map(() => NOTHING), restored: 0, requests: [], toCommit: [], restoredUpTo: 0 },
    })),

    // Requests, and the answer to a checkpoint.
    submit: assign({ requests: ({ context, event }) => [...context.requests, event as Request] }),
    done: assign({ requests: ({ context }) => context.requests.slice(1) }),
    triggerTasks: emit(({ context }) => next(context) as Barrier),
    forgetRestored: assign({ restoredUpTo: 0 }),
    reject: emit(({ event }) => ({ type: 'COORDINATOR_REJECTS', checkpoint: (event as Barrier).checkpoint })),

    // Commits.
    filterCommitted: emit({ type: 'FILTER_COMMITTED', table: 0 }),
    keepUncommitted: assign({
      toCommit: ({ context, event }) =>
        context.toCommit.filter((c) => c.checkpoint > (event as LatestIdentifier<'COMMITTED_UP_TO'>).identifier),
    }),
    nothingToRetry: assign({ toCommit: [] }),
    commitNext: emit(({ context }) => {
      const { checkpoint: identifier, batches, through } = context.toCommit[0]!;
      return { type: 'COMMIT', table: 0, identifier, kind: 'APPEND', batches, through, ignoreEmptyCommit: false };
    }),
    takeAnswer: assign({ toCommit: ({ context }) => context.toCommit.slice(1) }),

    // It fails the job.
    failJob: emit({ type: 'TASK_FAILED', onPurpose: false, table: 0, checkpoint: 0 }),
    failOnPurpose: emit(({ context: { restored: checkpoint } }) => ({
      type: 'TASK_FAILED',
      onPurpose: true,
      table: 0,
      checkpoint,
    })),
  },
});
