import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Two players count up in turn, as in Stateright's `ping_pong`: 11 states up to five where nothing is lost.
 *
 * Stateright ends where a count would exceed the maximum. Here the second player goes down there, and the last
 * Ping stays under way: `death: 'survives'`.
 */
export function pingPong(max: number, also: { losses?: number } = {}) {
  const { losses } = also;
  const over =
    losses === undefined
      ? ({ kind: 'fifo', capacity: 1, death: 'survives' } as const)
      : ({ kind: 'lossy', capacity: 1, death: 'survives', budget: losses } as const);
  return defineSystem({
    name: `ping-pong-${max}${losses === undefined ? '' : '-lossy'}`,
    options: defineOptions({}),
    components: { pinger: { machine: pinger }, ponger: { machine: () => ponger(max) } },
    channels: {
      pings: { ...over, from: 'pinger', to: 'ponger', events: ['PING'] },
      pongs: { ...over, from: 'ponger', to: 'pinger', events: ['PONG'] },
    },
    environment: {},
  });
}

function pinger() {
  return setup({
    types: {
      context: {} as { count: number },
      events: {} as { type: 'PONG'; value: number },
      emitted: {} as { type: 'PING'; value: number },
    },
  }).createMachine({
    id: 'pinger',
    context: { count: 0 },
    entry: emit(({ context }) => ({ type: 'PING', value: context.count })),
    on: {
      PONG: {
        guard: ({ context, event }) => event.value === context.count,
        actions: [
          assign({ count: ({ context }) => context.count + 1 }),
          emit(({ context }) => ({ type: 'PING', value: context.count })),
        ],
      },
    },
  });
}

function ponger(max: number) {
  return setup({
    types: {
      context: {} as { count: number },
      events: {} as { type: 'PING'; value: number },
      emitted: {} as { type: 'PONG'; value: number },
    },
  }).createMachine({
    id: 'ponger',
    context: { count: 0 },
    initial: 'playing',
    states: {
      playing: {
        always: { guard: ({ context }) => context.count === max, target: 'done' },
        on: {
          PING: {
            guard: ({ context, event }) => event.value === context.count,
            actions: [
              emit(({ context }) => ({ type: 'PONG', value: context.count })),
              assign({ count: ({ context }) => context.count + 1 }),
            ],
          },
        },
      },
      done: { tags: ['down', 'rest'] },
    },
  });
}

/** Both counts are at their end. */
export function reachedMax(max: number) {
  return ({ pinger, ponger }: ViewOf<ReturnType<typeof pingPong>>): boolean =>
    pinger.context.count === max && ponger.context.count === max;
}
