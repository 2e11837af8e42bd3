import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Dining philosophers who take one fork and then reach for the other. Each fork remembers who waits for it.
 *
 * If all take the left fork first, all can sit there with one fork each: the deadlock is `2 n` steps away. If the
 * last one takes the right fork first (`careful`), there is none.
 */
export function philosophers(n: number, also: { careful: boolean }) {
  return defineSystem({
    name: `philosophers-${n}${also.careful ? '-careful' : ''}`,
    options: defineOptions({}),
    components: {
      philosopher: {
        machine: philosopher,
        replicas: n,
        input: (me) => {
          const forks = [me, (me + 1) % n] as const;
          const isCareful = also.careful && me === n - 1;
          return { me, first: forks[isCareful ? 1 : 0], second: forks[isCareful ? 0 : 1] };
        },
      },
      fork: { machine: fork, replicas: n },
    },
    channels: {
      hands: {
        kind: 'call',
        from: 'philosopher',
        to: 'fork',
        events: ['TAKE', 'PUT'],
        replica: (event) => event.fork,
      },
      forks: { kind: 'call', from: 'fork', to: 'philosopher', events: ['GIVEN'], replica: (event) => event.to },
    },
    environment: {
      hungry: { to: 'philosopher', fairness: 'none' },
      reach: { to: 'philosopher', fairness: 'weak' },
      finish: { to: 'philosopher', fairness: 'weak' },
    },
  });
}

function philosopher() {
  return setup({
    types: {
      context: {} as { me: number; first: number; second: number },
      input: {} as { me: number; first: number; second: number },
      events: {} as { type: 'hungry' } | { type: 'reach' } | { type: 'finish' } | { type: 'GIVEN'; to: number },
      emitted: {} as { type: 'TAKE'; fork: number; by: number } | { type: 'PUT'; fork: number },
    },
    actions: {
      takeFirst: emit(({ context }) => ({ type: 'TAKE', fork: context.first, by: context.me })),
      takeSecond: emit(({ context }) => ({ type: 'TAKE', fork: context.second, by: context.me })),
      putFirst: emit(({ context }) => ({ type: 'PUT', fork: context.first })),
      putSecond: emit(({ context }) => ({ type: 'PUT', fork: context.second })),
    },
  }).createMachine({
    id: 'philosopher',
    context: ({ input }) => input,
    initial: 'thinking',
    states: {
      thinking: { on: { hungry: { target: 'waitingForFirst', actions: 'takeFirst' } } },
      waitingForFirst: { on: { GIVEN: 'holdingOne' } },
      holdingOne: { on: { reach: { target: 'waitingForSecond', actions: 'takeSecond' } } },
      waitingForSecond: { on: { GIVEN: 'eating' } },
      eating: { on: { finish: { target: 'thinking', actions: ['putFirst', 'putSecond'] } } },
    },
  });
}

function fork() {
  return setup({
    types: {
      context: {} as { waiting: number | null },
      events: {} as { type: 'TAKE'; by: number; fork: number } | { type: 'PUT'; fork: number },
      emitted: {} as { type: 'GIVEN'; to: number },
    },
  }).createMachine({
    id: 'fork',
    context: { waiting: null },
    initial: 'free',
    states: {
      free: { on: { TAKE: { target: 'taken', actions: emit(({ event }) => ({ type: 'GIVEN', to: event.by })) } } },
      taken: {
        on: {
          TAKE: { actions: assign({ waiting: ({ event }) => event.by }) },
          PUT: [
            {
              guard: ({ context }) => context.waiting !== null,
              actions: [emit(({ context }) => ({ type: 'GIVEN', to: context.waiting! })), assign({ waiting: null })],
            },
            { target: 'free' },
          ],
        },
      },
    },
  });
}

type State = ViewOf<ReturnType<typeof philosophers>>;

/** No two neighbours eat at the same time. */
export function neighboursTakeTurns({ philosopher }: State): boolean {
  return philosopher.every(
    (p, i) => !(p.matches('eating') && philosopher[(i + 1) % philosopher.length]!.matches('eating')),
  );
}

export function firstIsHungry({ philosopher }: State): boolean {
  return !philosopher[0]!.matches('thinking') && !philosopher[0]!.matches('eating');
}

export function firstEats({ philosopher }: State): boolean {
  return philosopher[0]!.matches('eating');
}
