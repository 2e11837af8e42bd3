import { expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { type AskOf, defineOptions } from '../../src/describe/options.ts';
import { always, type Invariant, invariant, leadsTo, stepsOf } from '../../src/describe/properties.ts';
import type { ViewOf } from '../../src/describe/system.ts';

/*
 * What the compiler finds. Every `@ts-expect-error` is checked by `npm run types`: without an error there, it is one
 * itself. None of it is run.
 */

const options = defineOptions(
  {
    mode: { about: 'the mode', values: ['table', 'divided'], default: 'table' },
    force: { about: 'a switch', values: [false, true], default: false },
    release: { about: 'the release', releases: ['1.0', '1.1'], default: '1.1' },
  },
  {
    features: {
      cleans: { about: 'cleans up', of: [true, false], from: ({ since }) => since('release', '1.1') },
    },
  },
);
type Asks = AskOf<typeof options>;

const sender = ({ is, since, feature }: Asks) =>
  setup({
    types: {
      events: {} as { type: 'start'; n: number } | { type: 'DONE' },
      emitted: {} as { type: 'PING'; n: number } | { type: 'STOP' },
    },
    guards: {
      table: () => is('mode', 'table') && is('force', true) && since('release', '1.1') && feature('cleans'),
    },
  }).createMachine({
    id: 'sender',
    initial: 'idle',
    states: {
      idle: { on: { start: { guard: 'table', target: 'busy', actions: emit({ type: 'PING', n: 1 }) } } },
      busy: { on: { DONE: 'idle' } },
    },
  });

const receiver = () =>
  setup({
    types: {
      context: {} as { count: number },
      events: {} as { type: 'PING'; n: number } | { type: 'kill' },
      emitted: {} as { type: 'DONE' },
    },
  }).createMachine({
    id: 'receiver',
    context: { count: 0 },
    on: { PING: { actions: emit({ type: 'DONE' }) }, kill: {} },
  });

const parts = { sender: { machine: sender }, receiver: { machine: receiver, replicas: 2 } } as const;
const system = defineSystem({
  name: 'typed',
  options,
  components: parts,
  channels: {
    pings: { kind: 'fifo', from: 'sender', to: 'receiver', events: ['PING'], capacity: 1, replica: ({ n }) => n },
    answers: { kind: 'call', from: 'receiver', to: 'sender', events: ['DONE'] },
  },
  environment: {
    start: { to: 'sender', variants: [{ n: 1 }], fairness: 'weak' },
    kill: { to: 'receiver', fairness: 'none', budget: 1, fault: true },
  },
  timers: { sender: 'weak' },
});
type State = ViewOf<typeof system>;

function channels() {
  const given = { name: 'n', options, components: parts, environment: {} } as const;
  const bag = { kind: 'bag', capacity: 1 } as const;
  // @ts-expect-error the event is misspelt
  defineSystem({ ...given, channels: { c: { ...bag, from: 'sender', to: 'receiver', events: ['PINGG'] } } });
  // @ts-expect-error the sender does not emit it
  defineSystem({ ...given, channels: { c: { ...bag, from: 'receiver', to: 'sender', events: ['PING'] } } });
  // @ts-expect-error the receiver does not take it
  defineSystem({ ...given, channels: { c: { ...bag, from: 'sender', to: 'receiver', events: ['STOP'] } } });
  // @ts-expect-error the component is misspelt
  defineSystem({ ...given, channels: { c: { ...bag, from: 'sendr', to: 'receiver', events: ['PING'] } } });
  // @ts-expect-error the kind is misspelt
  defineSystem({ ...given, channels: { c: { kind: 'fife', from: 'sender', to: 'receiver', events: ['PING'] } } });
}

function environment() {
  const given = { name: 'n', options, components: parts, channels: {} } as const;
  defineSystem({ ...given, environment: { kill: { to: 'receiver', fairness: 'none' } } });
  // @ts-expect-error nobody takes this event
  defineSystem({ ...given, environment: { kil: { to: 'receiver', fairness: 'none' } } });
  // @ts-expect-error another component takes it
  defineSystem({ ...given, environment: { kill: { to: 'sender', fairness: 'none' } } });
  // @ts-expect-error the payload has no such field
  defineSystem({ ...given, environment: { start: { to: 'sender', fairness: 'none', variants: [{ m: 1 }] } } });
  // @ts-expect-error the payload is not a number
  defineSystem({ ...given, environment: { start: { to: 'sender', fairness: 'none', variants: [{ n: 'one' }] } } });
  // @ts-expect-error it says nothing about fairness
  defineSystem({ ...given, environment: { kill: { to: 'receiver' } } });
  // @ts-expect-error the fairness is misspelt
  defineSystem({ ...given, environment: { kill: { to: 'receiver', fairness: 'week' } } });
  // @ts-expect-error there is no such component
  defineSystem({ ...given, environment: {}, timers: { sendr: 'weak' } });
}

function questions({ is, since, feature }: Asks) {
  // @ts-expect-error there is no such option
  is('mood', 'table');
  // @ts-expect-error there is no such value
  is('mode', 'tabel');
  // @ts-expect-error the values are not texts
  is('force', 'true');
  // @ts-expect-error there is no such release
  since('release', '1.2');
  // @ts-expect-error this option has no releases
  since('mode', 'table');
  // @ts-expect-error there is no such feature
  feature('clean');
  const value: boolean = feature('cleans');
  return value;
}

function overrides() {
  system.withFeatures({ cleans: false });
  // @ts-expect-error there is no such feature
  system.withFeatures({ clean: false });
  // @ts-expect-error there is no such value
  system.withFeatures({ cleans: 'no' });
  // @ts-expect-error a component asks about an option that the system does not have
  defineSystem({ name: 'n', options: defineOptions({}), components: parts, channels: {}, environment: {} });
}

function predicates() {
  always(
    ({ sender, receiver, ask }: State) =>
      sender.matches('busy') && receiver[0]!.context.count > 0 && ask.is('force', true),
  );
  // @ts-expect-error there is no such component
  always(({ sendr }: State) => sendr.matches('busy'));
  // @ts-expect-error there is no such state
  always(({ sender }: State) => sender.matches('bussy'));
  // @ts-expect-error replicas are a list
  always(({ receiver }: State) => receiver.context.count > 0);
  // @ts-expect-error there is no such field in the context
  always(({ receiver }: State) => receiver[0]!.context.cuont > 0);
  // @ts-expect-error there is no such option
  always(({ ask }: State) => ask.is('mood', 'table'));
  // @ts-expect-error it is neither true nor false
  always(({ sender }: State) => sender.value);
}

function steps() {
  const { emits, takes } = stepsOf(system);
  emits('sender', 'PING', { where: ({ n }) => n > 1 });
  takes('receiver', 'kill', { replica: 1 });
  // @ts-expect-error there is no such component
  emits('sendr', 'PING');
  // @ts-expect-error it does not emit this
  emits('sender', 'DONE');
  // @ts-expect-error it does not take this
  takes('receiver', 'DONE');
  // @ts-expect-error the event has no such field
  emits('sender', 'PING', { where: ({ m }) => m > 1 });
}

function properties() {
  const busy = ({ sender }: State) => sender.matches('busy');
  const other = ({ lamp }: { lamp: { matches(state: 'on'): boolean } }) => lamp.matches('on');
  const fine: Invariant<State> = invariant({ name: 'n', about: 'a', holds: leadsTo(busy, busy) });
  // @ts-expect-error it is a property of another system's state
  const wrong: Invariant<State> = invariant({ name: 'n', about: 'a', holds: always(other) });
  // @ts-expect-error one of the two is
  const mixed: Invariant<State> = invariant({ name: 'n', about: 'a', holds: leadsTo(busy, other) });
  return [fine, wrong, mixed];
}

function definitions() {
  const o = { o: { about: '', values: ['x'], default: 'x' } } as const;
  // @ts-expect-error a feature asks about a value that does not exist
  defineOptions(o, { features: { f: { about: '', of: [true, false], from: ({ is }) => is('o', 'y') } } });
}

test('the lines above are compiled by `npm run types`', () => {
  const compiled = [channels, environment, questions, overrides, predicates, steps, properties, definitions];
  expect(compiled.every((lines) => lines.length <= 1)).toBe(true);
});
