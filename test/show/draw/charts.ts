import { and, assign, emit, not, or, raise, setup } from 'xstate';
import { defineSystem } from '../../../src/describe/define.ts';
import { defineOptions } from '../../../src/describe/options.ts';
import { EVIL } from '../hostile.ts';

/** A machine with everything that a statechart can have. */
export const zoo = setup({
  types: { events: {} as { type: string }, emitted: {} as { type: string }, tags: {} as 'busy' | 'loud' },
  guards: { a: () => true, b: () => true, c: () => true },
  actions: { x: assign({}), y: assign({}) },
  delays: { backoff: 1 },
}).createMachine({
  id: 'zoo',
  description: 'All that a statechart can be.',
  initial: 'work',
  entry: 'x',
  exit: ['y'],
  on: {
    RESET: { target: '.work', reenter: true, actions: 'x' },
    NOTE: { actions: 'x' },
    OTHER: { actions: 'x' },
    '*': { actions: 'y' },
  },
  states: {
    work: {
      type: 'parallel',
      tags: ['busy', 'loud'],
      entry: 'x',
      onDone: 'end',
      on: { SELF: { target: 'work', reenter: true }, RESTART: '.left.one' },
      states: {
        left: {
          initial: 'one',
          states: {
            one: { on: { NEXT: 'two', BOTH: { target: ['two', '#zoo.work.right.run'], guard: 'a' } } },
            two: {
              description: 'Waits.',
              after: { 30000: { target: 'one', guard: and(['a', or(['b', not('c')])]) }, backoff: 'done' },
            },
            done: { type: 'final' },
          },
        },
        right: {
          initial: 'wait',
          states: {
            wait: { always: { guard: 'a', target: 'run', actions: raise({ type: 'NEXT' }) } },
            run: {
              on: {
                AGAIN: { target: 'run', reenter: true, actions: ['x', 'y'] },
                UP: '#zoo.work.right',
                FIN: [{ guard: 'a', target: 'fin', description: 'It is over.' }, { actions: 'x' }],
                JUMP: '#zoo.work',
              },
            },
            fin: { type: 'final' },
          },
        },
      },
    },
    paused: { on: { RESUME: 'hist', DEEP: 'deep' } },
    hist: { type: 'history', target: 'work' },
    deep: { type: 'history', history: 'deep' },
    end: { type: 'final', entry: emit({ type: 'BYE' }) },
  },
});

export const LONG = 'X'.repeat(5000);
export const HEBREW = 'שלום עולם';

/** A machine whose names end lines, tags and documents, are very long, or run from right to left. */
export const hostile = setup({ types: { events: {} as { type: string }, tags: {} as string } }).createMachine({
  id: EVIL,
  initial: 'a',
  states: {
    a: {
      tags: [EVIL],
      description: EVIL,
      on: { [EVIL]: { target: 'b', description: EVIL }, [LONG]: 'b', [HEBREW]: 'b' },
    },
    b: { on: { end: HEBREW } },
    [HEBREW]: { on: { ['aLongNameInCamelCase'.repeat(5)]: { description: '--> ]]> </title>' } } },
  },
});

const MESSAGES = ['CALL', 'FIRST', 'LOST', 'LOOSE', 'SAID', 'TO_SELF'] as const;
type Message = { readonly type: (typeof MESSAGES)[number] | 'TICK' | 'CRASH' };

const speaker = (id: string) => () =>
  setup({ types: { events: {} as Message, emitted: {} as Message } }).createMachine({ id, on: { '*': {} } });

/** A system with every kind of channel, one to itself, replicas and faults. */
export const wired = defineSystem({
  name: 'wired',
  about: 'Every kind of channel.',
  options: defineOptions({}),
  components: { one: { machine: speaker('one') }, two: { machine: speaker('other'), replicas: 3 } },
  channels: {
    calls: { kind: 'call', from: 'one', to: 'two', events: ['CALL'], about: 'At once.' },
    moreCalls: { kind: 'call', from: 'one', to: 'two', events: ['FIRST'] },
    queue: { kind: 'fifo', from: 'one', to: 'two', events: ['FIRST', 'CALL'], capacity: 2 },
    air: { kind: 'lossy', from: 'two', to: 'one', events: ['LOST'], capacity: 1, budget: 'faults' },
    heap: { kind: 'bag', from: 'two', to: 'one', events: ['LOOSE'], capacity: 1 },
    wall: { kind: 'board', from: 'one', to: 'two', events: ['SAID'] },
    self: { kind: 'fifo', from: 'two', to: 'two', events: ['TO_SELF'], capacity: 1 },
  },
  environment: {
    TICK: { to: 'one', fairness: 'weak' },
    CRASH: { to: 'two', fairness: 'none', fault: true, budget: 1, about: 'It stops.' },
  },
  budgets: { faults: 2 },
});
