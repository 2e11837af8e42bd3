import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { Mistake } from '../../src/describe/mistake.ts';
import { canonical, explore, referenceOf } from '../../src/reference/index.ts';
import { hasTransition } from '../../src/reference/local.ts';
import { dieHard } from '../models/die-hard.ts';
import type { Blueprint, StateBlueprint } from '../random/blueprint.ts';
import { build } from '../random/build.ts';
import { blueprints } from '../random/systems.ts';
import { plain, type SystemLike, spaceOf } from './helpers.ts';

/**
 * A system of one component without channels, budgets and timers means what @xstate/graph makes of its machine,
 * apart from what @xstate/graph gets wrong (it forgets history and goes on after the end), and from events that a
 * state has no transition for.
 */
function compare(system: SystemLike): void {
  const { components, environment } = plain(system);
  const space = spaceOf(system);
  const configuration = space.configurations[0]!;
  const graph = explore(referenceOf(plain(system), space, configuration));
  const events = Object.entries(environment).flatMap(([type, definition]) => {
    const { variants } = definition as { variants?: readonly object[] };
    return (variants ?? [{}]).map((variant) => ({ type, ...variant }));
  });
  const [definition] = Object.values(components);
  const machine: AnyStateMachine = definition!.machine(space.answersFor(configuration));
  const serialize = (state: AnyMachineSnapshot) => canonical([state.value, state.context, state.status]);
  const input = definition!.input?.(0) as never;
  const map = getAdjacencyMap(machine, {
    // XState would also take an `always` transition that reads an event for which the state has no transition.
    events: (snapshot: AnyMachineSnapshot) =>
      (events as EventObject[]).filter(({ type }) => hasTransition({ snapshot, timers: {} }, type)),
    serializeState: serialize as never,
    input,
  });
  // Theirs has an edge for every event, ours for those that change something.
  const theirs = Object.entries(map).flatMap(([from, { transitions }]) =>
    Object.values(transitions as Record<string, { event: EventObject; state: AnyMachineSnapshot }>).flatMap(
      ({ event, state }) => (serialize(state) === from ? [] : [`${from} ${canonical(event)} ${serialize(state)}`]),
    ),
  );
  const at = (state: number) => serialize(Object.values(graph.states[state]!.locals)[0]!.snapshot);
  const ours = graph.edges.flat().map(({ from, to, step }) => `${at(from)} ${canonical(step.event)} ${at(to)}`);
  expect(graph.states.map((_, state) => at(state)).sort()).toEqual(Object.keys(map).sort());
  expect(ours.sort()).toEqual(theirs.sort());
}

/** One component, and of it only what @xstate/graph explores soundly. */
function simplified(blueprint: Blueprint): Blueprint {
  const { c0 } = blueprint.components;
  const { replicas: _, ...machine } = c0!;
  return {
    ...blueprint,
    components: { c0: { ...machine, ...stripped(machine) } },
    channels: {},
    environment: Object.fromEntries(
      Object.entries(blueprint.environment)
        .filter(([, { to }]) => to === 'c0')
        .map(([type, { budget: _, ...event }]) => [type, event]),
    ),
    timers: {},
  };
}

/** Without history, timers and emitted events. */
function stripped(state: StateBlueprint): StateBlueprint {
  const text = JSON.stringify(state, (key, value) => {
    if (key === 'after' || key === 'h') return undefined;
    if (key === 'target' && String(value).endsWith('.h')) return String(value).slice(0, -2);
    if (key === 'entry' || key === 'exit' || key === 'actions' || key === 'do') {
      return (value as object[]).filter((action) => !('emit' in action || 'delay' in action || 'cancel' in action));
    }
    return value;
  });
  return JSON.parse(text) as StateBlueprint;
}

describe('the reference and @xstate/graph agree', () => {
  it('on DieHard', () => compare(dieHard()));

  it('on random machines', { timeout: 60_000 }, () => {
    let states = 0;
    fc.assert(
      fc.property(blueprints(), (blueprint) => {
        try {
          compare(build(simplified(blueprint)));
          states += 1;
        } catch (error) {
          if (!(error instanceof Mistake)) throw error;
        }
      }),
      { numRuns: 150 },
    );
    expect(states).toBeGreaterThan(100);
  });
});
