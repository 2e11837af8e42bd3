import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { System, View } from '../../src/describe/system.ts';

/**
 * Chain replication (van Renesse and Schneider, OSDI 2004), without failures. The head takes writes; each replica
 * appends an update to its log and hands it on; the tail acknowledges it, and the acknowledgement runs back to the
 * head. Updates and acknowledgements are messages under way between neighbours.
 *
 * A wide system: each replica is a component of its own, with a list in its context, and between two neighbours there
 * are two channels. A state is known by how far each write has come and by its value. A write that has been made is on
 * its way down to one of `n - 1` replicas, or its acknowledgement up to one of `n - 1`, or it is done: `p = 2 n - 1`
 * places. No write is ahead of an earlier one, and several may be at one place, so `k` writes can be in C(p + k - 1, k)
 * positions, and there are sum over k from 0 to `writes` of C(p + k - 1, k) values^k states (see `chainStates`).
 */
export function chainReplication(replicas: number, also: { writes: number; values: number }) {
  const names = Array.from({ length: replicas }, (_, i) => nameOf(i));
  const channels = names.slice(1).flatMap((name, i) => [
    [`updates${i + 1}`, { kind: 'fifo', from: names[i]!, to: name, events: ['UPDATE'], capacity: also.writes }],
    [`answers${i + 1}`, { kind: 'fifo', from: name, to: names[i]!, events: ['DONE'], capacity: also.writes }],
  ]);
  const place = (i: number) => (i === 0 ? 'head' : i === replicas - 1 ? 'tail' : 'middle');
  const definition = {
    name: `chain-replication-${replicas}`,
    options: defineOptions({}),
    components: Object.fromEntries(names.map((name, i) => [name, { machine: () => replica(place(i)) }])),
    channels: Object.fromEntries(channels),
    environment: {
      WRITE: {
        to: names[0]!,
        variants: Array.from({ length: also.values }, (_, value) => ({ value })),
        budget: also.writes,
        fairness: 'none',
      },
    },
  };
  return defineSystem(definition as never) as unknown as System;
}

/** The number of states, by the formula above. */
export function chainStates(replicas: number, { writes, values }: { writes: number; values: number }): number {
  let positions = 1;
  let sum = 1;
  for (let k = 1; k <= writes; k++) {
    positions = (positions * (2 * replicas - 2 + k)) / k;
    sum += positions * values ** k;
  }
  return sum;
}

function nameOf(replica: number): string {
  return `replica${replica}`;
}

function replica(place: 'head' | 'middle' | 'tail') {
  const takes = place === 'head' ? 'WRITE' : 'UPDATE';
  return setup({
    types: {
      context: {} as Context,
      events: {} as
        | { type: 'WRITE'; value: number }
        | { type: 'UPDATE'; value: number }
        | { type: 'DONE'; value: number },
      emitted: {} as { type: 'UPDATE'; value: number } | { type: 'DONE'; value: number },
    },
    actions: {
      append: assign({
        log: ({ context, event }) => [...context.log, event.value],
        // The tail answers at once.
        done: ({ context }) => context.done + (place === 'tail' ? 1 : 0),
      }),
      passOn: emit(({ event }) => ({ type: place === 'tail' ? 'DONE' : 'UPDATE', value: event.value })),
      count: assign({ done: ({ context }) => context.done + 1 }),
      answer: emit(({ event }) => ({ type: 'DONE', value: event.value })),
    },
  }).createMachine({
    id: 'replica',
    context: { log: [], done: 0 },
    initial: 'serving',
    states: {
      serving: {
        tags: 'rest',
        on: {
          [takes]: { actions: ['append', 'passOn'] },
          DONE: { actions: place === 'head' ? ['count'] : ['count', 'answer'] },
        },
      },
    },
  });
}

interface Context {
  /** The values written, in their order. */
  readonly log: readonly number[];
  /** How many of them every replica has. */
  readonly done: number;
}

/** What the head has heard to be done stands in the log of the tail, and both have it in one order. */
export function acknowledgedIsEverywhere(replicas: number) {
  const tail = nameOf(replicas - 1);
  return (state: View): boolean => {
    const of = (name: string) => (state as unknown as Readonly<Record<string, { context: Context }>>)[name]!.context;
    const { log, done } = of('replica0');
    const last = of(tail).log;
    return done <= last.length && last.every((value, i) => value === log[i]);
  };
}

/** The head has heard that every write it has made is everywhere. */
export function allIsAcknowledged(state: View): boolean {
  const { log, done } = (state as unknown as { readonly replica0: { readonly context: Context } }).replica0.context;
  return log.length === done;
}
