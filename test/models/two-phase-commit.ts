import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Two-phase commit as Gray and Lamport specify it (TLA+ TwoPhase): messages are a set that only grows, and each
 * action of the specification is one step here.
 *
 *   TMCommit, TMAbort, RMPrepare(rm), RMChooseToAbort(rm)  environment events
 *   TMRcvPrepared(rm), RMRcvCommitMsg(rm), RMRcvAbortMsg(rm)  reading from a board
 *
 * The distinct states are the specification's: 288, 1,568, 8,832 for 3, 4, 5 resource managers. TLC's number of
 * *generated* states counts every action that is enabled, also one that changes nothing (a committed resource
 * manager that reads COMMIT again), and the initial state: it is the number of transitions with stutters counted,
 * plus one. For that, an action that is not enabled must not look like a message that is ignored: `committing` is
 * possible only in the state `init.all`, rather than behind a guard.
 */
export function twoPhaseCommit(resourceManagers: number) {
  return defineSystem({
    name: `two-phase-commit-${resourceManagers}`,
    options: defineOptions({}),
    components: {
      tm: { machine: () => transactionManager(resourceManagers) },
      rm: { machine: resourceManager, replicas: resourceManagers, input: (rm) => ({ rm }) },
    },
    channels: {
      prepared: { kind: 'board', from: 'rm', to: 'tm', events: ['PREPARED'] },
      decision: { kind: 'board', from: 'tm', to: 'rm', events: ['COMMIT', 'ABORT'] },
    },
    symmetry: { rm: { names: { rm: 'number', prepared: 'indexed' } } },
    environment: {
      commit: { to: 'tm', fairness: 'none' },
      abort: { to: 'tm', fairness: 'none' },
      prepare: { to: 'rm', fairness: 'none' },
      chooseToAbort: { to: 'rm', fairness: 'none' },
    },
  });
}

function transactionManager(resourceManagers: number) {
  return setup({
    types: {
      context: {} as { prepared: readonly boolean[] },
      events: {} as { type: 'PREPARED'; rm: number } | { type: 'commit' } | { type: 'abort' },
      emitted: {} as { type: 'COMMIT' } | { type: 'ABORT' },
    },
  }).createMachine({
    id: 'tm',
    context: { prepared: Array.from({ length: resourceManagers }, () => false) },
    initial: 'init',
    states: {
      init: {
        initial: 'some',
        on: {
          PREPARED: {
            actions: assign({
              prepared: ({ context, event }) => context.prepared.map((p, rm) => p || rm === event.rm),
            }),
          },
          abort: { target: 'aborted', actions: emit({ type: 'ABORT' }) },
        },
        states: {
          some: { always: { guard: ({ context }) => context.prepared.every(Boolean), target: 'all' } },
          all: { on: { commit: { target: '#tm.committed', actions: emit({ type: 'COMMIT' }) } } },
        },
      },
      committed: { tags: 'rest' },
      aborted: { tags: 'rest' },
    },
  });
}

function resourceManager() {
  return setup({
    types: {
      context: {} as { rm: number },
      input: {} as { rm: number },
      events: {} as { type: 'COMMIT' } | { type: 'ABORT' } | { type: 'prepare' } | { type: 'chooseToAbort' },
      emitted: {} as { type: 'PREPARED'; rm: number },
    },
  }).createMachine({
    id: 'rm',
    context: ({ input }) => ({ rm: input.rm }),
    initial: 'working',
    // In every state, as in the specification: it is the decision that counts.
    on: { COMMIT: '.committed', ABORT: '.aborted' },
    states: {
      working: {
        on: {
          prepare: { target: 'prepared', actions: emit(({ context }) => ({ type: 'PREPARED', rm: context.rm })) },
          chooseToAbort: 'aborted',
        },
      },
      prepared: {},
      committed: { tags: 'rest' },
      aborted: { tags: 'rest' },
    },
  });
}

type State = ViewOf<ReturnType<typeof twoPhaseCommit>>;

/** No resource manager has committed while another has aborted. */
export function consistent({ rm }: State): boolean {
  return !(rm.some((r) => r.matches('committed')) && rm.some((r) => r.matches('aborted')));
}

/** Not true, for the length of the shortest trace: nobody ever commits. */
export function nobodyCommits({ rm }: State): boolean {
  return !rm.some((r) => r.matches('committed'));
}

/** The transaction manager has decided. */
export function isDecided({ tm }: State): boolean {
  return tm.matches('committed') || tm.matches('aborted');
}

/** Every resource manager has committed, or every one has aborted. */
export function allKnow({ rm }: State): boolean {
  return rm.every((r) => r.matches('committed')) || rm.every((r) => r.matches('aborted'));
}
