import { assign, emit, setup } from 'xstate';
import type { LateCommit, LeftBehind, TaskFailed } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** What its committer was committing when it lost the JobManager, and has not committed yet. */
  readonly toCommit: LeftBehind['commits'];
}

export const lostTaskManager = (_ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      events: {} as LeftBehind | { readonly type: 'LATE_COMMIT_SUCCEEDS' | 'LATE_COMMIT_THROWS' },
      emitted: {} as LateCommit | TaskFailed,
    },
    guards: {
      'there is more to commit': ({ context }) => context.toCommit.length > 1,
    },
    actions: {
      missHeartbeats: emit({ type: 'TASK_FAILED', onPurpose: false, table: 0, checkpoint: 0 }),
      keep: assign({ toCommit: ({ event }) => (event as LeftBehind).commits }),
      commitNext: emit(({ context }) => ({ type: 'LATE_COMMIT' as const, ...context.toCommit[0]! })),
      takeNext: assign({ toCommit: ({ context }) => context.toCommit.slice(1) }),
      forget: assign({ toCommit: [] }),
    },
  }).createMachine({
    id: 'lostTaskManager',
    description:
      'Flink: a TaskManager that the JobManager believes to be dead while it still runs. Its committer commits what it has begun, however late; it hears of no later checkpoint. Left out: its other tasks.',
    context: { toCommit: [] },
    initial: 'inContact',
    states: {
      inContact: {
        tags: 'rest',
        on: {
          LEFT_BEHIND: {
            target: 'committing',
            actions: ['missHeartbeats', 'keep', 'commitNext'],
            description:
              'heartbeat.timeout: the JobMaster fails every task of a TaskManager that does not answer (read).',
          },
        },
      },
      committing: {
        on: {
          LATE_COMMIT_SUCCEEDS: [
            { guard: 'there is more to commit', actions: ['takeNext', 'commitNext'] },
            { target: 'ended', actions: 'forget' },
          ],
          LATE_COMMIT_THROWS: { target: 'ended', actions: 'forget' },
        },
      },
      ended: { tags: 'rest', description: 'It has found out that nobody knows it any more.' },
    },
  });
