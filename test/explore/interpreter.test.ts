import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { cancel, createMachine, emit, initialTransition, raise, transition } from 'xstate';
import type { Message } from '../../src/describe/result.ts';
import { Space } from '../../src/describe/space.ts';
import type { Macrostep, Timer } from '../../src/explore/interpreter.ts';
import { Interpreter } from '../../src/explore/interpreter.ts';
import type { Blueprint, StateBlueprint } from '../random/blueprint.ts';
import { build } from '../random/build.ts';
import { blueprints } from '../random/systems.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 100);

const refuse = (what: string): never => {
  throw new Error(what);
};

/** Everything of a snapshot that can be compared between two machines that were built alike. */
function essence(snapshot: AnyMachineSnapshot) {
  const { value, context, status, output, historyValue, tags, _nodes } = snapshot;
  const history = Object.entries(historyValue as Record<string, { id: string }[]>);
  return {
    value: JSON.stringify(value),
    context,
    status,
    output,
    tags: [...tags].sort(),
    nodes: _nodes.map(({ id }) => id),
    history: Object.fromEntries(history.map(([id, nodes]) => [id, nodes.map((node) => node.id)])),
  };
}

/** What XState's public functions list, none of it executed, read in the plainest way. */
function listed(actions: readonly { type: string; params?: unknown }[], before: readonly Timer[]) {
  const emitted: Message[] = [];
  let timers = [...before];
  for (const { type, params } of actions) {
    const { event, id, delay, sendId } = params as { event: Message; id?: string; delay?: number; sendId?: string };
    if (type === 'xstate.emit') emitted.push(event);
    if (type === 'xstate.cancel') timers = timers.filter((timer) => timer.id !== sendId);
    if (type === 'xstate.raise' && delay !== undefined) {
      const armed = id ?? event.type;
      timers = [...timers.filter((timer) => timer.id !== armed), { id: armed, event }];
    }
  }
  return { emitted, timers: timers.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Runs two machines that were built alike side by side: one by the interpreter, one by XState's public functions. */
function sideBySide(machine: () => AnyStateMachine, input: unknown) {
  const interpreter = new Interpreter(machine());
  const theirs = machine();
  theirs.options = interpreter.machine.options;
  let timers: readonly Timer[] = [];
  let mine!: AnyMachineSnapshot;
  let other!: AnyMachineSnapshot;

  const compare = (run: () => Macrostep, publicly: () => ReturnType<typeof transition>, before: readonly Timer[]) => {
    let result: Macrostep | Error;
    try {
      result = run();
    } catch (error) {
      result = error as Error;
    }
    let answer: ReturnType<typeof transition>;
    try {
      answer = publicly();
      if (answer[0].status === 'error') throw (answer[0] as unknown as { error: Error }).error;
    } catch (error) {
      expect((result as Error).message).toBe((error as Error).message);
      return false;
    }
    if (result instanceof Error) throw result;
    const [snapshot, actions] = answer;
    expect(essence(result.snapshot)).toEqual(essence(snapshot as AnyMachineSnapshot));
    const { emitted, timers: armed } = listed(actions as never, before);
    expect(result.emitted).toEqual(emitted);
    expect(result.timers).toEqual(snapshot.status === 'active' ? armed : []);
    [mine, other, timers] = [result.snapshot, snapshot as AnyMachineSnapshot, result.timers];
    return snapshot.status === 'active';
  };

  return {
    start: () =>
      compare(
        () => interpreter.start(input, refuse),
        () => initialTransition(theirs, input as never) as ReturnType<typeof transition>,
        [],
      ),
    /** False where the machine has ended, or both have thrown. */
    take: (event: Message, left: readonly Timer[]) =>
      compare(
        () => interpreter.take(mine, event, left, refuse),
        () => transition(theirs, other, event),
        left,
      ),
    timers: () => timers,
    snapshot: () => mine,
  };
}

function eventTypes(state: StateBlueprint): string[] {
  const own = Object.keys(state.on ?? {}).filter((type) => type !== '*');
  return [...own, ...Object.values(state.states ?? {}).flatMap(eventTypes)];
}

/** Takes the events that the numbers stand for: every third one a timer, where one is armed. */
function walk(blueprint: Blueprint, numbers: readonly number[], seen: Set<string>): void {
  const system = build(blueprint);
  const space = new Space(system.options, { features: system.features ?? {} });
  const ask = space.answersFor(space.configurations[numbers[0]! % space.size]!);
  for (const [name, component] of Object.entries(system.components)) {
    const types = [...new Set([...eventTypes(blueprint.components[name]!), 'late', 'unknown'])];
    const pair = sideBySide(() => component.machine(ask), { me: numbers[1]! % 2 });
    if (!pair.start()) continue;
    for (const [i, number] of numbers.entries()) {
      const armed = pair.timers();
      let more: boolean;
      if (i % 3 === 2 && armed.length > 0) {
        const fires = armed[number % armed.length]!;
        more = pair.take(
          fires.event,
          armed.filter((timer) => timer !== fires),
        );
        seen.add('timer');
      } else {
        more = pair.take({ type: types[number % types.length]!, n: number % 2 }, armed);
      }
      if (Object.keys(pair.snapshot().historyValue).length > 0) seen.add('history');
      if (JSON.stringify(pair.snapshot().value).includes('"q":')) seen.add('parallel');
      if (!more) break;
    }
    seen.add(pair.snapshot().status);
  }
}

describe('the interpreter does what XState does', () => {
  test('on random machines and random events: snapshots, emitted events, timers', {
    timeout: 60_000 + RUNS * 1_000,
  }, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(blueprints(), fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }), (blueprint, numbers) => {
        walk(blueprint, numbers, seen);
      }),
      { numRuns: RUNS },
    );
    expect([...seen].sort()).toEqual(['active', 'done', 'history', 'parallel', 'timer']);
  });

  test('with events that need their own word: delays by name and by function, ids, cancel by function', () => {
    const machine = () =>
      createMachine(
        {
          initial: 's',
          context: { wait: 5 },
          states: {
            s: {
              entry: [
                raise({ type: 'one' }, { delay: 'soon' as never, id: 'first' }),
                raise({ type: 'two' }, { delay: ({ context }) => context.wait }),
              ],
              after: { soon: 't' },
              on: {
                stop: { actions: [cancel(() => 'first'), emit({ type: 'stopped' })] },
                one: {},
                two: { actions: raise({ type: 'three' }) },
                three: 't',
              },
            },
            t: { after: { 7: { target: 's' } }, on: { end: 'u' } },
            u: { type: 'final' },
          },
        },
        { delays: { soon: 10 } },
      ) as AnyStateMachine;
    const pair = sideBySide(machine, undefined);
    pair.start();
    expect(pair.timers().map(({ id }) => id)).toEqual(['first', 'two', 'xstate.after.soon.(machine).s']);
    pair.take({ type: 'stop' }, pair.timers());
    expect(pair.timers().map(({ id }) => id)).toEqual(['two', 'xstate.after.soon.(machine).s']);
    const [two] = pair.timers();
    pair.take(two!.event, pair.timers().slice(1));
    expect(pair.snapshot().value).toBe('t');
    expect(pair.timers().map(({ id }) => id)).toEqual(['xstate.after.7.(machine).t']);
    expect(pair.take({ type: 'end' }, pair.timers())).toBe(false);
    expect(pair.timers()).toEqual([]);
  });

  test('and asks the context factory once, with the input', () => {
    const inputs: unknown[] = [];
    const machine = createMachine({
      context: ({ input }) => {
        inputs.push(input);
        return {};
      },
      on: { go: {} },
    });
    const interpreter = new Interpreter(machine as AnyStateMachine);
    const { snapshot } = interpreter.start({ me: 1 }, refuse);
    interpreter.take(snapshot, { type: 'go' }, [], refuse);
    expect(inputs).toEqual([{ me: 1 }]);
  });

  test('it knows by name, wildcard and prefix whether there is a transition', () => {
    const machine = createMachine({
      initial: 's',
      states: { s: { on: { 'a.*': {}, b: {}, 'c.d': undefined } }, t: { on: { '*': {} } } },
      on: { to: '.t' },
    });
    const interpreter = new Interpreter(machine as AnyStateMachine);
    const { snapshot } = interpreter.start(undefined, refuse);
    const known = (types: readonly string[], at: AnyMachineSnapshot) =>
      types.filter((type) => Interpreter.hasTransition(at, type));
    const types = ['a', 'a.b', 'a.b.c', 'ab', 'b', 'b.c', 'c', 'c.d', 'to', 'x'];
    expect(known(types, snapshot)).toEqual(['a', 'a.b', 'a.b.c', 'b', 'c.d', 'to']);
    expect(known(types, interpreter.take(snapshot, { type: 'to' }, [], refuse).snapshot)).toEqual(types);
  });
});
