import { describe, expect, it } from 'vitest';
import { cancel, createMachine, emit, raise } from 'xstate';
import { Mistake } from '../../src/describe/mistake.ts';
import { defineOptions } from '../../src/describe/options.ts';
import { deadlocks, explore, type RState, type RStep } from '../../src/reference/index.ts';
import { onlyReference } from './helpers.ts';

/** A system of untyped machines, each written as XState's configuration. */
function system(
  machines: Record<string, Parameters<typeof createMachine>[0]>,
  channels: Record<string, object>,
  environment: Record<string, object>,
  also: object = {},
) {
  const components = Object.entries(machines).map(([name, config]) => [
    name,
    { machine: () => createMachine({ id: name, ...config }) },
  ]);
  return onlyReference({
    name: 'rules',
    options: defineOptions({}),
    components: Object.fromEntries(components),
    channels,
    environment,
    ...also,
  } as Parameters<typeof onlyReference>[0]);
}

const go = { go: { to: 'a', fairness: 'weak' } };
const says = (...types: string[]) => types.map((type) => emit({ type } as never));
const fifo = { kind: 'fifo', capacity: 3 };

/** The first step from the initial state, and the state after it. */
function first(reference: ReturnType<typeof onlyReference>): { step: RStep; next: RState } {
  return reference.steps(reference.initial())[0]!;
}

const sentIn = ({ sent }: RStep) => sent.map(({ from, to, message, fate }) => `${from} ${message.type} ${to} ${fate}`);

describe('calls', () => {
  it('are handled first-in first-out, after the macrostep, within the step', () => {
    const reference = system(
      {
        a: { on: { go: { actions: says('x', 'y') }, z: {} } },
        b: { on: { x: { actions: says('z') }, y: { actions: says('z') } } },
      },
      {
        to: { kind: 'call', from: 'a', to: 'b', events: ['x', 'y'] },
        fro: { kind: 'call', from: 'b', to: 'a', events: ['z'] },
      },
      go,
    );
    const { step } = first(reference);
    expect(step.taken.map(({ component, event }) => `${component} ${event.type}`)).toEqual([
      'a go',
      'b x',
      'b y',
      'a z',
      'a z',
    ]);
    expect(sentIn(step)).toEqual(['a x b handled', 'a y b handled', 'b z a handled', 'b z a handled']);
  });

  it('to a component that is down are dropped, unless it has a transition for them', () => {
    const to = { to: { kind: 'call', from: 'a', to: 'b', events: ['x'] } };
    const a = { on: { go: { actions: says('x') } } };
    const deaf = system({ a, b: { initial: 'off', states: { off: { tags: 'down' } } } }, to, go);
    expect(sentIn(first(deaf).step)).toEqual(['a x b dropped']);
    const listening = system({ a, b: { initial: 'off', states: { off: { tags: 'down', on: { x: {} } } } } }, to, go);
    expect(sentIn(first(listening).step)).toEqual(['a x b handled']);
    const done = system({ a, b: { initial: 'end', on: { x: {} }, states: { end: { type: 'final' } } } }, to, go);
    expect(sentIn(first(done).step)).toEqual(['a x b dropped']);
  });

  it('without end are a mistake', () => {
    const reference = system(
      { a: { on: { go: { actions: says('x') }, x: { actions: says('x') } } } },
      { again: { kind: 'call', from: 'a', to: 'a', events: ['x'] } },
      go,
    );
    expect(() => first(reference)).toThrow(/more than 1000 messages/);
  });
});

describe('mistakes', () => {
  it('an event on no channel', () => {
    expect(() => first(system({ a: { on: { go: { actions: says('x') } } } }, {}, go))).toThrow(/no channel carries/);
  });

  it('a message without a transition, but neither one that is forbidden nor one whose guard is false', () => {
    const channels = { to: { ...fifo, from: 'a', to: 'b', events: ['x'] } };
    const a = { entry: says('x') };
    expect(() => first(system({ a, b: {} }, channels, {}))).toThrow(/has no transition for 'x'/);
    const forbidden = first(system({ a, b: { on: { x: {} } } }, channels, {})).step;
    expect(forbidden.taken[0]?.ignored).toBe(false);
    const guarded = first(
      system(
        { a, b: { on: { '*': { guard: () => false, target: '.never' } }, initial: 'never', states: { never: {} } } },
        channels,
        {},
      ),
    );
    expect(guarded.step.taken[0]?.ignored).toBe(true);
    expect(guarded.next.queues).toEqual({});
  });

  it('a full channel, where it does not block', () => {
    const a = { on: { go: { actions: says('x', 'x') } } };
    const to = { kind: 'fifo', capacity: 1, from: 'a', to: 'b', events: ['x'] };
    expect(() => first(system({ a, b: {} }, { to }, go))).toThrow(/is full/);
    const blocking = system({ a, b: {} }, { to: { ...to, full: 'blocks' } }, go);
    expect(blocking.steps(blocking.initial())).toEqual([]);
    expect(blocking.isDeadlock(blocking.initial())).toBe(true);
  });

  it('an exception, in the start too', () => {
    const fails = () => {
      throw new Error('no');
    };
    expect(() => system({ a: { context: fails } }, {}, {}).initial()).toThrow(Mistake);
    expect(() => first(system({ a: { on: { go: { guard: fails } } } }, {}, go))).toThrow(Mistake);
  });
});

describe('death', () => {
  const dying = {
    initial: 'up',
    states: { up: { on: { go: { target: 'off', actions: says('last') } } }, off: { tags: 'down', on: { back: 'up' } } },
  };
  const b = { entry: says('x'), on: { last: { actions: says('x') } } };

  it('empties the queues from and to it before its last words are sent, and drops what comes later', () => {
    const channels = {
      to: { ...fifo, from: 'b', to: 'a', events: ['x'] },
      fro: { ...fifo, from: 'a', to: 'b', events: ['last'] },
    };
    const reference = system({ a: { ...dying, on: { x: {} } }, b }, channels, go);
    const dead = first(reference).next;
    expect(dead.queues).toEqual({ 'fro a → b': [{ type: 'last' }] });
    const delivery = reference.steps(dead).find(({ step }) => step.kind === 'delivery')!;
    expect(sentIn(delivery.step)).toEqual(['b x a dropped']);
  });

  it('keeps what survives it, which waits', () => {
    const channels = {
      to: { ...fifo, from: 'b', to: 'a', events: ['x'], death: 'survives' },
      fro: { ...fifo, from: 'a', to: 'b', events: ['last'] },
    };
    const up = { ...dying, states: { ...dying.states, up: { on: { ...dying.states.up.on, x: {} } } } };
    const reference = system({ a: up, b }, channels, go);
    const dead = first(reference).next;
    expect(dead.queues['to b → a']).toEqual([{ type: 'x' }]);
    expect(reference.steps(dead).map(({ step }) => step.actor)).toEqual(['b']);
  });
});

describe('timers', () => {
  const late = (id: string) => raise({ type: 'late' } as never, { delay: 10, id });

  it('are armed once under their id, disarmed by cancel, and fire at any time', () => {
    const reference = system(
      {
        a: {
          entry: [late('one'), late('one'), late('two'), cancel('two')],
          initial: 's',
          states: { s: { on: { late: 't' } }, t: {} },
        },
      },
      {},
      {},
    );
    const steps = reference.steps(reference.initial());
    expect(steps.map(({ step }) => [step.kind, step.timer])).toEqual([['timer', 'one']]);
    expect(Object.keys(steps[0]!.next.locals.a!.timers)).toEqual([]);
  });

  it('are left out where they are raised without a delay, or the state is left', () => {
    const reference = system(
      {
        a: {
          initial: 's',
          entry: raise({ type: 'now' } as never),
          states: { s: { after: { 5: 't' }, on: { now: 't' } }, t: {} },
        },
      },
      {},
      {},
    );
    expect(reference.steps(reference.initial())).toEqual([]);
  });

  it('are none of a final component', () => {
    const reference = system({ a: { entry: late('one'), initial: 'end', states: { end: { type: 'final' } } } }, {}, {});
    expect(reference.steps(reference.initial())).toEqual([]);
    expect(reference.isDeadlock(reference.initial())).toBe(false);
  });
});

describe('environment', () => {
  it('costs nothing where it changes nothing, and a spent budget is no deadlock', () => {
    const a = { initial: 's', states: { s: { on: { go: 't', nop: {} } }, t: { on: { go: 's' } } } };
    const once = { go: { to: 'a', budget: 1, fairness: 'none' }, nop: { to: 'a', budget: 1, fairness: 'weak' } };
    const graph = explore(system({ a }, {}, once));
    expect(graph.states.map(({ budgets }) => budgets)).toEqual([
      { go: 1, nop: 1 },
      { go: 0, nop: 1 },
    ]);
    expect(graph.edges[1]).toEqual([]);
    expect(deadlocks(graph)).toEqual([]);
  });

  it('sends every variant, and to all replicas at once where it says so', () => {
    const machine = () => createMachine({ initial: 's', states: { s: { on: { go: 't' } }, t: {} } });
    const make = (replicas: 'each' | 'all') =>
      onlyReference({
        name: 'all',
        options: defineOptions({}),
        components: { a: { machine, replicas: 2 } },
        channels: {},
        environment: { go: { to: 'a', replicas, variants: [{ n: 1 }, { n: 2 }], fairness: 'weak' } },
      } as Parameters<typeof onlyReference>[0]);
    const each = make('each').steps(make('each').initial());
    expect(each.map(({ step }) => `${step.event.n} ${step.actor}`)).toEqual(['1 a[0]', '1 a[1]', '2 a[0]', '2 a[1]']);
    const all = make('all').steps(make('all').initial());
    expect(all.map(({ step }) => `${step.event.n} ${step.taken.length}`)).toEqual(['1 2', '2 2']);
  });
});

describe('channels', () => {
  const b = { on: { x: {}, y: {} } };
  const kinds = (kind: string, also: object = {}) => {
    const to = { kind, from: 'a', to: 'b', events: ['x', 'y'], ...(kind === 'board' ? {} : { capacity: 4 }), ...also };
    const reference = system({ a: { entry: says('y', 'x', 'y') }, b }, { to }, {}, {});
    return reference.steps(reference.initial()).map(({ step }) => `${step.kind} ${step.event.type}`);
  };

  it('deliver what their kind says', () => {
    expect(kinds('fifo')).toEqual(['delivery y']);
    expect(kinds('bag')).toEqual(['delivery x', 'delivery y']);
    expect(kinds('lossy', { budget: 1 })).toEqual(['delivery y', 'loss y']);
    expect(kinds('lossy', { budget: 0 })).toEqual(['delivery y']);
    // Reading from a board changes nothing here: a stutter.
    expect(kinds('board')).toEqual([]);
  });

  it('have one constraint for each receiver, over all payloads and senders', () => {
    const to = { ...fifo, from: 'a', to: 'b', events: ['x'], fairness: 'strong' };
    const { constraint } = first(system({ a: { entry: says('x') }, b }, { to }, {})).step;
    expect(constraint).toEqual({ name: 'channel to → b', strength: 'strong' });
  });
});
