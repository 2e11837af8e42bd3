import { assign, emit, setup } from 'xstate';
import type { CompactTable } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** How many compactions it has committed. */
  readonly commits: number;
}

/** It has a commit user of its own. */
export const otherJob = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      events: {} as { readonly type: 'COMPACTION_DUE' | 'EXPIRY_DUE' },
      emitted: {} as CompactTable | { readonly type: 'EXPIRE_SNAPSHOTS' },
    },
    actions: {
      count: assign({ commits: ({ context }) => context.commits + 1 }),
      compactTable: emit(({ context }) => ({ type: 'COMPACT_TABLE' as const, number: context.commits })),
      expireSnapshots: emit({ type: 'EXPIRE_SNAPSHOTS' }),
    },
  }).createMachine({
    id: 'otherJob',
    description:
      'Paimon: a job for dedicated compaction beside a job with write-only=true. It merges the files of the table, and its committer expires snapshots, whoever made them. Left out: its checkpoints and failures.',
    context: { commits: 0 },
    initial: 'running',
    states: {
      running: {
        tags: 'rest',
        on: {
          COMPACTION_DUE: { actions: ['count', 'compactTable'] },
          EXPIRY_DUE: {
            actions: 'expireSnapshots',
            description:
              'TableCommitImpl.expire: more than snapshot.num-retained.max (here 1) snapshots, or old ones (read).',
          },
        },
      },
    },
  });
