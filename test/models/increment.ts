import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Threads that increment a counter: read it, add one, write it. Each of read and write (and of lock and release)
 * is one step, and a thread keeps what it has read, as in Stateright's examples `increment` (13 states for two
 * threads) and `increment_lock` (17 for two, 61 for three).
 *
 * The memory is a component that answers calls. It also decides who gets the lock, so that a thread that cannot
 * have it takes no step (a refusal would be a step).
 */
export function increment(threads: number, also: { lock: boolean }) {
  return defineSystem({
    name: `increment-${threads}${also.lock ? '-locked' : ''}`,
    options: defineOptions({}),
    components: {
      memory: { machine: () => memory(threads) },
      thread: { machine: () => thread(also.lock), replicas: threads, input: (thread) => ({ thread }) },
    },
    symmetry: { thread: { names: { thread: 'number', granted: 'indexed' } } },
    channels: {
      requests: { kind: 'call', from: 'thread', to: 'memory', events: ['READ', 'WRITE', 'RELEASE'] },
      answers: {
        kind: 'call',
        from: 'memory',
        to: 'thread',
        events: ['VALUE', 'GRANTED'],
        replica: (event) => event.thread,
      },
    },
    environment: {
      ...(also.lock
        ? {
            lock: {
              to: 'memory',
              variants: Array.from({ length: threads }, (_, thread) => ({ thread })),
              fairness: 'weak',
            },
          }
        : {}),
      proceed: { to: 'thread', fairness: 'weak' },
    },
  });
}

function memory(threads: number) {
  return setup({
    types: {
      context: {} as { count: number; locked: boolean; granted: readonly boolean[] },
      events: {} as
        | { type: 'READ'; thread: number }
        | { type: 'WRITE'; value: number }
        | { type: 'RELEASE' }
        | { type: 'lock'; thread: number },
      emitted: {} as { type: 'VALUE'; thread: number; value: number } | { type: 'GRANTED'; thread: number },
    },
  }).createMachine({
    id: 'memory',
    context: { count: 0, locked: false, granted: Array.from({ length: threads }, () => false) },
    on: {
      READ: {
        actions: emit(({ context, event }) => ({ type: 'VALUE', thread: event.thread, value: context.count })),
      },
      WRITE: { actions: assign({ count: ({ event }) => event.value }) },
      RELEASE: { actions: assign({ locked: false }) },
      lock: {
        guard: ({ context, event }) => !context.locked && !context.granted[event.thread],
        actions: [
          assign({
            locked: true,
            granted: ({ context, event }) => context.granted.map((g, thread) => g || thread === event.thread),
          }),
          emit(({ event }) => ({ type: 'GRANTED', thread: event.thread })),
        ],
      },
    },
  });
}

function thread(locks: boolean) {
  return setup({
    types: {
      context: {} as { thread: number; value: number },
      input: {} as { thread: number },
      events: {} as
        | { type: 'proceed' }
        | { type: 'VALUE'; value: number; thread: number }
        | { type: 'GRANTED'; thread: number },
      emitted: {} as { type: 'READ'; thread: number } | { type: 'WRITE'; value: number } | { type: 'RELEASE' },
    },
  }).createMachine({
    id: 'thread',
    context: ({ input }) => ({ thread: input.thread, value: 0 }),
    initial: locks ? 'outside' : 'reading',
    states: {
      outside: { on: { GRANTED: 'reading' } },
      reading: {
        on: {
          proceed: { actions: emit(({ context }) => ({ type: 'READ', thread: context.thread })) },
          VALUE: { target: 'writing', actions: assign({ value: ({ event }) => event.value }) },
        },
      },
      writing: {
        on: {
          proceed: {
            target: locks ? 'releasing' : 'finished',
            actions: emit(({ context }) => ({ type: 'WRITE', value: context.value + 1 })),
          },
        },
      },
      releasing: { on: { proceed: { target: 'finished', actions: emit({ type: 'RELEASE' }) } } },
      finished: { tags: 'rest' },
    },
  });
}

/** When all threads have finished, nothing is lost. */
export function nothingIsLost({ memory, thread }: ViewOf<ReturnType<typeof increment>>): boolean {
  return !thread.every((t) => t.matches('finished')) || memory.context.count === thread.length;
}
