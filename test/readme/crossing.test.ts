// The example of the README, as it stands there.

import { test } from 'vitest';
import { emit, setup } from 'xstate';
import { defineOptions, defineSystem, expectHolds, invariant, never, type ViewOf } from '../../src/index.ts';

const light = (initial: 'red' | 'green') => () =>
  setup({ types: { events: {} as { type: 'GO' }, emitted: {} as { type: 'GO' } } }).createMachine({
    id: 'light',
    initial,
    states: {
      green: { after: { 30000: { target: 'red', actions: emit({ type: 'GO' }) } } },
      red: { on: { GO: 'green' } },
    },
  });

const crossing = defineSystem({
  name: 'crossing',
  options: defineOptions({}),
  components: { north: { machine: light('green') }, east: { machine: light('red') } },
  channels: {
    toEast: { kind: 'fifo', from: 'north', to: 'east', events: ['GO'], capacity: 1 },
    toNorth: { kind: 'fifo', from: 'east', to: 'north', events: ['GO'], capacity: 1 },
  },
  environment: {},
});

type State = ViewOf<typeof crossing>;

const neverBothGreen = invariant({
  name: 'never-both-green',
  about: 'The two lights are never green together.',
  holds: never(({ north, east }: State) => north.matches('green') && east.matches('green')),
});

test('the lights are never green together', () => expectHolds(crossing, neverBothGreen));
