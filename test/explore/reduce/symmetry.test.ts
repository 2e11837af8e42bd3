import { describe, expect, test } from 'vitest';
import { assign, createMachine, emit, enqueueActions, raise } from 'xstate';
import { type CheckOptions, check } from '../../../src/check/check.ts';
import type { Mistake } from '../../../src/describe/mistake.ts';
import {
  always,
  eventually,
  invariant,
  never,
  noDeadlock,
  type Predicate,
  type Property,
} from '../../../src/describe/properties.ts';
import { Space } from '../../../src/describe/space.ts';
import type { System, ViewOf } from '../../../src/describe/system.ts';
import { Explorer } from '../../../src/explore/explorer.ts';
import { stateDocument, type Told } from '../../../src/explore/tracer.ts';
import { replay } from '../../../src/show/replay.ts';
import { increment } from '../../models/increment.ts';
import { processes } from '../../models/pair.ts';
import { tokenRing } from '../../models/token-ring.ts';
import { consistent, nobodyCommits, twoPhaseCommit } from '../../models/two-phase-commit.ts';
import { sketch } from '../helpers.ts';

const reduce = { symmetry: true };

async function checked(system: unknown, properties: readonly Property[], options: CheckOptions = {}) {
  const holds = properties.map((property, i) => invariant<never>({ name: `p${i}`, about: '', holds: property }));
  return (await check(system as System, holds, options)).report;
}

/** What a reduced run is refused for. */
async function refused(system: unknown, property: Property = noDeadlock): Promise<string> {
  const mistake = await checked(system, [property], { reduce }).then(
    () => undefined,
    (error: Mistake) => error,
  );
  expect(mistake?.name).toBe('Mistake');
  return mistake!.message;
}

describe('two-phase commit', () => {
  test.each([
    [3, 288],
    [4, 1_568],
    [5, 8_832],
  ])('with %i resource managers: one state for each orbit of the %i', async (n, published) => {
    const system = twoPhaseCommit(n);
    const full = await checked(system, [noDeadlock]);
    const report = await checked(system, [noDeadlock], { reduce });
    expect(full.states).toBe(published);
    const [saved] = report.reductions!;
    expect(saved).toMatchObject({ states: await orbits(n), standFor: published });
    expect(saved!.about).toContain(`with ${full.transitions.toLocaleString('en')} transitions`);
    expect(report.depth).toBe(full.depth);
  });

  test('has at most the 665 states that Stateright has with 5 resource managers, which it only sorts', async () => {
    const report = await checked(twoPhaseCommit(5), [noDeadlock], { reduce });
    expect(report.states).toBeLessThanOrEqual(665);
  });

  test.each([
    [6, 50_816],
    [7, 296_448],
  ])('with %i its states stand for the published number', async (n, published) => {
    const report = await checked(twoPhaseCommit(n), [noDeadlock], { reduce });
    expect(report.reductions![0]!.standFor).toBe(published);
  });

  test('says the same, with a counterexample of the same length that replays', async () => {
    const system = twoPhaseCommit(4);
    const properties = [always(consistent), always(nobodyCommits), noDeadlock] as Property[];
    const report = await checked(system, properties, { reduce });
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'violated', 'holds']);
    const [trace] = report.verdicts[1]!.counterexamples;
    // 4 prepare, 4 PREPARED, commit, COMMIT
    expect(trace!.stem).toHaveLength(10);
    expect(replay(system, trace!)).toEqual({ ok: true });
  });
});

/** A state of two-phase commit, as much of it as there is. */
interface Written {
  /** The transaction manager, and what was decided. */
  readonly rest: string;
  /** Of each resource manager: its state, whether it has said PREPARED, and whether that was heard. */
  readonly rms: readonly string[];
}

/**
 * The number of orbits of two-phase commit, by hand: all states of a run without reduction, written out, and joined where
 * exchanging two neighbouring resource managers makes one of the other. Nothing of the reduction is used.
 */
async function orbits(n: number): Promise<number> {
  const states = await statesOf(n);
  const key = ({ rest, rms }: Written) => `${rest} ${rms.join(' ')}`;
  const numbers = new Map(states.map((state, node) => [key(state), node]));
  expect(numbers.size).toBe(states.length);
  const joined = states.map((_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (joined[at] !== at) at = joined[at]!;
    return at;
  };
  for (const [node, { rest, rms }] of states.entries()) {
    for (let a = 0; a + 1 < n; a++) {
      const exchanged = rms.map((_, i) => rms[i === a ? a + 1 : i === a + 1 ? a : i]!);
      joined[find(node)] = find(numbers.get(key({ rest, rms: exchanged }))!);
    }
  }
  return new Set(states.map((_, node) => find(node))).size;
}

async function statesOf(n: number): Promise<Written[]> {
  const system = twoPhaseCommit(n) as unknown as System;
  const questions = { predicates: [], patterns: [], edges: false, deadlocks: false };
  const explorer = new Explorer(system, new Space(system.options), questions);
  await explorer.run();
  const fields = new Int32Array(explorer.plan.fields);
  return Array.from({ length: explorer.size }, (_, node) => {
    explorer.read(node, fields);
    const { components, channels } = stateDocument(explorer.plan, fields);
    const { prepared } = components.tm!.context as { prepared: readonly boolean[] };
    const said = (channels['prepared rm → tm'] ?? []).map((message) => message.rm);
    const decisions = (channels['decision tm → rm'] ?? []).map(({ type }) => type).join();
    return {
      rest: `${JSON.stringify(components.tm!.value)} ${decisions}`,
      rms: prepared.map((heard, i) => `${components[`rm[${i}]`]!.value} ${said.includes(i)} ${heard}`),
    };
  });
}

describe('threads that increment a counter', () => {
  test("Stateright's example: 13 states, 8 with symmetry", async () => {
    const report = await checked(increment(2, { lock: false }), [noDeadlock], { reduce });
    expect(report.reductions![0]).toMatchObject({ states: 8, standFor: 13 });
  });

  test.each([
    [2, 17],
    [3, 61],
  ])('%i with a lock, whose holders are remembered by number: they stand for all %i states', async (n, published) => {
    const report = await checked(increment(n, { lock: true }), [never(lostUpdate(n)), noDeadlock], { reduce });
    expect(report.reductions![0]!.standFor).toBe(published);
    expect(report.verdicts[0]!.verdict).toBe('holds');
  });
});

function lostUpdate(n: number): Predicate {
  const lost = ({ memory, thread }: ViewOf<ReturnType<typeof increment>>) =>
    thread.every((t) => t.matches('finished')) && memory.context.count !== n;
  return lost as Predicate;
}

describe('replicas that nothing tells apart need no declaration', () => {
  test("a pair of Stateright's processes: 9 states, 6 with symmetry", async () => {
    expect((await checked(processes(2), [noDeadlock])).states).toBe(9);
    expect((await checked(processes(2), [noDeadlock], { reduce })).states).toBe(6);
  });

  test('twelve of them: the multisets of 12 out of 3, which stand for 3 to the 12th', async () => {
    const report = await checked(processes(12), [noDeadlock], { reduce });
    expect(report.reductions![0]).toMatchObject({ states: 91, standFor: 3 ** 12 });
  });
});

test('two components with replicas are exchanged each on its own', async () => {
  const lamp = { initial: 'off', states: { off: { on: { press: 'on' } }, on: { on: { press: 'off' } } } };
  const wheel = {
    initial: 'a',
    states: { a: { on: { turn: 'b' } }, b: { on: { turn: 'c' } }, c: { on: { turn: 'a' } } },
  };
  const environment = { press: { to: 'lamp', fairness: 'none' }, turn: { to: 'wheel', fairness: 'none' } };
  const system = sketch({ lamp, wheel }, {}, environment, { replicas: { lamp: 3, wheel: 2 } });
  // The multisets of 3 out of 2, times those of 2 out of 3.
  const report = await checked(system, [noDeadlock], { reduce });
  expect(report.reductions![0]).toMatchObject({ states: 4 * 6, standFor: 2 ** 3 * 3 ** 2 });
});

describe('replicas that point at one another', () => {
  // Each of n points at one of them or at none: the partial mappings of n points to themselves. How many there are up to
  // the names of the points is OEIS A126285. No order of the points alone tells all of them apart.
  test.each([
    [2, 6],
    [3, 16],
    [4, 45],
    [5, 121],
  ])('%i of them have %i states, which stand for (n + 1) to the n', async (n, patterns) => {
    const point = assign((({ event }: { event: { at: number } }) => ({ at: event.at })) as never);
    const system = sketch(
      { a: { context: { at: -1 }, on: { point: { actions: point } } } },
      {},
      { point: { to: 'a', fairness: 'none', variants: Array.from({ length: n }, (_, at) => ({ at })) } },
      { replicas: { a: n }, symmetry: { a: { names: { at: 'number' } } } },
    );
    const report = await checked(system, [noDeadlock], { reduce });
    expect(report.reductions![0]).toMatchObject({ states: patterns, standFor: (n + 1) ** n });
  });
});

/** Workers that a leader hears of, one message at a time, in a system that says how they are called. */
function workers(
  leader: object,
  { names = { me: 'number', by: 'number', list: 'number' }, n = 3, ...also }: Record<string, unknown> = {},
): System {
  const worker = createMachine({
    id: 'worker',
    context: ({ input }: { input: { me: number } }) => ({ me: input.me }),
    initial: 'idle',
    states: {
      idle: { on: { go: { target: 'done', actions: emit((({ context }: never) => hello(context)) as never) } } },
      done: {},
    },
  } as never);
  return sketch(
    { worker, leader },
    { hello: { kind: 'fifo', from: 'worker', to: 'leader', events: ['HELLO'], capacity: 1 } },
    { go: { to: 'worker', fairness: 'none' } },
    {
      replicas: { worker: n as number },
      inputs: { worker: (me: number) => ({ me }) },
      symmetry: { worker: { names } },
      ...also,
    },
  );
}
const hello = ({ me }: { me: number }) => ({ type: 'HELLO', by: me });
const onHello = (f: (list: readonly number[], by: number) => readonly number[]) => ({
  context: { list: [] },
  on: {
    HELLO: { actions: assign((({ context, event }: never) => ({ list: f(listOf(context), byOf(event)) })) as never) },
  },
});
const listOf = ({ list }: { list: readonly number[] }) => list;
const byOf = ({ by }: { by: number }) => by;

describe('what speaks of replicas', () => {
  // Each of 3 workers is idle, its message is under way, or it was heard. Up to the names of the workers that makes 10
  // multisets, in whatever order those that were heard stand. With names it makes 3³; with an order of arrival
  // 8 + 3·4 + 6·2 + 6; with a last one of those that were heard 8 + 3·4 + 3·2·2 + 3.
  test.each([
    ['a list in the order of arrival', 'number', 38, (list: readonly number[], by: number) => [...list, by]],
    ['a sorted set', 'set', 27, (list: readonly number[], by: number) => [...list, by].sort((a, b) => a - b)],
    [
      'numbers by worker',
      { indexed: 'number' },
      27,
      (list: readonly number[], by: number) => [0, 1, 2].map((i) => (i === by ? by : (list[i] ?? -1))),
    ],
  ])('%s', async (_, list, states, f) => {
    await expectTen(workers(onHello(f), { names: { me: 'number', by: 'number', list } }), states);
  });

  test('the last one, and a sorted set of the others', async () => {
    const hear = ({ context: { last, others }, event }: { context: Split; event: { by: number } }) => ({
      last: event.by,
      others: last < 0 ? others : [...others, last].sort((a, b) => a - b),
    });
    const leader = { context: { last: -1, others: [] }, on: { HELLO: { actions: assign(hear as never) } } };
    const names = { me: 'number', by: 'number', last: 'number', others: 'set' };
    await expectTen(workers(leader, { names }), 35);
  });

  test('the event of a timer', async () => {
    const later = ({ context }: { context: { me: number } }) => ({ type: 'LATER', by: context.me });
    const say = ({ event }: { event: { by: number } }) => ({ type: 'HELLO', by: event.by });
    const slow = createMachine({
      id: 'worker',
      context: ({ input }: { input: { me: number } }) => ({ me: input.me }),
      initial: 'idle',
      states: {
        idle: { on: { go: { target: 'waiting', actions: raise(later as never, { delay: 10 } as never) } } },
        waiting: { on: { LATER: { target: 'done', actions: emit(say as never) } } },
        done: {},
      },
    } as never);
    const names = { me: 'number', by: 'number', list: 'set' };
    const system = workers(
      onHello((list, by) => [...list, by].sort((a, b) => a - b)),
      { names },
    );
    const worker = { ...system.components.worker!, machine: () => slow };
    // Each is idle, waits, has its message under way, or was heard: the multisets of 3 out of 4, which stand for 4³.
    const report = await checked({ ...system, components: { ...system.components, worker } }, [noDeadlock], { reduce });
    expect(report.reductions![0]).toMatchObject({ states: 20, standFor: 64 });
  });

  async function expectTen(system: System, states: number): Promise<void> {
    expect((await checked(system, [noDeadlock])).states).toBe(states);
    const report = await checked(system, [noDeadlock], { reduce });
    expect(report.reductions![0]).toMatchObject({ states: 10, standFor: states });
  }
});

interface Split {
  readonly last: number;
  readonly others: readonly number[];
}

describe('what is not symmetric is refused', () => {
  const inOrder = onHello((list, by) => [...list, by]);

  test('a predicate that singles out a replica, by its name', async () => {
    const firstIsDone = ({ worker }: { worker: readonly { matches(s: string): boolean }[] }) =>
      worker[0]!.matches('done');
    const message = await refused(workers(inOrder), never(firstIsDone as never));
    expect(message).toMatch(/predicate 'firstIsDone' tells the replicas of 'worker' apart/);
  });

  test('a predicate that is only different in an arrangement far away', async () => {
    // The leader heard of the last worker first, then of the first: no exchange of neighbours alone shows this.
    const odd = ({ leader }: { leader: { context: { list: readonly number[] } } }) =>
      leader.context.list.join() === '3,0,2,1';
    const message = await refused(workers(inOrder, { n: 4 }), never(odd as never));
    expect(message).toMatch(/predicate 'odd' tells the replicas/);
  });

  test('a step pattern that watches one replica', async () => {
    const pattern = {
      does: 'emits',
      component: 'worker',
      replica: 1,
      event: 'HELLO',
      label: 'worker[1] greets',
    } as const;
    expect(await refused(workers(inOrder), never(pattern))).toMatch(/step pattern 'worker\[1\] greets'/);
  });

  test('a machine that prefers one of several that are alike', async () => {
    const least = onHello((list, by) => (list.length === 2 ? [Math.min(...list, by)] : [...list, by]));
    const message = await refused(workers(least));
    expect(message).toMatch(/the step in which leader takes 'HELLO' does something else: afterwards leader is/);
  });

  test('a machine that picks one although all are alike', async () => {
    const leader = { context: { list: [] }, on: { HELLO: {}, choose: { actions: assign({ list: [0] } as never) } } };
    const system = workers(leader);
    const environment = { choose: { to: 'leader', fairness: 'none' } };
    expect(await refused({ ...system, environment })).toMatch(
      /leader takes 'choose' does something else, although neither the step nor what it reads changes: a machine prefers/,
    );
  });

  test.each([
    ['goes on', { target: 'done' }, /does something else: afterwards channel 'hello' is \[{"type":"HELLO","by":2}\]/],
    ['does nothing else', {}, /happens, without the exchange it changes nothing/],
  ])('a machine that only says something if it is the last one, and %s', async (_, goes, what) => {
    const system = workers(inOrder);
    const greet = enqueueActions(({ context, enqueue }) => {
      const message = hello(context as { me: number });
      if (message.by === 2) enqueue(emit(message as never));
    });
    const quiet = createMachine({
      id: 'worker',
      context: ({ input }: { input: { me: number } }) => ({ me: input.me }),
      initial: 'idle',
      states: { idle: { on: { go: { ...goes, actions: greet } } }, done: {} },
    } as never);
    const worker = { ...system.components.worker!, machine: () => quiet };
    const message = await refused({ ...system, components: { ...system.components, worker } });
    expect(message).toMatch(/where replicas of 'worker' are exchanged, the step in which worker\[\d\] takes 'go'/);
    expect(message).toMatch(what);
  });

  test('a property that holds a number and is not listed', async () => {
    expect(await refused(workers(inOrder, { names: {} }))).toMatch(
      /the start is not symmetric: where replicas 0 and 1 of 'worker' are exchanged, worker\[0\] is different/,
    );
    expect(await refused(workers(inOrder, { names: { me: 'number' } }))).toMatch(/worker\[0\] takes 'go'/);
  });

  test('a set that is not kept sorted', async () => {
    const message = await refused(workers(inOrder, { names: { me: 'number', by: 'number', list: 'set' } }));
    expect(message).toMatch(/afterwards leader is {"list":\[(\d),(\d)\]} instead of {"list":\[\2,\1\]}/);
  });

  test('a set that is kept in another order', async () => {
    const latestFirst = onHello((list, by) => [by, ...list]);
    const message = await refused(workers(latestFirst, { names: { me: 'number', by: 'number', list: 'set' } }));
    expect(message).toMatch(/component 'leader', state .*"list":\[\d,\d\].* the machine must keep it sorted/);
  });

  test('a list by replica that is too short', async () => {
    const message = await refused(workers(inOrder, { names: { me: 'number', by: 'number', list: 'indexed' } }));
    expect(message).toMatch(/a list of 1 is declared as 'indexed'; expected 3 items/);
  });

  test('an environment event that not every replica has', async () => {
    const leader = { context: { list: [] }, on: { HELLO: {}, blame: {} } };
    const system = workers(leader, {});
    const environment = { ...system.environment, blame: { to: 'leader', fairness: 'none', variants: [{ by: 0 }] } };
    expect(await refused({ ...system, environment })).toMatch(
      /a variant becomes {"by":1,"type":"blame"}, which is not among/,
    );
  });

  test('a ring, in which one station starts with the token', async () => {
    const ring = tokenRing(3);
    const symmetry = { station: { names: { me: 'number', to: 'number' } } };
    expect(await refused({ ...ring, symmetry })).toMatch(/the start is not symmetric/);
    expect(await refused(ring)).toMatch(/there is nothing to reduce: the replicas of 'station' may differ/);
  });

  test('liveness', async () => {
    const done = ({ worker }: { worker: readonly { matches(s: string): boolean }[] }) =>
      worker.every((w) => w.matches('done'));
    expect(await refused(workers(inOrder), eventually(done as never))).toMatch(
      /--symmetry cannot check 'p0'.*fairness is promised to each replica/,
    );
  });
});

test('a mistake of a machine is found, with a real path to it', async () => {
  const leader = {
    initial: 'none',
    context: { list: [] },
    states: { none: { on: { HELLO: 'one' } }, one: { on: { HELLO: 'two' } }, two: {} },
  };
  const mistake = await checked(workers(leader), [noDeadlock], { reduce }).catch((error: Mistake) => error);
  expect((mistake as Mistake).message).toMatch(/nothing handles this message/);
  const { steps } = (mistake as Mistake).trace as Told;
  expect(steps.filter(({ event }) => event.type === 'HELLO')).toHaveLength(2);
  expect(steps.at(-1)!.state.components.leader!.value).toBe('two');
});

describe('a declaration that cannot be is refused when the system is defined', () => {
  const leader = onHello((list) => list);
  test.each([
    [{ leader: {} }, /'leader'.*component with replicas/],
    [{ worker: { with: ['nobody'] } }, /'nobody'/],
    [{ worker: { names: { by: 'sorted' } } }, /property 'by' is "sorted"; expected 'number'/],
    [{ worker: { with: ['worker'] } }, /listed under 'worker' as well/],
  ])('%j', (symmetry, what) => {
    expect(() => workers(leader, { symmetry })).toThrow(what);
  });
});
