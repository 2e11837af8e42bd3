import { describe, expect, test } from 'vitest';
import { assign, emit, enqueueActions, fromPromise, raise, sendParent, sendTo, spawnChild } from 'xstate';
import { check } from '../../src/check/check.ts';
import { type Ask, defineOptions } from '../../src/describe/options.ts';
import { always, eventually, invariant, never, type Predicate } from '../../src/describe/properties.ts';
import type { Told } from '../../src/explore/tracer.ts';
import { styleOf } from '../../src/show/style.ts';
import { reportText } from '../../src/show/terminal.ts';
import { expectPlace, machine, mistakeIn, nothing, says, sketch, wayTo } from './helpers.ts';

const fifo = { kind: 'fifo', capacity: 1, from: 'a', to: 'b', events: ['x'] };

/** Goes one step without any harm, and then does it: so that there is a way that leads to the mistake. */
const second = (does: object | string, also: object = {}) => ({
  initial: 'calm',
  ...also,
  states: { calm: { on: { go: 'ready' } }, ready: { on: { go: does } }, end: {} },
});
const AT = { component: 'a', machine: 'a', state: '"ready"', event: 'go' };

describe('messages', () => {
  test('an event on no channel', async () => {
    const mistake = await mistakeIn(sketch({ a: second({ actions: says('x') }), b: {} }));
    expectPlace(mistake, /emits 'x', which no channel carries/, AT);
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test('an event on no channel while the machines start, where there is no way yet', async () => {
    const mistake = await mistakeIn(sketch({ a: { entry: says('x') } }));
    expectPlace(mistake, /emits 'x', which no channel carries/, { component: 'a', machine: 'a', state: '(initial)' });
    expect(mistake.trace).toBeUndefined();
  });

  test('a message that nobody handles, on a queue', async () => {
    const b = { initial: 'deaf', states: { deaf: {} } };
    const mistake = await mistakeIn(sketch({ a: second({ target: 'end', actions: says('x') }), b }, { to: fifo }));
    const place = { component: 'b', machine: 'b', state: '"deaf"', event: 'x' };
    expectPlace(mistake, /nothing handles this message from channel 'to'/, place);
    expect(wayTo(mistake)).toEqual(['a go', 'a go']);
  });

  test('a message that nobody handles, in a call to one of several replicas', async () => {
    const to = { kind: 'call', from: 'a', to: 'b', events: ['x'], replica: () => 1 };
    const also = { replicas: { b: 2 } };
    const mistake = await mistakeIn(sketch({ a: second({ actions: says('x') }), b: {} }, { to }, undefined, also));
    expectPlace(mistake, /nothing handles/, { component: 'b[1]', machine: 'b', event: 'x' });
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test('a message to a component that is down is none: a call is dropped, a delivery waits', async () => {
    const b = { initial: 'off', states: { off: { tags: 'down', on: { on: 'up' } }, up: { on: { x: {} } } } };
    const environment = { go: { to: 'a', budget: 2, fairness: 'weak' }, on: { to: 'b', fairness: 'none' } };
    for (const kind of [{ kind: 'call' }, { kind: 'fifo', capacity: 2 }, { ...fifo, capacity: 2, death: 'survives' }]) {
      const to = { ...kind, from: 'a', to: 'b', events: ['x'] };
      const { report } = await check(sketch({ a: { on: { go: { actions: says('x') } } }, b }, { to }, environment), [
        nothing,
      ]);
      expect(report.complete).toBe(true);
    }
  });

  test('a full channel, which blocks if it says so', async () => {
    const machines = { a: { on: { go: { actions: says('x', 'x') } } }, b: { on: { x: {} } } };
    const mistake = await mistakeIn(sketch(machines, { to: fifo }));
    expectPlace(mistake, /emits 'x', but channel 'to' to b is full, with 1 under way/, {
      component: 'a',
      machine: 'a',
      state: '{}',
      event: 'go',
    });
    const { report } = await check(sketch(machines, { to: { ...fifo, full: 'blocks' } }), [nothing]);
    expect(report.verdicts[0]!.verdict).toBe('violated'); // nothing is possible: a deadlock
  });

  test('a channel that is full when the machines start, even if it blocks', async () => {
    const to = { ...fifo, full: 'blocks' };
    const mistake = await mistakeIn(sketch({ a: { entry: says('x', 'x') }, b: { on: { x: {} } } }, { to }));
    expectPlace(mistake, /does not fit into a channel/, { component: 'a', machine: 'a' });
  });

  test('a message for a replica that does not exist', async () => {
    const to = { ...fifo, replica: () => 2 };
    const also = { replicas: { b: 2 } };
    const mistake = await mistakeIn(sketch({ a: second({ actions: says('x') }), b: {} }, { to }, undefined, also));
    expectPlace(mistake, /to replica 2, but there are 2 of 'b'/, AT);
  });

  test('calls that go round in a circle', async () => {
    const channels = {
      to: { kind: 'call', from: 'a', to: 'b', events: ['x'] },
      fro: { kind: 'call', from: 'b', to: 'a', events: ['y'] },
    };
    const a = second({ actions: says('x') }, { on: { y: { actions: says('x') } } });
    const mistake = await mistakeIn(sketch({ a, b: { on: { x: { actions: says('y') } } } }, channels));
    expect(mistake.message).toMatch(/more than 1,000 messages in one step/);
    expect(mistake.where).toMatchObject({ machine: expect.any(String), state: expect.any(String) });
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test('a replica function or a step pattern that throws', async () => {
    const throws = () => {
      throw new Error('oh no');
    };
    const machines = { a: second({ actions: says('x') }), b: { on: { x: {} } } };
    expect((await mistakeIn(sketch(machines, { to: { ...fifo, replica: throws } }))).message).toMatch(/'to'.*oh no/);
    const pattern = { does: 'emits', component: 'a', event: 'x', label: 'a emits x', where: throws } as const;
    const mistake = await mistakeIn(sketch(machines, { to: fifo }), [never<never>(pattern)]);
    expect(mistake.message).toMatch(/step pattern 'a emits x'.*oh no/);
    expect(wayTo(mistake)).toEqual(['a go']);
  });
});

describe('a context that is not plain data', () => {
  class Point {
    x = 1;
  }
  const cycle = (): object => {
    const all: object[] = [];
    all.push(all);
    return all;
  };
  const values: [string, () => unknown, RegExp][] = [
    ['a Set', () => new Set([1]), /context\.v holds a Set/],
    ['a Map', () => new Map(), /context\.v holds a Map/],
    ['an instance of a class', () => new Point(), /context\.v holds an instance of Point/],
    ['a typed array', () => new Uint8Array(1), /context\.v holds an instance of Uint8Array/],
    ['a function', () => () => 1, /context\.v holds a function/],
    ['a symbol', () => Symbol('s'), /context\.v holds a symbol/],
    ['a cycle', cycle, /context\.v\[0\] holds a cycle/],
    [
      'a getter',
      () => ({
        get now() {
          return 1;
        },
      }),
      /context\.v\.now holds a getter/,
    ],
    ['deep inside', () => ({ list: [{ inner: new Set() }] }), /context\.v\.list\[0\]\.inner holds a Set/],
    ['an array with holes', () => new Array(2), /context\.v holds an array with holes/],
    ['a property named by a symbol', () => ({ [Symbol('s')]: 1 }), /context\.v holds a property named by a symbol/],
  ];
  test.each(values)('%s', async (_, value, what) => {
    const assigned = await mistakeIn(sketch({ a: second({ actions: assign({ v: value }) }) }));
    expectPlace(assigned, what, AT);
    expect(wayTo(assigned)).toEqual(['a go']);
    const initial = await mistakeIn(sketch({ a: { context: () => ({ v: value() }) } }));
    expectPlace(initial, what, { component: 'a', machine: 'a', state: '(initial)' });
  });

  const born = new Date(0);
  test('a Date', async () => {
    expectPlace(await mistakeIn(sketch({ a: second({ actions: assign({ v: () => born }) }) })), /holds a Date/, AT);
  });

  test('nor may an event, an output or a timer hold such a thing', async () => {
    const event = emit({ type: 'x', v: new Set() } as never);
    const emitted = await mistakeIn(sketch({ a: second({ actions: event }), b: {} }, { to: fifo }));
    expectPlace(emitted, /event x\.v holds a Set/, AT);
    const late = raise({ type: 'late', v: new Map() } as never, { delay: 1 });
    expectPlace(await mistakeIn(sketch({ a: second({ actions: late }) })), /v holds a Map/, AT);
    const done = { ...second({ target: 'done' }), output: () => new Set() };
    const ends = { ...done, states: { ...done.states, done: { type: 'final' as const } } };
    expectPlace(await mistakeIn(sketch({ a: ends })), /output holds a Set/, AT);
    const variants = [{ v: new Set() }];
    const go = { to: 'a', fairness: 'weak', variants };
    expect((await mistakeIn(sketch({ a: second({}) }, {}, { go }))).message).toMatch(/event 'go'.*go\.v holds a Set/);
  });
});

describe('a change in place', () => {
  const list = () => ({ list: [] as number[] });
  type Args = { context: { list: number[] }; event: { list: number[] } };
  const go = { to: 'a', fairness: 'weak', variants: [{ list: [1] }] };
  const grow = (of: 'context' | 'event') => (args: Args) => {
    args[of].list.push(1);
    return true;
  };
  test.each([
    ['of the context, in a guard', { guard: grow('context'), target: 'end' }],
    ['of the event, in a guard', { guard: grow('event'), target: 'end' }],
    ['of the context, in assign', { actions: assign((args: unknown) => ({ done: grow('context')(args as Args) })) }],
    ['of the event, in assign', { actions: assign((args: unknown) => ({ done: grow('event')(args as Args) })) }],
    [
      'of the context, in emit',
      { actions: emit((args: unknown) => ({ type: 'x', n: grow('context')(args as Args) })) },
    ],
  ])('%s', async (_, does) => {
    const mistake = await mistakeIn(sketch({ a: second(does, { context: list }) }, {}, { go }));
    expectPlace(mistake, /changes its context or the event in place/, AT);
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test('of a field, and of what a predicate sees', async () => {
    const set = assign((args: { context: { n: number } }) => {
      args.context.n = 1;
      return {};
    });
    const mistake = await mistakeIn(sketch({ a: second({ actions: set }, { context: () => ({ n: 0 }) }) }));
    expectPlace(mistake, /changes its context or the event in place/, AT);
    const meddles = ({ a }: { a: { context: { n: number } } }) => {
      a.context.n = 1;
      return true;
    };
    const a = { context: () => ({ n: 0 }) };
    expect((await mistakeIn(sketch({ a }), [always(meddles as Predicate)])).message).toMatch(
      /'meddles' throws.*read only/,
    );
  });
});

describe('what is visible in the definition is refused before anything is explored', () => {
  const actor = fromPromise(async () => 1);
  const refused = (config: object, implementations: object = {}) =>
    mistakeIn(() => sketch({ a: () => machine({ id: 'm', ...config }, implementations) }));

  test.each([
    ['invoke', { invoke: { src: actor } }, /invokes/],
    ['invoke by name', { invoke: { src: 'work' } }, /invokes 'work'/],
    ['spawnChild', { entry: spawnChild(actor) }, /spawns/],
    ['sendTo', { exit: sendTo('other', { type: 'x' }) }, /sends to an actor reference/],
    ['sendParent', { entry: sendParent({ type: 'x' }) }, /sends to an actor reference/],
    ['a custom action', { entry: () => {} }, /runs the custom action 'entry'/],
    ['an action without implementation', { entry: 'missing' }, /uses the action 'missing', which has no impl/],
    ['a guard without implementation', { always: { guard: 'missing', target: '.s' } }, /guard 'missing', which has no/],
    ['a delay without implementation', { after: { missing: '.s' } }, /delay 'missing', which has no/],
    ['an async guard', { on: { go: { guard: async () => true } } }, /async function as guard/],
    ['an async assign', { on: { go: { actions: assign({ n: async () => 1 }) } } }, /async function/],
    ['an async enqueueActions', { on: { go: { actions: enqueueActions(async () => {}) } } }, /async function/],
    ['an async context', { context: async () => ({}) }, /async function as context/],
  ])('%s', async (_, config, what) => {
    const inner = { initial: 's', states: { s: {} } };
    expectPlace(await refused({ ...inner, ...config }), what, { component: 'a', machine: 'm', state: '(root)' });
  });

  test('a custom action by name names state and event', async () => {
    const config = { initial: 's', states: { s: { initial: 't', states: { t: { on: { go: { actions: 'log' } } } } } } };
    const mistake = await refused(config, { actions: { log: () => {} } });
    expectPlace(mistake, /runs the custom action 'log'/, { component: 'a', machine: 'm', state: 's.t', event: 'go' });
  });

  test('in the action of an initial transition', async () => {
    const config = { initial: { target: 's', actions: () => {} }, states: { s: {} } };
    expectPlace(await refused(config), /runs the custom action/, { component: 'a', machine: 'm' });
  });

  test('a question that is asked while the machine is being built', async () => {
    const options = defineOptions({ o: { about: 'o', values: ['x', 'y'], default: 'x' } });
    const asks = ({ is }: Ask) => ({ initial: is('o', 'x') ? 's' : 't', states: { s: {}, t: {} } });
    const mistake = await mistakeIn(() => sketch({ a: asks }, {}, {}, { options }));
    expect(mistake.message).toMatch(/component 'a'.*asks is\('o', "x"\) while the machine is being built/);
  });

  test('a factory that throws, or gives no machine', async () => {
    const throws = () => {
      throw new Error('oh no');
    };
    expect((await mistakeIn(() => sketch({ a: throws }))).message).toMatch(/component 'a'.*cannot be built: oh no/);
    const none = () => ({ transition: 1 }) as never;
    expect((await mistakeIn(() => sketch({ a: none }))).message).toMatch(
      /component 'a'.*must return an XState machine/,
    );
  });
});

describe('what only shows while it runs is refused at the first step that does it', () => {
  const hidden = (does: (enqueue: never) => void) => ({
    actions: enqueueActions(({ enqueue }) => does(enqueue as never)),
  });
  type Enqueue = ((action: unknown) => void) & {
    spawnChild(actor: unknown): void;
    sendTo(to: string, event: object): void;
  };
  test.each([
    ['spawns', hidden((enqueue: Enqueue) => enqueue.spawnChild(fromPromise(async () => 1))), /spawns/],
    ['spawns in assign', { actions: assign(({ spawn }) => ({ v: spawn(fromPromise(async () => 1)) })) }, /spawns/],
    ['sends', hidden((enqueue: Enqueue) => enqueue.sendTo('other', { type: 'x' })), /actor reference|throws/],
    ['does a custom action', hidden((enqueue: Enqueue) => enqueue(function log() {})), /runs the custom action/],
    ['does a custom action by name', hidden((enqueue: Enqueue) => enqueue('log')), /custom action 'log'/],
  ])('enqueueActions (or assign) that %s', async (_, does, what) => {
    const a = () => machine({ id: 'a', ...second(does) } as never, { actions: { log: () => {} } });
    const mistake = await mistakeIn(sketch({ a }));
    expectPlace(mistake, what, AT);
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test.each([
    ['always', second('end', { states: undefined }), /never come to rest/],
    [
      'raise',
      second({ actions: raise({ type: 'again' }) }, { on: { again: { actions: raise({ type: 'again' }) } } }),
      /never come to rest/,
    ],
  ])('a loop of %s', async (kind, raises, what) => {
    const turns = {
      initial: 'calm',
      states: { calm: { on: { go: 'ready' } }, ready: { on: { go: 's' } }, s: { always: 't' }, t: { always: 's' } },
    };
    const mistake = await mistakeIn(sketch({ a: kind === 'always' ? turns : raises }));
    expectPlace(mistake, what, AT);
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test('a guard, an assign, a context that throws', async () => {
    const throws = () => {
      throw new Error('oh no');
    };
    expectPlace(await mistakeIn(sketch({ a: second({ guard: throws }) })), /oh no/, AT);
    expectPlace(await mistakeIn(sketch({ a: second({ actions: assign(throws) }) })), /oh no/, AT);
    const text = () => {
      throw 'a text';
    };
    expectPlace(await mistakeIn(sketch({ a: second({ actions: assign(text) }) })), /a text/, AT);
    const place = { component: 'a', machine: 'a', state: '(initial)' };
    expectPlace(await mistakeIn(sketch({ a: { context: throws } })), /oh no/, place);
  });

  let count = 0;
  test('a guard that does not give the same answer twice', async () => {
    const mistake = await mistakeIn(sketch({ a: second({ guard: () => count++ % 2 === 0, target: 'end' }) }));
    expectPlace(mistake, /does not do the same when asked again/, AT);
    expect(wayTo(mistake)).toEqual(['a go']);
  });
});

describe('chance, time and the outside world', () => {
  const uses: [string, () => unknown][] = [
    ['Math.random', () => Math.random() < 2],
    ['Date', () => Date.now() > 0],
    ['Date', () => new Date().getDay() < 7],
    ['setTimeout', () => setTimeout(() => {}, 0)],
    ['setInterval', () => setInterval(() => {}, 1000)],
    ['queueMicrotask', () => queueMicrotask(() => {})],
    ['fetch', () => fetch('http://localhost:1')],
    ['performance.now', () => performance.now() > 0],
    ['Promise', () => Promise.resolve(true)],
    ['crypto.randomUUID', () => crypto.randomUUID().length > 0],
  ];
  const hiding = (use: () => unknown) => () => {
    try {
      return Boolean(use());
    } catch {
      return true;
    }
  };
  test.each(uses)('%s is refused (%#)', async (name, use) => {
    const what = new RegExp(`${name} is used`);
    expectPlace(await mistakeIn(sketch({ a: second({ guard: use, target: 'end' }) })), what, AT);
    expectPlace(await mistakeIn(sketch({ a: second({ guard: hiding(use), target: 'end' }) })), what, AT);
    expectPlace(await mistakeIn(sketch({ a: second({ actions: assign({ v: use }) }) })), what, AT);
    for (const code of [use, hiding(use)]) {
      const chance: Predicate = () => Boolean(code());
      const mistake = await mistakeIn(sketch({ a: second('end') }), [always(chance)]);
      expect(mistake.message).toMatch(new RegExp(`predicate 'chance'.*${name} is used`));
      const late: Predicate<{ a: { matches(s: string): boolean } }> = ({ a }) => a.matches('calm') || Boolean(code());
      expect(wayTo(await mistakeIn(sketch({ a: second('end') }), [always(late)]))).toEqual(['a go']);
    }
  });

  test('and works again afterwards', async () => {
    expect(Math.random()).toBeLessThan(1);
    expect(new Date()).toBeInstanceOf(Date);
    expect(await Promise.resolve(1)).toBe(1);
  });
});

describe('questions', () => {
  const options = defineOptions({
    o: { about: 'o', values: ['x', 'y'], default: 'x' },
    r: { about: 'r', releases: ['1.0', '1.1'], default: '1.0' },
  });
  test.each([
    ['an option that does not exist', (ask: Ask) => ask.is('oo', 'x'), /no option 'oo'; did you mean 'o'/],
    ['a value that does not exist', (ask: Ask) => ask.is('o', 'xx'), /no value of 'o' 'xx'/],
    ['a release that does not exist', (ask: Ask) => ask.since('r' as never, '1.2' as never), /no value of 'r' '1.2'/],
    ['releases of an option without', (ask: Ask) => ask.since('o' as never, 'x' as never), /'o' has no releases/],
    ['a feature that does not exist', (ask: Ask) => Boolean(ask.feature('f')), /no feature 'f'/],
  ])('about %s', async (_, question, what) => {
    const a = (ask: Ask) => second({ guard: () => question(ask), target: 'end' });
    const inGuard = await mistakeIn(sketch({ a }, {}, undefined, { options }));
    expectPlace(inGuard, what, AT);
    expect(wayTo(inGuard)).toEqual(['a go']);
    const asks: Predicate<{ ask: Ask }> = ({ ask }) => question(ask);
    const inPredicate = await mistakeIn(sketch({ a: {} }, {}, {}, { options }), [always(asks)]);
    expect(inPredicate.message).toMatch(/predicate 'asks'/);
    expect(inPredicate.message).toMatch(what);
  });
});

describe('predicates', () => {
  interface State {
    readonly a: { readonly value: unknown; matches(state: string): boolean };
  }
  const moving = sketch({ a: second('calm') });
  const found = (predicate: Predicate<State>) => mistakeIn(moving, [always(predicate)]);

  test('that enumerate the state', async () => {
    const all = (state: State) => Object.keys(state).length > 0;
    expect((await found(all)).message).toMatch(/'all' throws: a predicate enumerates the state/);
    const copies = (state: State) => ({ ...state }).a.matches('calm');
    expect((await found(copies)).message).toMatch(/'copies' throws: a predicate enumerates the state/);
    expect((await found((state) => JSON.stringify(state) !== '')).message).toMatch(/predicate '.*' throws/);
  });

  test('that keep the state, or a part of it, or write to it', async () => {
    let view: State | undefined;
    await check(moving, [
      invariant({
        name: 'p',
        about: '',
        holds: always((state: State) => {
          view = state;
          return true;
        }),
      }),
    ]);
    expect(() => view!.a).toThrow(/kept its view/);
    let part: State['a'] | undefined;
    const keeps = (state: State) => {
      part ??= state.a;
      return part.matches('calm');
    };
    expect((await found(keeps)).message).toMatch(/does not read or say the same.*may not keep it/);
    const writes = (state: State) => Boolean(Object.assign(state, { seen: true }));
    expect((await found(writes)).message).toMatch(/'writes' throws.*not extensible/);
  });

  test('that name a component that does not exist, with the way to it', async () => {
    const misspelt = (state: State) => state.a.matches('calm') || (state as unknown as { b: object }).b !== undefined;
    const mistake = await found(misspelt);
    expect(mistake.message).toMatch(/predicate 'misspelt' throws: there is no component 'b' in the state; it has a/);
    expect(wayTo(mistake)).toEqual(['a go']);
  });

  test('that throw, or give something that is neither true nor false', async () => {
    const throws = ({ a }: State): boolean => {
      if (a.matches('calm')) return true;
      throw new Error('oh no');
    };
    const mistake = await found(throws);
    expect(mistake.message).toMatch(/predicate 'throws' throws: oh no/);
    expect(wayTo(mistake)).toEqual(['a go']);
    const promises = (async () => false) as unknown as Predicate<State>;
    expect((await found(promises)).message).toMatch(/predicate 'promises' gives a object: expected true or false/);
    const nothingAtAll = (() => undefined) as unknown as Predicate<State>;
    expect((await found(nothingAtAll)).message).toMatch(/gives a undefined/);
  });

  test('that do not say the same twice', async () => {
    let asked = 0;
    const moody = () => asked++ % 2 === 0;
    expect((await found(moody)).message).toMatch(/'moody' does not read or say the same/);
  });

  test('that ask for a budget or a channel that does not exist', async () => {
    const budget = (state: unknown) => (state as { remaining(name: string): number }).remaining('gone') > 0;
    expect((await found(budget)).message).toMatch(/no budget, environment event or channel 'gone'; did you mean 'go'/);
    const messages = (state: unknown) => (state as { messages(name: string): unknown[] }).messages('to').length > 0;
    expect((await found(messages)).message).toMatch(/no channel 'to'/);
  });
});

describe('a counter that grows without a budget', () => {
  const up = assign({ n: ({ context }: { context: { n: number } }) => context.n + 1 });
  const log = assign({ log: ({ context }: { context: { log: number[] } }) => [...context.log, 0] });
  const a = { context: { n: 0, log: [], bounded: 0, name: 'a' }, on: { go: { actions: [up, log] } } };
  const flips = { initial: 's', context: { n: 7 }, states: { s: { on: { flip: 't' } }, t: { on: { flip: 's' } } } };
  const environment = { go: { to: 'a', fairness: 'weak' }, flip: { to: 'b', fairness: 'weak' } };

  test('is named where a limit stops the run', async () => {
    const holds = invariant({ name: 'p', about: 'p', holds: eventually(() => false) });
    const { report } = await check(sketch({ a, b: flips }, {}, environment), [holds], { maxStates: 100 });
    expect(report).toMatchObject({ complete: false, stoppedBy: 'the limit of 100 states' });
    const named = report.growing!.map((text) => text.replace(/\d[\d,]*/g, '…'));
    expect(named).toEqual(['a: context.n, so far up to …', 'a: context.log, so far up to … entries']);
    const text = reportText(
      { report, judged: new Map(), files: new Map(), rangeText: () => '' },
      { width: 80, style: styleOf(false), verbose: false },
    );
    expect(text).toMatch(/These values still grew[^\n]*\n {2}- a: context\.n, so far up to \d+\n/);
  });

  test('is not, where it is bounded or the run is complete', async () => {
    const once = { ...environment, go: { ...environment.go, budget: 10 } };
    const { report } = await check(sketch({ a, b: flips }, {}, once), [nothing]);
    expect(report.complete).toBe(true);
    expect(report.growing).toBeUndefined();
    const stopped = await check(sketch({ b: flips }, {}, { flip: environment.flip }), [nothing], { maxStates: 1 });
    expect(stopped.report.growing).toEqual([]);
  });
});

test('the way to a mistake is the shortest, and tells each step with the state after it', async () => {
  const states = {
    s: { on: { far: 't', near: 'bad' } },
    t: { on: { far: 'bad' } },
    bad: { on: { near: { actions: says('x') } } },
  };
  const environment = { far: { to: 'a', fairness: 'weak' }, near: { to: 'a', fairness: 'weak' } };
  const mistake = await mistakeIn(sketch({ a: { initial: 's', states } }, {}, environment));
  const told = mistake.trace as Told;
  expect(told.initial.components.a!.value).toBe('s');
  expect(told.steps.map(({ event, state }) => [event.type, state.components.a!.value])).toEqual([['near', 'bad']]);
});

test('a mistake in one configuration alone is found, with the way for that configuration', async () => {
  const options = defineOptions({ o: { about: 'o', values: ['x', 'y', 'z'], default: 'x' } });
  const a = ({ is }: Ask) => ({
    initial: 's',
    states: {
      s: { on: { go: { guard: () => is('o', 'z'), target: 't' } } },
      t: { on: { go: { actions: says('x') } } },
    },
  });
  const mistake = await mistakeIn(sketch({ a }, {}, undefined, { options }));
  expect(mistake.message).toMatch(/emits 'x'/);
  expect(wayTo(mistake)).toEqual(['a go']);
});
