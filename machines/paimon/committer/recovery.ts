/** How a committer starts: CommitterOperator.initializeState and its CommittableStateManager. */
import type { Committed, DeployCommitter, LatestIdentifier, RestoredState } from '../../messages.ts';
import { END_OF_INPUT } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { complete, filesOf, halves, ofTable, partial } from '../committables.ts';
import { uncommitted } from './commits.ts';
import { assign, emit, enqueueActions, FRESH, type Guards } from './context.ts';

export const recovery = (ask: PaimonAsk) => ({
  guards: {
    'must be alone': ({ context }) => context.parallelism > 1 && ask.feature('checks-committer-parallelism'),
    'nothing is restored': ({ event }) => complete((event as RestoredState).committables).length === 0,
    'files have been deleted': ({ context, event }) => {
      const { expired = [] } = event as LatestIdentifier<'COMMITTED_UP_TO'>;
      const left = uncommitted(ask, context, event as LatestIdentifier<'COMMITTED_UP_TO'>);
      return (
        left.some((half) => filesOf(half).some((name) => expired.includes(name))) && ask.feature('checks-files-exist')
      );
    },
    'fails on purpose': ({ context, event }) =>
      ask.feature('state-manager') === 'restore-and-fail' &&
      !context.alreadyRecovered &&
      (context.newSnapshot || (event as Committed).newSnapshot || !ask.feature('fails-only-after-a-snapshot')),
  } satisfies Guards,

  actions: {
    // The task starts, and asks for its state.
    initialize: assign(({ event }) => {
      const { streamingCheckpointEnabled, checkpoint, alreadyRecovered } = event as DeployCommitter;
      return { streamingCheckpointEnabled, latestReported: checkpoint, alreadyRecovered };
    }),
    readState: emit(({ context: { table } }) => ({ type: 'READ_STATE', table })),

    // What was restored is committed again, unless it was committed before.
    keepPartial: assign({ pending: ({ event }) => partial((event as RestoredState).committables) }),
    restore: assign(({ context, event }) => {
      const committables = complete((event as RestoredState).committables);
      return {
        toCommit: context.tables.flatMap((table) => ofTable(committables, table).flatMap(halves)),
        restoredUpTo: committables.at(-1)?.checkpoint ?? 0,
        known: context.tables.filter((table) => ofTable(committables, table).length > 0),
      };
    }),
    startRecovery: assign({ pass: 'recovery' }),

    // The recovery ends: the task runs, or fails on purpose.
    notifyListenersOfRestored: enqueueActions(({ context, enqueue }) => {
      if (!ask.feature('listens-for-mark-done') || !ask.feature('recovery-marks-done')) return;
      enqueue.emit({ type: 'NOTIFY_COMMITTABLES', endInput: context.restoredUpTo === END_OF_INPUT });
    }),
    endRecovery: assign({ pass: 'none', toCommit: [], newSnapshot: false, alreadyRecovered: false }),
    forgetRestored: assign({ restoredUpTo: 0 }),
    reportRunning: emit({ type: 'TASK_RUNNING' }),
    readResultPartition: enqueueActions(({ context: { table }, enqueue }) => {
      if (ask.feature('batch-mode')) enqueue.emit({ type: 'READ_RESULT_PARTITION', table });
    }),
    throwOnPurpose: enqueueActions(({ context, enqueue }) => {
      const { table, latestReported: checkpoint, restoredUpTo } = context;
      enqueue.emit({ type: 'TASK_FAILED', onPurpose: true, table, checkpoint });
      enqueue.assign({ ...FRESH, restoredUpTo });
    }),
  },
});
