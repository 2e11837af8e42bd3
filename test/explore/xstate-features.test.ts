import { describe, expect, test } from 'vitest';
import { type AnyMachineSnapshot, assign, cancel, emit, enqueueActions, raise } from 'xstate';
import { check } from '../../src/check/check.ts';
import { entryOrderMatters } from '../../src/describe/active-states.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import { always, invariant, noDeadlock, type Predicate } from '../../src/describe/properties.ts';
import type { System } from '../../src/describe/system.ts';
import { replay } from '../../src/show/replay.ts';
import { explored, outlineOf, outlineOfReference, referred } from './compare.ts';
import { machine, says, sketch } from './helpers.ts';

/** States and transitions, after both the explorer and the reference have counted them. */
async function counts(system: System): Promise<[states: number, transitions: number]> {
  const mine = await explored(system, [noDeadlock]);
  if (mine instanceof Mistake) throw mine;
  const theirs = referred(system, mine.space, 0, 10_000);
  if (theirs instanceof Mistake) throw theirs;
  const outline = outlineOf(mine.explorer, 0);
  expect(outline).toEqual(outlineOfReference(theirs));
  return [outline.depths.reduce((a, b) => a + b, 0), outline.transitions];
}

/** Everything that component `a` can look like. */
async function looks(system: System, look: (snapshot: AnyMachineSnapshot) => unknown): Promise<unknown[]> {
  const seen = new Set<string>();
  const notes: Predicate<{ a: AnyMachineSnapshot }> = ({ a }) => {
    seen.add(JSON.stringify(look(a)));
    return true;
  };
  await check(system, [invariant({ name: 'p', about: '', holds: always(notes) })]);
  return [...seen].sort().map((text) => JSON.parse(text) as unknown);
}

const at = (snapshot: AnyMachineSnapshot) => snapshot.value;
const weak = (...events: string[]) => Object.fromEntries(events.map((e) => [e, { to: 'a', fairness: 'weak' }]));
/** One component that takes these events at any time. */
const alone = (a: object, ...events: string[]) => sketch({ a }, {}, weak(...events));

interface Log {
  readonly context: { readonly log: string };
}
const log = (what: string) => assign({ log: ({ context }: Log) => context.log + what });

describe('states', () => {
  test('nested: an inner transition goes before an outer one, and an outer one leaves everything', async () => {
    const a = {
      initial: 's',
      states: {
        s: { initial: 'one', on: { go: 't' }, states: { one: { on: { go: 'two' } }, two: {} } },
        t: { on: { back: 's' } },
      },
    };
    // s.one → s.two → t → s.one
    expect(await counts(alone(a, 'go', 'back'))).toEqual([3, 3]);
  });

  test('parallel: the regions move on their own, and both on an event that both take', async () => {
    const region = (event: string) => ({
      initial: 'x',
      states: { x: { on: { [event]: 'y', both: 'y' } }, y: { on: { [event]: 'x' } } },
    });
    const a = { type: 'parallel', states: { p: region('p'), q: region('q') } };
    // 2 × 2 states, each with p and q; and `both` from all but (y, y)
    expect(await counts(alone(a, 'p', 'q', 'both'))).toEqual([4, 8 + 3]);
  });

  test('shallow history is part of a state: 8 states, where @xstate/graph sees 3', async () => {
    const a = {
      initial: 'on',
      states: {
        on: {
          initial: 'x',
          on: { turn: 'off' },
          states: { x: { on: { flip: 'y' } }, y: { on: { flip: 'x' } }, h: { type: 'history' } },
        },
        off: { on: { turn: 'on.h' } },
      },
    };
    // on.x and on.y, each with no history, x, y; off with x or y. Each on has flip and turn, each off has turn.
    expect(await counts(alone(a, 'turn', 'flip'))).toEqual([3 * 2 + 2, 6 * 2 + 2]);
  });

  test('deep history remembers the innermost state, shallow history its parent', async () => {
    const made = (history: 'shallow' | 'deep') => ({
      initial: 'on',
      states: {
        on: {
          initial: 'x',
          on: { turn: 'off' },
          states: {
            x: { initial: 'u', states: { u: { on: { flip: 'v' } }, v: {} } },
            h: { type: 'history', history },
          },
        },
        off: { on: { turn: 'on.h' } },
      },
    });
    // deep: u, v without history; off with u or v; u and v with u; v with v
    expect(await counts(alone(made('deep'), 'turn', 'flip'))).toEqual([7, 2 + 1 + 2 + 2 + 1 + 1]);
    // shallow: u, v without history; off; u, v with x
    expect(await counts(alone(made('shallow'), 'turn', 'flip'))).toEqual([5, 2 + 1 + 1 + 2 + 1]);
  });

  test('final states and onDone: of a part it leads on, of all parts too, of the whole it ends', async () => {
    const part = { initial: 'x', states: { x: { on: { go: 'y' } }, y: { type: 'final' } } };
    const inOrder = {
      initial: 's',
      states: {
        s: { ...part, onDone: 't' },
        t: {
          type: 'parallel',
          states: { p: part, q: { ...part, states: { ...part.states, x: { on: { other: 'y' } } } } },
          onDone: 'end',
        },
        end: { type: 'final' },
      },
    };
    // s.x → t(x, x) → t(y, x) and t(x, y) → end. Nothing is possible in the end, although `go` is due.
    expect(await counts(alone(inOrder, 'go', 'other'))).toEqual([5, 5]);
    expect(await looks(alone(inOrder, 'go', 'other'), (a) => a.status)).toEqual(['active', 'done']);
  });

  test('tags say who is down and who is at rest', async () => {
    const a = { initial: 's', states: { s: { on: { go: 't' } }, t: { tags: ['rest', 'down'] } } };
    const system = alone(a, 'go');
    expect(await counts(system)).toEqual([2, 1]);
    const { report } = await check(system, [invariant({ name: 'p', about: '', holds: noDeadlock })]);
    expect(report.verdicts[0]!.verdict).toBe('holds');
    expect(await looks(system, (s) => [s.hasTag('rest'), s.hasTag('gone')])).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  test('output is part of a state', async () => {
    const output = ({ event }: { event: { type: string; output?: string } }) => event.output ?? event.type;
    const a = {
      initial: 's',
      states: { s: { on: { left: 'end', right: 'end' } }, end: { type: 'final', output } },
      output,
    };
    // The same value and context, but two outputs.
    expect(await counts(alone(a, 'left', 'right'))).toEqual([3, 2]);
    expect(await looks(alone(a, 'left', 'right'), (s) => s.output ?? null)).toEqual(['left', 'right', null]);
  });

  test('input tells replicas apart', async () => {
    const a = {
      context: ({ input }: { input: { me: number } }) => ({ me: input.me }),
      initial: 's',
      states: {
        s: { on: { go: [{ guard: ({ context }: never) => (context as { me: number }).me === 1, target: 't' }] } },
        t: {},
      },
    };
    const system = sketch({ a }, {}, weak('go'), { replicas: { a: 3 }, inputs: { a: (me: number) => ({ me }) } });
    // only the second one can go
    expect(await counts(system)).toEqual([2, 1]);
  });
});

describe('transitions', () => {
  test('always: taken within the step, guarded by what the step did', async () => {
    const a = {
      initial: 's',
      context: { log: '' },
      states: {
        s: {
          always: { guard: ({ context }: Log) => context.log.length === 2, target: 't' },
          on: { go: { actions: log('.') } },
        },
        t: { always: 'u' },
        u: { on: { go: {} } },
      },
    };
    // '', '.', and u with '..': t is never seen
    expect(await counts(alone(a, 'go'))).toEqual([3, 2]);
    expect(await looks(alone(a, 'go'), at)).toEqual(['s', 'u']);
  });

  test('raise: the raised event is taken in the same step, after the first one', async () => {
    const a = {
      initial: 's',
      context: { log: '' },
      states: {
        s: { on: { go: { target: 't', actions: [raise({ type: 'now' }), log('1')] } } },
        t: { entry: log('2'), on: { now: { target: 'u', actions: log('3') } } },
        u: {},
      },
    };
    expect(await counts(alone(a, 'go'))).toEqual([2, 1]);
    expect(await looks(alone(a, 'go'), (s) => s.context.log)).toEqual(['', '123']);
  });

  test('emit: in the order of the actions, and of exit, transition and entry', async () => {
    const a = {
      initial: 's',
      states: {
        s: { exit: says('x1'), on: { go: { target: 't', actions: says('x2', 'x3') } } },
        t: { entry: says('x4') },
      },
    };
    const b = { context: { log: '' }, on: { '*': { actions: assign({ log: (args: never) => heard(args) }) } } };
    const heard = ({ context, event }: Log & { event: { type: string } }) => context.log + event.type;
    const channels = { to: { kind: 'call', from: 'a', to: 'b', events: ['x1', 'x2', 'x3', 'x4'] } };
    const system = sketch({ a, b }, channels, weak('go'));
    expect(await counts(system)).toEqual([2, 1]);
    const logs = new Set<string>();
    const notes: Predicate<{ b: AnyMachineSnapshot }> = ({ b: { context } }) => Boolean(logs.add(context.log));
    await check(system, [invariant({ name: 'p', about: '', holds: always(notes) })]);
    expect([...logs]).toEqual(['', 'x1x2x3x4']);
  });

  test('enqueueActions: assigns, emits, raises, arms and cancels, by what it checks', async () => {
    const a = {
      initial: 's',
      context: { log: '' },
      states: {
        s: {
          on: {
            go: {
              actions: enqueueActions(({ enqueue, check: holds, context }) => {
                if (holds(({ context: { log: all } }) => (all as string).length > 1)) {
                  enqueue.raise({ type: 'end' } as never);
                  return;
                }
                enqueue.assign({ log: `${context.log}.` });
                enqueue.emit({ type: 'x' } as never);
              }),
            },
            end: 't',
          },
        },
        t: {},
      },
    };
    const system = sketch({ a, b: { on: { x: {} } } }, { to: { kind: 'call', from: 'a', to: 'b', events: ['x'] } });
    // s with '', '.', '..', and t
    expect(await counts(system)).toEqual([4, 3]);
  });

  test('guards with parameters, and combined ones', async () => {
    const config = {
      id: 'a',
      initial: 's',
      context: { log: '' },
      states: {
        s: {
          on: {
            go: [
              { guard: { type: 'shorter', params: { than: 2 } }, actions: log('.') },
              { guard: { type: 'shorter', params: () => ({ than: 1 }) }, target: 'never' },
              { target: 't' },
            ],
          },
        },
        never: {},
        t: {},
      },
    };
    const shorter = ({ context }: Log, { than }: { than: number }) => context.log.length < than;
    // '', '.', '..', t
    const system = sketch({ a: () => machine(config as never, { guards: { shorter } }) });
    expect(await counts(system)).toEqual([4, 3]);
    expect(await looks(system, at)).toEqual(['s', 't']);
  });

  test('wildcards: the exact one first, then the longest prefix, then any', async () => {
    const a = {
      initial: 's',
      states: {
        s: { on: { 'a.b': 'exact', 'a.*': 'prefix', '*': 'any' } },
        exact: {},
        prefix: {},
        any: {},
      },
    };
    // a.b → exact; a.c and a → prefix; c → any
    expect(await counts(alone(a, 'a.b', 'a.c', 'a', 'c'))).toEqual([4, 4]);
    const { report } = await check(alone({ ...a, states: { s: { on: { 'a.*': {} } } } }, 'a.b', 'c'), []);
    expect(report.transitions).toBe(0);
  });

  test('forbidden transitions: an inner state takes an event and does nothing', async () => {
    const a = {
      initial: 's',
      states: {
        s: {
          initial: 'free',
          on: { go: 't' },
          states: { free: { on: { lock: 'locked' } }, locked: { on: { go: undefined, unlock: 'free' } } },
        },
        t: {},
      },
    };
    // free ⇄ locked, free → t
    expect(await counts(alone(a, 'go', 'lock', 'unlock'))).toEqual([3, 3]);
  });

  test('reenter: leaves and enters again, which arms timers and tells history anew', async () => {
    const entered = { entry: log('.'), on: { again: { target: 's', reenter: true } } };
    const short = { guard: ({ context }: Log) => context.log.length > 2, target: 't' };
    const a = { initial: 's', context: { log: '' }, states: { s: { ...entered, always: short }, t: {} } };
    // '.', '..', t
    expect(await counts(alone(a, 'again'))).toEqual([3, 2]);
  });
});

describe('timers', () => {
  test('after: a step of its own, at any time while the state is active; cancelled on exit', async () => {
    const a = {
      initial: 's',
      states: { s: { after: { 10: 't' }, on: { go: 'u' } }, t: { on: { back: 's' } }, u: { on: { back: 's' } } },
    };
    // s → t by the timer, s → u by go; in u no timer is left; back arms it again
    const system = alone(a, 'go', 'back');
    expect(await counts(system)).toEqual([3, 4]);
    const { report } = await check(system, [
      invariant({ name: 'p', about: '', holds: always(({ a: s }: { a: AnyMachineSnapshot }) => !s.matches('t')) }),
    ]);
    expect(report.verdicts[0]!.counterexamples[0]!.stem).toMatchObject([{ kind: 'timer', actor: 'a' }]);
  });

  test('after with a guard that is false: the timer is spent, until the state is entered again', async () => {
    const armed = { after: { 10: { guard: ({ context }: Log) => context.log !== '', target: 't' } } };
    const a = {
      initial: 's',
      context: { log: '' },
      states: { s: { ...armed, on: { set: { actions: log('.') }, again: { target: 's', reenter: true } } }, t: {} },
    };
    const once = { ...weak('again'), set: { to: 'a', fairness: 'weak', budget: 1 } };
    // s without '.', armed or not; s with '.', armed or not (not: the timer was spent before); t. From each s: again
    // (where it was not armed), set (without '.'), the timer (armed).
    expect(await counts(sketch({ a }, {}, once))).toEqual([5, 2 + 2 + 1 + 1]);
  });

  test('two timers fire in either order', async () => {
    const region = (delay: number) => ({ initial: 'x', states: { x: { after: { [delay]: 'y' } }, y: {} } });
    const a = { type: 'parallel', states: { p: region(1), q: region(2) } };
    expect(await counts(sketch({ a }, {}, {}))).toEqual([4, 4]);
  });

  test('a delayed raise outlives the state, until it is cancelled by its id', async () => {
    const a = {
      initial: 's',
      on: { late: '.end' },
      states: {
        s: { entry: raise({ type: 'late' }, { delay: 5, id: 'l' }), on: { go: 't' } },
        t: { on: { stop: { target: 'u', actions: cancel('l') } } },
        u: { on: { again: 's' } },
        end: {},
      },
    };
    // s and t armed, u not; end with no timer left. s → t, s → end, t → u, t → end, u → s.
    expect(await counts(alone(a, 'go', 'stop', 'again'))).toEqual([4, 5]);
  });

  test('a timer that would fire in a final state does not', async () => {
    const a = {
      initial: 's',
      entry: raise({ type: 'late' }, { delay: 5, id: 'l' }),
      on: { late: {} },
      states: { s: { on: { go: 'end' } }, end: { type: 'final' } },
    };
    // The timer changes something, though only by being spent: s armed, s not armed, end.
    expect(await counts(alone(a, 'go'))).toEqual([3, 3]);
  });

  test('emitting and arming in one step', async () => {
    const go = { actions: [emit({ type: 'x' } as never), raise({ type: 'late' }, { delay: 1, id: 'l' })] };
    const to = { kind: 'fifo', capacity: 1, full: 'blocks', from: 'a', to: 'b', events: ['x'] };
    const system = sketch({ a: { on: { go, late: {} } }, b: { on: { x: {} } } }, { to });
    // armed or not, x under way or not. Of (not, not): go. (armed, x): delivery, timer. (armed, not): go, timer.
    // (not, x): delivery; go is blocked.
    expect(await counts(system)).toEqual([4, 1 + 2 + 2 + 1]);
  });
});

describe('the order in which regions were entered', () => {
  const ready = ({ context }: { context: { ready: number } }) => context.ready === 2;
  const count = assign({ ready: ({ context }: { context: { ready: number } }) => context.ready + 1 });
  const on = ({ context }: { context: { on: boolean } }) => context.on;
  const region = (event: string, does: object) => ({
    initial: 'x',
    states: {
      x: { on: { [event]: { target: 'y', actions: count } } },
      y: { always: { guard: on, ...does } },
      z: {},
    },
  });
  const go = { guard: ready, actions: assign({ on: true }) };
  const context = { ready: 0, on: false, log: '' };

  test('decides whose `always` goes first: neither order is lost', async () => {
    const states = {
      p: region('p', { target: 'z', actions: log('p') }),
      q: region('q', { target: 'z', actions: log('q') }),
    };
    const system = alone({ type: 'parallel', context, on: { go }, states }, 'p', 'q', 'go');
    // (x, x); p first or q first; both, in either order; and after go, pq or qp
    expect(await counts(system)).toEqual([1 + 2 + 2 + 2, 2 + 2 + 2]);
    expect(await looks(system, (s) => s.context.log)).toEqual(['', 'pq', 'qp']);
    // and both are what XState's actors do
    for (const order of ['pq', 'qp']) {
      const isNot: Predicate<{ a: AnyMachineSnapshot }> = ({ a }) => a.context.log !== order;
      const { report } = await check(system, [invariant({ name: 'p', about: '', holds: always(isNot) })]);
      expect(replay(system, report.verdicts[0]!.counterexamples[0]!)).toEqual({ ok: true });
    }
  });

  test('decides which of two that leave is taken', async () => {
    const inner = {
      type: 'parallel',
      states: { p: region('p', { target: '#a.left' }), q: region('q', { target: '#a.right' }) },
    };
    const a = { context, initial: 's', on: { go }, states: { s: inner, left: {}, right: {} } };
    const system = alone(a, 'p', 'q', 'go');
    expect(await counts(system)).toEqual([7, 6]);
    expect(await looks(system, at)).toEqual(expect.arrayContaining(['left', 'right']));
  });

  test('is left out where it cannot matter', async () => {
    const plain = (does: object) => ({ initial: 'x', states: { x: { on: { go: 'y' } }, y: does } });
    const matters = (p: object, q: object, also: object = {}) =>
      entryOrderMatters(
        machine({ initial: 's', states: { s: { type: 'parallel', states: { p, q }, ...also }, t: {} } } as never, {}),
      );
    const inside = plain({ always: { guard: on, target: 'x' } });
    expect(matters(plain({}), plain({}))).toBe(false);
    expect(matters(inside, plain({}))).toBe(false);
    expect(matters(inside, inside)).toBe(true);
    expect(matters(inside, plain({}), { always: { guard: on, target: 't' } })).toBe(false);
    expect(matters(inside, plain({}), { always: { guard: on, actions: log('.') } })).toBe(true);
    expect(matters(plain({ always: { guard: on, actions: log('.') } }), plain({}))).toBe(false);
    // (x, x), (y, x), (x, y), (y, y): nothing is told apart that is the same
    const move = (event: string) => ({ initial: 'x', states: { x: { on: { [event]: 'y' } }, y: {} } });
    expect(await counts(alone({ type: 'parallel', states: { p: move('p'), q: move('q') } }, 'p', 'q'))).toEqual([4, 4]);
  });
});
