import { assign, emit, enqueueActions, setup } from 'xstate';
import type {
  AboutTable,
  Commit,
  CommitRefused,
  CommitRequests,
  CommitRequestsDone,
  Committable,
  Committed,
  DeployCommitter,
  LatestIdentifier,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** What is being committed. */
  readonly committable: Committable | null;
}

type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | CommitRequests
  | LatestIdentifier<'COMMITTED_UP_TO'>
  | Committed
  | CommitRefused;

type Emitted = AboutTable<'FILTER_COMMITTED'> | Commit | CommitRequestsDone;

/** It does not know whether what it is given was restored. */
export const pipelineCommitter = (ask: PaimonAsk) => {
  const filters = (retries: number): boolean => {
    const when = ask.feature('filters-committed');
    return when === 'always' || when === 'when it is the latest' || (when === 'when retried' && retries > 0);
  };
  const isIceberg = () => ask.is('pipeline sink', 'iceberg');

  return setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as Event,
      emitted: {} as Emitted,
    },
    guards: {
      'looks first': ({ event }) => filters((event as CommitRequests).retries),
      'is committed': ({ context, event }) => {
        const { identifier } = event as LatestIdentifier<'COMMITTED_UP_TO'>;
        const { checkpoint } = context.committable!;
        return ask.feature('filters-committed') === 'when it is the latest'
          ? checkpoint === identifier
          : checkpoint <= identifier;
      },
      'tries again': () => ask.feature('retries-failed-commits'),
    },
    actions: {
      take: assign({ committable: ({ event }) => (event as CommitRequests).committable }),
      filter: emit(({ context: { table } }) => ({ type: 'FILTER_COMMITTED' as const, table })),
      commit: enqueueActions(({ context, event, enqueue }) => {
        const committable = event.type === 'COMMIT_REQUESTS' ? event.committable : context.committable!;
        const { checkpoint: identifier, batches, through } = committable;
        // checkAppendFiles of filterAndCommit. Iceberg appends what it is given.
        const restored = event.type === 'COMMITTED_UP_TO' && !isIceberg();
        enqueue.emit({
          ...{ type: 'COMMIT', table: context.table, identifier, kind: 'APPEND', batches, through, restored },
          ignoreEmptyCommit: isIceberg(),
        });
        enqueue.assign({ committable: null });
      }),
      done: emit(({ context: { table } }) => ({
        type: 'COMMIT_REQUESTS_DONE' as const,
        table,
        outcome: 'committed' as const,
      })),
      retryLater: emit(({ context: { table } }) => ({
        type: 'COMMIT_REQUESTS_DONE' as const,
        table,
        outcome: 'retry later' as const,
      })),
      throw: emit(({ context: { table } }) => ({
        type: 'COMMIT_REQUESTS_DONE' as const,
        table,
        outcome: 'exception' as const,
      })),
      forget: assign({ committable: null }),
    },
  }).createMachine({
    id: 'pipelineCommitter',
    description:
      "Flink CDC: the connector's side of a commit, PaimonCommitter with its StoreMultiCommitter, which belongs to the PreCommitOperator since 3.3.0; or IcebergCommitter. It keeps nothing between two commits. Left out: several tables.",
    context: ({ input }) => ({ table: input.table, committable: null }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_COMMITTER: 'open' } },
      open: {
        initial: 'idle',
        on: { CANCEL: { target: 'down', actions: 'forget' } },
        states: {
          idle: {
            on: {
              COMMIT_REQUESTS: [
                {
                  guard: 'looks first',
                  target: 'filtering',
                  actions: ['take', 'filter'],
                  description:
                    'PaimonCommitter.commit: StoreMultiCommitter.filterAndCommit, in 3.2.0 if getNumberOfRetries() > 0 (FLINK-35938), in 3.2.1 always (FLINK-36517). IcebergCommitter.commit since 3.6.0: getMaxCommittedCheckpointId of this job and operator (FLINK-39056) (read).',
                },
                {
                  target: 'committing',
                  actions: 'commit',
                  description:
                    'StoreMultiCommitter.commit in PaimonCommitter until 3.1.1 and in 3.2.0 for what is not retried, in PreCommitOperator since 3.3.0; IcebergCommitter.commit until 3.5.0: nobody looks whether it is in the table already (read).',
                },
              ],
            },
          },
          filtering: {
            on: {
              COMMITTED_UP_TO: [
                {
                  guard: 'is committed',
                  target: 'idle',
                  actions: ['forget', 'done'],
                  description:
                    'filterCommitted: identifiers up to the latest one of this user are committed. IcebergCommitter since 3.6.0 skips only what has the latest checkpoint itself (read).',
                },
                { target: 'committing', actions: 'commit' },
              ],
            },
          },
          committing: {
            on: {
              COMMITTED: { target: 'idle', actions: 'done' },
              COMMIT_REFUSED: [
                {
                  guard: 'tries again',
                  target: 'idle',
                  actions: 'retryLater',
                  description:
                    'PaimonCommitter.commit, 3.2.0 and 3.2.1: every exception is caught, CommitRequest.retryLater() (read).',
                },
                { target: 'idle', actions: 'throw' },
              ],
            },
          },
        },
      },
    },
  });
};
