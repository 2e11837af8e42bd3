import { assign, emit, setup } from 'xstate';
import { addCopies } from '../ghosts.ts';
import type { AboutTable, CommitTransaction } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  readonly table: number;
  /** Which transactions are committed, by the checkpoint at which they were pre-committed. */
  readonly transactions: readonly number[];
  /** Ghost: in how many transactions each batch of data was (2: twice or more), by batch. */
  readonly copies: readonly number[];
  /** Ghost: the source's offset at the checkpoint of the latest transaction. */
  readonly through: number;
  /** Ghost: a transaction held what was handed over at two barriers. */
  readonly mixed: boolean;
}

/** A transaction that was never pre-committed does not exist for it. */
export const externalSystem = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      input: {} as { table: number },
      events: {} as CommitTransaction,
      emitted: {} as AboutTable<'TRANSACTION_COMMITTED'>,
    },
    guards: {
      'is committed': ({ context, event }) => context.transactions.includes(event.transaction.checkpoint),
    },
    actions: {
      commit: assign(({ context, event: { transaction, epochs } }) => ({
        transactions: [...context.transactions, transaction.checkpoint].sort((a, b) => a - b),
        copies: addCopies(context.copies, transaction.batches),
        through: Math.max(context.through, transaction.through),
        mixed: context.mixed || epochs.length > 1,
      })),
      answer: emit(({ context: { table } }) => ({ type: 'TRANSACTION_COMMITTED', table })),
    },
  }).createMachine({
    id: 'externalSystem',
    description:
      'An external system with transactions, as far as it belongs to one subtask of a sink. What was pre-committed can be committed, and to commit it again changes nothing. Left out: its failures; it is never down.',
    context: ({ input }) => ({ table: input.table, transactions: [], copies: [], through: 0, mixed: false }),
    initial: 'available',
    states: {
      available: {
        tags: 'rest',
        on: {
          COMMIT_TRANSACTION: [
            {
              guard: 'is committed',
              actions: 'answer',
              description: 'TwoPhaseCommitSinkFunction.commit and recoverAndCommit: must be idempotent (read).',
            },
            { actions: ['commit', 'answer'] },
          ],
        },
      },
    },
  });
