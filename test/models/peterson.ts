import { assign, emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/**
 * Peterson's mutual exclusion of two processes (1981), with the atomic steps of SPIN's example `peterson`: each statement is
 * a step. What the processes share is in a component of its own, which they call.
 *
 * A process that waits asks again and again. Asked in vain, that is a step from a state to itself, which SPIN's does not have:
 * there the statement is not possible.
 */
export const peterson = defineSystem({
  name: 'peterson',
  options: defineOptions({}),
  components: {
    process: { machine: process, replicas: 2, input: (me) => ({ me }) },
    memory: { machine: memory },
  },
  channels: {
    statements: {
      kind: 'call',
      from: 'process',
      to: 'memory',
      events: ['RAISE', 'TURN', 'TRY', 'ENTER', 'ASSERT', 'LEAVE', 'LOWER'],
    },
    answers: { kind: 'call', from: 'memory', to: 'process', events: ['GO'], replica: (event) => event.to },
  },
  environment: { step: { to: 'process', fairness: 'weak' } },
});

type Statement =
  | { type: 'RAISE'; me: number }
  | { type: 'TURN'; me: number }
  | { type: 'TRY'; me: number }
  | { type: 'ENTER' }
  | { type: 'ASSERT' }
  | { type: 'LEAVE' }
  | { type: 'LOWER'; me: number };

function process() {
  return setup({
    types: {
      context: {} as { me: number },
      input: {} as { me: number },
      events: {} as { type: 'step' } | { type: 'GO'; to: number },
      emitted: {} as Statement,
    },
    actions: {
      raise: emit(({ context }) => ({ type: 'RAISE', me: context.me })),
      turn: emit(({ context }) => ({ type: 'TURN', me: context.me })),
      try: emit(({ context }) => ({ type: 'TRY', me: context.me })),
      enter: emit({ type: 'ENTER' }),
      assert: emit({ type: 'ASSERT' }),
      leave: emit({ type: 'LEAVE' }),
      lower: emit(({ context }) => ({ type: 'LOWER', me: context.me })),
    },
  }).createMachine({
    id: 'process',
    context: ({ input }) => input,
    initial: 'starting',
    states: {
      starting: { on: { step: 'raising' } },
      raising: { on: { step: { target: 'turning', actions: 'raise' } } },
      turning: { on: { step: { target: 'waiting', actions: 'turn' } } },
      waiting: { on: { step: { actions: 'try' }, GO: 'entering' } },
      entering: { on: { step: { target: 'asserting', actions: 'enter' } } },
      asserting: { on: { step: { target: 'leaving', actions: 'assert' } } },
      leaving: { on: { step: { target: 'lowering', actions: 'leave' } } },
      lowering: { on: { step: { target: 'raising', actions: 'lower' } } },
    },
  });
}

interface Memory {
  readonly flags: readonly boolean[];
  readonly turn: number;
  readonly critical: number;
  readonly wrong: boolean;
}

function memory() {
  return setup({
    types: { context: {} as Memory, events: {} as Statement, emitted: {} as { type: 'GO'; to: number } },
    guards: {
      mayGo: ({ context: { flags, turn }, event }) => 'me' in event && (!flags[1 - event.me] || turn === 1 - event.me),
      isAlone: ({ context }) => context.critical === 1,
    },
  }).createMachine({
    id: 'memory',
    context: { flags: [false, false], turn: 0, critical: 0, wrong: false },
    on: {
      RAISE: { actions: assign({ flags: ({ context, event }) => context.flags.with(event.me, true) }) },
      TURN: { actions: assign({ turn: ({ event }) => event.me }) },
      TRY: { guard: 'mayGo', actions: emit(({ event }) => ({ type: 'GO', to: event.me })) },
      ENTER: { actions: assign({ critical: ({ context }) => context.critical + 1 }) },
      ASSERT: [{ guard: 'isAlone' }, { actions: assign({ wrong: true }) }],
      LEAVE: { actions: assign({ critical: ({ context }) => context.critical - 1 }) },
      LOWER: { actions: assign({ flags: ({ context, event }) => context.flags.with(event.me, false) }) },
    },
  });
}

type State = ViewOf<typeof peterson>;

/** What SPIN's model asserts: whoever is in the critical section is alone there. */
export function alone({ memory }: State): boolean {
  return !memory.context.wrong;
}
