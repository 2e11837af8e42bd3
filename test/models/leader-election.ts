import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Leader election in a ring whose nodes send in one direction (Dolev, Klawe and Rodeh 1982), with the atomic steps of SPIN's
 * example `leader0`: to receive a message, to choose a branch and to send are steps of their own, and what is local and
 * follows another local statement is merged with it, as SPIN merges statements. A node that has received something is
 * not ready for the next message until it is done: it is `down`, and the message waits in the ring.
 *
 * It differs in two things: nodes start at once, and when all is over they stay instead of ending one after the other.
 *
 * @param n number of nodes
 * @param smallest place (from 1) of the node with the smallest number
 */
export function leaderElection(n: number, smallest = 3) {
  return defineSystem({
    name: `leader-election-${n}`,
    options: defineOptions({}),
    components: {
      node: { machine: node, replicas: n, input: (me) => ({ n, me, number: ((n + smallest - me - 1) % n) + 1 }) },
      tally: { machine: tally },
    },
    channels: {
      ring: {
        kind: 'fifo',
        from: 'node',
        to: 'node',
        events: ['ONE', 'TWO', 'WINNER'],
        replica: (event) => event.to,
        capacity: 2 * n,
        full: 'blocks',
        death: 'survives',
      },
      count: { kind: 'call', from: 'node', to: 'tally', events: ['ELECTED', 'ASSERT'] },
    },
    environment: { step: { to: 'node', fairness: 'weak' } },
  });
}

interface Context {
  readonly n: number;
  readonly me: number;
  readonly number: number;
  readonly active: boolean;
  readonly knowsWinner: boolean;
  readonly maximum: number;
  /** The number that was received last. */
  readonly received: number;
  readonly neighbour: number;
}

type InRing =
  | { type: 'ONE'; to: number; value: number }
  | { type: 'TWO'; to: number; value: number }
  | { type: 'WINNER'; to: number; value: number };

function node() {
  return setup({
    types: {
      context: {} as Context,
      input: {} as { n: number; me: number; number: number },
      events: {} as InRing | { type: 'step' },
      emitted: {} as InRing | { type: 'ELECTED' } | { type: 'ASSERT' },
    },
    actions: {
      receive: assign({ received: ({ event }) => ('value' in event ? event.value : 0) }),
      sendOwn: emit(({ context }) => ({ type: 'ONE', to: next(context), value: context.number })),
      passOne: emit(({ context }) => ({ type: 'ONE', to: next(context), value: context.received })),
      passTwo: emit(({ context }) => ({ type: 'TWO', to: next(context), value: context.received })),
      passMaximum: emit(({ context }) => ({ type: 'ONE', to: next(context), value: context.neighbour })),
      tell: emit(({ context }) => ({ type: 'WINNER', to: next(context), value: context.received })),
      remember: assign({ neighbour: ({ context }) => context.received }),
      takeOver: assign({ maximum: ({ context }) => context.neighbour }),
      becomePassive: assign({ active: false }),
      learnWinner: assign({ knowsWinner: true }),
      elected: emit({ type: 'ELECTED' }),
      assert: emit({ type: 'ASSERT' }),
    },
    guards: {
      isActive: ({ context }) => context.active,
      isNew: ({ context }) => context.received !== context.maximum,
      isLarger: ({ context: { neighbour, received, maximum } }) => neighbour > received && neighbour > maximum,
      isAnother: ({ context }) => context.received !== context.number,
      knowsWinner: ({ context }) => context.knowsWinner,
    },
  }).createMachine({
    id: 'node',
    context: ({ input: { n, me, number } }) => ({
      n,
      me,
      number,
      active: true,
      knowsWinner: false,
      maximum: number,
      received: 0,
      neighbour: 0,
    }),
    initial: 'starting',
    states: {
      starting: { tags: 'down', on: { step: 'announcing' } },
      announcing: { tags: 'down', on: { step: { target: 'waiting', actions: 'sendOwn' } } },
      waiting: {
        tags: 'rest',
        on: {
          ONE: { target: 'one', actions: 'receive' },
          TWO: { target: 'two', actions: 'receive' },
          WINNER: { target: 'winner', actions: 'receive' },
        },
      },
      one: { tags: 'down', on: { step: [{ guard: 'isActive', target: 'comparing' }, { target: 'passingOne' }] } },
      comparing: { tags: 'down', on: { step: [{ guard: 'isNew', target: 'passingNew' }, { target: 'knowing' }] } },
      passingNew: { tags: 'down', on: { step: { target: 'waiting', actions: ['passTwo', 'remember'] } } },
      knowing: { tags: 'down', on: { step: { target: 'telling', actions: 'learnWinner' } } },
      telling: { tags: 'down', on: { step: { target: 'waiting', actions: 'tell' } } },
      passingOne: { tags: 'down', on: { step: { target: 'waiting', actions: 'passOne' } } },
      two: { tags: 'down', on: { step: [{ guard: 'isActive', target: 'judging' }, { target: 'passingTwo' }] } },
      judging: {
        tags: 'down',
        on: {
          step: [{ guard: 'isLarger', target: 'takingOver', actions: 'takeOver' }, { target: 'givingUp' }],
        },
      },
      takingOver: { tags: 'down', on: { step: { target: 'waiting', actions: 'passMaximum' } } },
      givingUp: { tags: 'down', on: { step: { target: 'waiting', actions: 'becomePassive' } } },
      passingTwo: { tags: 'down', on: { step: { target: 'waiting', actions: 'passTwo' } } },
      winner: { tags: 'down', on: { step: [{ guard: 'isAnother', target: 'lost' }, { target: 'leading' }] } },
      leading: { tags: 'down', on: { step: 'counting' } },
      counting: { tags: 'down', on: { step: { target: 'asserting', actions: 'elected' } } },
      asserting: { tags: 'down', on: { step: { target: 'lost', actions: 'assert' } } },
      lost: { tags: 'down', on: { step: [{ guard: 'knowsWinner', target: 'over' }, { target: 'tellingOn' }] } },
      tellingOn: { tags: 'down', on: { step: { target: 'over', actions: 'tell' } } },
      over: { tags: ['down', 'rest'] },
    },
  });
}

function next({ me, n }: Context): number {
  return (me + 1) % n;
}

function tally() {
  return setup({ types: { events: {} as { type: 'ELECTED' } | { type: 'ASSERT' } } }).createMachine({
    id: 'tally',
    initial: 'none',
    states: {
      none: { tags: 'rest', on: { ELECTED: 'one', ASSERT: 'wrong' } },
      one: { tags: 'rest', on: { ELECTED: 'several', ASSERT: {} } },
      several: { tags: 'rest', on: { ELECTED: {}, ASSERT: 'wrong' } },
      wrong: { tags: 'rest', on: { ELECTED: {}, ASSERT: {} } },
    },
  });
}

type State = ViewOf<ReturnType<typeof leaderElection>>;

/** What SPIN's model asserts: who is elected is the only one. */
export function oneLeader({ tally }: State): boolean {
  return !tally.matches('wrong');
}

/** Only to be compared with: who is elected never is. */
export function noLeader({ tally }: State): boolean {
  return tally.matches('none');
}
