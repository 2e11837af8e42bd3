import { emit, setup } from 'xstate';
import type { Ask, AskOf, ViewOf } from '../../../src/index.ts';
import {
  defineOptions,
  defineSystem,
  entry,
  invariant,
  never,
  noDeadlock,
  restrictOptions,
  scenario,
} from '../../../src/index.ts';

/** A pump, which is one machine in three systems: the smallest module with scenarios and a catalogue. */
const definitions = {
  pump: { about: 'The release of the pump.', releases: ['1.0', '1.1', '1.2', '2.0'], default: '2.0' },
  mode: { about: 'How it is built in.', values: ['single', 'double'], default: 'single' },
} as const;
type AskOptions = Ask<typeof definitions, Record<never, never>>;

const options = defineOptions(definitions, {
  features: {
    leaks: { about: 'It leaks.', of: [true, false], from: (ask: AskOptions) => !ask.since('pump', '1.2') },
    rusts: { about: 'It rusts, as before 1.0.', of: [true, false], from: () => false as boolean },
    fused: { about: 'A fuse goes instead of the motor.', of: [true, false], from: () => false as boolean },
  },
});

const pump = (ask: AskOf<typeof options>) =>
  setup({
    types: {
      events: {} as { type: 'START' } | { type: 'STOP' } | { type: 'OVERLOAD' },
      emitted: {} as { type: 'STARTED' },
    },
    guards: {
      leaks: () => ask.feature('leaks'),
      rusts: () => ask.feature('rusts'),
      'has a fuse': () => ask.feature('fused'),
      'gets hot': () => ask.since('pump', '1.1') && ask.is('mode', 'double'),
    },
  }).createMachine({
    id: 'pump',
    initial: 'idle',
    states: {
      idle: { tags: ['rest'], on: { START: { target: 'running', actions: emit({ type: 'STARTED' }) } } },
      running: {
        on: {
          STOP: [{ guard: 'leaks', target: 'leaking' }, { guard: 'rusts', target: 'rusty' }, { target: 'idle' }],
          OVERLOAD: [
            { guard: 'has a fuse', target: 'dark' },
            { guard: 'gets hot', target: 'hot' },
          ],
        },
      },
      leaking: { on: { STOP: 'idle' } },
      rusty: { tags: ['rest'] },
      hot: { on: { STOP: 'idle' } },
      dark: {},
      // Nothing leads here.
      polished: {},
    },
  });

const meter = () =>
  setup({ types: { events: {} as { type: 'STARTED' } } }).createMachine({
    id: 'meter',
    initial: 'zero',
    states: { zero: { on: { STARTED: 'one' } }, one: { tags: ['rest'], on: { STARTED: {} } } },
  });

const use = { START: { to: 'pump', fairness: 'weak' }, STOP: { to: 'pump', fairness: 'weak' } } as const;

export const system = defineSystem({
  name: 'pump',
  options,
  components: { pump: { machine: pump }, meter: { machine: meter } },
  channels: { starts: { kind: 'call', from: 'pump', to: 'meter', events: ['STARTED'] } },
  environment: { ...use, OVERLOAD: { to: 'pump', budget: 1, fairness: 'none', fault: true } },
  remedies: {
    fuse: { about: 'Build a fuse in.', features: { fused: true } },
    single: { about: 'Use one pump at a time.', set: { mode: 'single' } },
  },
});

const alone = defineSystem({
  name: 'pump-alone',
  options: restrictOptions(options, { pump: ['1.0', '1.1', '2.0'], mode: ['single'] }),
  components: { pump: { machine: pump } },
  channels: {},
  unheard: ['STARTED'],
  environment: use,
});

type State = Pick<ViewOf<typeof system>, 'pump'>;
const isLeaking = (state: State) => state.pump.matches('leaking');
const isRusty = (state: State) => state.pump.matches('rusty');
const isHot = (state: State) => state.pump.matches('hot');

const neverLeaks = invariant({ name: 'never-leaks', about: 'It does not leak.', holds: never(isLeaking) });
const neverRusty = invariant({ name: 'never-rusty', about: 'It does not rust.', holds: never(isRusty) });
const neverHot = invariant({ name: 'never-hot', about: 'It does not get hot.', holds: never(isHot) });
const alwaysOn = invariant({ name: 'no-deadlock', about: 'It can be used again.', holds: noDeadlock });

export const invariants = [neverHot, alwaysOn];
export const baseline = 'pump.json';

export const scenarios = [
  scenario({
    name: 'alone',
    about: 'The pump without a meter.',
    system: alone,
    invariants: [neverLeaks, neverRusty],
    baseline: 'pump-alone.json',
  }),
  scenario({ name: 'bare', about: 'Nothing is known of it.', system: alone, invariants: [neverRusty, alwaysOn] }),
];

const about = { link: 'https://example.org/pump', source: 'the release notes', release: 'pump' };

export const catalogue = [
  entry({
    ...about,
    issue: 'acme/pump#1',
    title: 'It leaks when it stops.',
    scenario: 'alone',
    invariant: 'never-leaks',
    published: { until: '1.1' },
    fix: '#11 in 1.2',
  }),
  entry({
    ...about,
    issue: 'acme/pump#2',
    title: 'It rusts.',
    scenario: 'alone',
    invariant: 'never-rusty',
    within: { pump: ['2.0'] },
    features: { rusts: true },
    published: { until: '0.9' },
    fix: '#12 in 1.0',
  }),
  entry({
    ...about,
    issue: 'acme/pump#3',
    title: 'Two of them get hot.',
    scenario: 'main',
    invariant: 'never-hot',
    published: { from: '1.2' },
    fix: '#13, open',
    remedy: 'fuse',
    remark: 'The report is of 1.2, and nobody had tried 1.1 | 1.0.',
  }),
];
