import { describe, expect, test } from 'vitest';
import { emit, enqueueActions, setup } from 'xstate';
import { Space } from '../../src/describe/space.ts';
import { check, defineOptions, defineSystem, invariant, never, stepsOf, type ViewOf } from '../../src/index.ts';
import { explore, referenceOf } from '../../src/reference/index.ts';
import { replay } from '../../src/show/replay.ts';

const lamp = () =>
  setup({
    types: {
      events: {} as { type: 'push' } | { type: 'look' },
      emitted: {} as { type: 'LIT' } | { type: 'SEEN'; times: number },
    },
  }).createMachine({
    id: 'lamp',
    initial: 'off',
    states: {
      off: { on: { push: { target: 'on', actions: emit({ type: 'LIT' }) } } },
      on: { on: { look: { actions: emit({ type: 'SEEN', times: 1 }) } } },
    },
  });
const meter = () => setup({ types: { events: {} as { type: 'LIT' } } }).createMachine({ id: 'meter', on: { LIT: {} } });

const parts = {
  name: 'lamp',
  options: defineOptions({}),
  environment: { push: { to: 'lamp', fairness: 'weak' }, look: { to: 'lamp', fairness: 'none' } },
} as const;
const system = defineSystem({
  ...parts,
  components: { lamp: { machine: lamp } },
  channels: {},
  unheard: ['LIT', 'SEEN'],
});
type State = ViewOf<typeof system>;
const staysOff = invariant({
  name: 'stays-off',
  about: 'The lamp stays off.',
  holds: never(({ lamp: l }: State) => l.matches('on')),
});

describe('unheard events', () => {
  test('are no messages: what only emits them is no transition', async () => {
    const { report } = await check(system, [staysOff]);
    expect(report).toMatchObject({ states: 2, transitions: 1 });
    const [trace] = report.verdicts[0]!.counterexamples;
    expect(trace!.stem.map(({ event, sent }) => [event.type, sent])).toEqual([['push', []]]);
    expect(replay(system as never, trace!)).toMatchObject({ ok: true });
    const space = new Space(system.options as never);
    const graph = explore(referenceOf(system as never, space, space.configurations[0]!), 10);
    expect([graph.states.length, graph.edges.flat().length]).toEqual([2, 1]);
  });

  test('are refused where a channel carries them, and where nobody emits them', () => {
    const both = { lamp: { machine: lamp }, meter: { machine: meter } };
    const lit = { kind: 'call', from: 'lamp', to: 'meter', events: ['LIT'] } as const;
    const define = (unheard: readonly string[]) => () =>
      defineSystem({ ...parts, components: both, channels: { lit }, unheard: unheard as never });
    expect(define(['SEEN'])).not.toThrow();
    expect(define(['LIT', 'SEEN'])).toThrow(/'LIT' is in 'unheard', but channel 'lit' carries it/);
    expect(define(['SEN'])).toThrow(/'unheard': there is no emitted event 'SEN'; did you mean 'SEEN'/);
  });

  test('are not looked for in machines that compute what they emit', () => {
    const computes = () =>
      setup({ types: { emitted: {} as { type: 'A' } } }).createMachine({
        entry: enqueueActions(({ enqueue }) => enqueue.emit({ type: 'A' })),
      });
    const components = { one: { machine: computes } };
    const given = { name: 'n', options: defineOptions({}), components, channels: {}, environment: {} };
    expect(() => defineSystem({ ...given, unheard: ['A'] })).not.toThrow();
    // @ts-expect-error nobody emits this
    expect(() => defineSystem({ ...given, unheard: ['B'] })).not.toThrow();
  });

  test('cannot be watched: a property of them would hold whatever happens', async () => {
    const lit = invariant({ name: 'n', about: '', holds: never(stepsOf(system).emits('lamp', 'LIT')) });
    await expect(check(system, [lit])).rejects.toThrow(/step pattern '.*': 'LIT' is in 'unheard' of this system/);
    const other = stepsOf(system).emits('lamp', 'LIT');
    const elsewhere = invariant({ name: 'n', about: '', holds: never({ ...other, component: 'lump' }) });
    await expect(check(system, [elsewhere])).rejects.toThrow(/no component 'lump'; did you mean 'lamp'/);
  });
});
