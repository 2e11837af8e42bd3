import { expect } from 'vitest';
import { type AnyStateMachine, createMachine, emit } from 'xstate';
import { check } from '../../src/check/check.ts';
import { defineSystem } from '../../src/describe/define.ts';
import { Mistake, type MistakePlace } from '../../src/describe/mistake.ts';
import { type Ask, defineOptions, type Options } from '../../src/describe/options.ts';
import { invariant, noDeadlock, type Property } from '../../src/describe/properties.ts';
import type { Components, System, SystemDefinition } from '../../src/describe/system.ts';
import type { Told } from '../../src/explore/tracer.ts';

type Config = Parameters<typeof createMachine>[0];
type Implementations = Parameters<typeof createMachine>[1];

/** A machine as XState's configuration, with implementations; or a function of the questions that gives one. */
export type Sketch = object | ((ask: never) => object);

/**
 * A system of untyped machines, each named after its component: short enough to be read beside what is expected.
 * Without `environment`, component `a` takes `go` at any time.
 */
export function sketch(
  machines: Readonly<Record<string, Sketch>>,
  channels: Readonly<Record<string, object>> = {},
  environment: Readonly<Record<string, object>> = { go: { to: 'a', fairness: 'weak' } },
  also: { readonly options?: unknown; readonly replicas?: Readonly<Record<string, number>> } & Record<
    string,
    unknown
  > = {},
): System {
  const { options = defineOptions({}), replicas = {}, inputs, ...rest } = also;
  const components = Object.entries(machines).map(([name, given]) => {
    const machine = (ask: Ask) => {
      const made = typeof given === 'function' ? (given as (ask: Ask) => object)(ask) : given;
      return 'transition' in made ? (made as AnyStateMachine) : createMachine({ id: name, ...made } as Config);
    };
    const count = replicas[name];
    const input = (inputs as Record<string, unknown> | undefined)?.[name];
    return [name, { machine, ...(count === undefined ? {} : { replicas: count }), ...(input ? { input } : {}) }];
  });
  return defineSystem({
    name: 'sketch',
    options,
    components: Object.fromEntries(components),
    channels,
    environment,
    ...rest,
  } as unknown as SystemDefinition<Options, Components>);
}

/** A machine with implementations (as `setup` makes one, without its types). */
export function machine(config: Config, implementations: object): AnyStateMachine {
  return createMachine(config, implementations as Implementations);
}

export const says = (...types: string[]) => types.map((type) => emit({ type } as never));

export const nothing = invariant<never>({ name: 'nothing', about: 'nothing', holds: noDeadlock });

/** The mistake of which a system is refused, or that its exploration finds. */
export async function mistakeIn(
  make: System | (() => System),
  properties: readonly Property[] = [noDeadlock],
): Promise<Mistake> {
  try {
    const system = typeof make === 'function' ? make() : make;
    await check(system, [invariant<never>({ name: 'p', about: 'p', holds: properties })]);
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

/** Expects a mistake whose message says what, and names machine, state and event. */
export function expectPlace(mistake: Mistake, what: RegExp, place: MistakePlace): void {
  expect(mistake.message).toMatch(what);
  expect(mistake.where).toMatchObject(place);
  for (const part of Object.values(place)) expect(mistake.message).toContain(part);
}

/** The events of the steps that lead to a mistake. */
export function wayTo(mistake: Mistake): string[] {
  return (mistake.trace as Told).steps.map(({ actor, event }) => `${actor} ${event.type}`);
}
