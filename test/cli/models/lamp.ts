import { setup } from 'xstate';
import { invariant, leadsTo, never, noDeadlock } from '../../../src/describe/properties.ts';
import type { Ask, AskOf, ViewOf } from '../../../src/index.ts';
import { defineOptions, defineSystem } from '../../../src/index.ts';

/** A lamp and a person who wants light: the smallest model with everything that the command line shows. */
const definitions = {
  lamp: { about: 'The release of the lamp.', releases: ['1.0', '1.1', '2.0'], default: '1.0' },
  switch: { about: 'Who built the switch.', values: ['cheap', 'good'], default: 'cheap' },
  dimmed: { about: 'Whether the lamp can be dimmed.', values: [false, true], default: false, since: { lamp: '1.1' } },
} as const;
type AskOptions = Ask<typeof definitions, Record<never, never>>;

const options = defineOptions(definitions, {
  features: {
    flickers: {
      about: 'The lamp goes off again.',
      of: [true, false],
      from: (ask: AskOptions) => !ask.since('lamp', '2.0') && ask.is('switch', 'cheap'),
    },
  },
});

const lamp = (ask: AskOf<typeof options>) =>
  setup({
    types: { events: {} as { type: 'PRESS' } | { type: 'BURN' } },
    guards: { flickers: () => ask.feature('flickers') },
  }).createMachine({
    id: 'lamp',
    initial: 'off',
    states: {
      off: {
        on: {
          PRESS: [
            { guard: 'flickers', target: 'flickering', description: 'Switch.press: bounces (1.0 to 1.1)' },
            { target: 'on', description: 'Switch.press' },
          ],
        },
      },
      flickering: { on: { PRESS: 'off' } },
      on: { tags: ['rest'], on: { BURN: 'broken' } },
      broken: { tags: ['rest'] },
    },
  });

export const system = defineSystem({
  name: 'lamp',
  options,
  components: { lamp: { machine: lamp } },
  channels: {},
  environment: {
    PRESS: { to: 'lamp', fairness: 'weak' },
    BURN: { to: 'lamp', budget: 1, fairness: 'none', fault: true },
  },
  remedies: {
    'good-switch': { about: 'Build a good switch in.', features: { flickers: false } },
    nothing: { about: 'Leave it as it is.', features: {} },
  },
});

type State = ViewOf<typeof system>;
const isLit = ({ lamp }: State) => lamp.matches('on');
const isBroken = ({ lamp }: State) => lamp.matches('broken');
const isOff = ({ lamp }: State) => lamp.matches('off');

export const invariants = [
  invariant({
    name: 'light-comes',
    about: 'Whoever presses the switch has light in the end.',
    holds: leadsTo(isOff, isLit),
  }),
  invariant({ name: 'never-broken', about: 'The lamp does not break.', holds: never(isBroken) }),
  invariant({ name: 'no-deadlock', about: 'There is always something to do.', holds: noDeadlock }),
];
