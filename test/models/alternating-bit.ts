import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * The alternating bit protocol: `items` are sent over a channel that may lose some of them, each with a bit, again
 * and again until it is acknowledged. The timeout is an `after` transition: it may happen at any time. The sender takes
 * a step of its own to go on to the next item, so that an acknowledgement can always be delivered.
 *
 * @param also.losses the most messages that may vanish, for each of the two channels
 * @param also.checksBit false breaks the protocol: the receiver takes every message for a new one
 */
export function alternatingBit(items: number, also: { losses: number; checksBit?: boolean }) {
  const over = { kind: 'lossy', full: 'blocks', budget: also.losses, fairness: 'strong' } as const;
  return defineSystem({
    name: `alternating-bit-${items}`,
    options: defineOptions({}),
    components: {
      sender: { machine: () => sender(items) },
      receiver: { machine: () => receiver(also.checksBit ?? true) },
    },
    channels: {
      data: { ...over, capacity: 1, from: 'sender', to: 'receiver', events: ['DATA'] },
      acknowledgements: { ...over, capacity: 2, from: 'receiver', to: 'sender', events: ['ACK'] },
    },
    environment: {},
  });
}

function sender(items: number) {
  return setup({
    types: {
      context: {} as { item: number; bit: 0 | 1 },
      events: {} as { type: 'ACK'; bit: 0 | 1 },
      emitted: {} as { type: 'DATA'; item: number; bit: 0 | 1 },
    },
    actions: { send: emit(({ context }) => ({ type: 'DATA', item: context.item, bit: context.bit })) },
  }).createMachine({
    id: 'sender',
    context: { item: 0, bit: 0 },
    initial: 'sending',
    states: {
      sending: {
        entry: 'send',
        after: { 1000: { target: 'sending', reenter: true } },
        on: {
          ACK: {
            guard: ({ context, event }) => event.bit === context.bit,
            target: 'next',
            actions: assign({
              item: ({ context }) => context.item + 1,
              bit: ({ context }) => (context.bit === 0 ? 1 : 0),
            }),
          },
        },
      },
      next: {
        always: { guard: ({ context }) => context.item === items, target: 'finished' },
        after: { 0: 'sending' },
        on: { ACK: {} },
      },
      finished: { tags: 'rest', on: { ACK: {} } },
    },
  });
}

function receiver(checksBit: boolean) {
  return setup({
    types: {
      context: {} as { received: number; bit: 0 | 1; inOrder: boolean },
      events: {} as { type: 'DATA'; item: number; bit: 0 | 1 },
      emitted: {} as { type: 'ACK'; bit: 0 | 1 },
    },
    actions: { acknowledge: emit(({ event }) => ({ type: 'ACK', bit: event.bit })) },
  }).createMachine({
    id: 'receiver',
    context: { received: 0, bit: 0, inOrder: true },
    initial: 'listening',
    states: {
      listening: {
        tags: 'rest',
        on: {
          DATA: [
            {
              guard: ({ context, event }) => !checksBit || event.bit === context.bit,
              actions: [
                'acknowledge',
                assign({
                  inOrder: ({ context, event }) => context.inOrder && event.item === context.received,
                  received: ({ event }) => event.item + 1,
                  bit: ({ context }) => (context.bit === 0 ? 1 : 0),
                }),
              ],
            },
            { actions: 'acknowledge' },
          ],
        },
      },
    },
  });
}

type State = ViewOf<ReturnType<typeof alternatingBit>>;

/** Every item arrives once, in order. */
export function inOrder({ receiver }: State): boolean {
  return receiver.context.inOrder;
}

export function senderHasFinished({ sender }: State): boolean {
  return sender.matches('finished');
}
