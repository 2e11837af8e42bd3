import { emit, setup } from 'xstate';
import type {
  AboutTable,
  CommitRequests,
  CommitRequestsDone,
  CommitTransaction,
  DeployCommitter,
} from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

export const transactionalCommitter = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as { readonly table: number },
      input: {} as { table: number },
      events: {} as
        | DeployCommitter
        | { readonly type: 'CANCEL' }
        | CommitRequests
        | AboutTable<'TRANSACTION_COMMITTED'>,
      emitted: {} as CommitTransaction | CommitRequestsDone,
    },
    guards: {
      'there are none': ({ event }) => (event as CommitRequests).committable.batches.length === 0,
    },
    actions: {
      commit: emit(({ context: { table }, event }) => {
        const { committable } = event as CommitRequests;
        const transaction = { ...committable, checkpoint: committable.transaction! };
        return { type: 'COMMIT_TRANSACTION' as const, table, transaction, epochs: [committable.checkpoint] };
      }),
      done: emit(({ context: { table } }) => ({
        type: 'COMMIT_REQUESTS_DONE' as const,
        table,
        outcome: 'committed' as const,
      })),
    },
  }).createMachine({
    id: 'transactionalCommitter',
    description:
      "The Committer of a connector that keeps its part of Sink V2's contract: each committable is a transaction with a name of its own, and to commit it again changes nothing. Left out: failures of a commit.",
    context: ({ input }) => ({ table: input.table }),
    initial: 'down',
    states: {
      down: { tags: ['down', 'rest'], on: { DEPLOY_COMMITTER: 'idle' } },
      idle: {
        on: {
          CANCEL: 'down',
          COMMIT_REQUESTS: [
            {
              guard: 'there are none',
              actions: 'done',
              description: 'A summary of no committables: nothing to commit.',
            },
            { target: 'committing', actions: 'commit' },
          ],
        },
      },
      committing: { on: { CANCEL: 'down', TRANSACTION_COMMITTED: { target: 'idle', actions: 'done' } } },
    },
  });
