import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Stations in a ring pass one token. The one that has it may work, and then, or at once, passes it on.
 *
 * With `n` stations there are `3 n` states: the token is on its way to, held by, or worked with by one of them.
 * (The first one starts with the token.)
 */
export function tokenRing(n: number, also: { passing: 'weak' | 'none' } = { passing: 'weak' }) {
  return defineSystem({
    name: `token-ring-${n}`,
    options: defineOptions({}),
    components: {
      station: { machine: () => station(n), replicas: n, input: (me) => ({ me }) },
    },
    channels: {
      ring: {
        kind: 'fifo',
        from: 'station',
        to: 'station',
        events: ['TOKEN'],
        replica: (event) => event.to,
        capacity: 1,
      },
    },
    environment: {
      work: { to: 'station', fairness: 'none' },
      pass: { to: 'station', fairness: also.passing },
    },
  });
}

function station(n: number) {
  return setup({
    types: {
      context: {} as { me: number; had: boolean },
      input: {} as { me: number },
      events: {} as { type: 'TOKEN'; to: number } | { type: 'work' } | { type: 'pass' },
      emitted: {} as { type: 'TOKEN'; to: number },
    },
    actions: {
      pass: emit(({ context }) => ({ type: 'TOKEN', to: (context.me + 1) % n })),
      forget: assign({ had: false }),
    },
  }).createMachine({
    id: 'station',
    context: ({ input }) => ({ me: input.me, had: input.me === 0 }),
    initial: 'waiting',
    states: {
      waiting: {
        always: { guard: ({ context }) => context.had, target: 'holding', actions: 'forget' },
        on: { TOKEN: 'holding' },
      },
      holding: { on: { work: 'working', pass: { target: 'waiting', actions: 'pass' } } },
      working: { on: { pass: { target: 'waiting', actions: 'pass' } } },
    },
  });
}

type State = ViewOf<ReturnType<typeof tokenRing>>;

/** At most one station works. */
export function oneWorks({ station }: State): boolean {
  return station.filter((s) => s.matches('working')).length <= 1;
}

export function lastHasToken({ station }: State): boolean {
  return !station.at(-1)!.matches('waiting');
}

export function lastWorks({ station }: State): boolean {
  return station.at(-1)!.matches('working');
}
