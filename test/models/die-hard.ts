import { assign, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/** Jugs of three and five gallons. That the big one never holds four is violated in a trace of seven states. */
export function dieHard() {
  return defineSystem({
    name: 'die-hard',
    options: defineOptions({}),
    components: { jugs: { machine: jugs } },
    channels: {},
    environment: {
      fill: { to: 'jugs', variants: [{ jug: 'small' }, { jug: 'big' }], fairness: 'none' },
      empty: { to: 'jugs', variants: [{ jug: 'small' }, { jug: 'big' }], fairness: 'none' },
      pour: { to: 'jugs', variants: [{ from: 'small' }, { from: 'big' }], fairness: 'none' },
    },
  });
}

const SIZE = { small: 3, big: 5 };
type Jug = keyof typeof SIZE;

function jugs() {
  return setup({
    types: {
      context: {} as Record<Jug, number>,
      events: {} as { type: 'fill'; jug: Jug } | { type: 'empty'; jug: Jug } | { type: 'pour'; from: Jug },
    },
  }).createMachine({
    id: 'jugs',
    context: { small: 0, big: 0 },
    on: {
      fill: { actions: assign(({ event }) => ({ [event.jug]: SIZE[event.jug] })) },
      empty: { actions: assign(({ event }) => ({ [event.jug]: 0 })) },
      pour: {
        actions: assign(({ context, event: { from } }) => {
          const to = from === 'small' ? 'big' : 'small';
          const poured = Math.min(context[from], SIZE[to] - context[to]);
          return { [from]: context[from] - poured, [to]: context[to] + poured };
        }),
      },
    },
  });
}

/** Not true: that is the puzzle. */
export function bigIsNotFour({ jugs }: ViewOf<ReturnType<typeof dieHard>>): boolean {
  return jugs.context.big !== 4;
}
