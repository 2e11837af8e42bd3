import { emit, setup } from 'xstate';
import { defineOptions, defineSystem, invariant, noDeadlock, scenario } from '../../../src/index.ts';

/** A scenario with a mistake: its channel is too small. */
const clock = () =>
  setup({
    types: { events: {} as { type: 'WIND' }, emitted: {} as { type: 'TICK' } },
  }).createMachine({
    id: 'clock',
    initial: 'stopped',
    states: {
      stopped: { tags: ['rest'], on: { WIND: 'ticking' } },
      ticking: { tags: ['rest'], on: { WIND: { actions: [emit({ type: 'TICK' }), emit({ type: 'TICK' })] } } },
    },
  });
const ear = () => setup({ types: { events: {} as { type: 'TICK' } } }).createMachine({ id: 'ear', on: { TICK: {} } });

const define = (capacity: number) =>
  defineSystem({
    name: 'clock',
    options: defineOptions({}),
    components: { clock: { machine: clock }, ear: { machine: ear } },
    channels: { ticks: { kind: 'fifo', from: 'clock', to: 'ear', events: ['TICK'], capacity } },
    environment: { WIND: { to: 'clock', budget: 2, fairness: 'none' } },
  });

export const system = define(4);
export const invariants = [invariant({ name: 'no-deadlock', about: 'It goes on.', holds: noDeadlock })];
export const scenarios = [scenario({ name: 'overfull', about: 'Too small.', system: define(1), invariants })];
