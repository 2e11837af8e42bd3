import type { AnyStateMachine } from 'xstate';
import { budgetsOf } from './budgets.ts';
import { refuseWhatCannotBeExplored } from './inspect.ts';
import { Mistake } from './mistake.ts';
import type { Ask, Options } from './options.ts';
import { Space, unknown } from './space.ts';
import { checkSymmetry } from './symmetry.ts';
import type { AskingOnly, ChannelBetween, Components, EnvironmentEvent, System, SystemDefinition } from './system.ts';
import { RESERVED_NAMES } from './system.ts';
import { checkUnheard } from './unheard.ts';

/**
 * Defines a system: its components, how they are connected, and what may happen to it.
 *
 * Names are checked by the compiler where they are written as literals, and again here.
 *
 * @throws Mistake naming machine, state and event, for whatever cannot be explored and is visible in the
 *   definition: an unknown component, a machine that invokes an actor or runs a custom action, an option
 *   that is read while a machine is being built
 */
export function defineSystem<O extends Options, const C extends Components>(
  definition: SystemDefinition<O, C> & { readonly components: AskingOnly<O, C> },
): System<O, C> {
  const plain = definition as unknown as SystemDefinition<Options, Components>;
  checkNames(plain);
  checkChannels(plain);
  checkEnvironment(plain);
  checkSharedBudgets(plain);
  checkSymmetry(plain);
  // Unknown features and feature values are found here.
  new Space(plain.options, { features: plain.features ?? {} });
  const machines = Object.entries(plain.components).map(([name, component]) => {
    const machine = buildMachine(name, component.machine, NOT_WHILE_BUILDING);
    refuseWhatCannotBeExplored(name, machine);
    return machine;
  });
  checkUnheard(plain as never, machines);
  return {
    ...definition,
    withFeatures: (features) => defineSystem({ ...definition, features: { ...definition.features, ...features } }),
    withBudgets: (budgets) => defineSystem(withBudgets(definition, budgets)),
  };
}

/** Builds the machine of a component; what its factory throws is reported as a mistake of that component. */
export function buildMachine(name: string, factory: (ask: Ask) => AnyStateMachine, ask: Ask): AnyStateMachine {
  let machine: AnyStateMachine;
  try {
    machine = factory(ask);
  } catch (error) {
    if (error instanceof Mistake) throw new Mistake(`component '${name}': ${error.message}`, { component: name });
    throw new Mistake(
      `component '${name}': its machine cannot be built: ${(error as Error).message}`,
      { component: name },
      { cause: error },
    );
  }
  if (typeof machine?.transition !== 'function' || !('root' in machine)) {
    throw new Mistake(`component '${name}': 'machine' must return an XState machine (setup(…).createMachine(…))`, {
      component: name,
    });
  }
  return machine;
}

const whileBuilding = (question: string) => (): never => {
  throw new Mistake(
    `it asks ${question} while the machine is being built; ask in a guard, an action or the context factory, where the answer can differ by configuration`,
  );
};
/** Refuses every question: while a machine is being built there is no configuration yet. */
export const NOT_WHILE_BUILDING: Ask = {
  is: (option, value) => whileBuilding(`is('${option}', ${JSON.stringify(value)})`)(),
  since: (option, release) => whileBuilding(`since('${option}', '${release}')`)(),
  feature: (name) => whileBuilding(`feature('${name}')`)(),
};

function checkNames({ components }: SystemDefinition<Options, Components>): void {
  const names = Object.keys(components);
  if (names.length === 0) throw new Mistake('a system needs at least one component');
  for (const name of names) {
    if ((RESERVED_NAMES as readonly string[]).includes(name) || !/^[A-Za-z_][\w-]*$/.test(name)) {
      throw new Mistake(
        `a component cannot be called '${name}': use letters, digits, '_' and '-', and none of ${RESERVED_NAMES.join(', ')}`,
      );
    }
    const replicas = components[name]!.replicas ?? 1;
    if (!Number.isInteger(replicas) || replicas < 1) {
      throw new Mistake(`component '${name}': replicas is ${replicas}; expected a whole number from 1`);
    }
  }
}

function checkChannels({ channels, components, budgets }: SystemDefinition<Options, Components>): void {
  const names = Object.keys(components);
  for (const [name, raw] of Object.entries(channels)) {
    const channel = raw as ChannelBetween<string, string, string, never>;
    const fail = (what: string): never => {
      throw new Mistake(`channel '${name}': ${what}`);
    };
    for (const end of [channel.from, channel.to]) {
      if (!names.includes(end)) throw prefixed(`channel '${name}'`, unknown('component', end, names));
    }
    if (!['call', 'fifo', 'lossy', 'bag', 'board'].includes(channel.kind)) {
      throw prefixed(`channel '${name}'`, unknown('kind', channel.kind, ['call', 'fifo', 'lossy', 'bag', 'board']));
    }
    if (channel.events.length === 0) fail('it carries no event');
    const bounded = channel.kind === 'fifo' || channel.kind === 'lossy' || channel.kind === 'bag';
    if (bounded && !(Number.isInteger(channel.capacity) && channel.capacity! > 0)) {
      fail(`a ${channel.kind} channel needs 'capacity', the most messages under way, as a whole number from 1`);
    }
    if (!bounded && channel.capacity !== undefined) fail(`a ${channel.kind} channel has no capacity`);
    if ((channel.kind === 'lossy') !== (channel.budget !== undefined)) {
      fail(
        channel.kind === 'lossy'
          ? "a lossy channel needs 'budget', how many messages may vanish"
          : "only a lossy channel has a 'budget'",
      );
    }
    checkBudget(`channel '${name}'`, channel.budget, budgets);
  }
}

function checkSharedBudgets({ budgets, environment, channels }: SystemDefinition<Options, Components>): void {
  for (const [name, budget] of Object.entries(budgets ?? {})) {
    if (name in environment || name in channels) {
      throw new Mistake(`'${name}' is both a shared budget and an environment event or a channel`);
    }
    checkBudget(`budget '${name}'`, budget);
  }
}

function checkEnvironment({ environment, components, channels, budgets }: SystemDefinition<Options, Components>): void {
  for (const [type, raw] of Object.entries(environment)) {
    const event = raw as EnvironmentEvent;
    if (!(event.to in components)) {
      throw prefixed(`environment event '${type}'`, unknown('component', event.to, Object.keys(components)));
    }
    if (type in channels) throw new Mistake(`'${type}' is both a channel and an environment event`);
    if (event.variants?.length === 0) throw new Mistake(`environment event '${type}': its list of variants is empty`);
    checkBudget(`environment event '${type}'`, event.budget, budgets);
  }
}

function checkBudget(
  where: string,
  budget: number | string | undefined,
  shared: Readonly<Record<string, number>> = {},
): void {
  if (typeof budget === 'string') {
    if (!(budget in shared)) throw prefixed(where, unknown('shared budget', budget, Object.keys(shared)));
    return;
  }
  if (budget !== undefined && !(Number.isInteger(budget) && budget >= 0)) {
    throw new Mistake(`${where}: its budget is ${budget}; expected a whole number from 0, or none`);
  }
}

function prefixed(where: string, mistake: Mistake): Mistake {
  return new Mistake(`${where}: ${mistake.message}`);
}

function withBudgets<O extends Options, C extends Components>(
  definition: SystemDefinition<O, C>,
  budgets: Readonly<Record<string, number>>,
): SystemDefinition<O, C> {
  const environment: Record<string, unknown> = { ...definition.environment };
  const channels: Record<string, unknown> = { ...definition.channels };
  const shared: Record<string, number> = { ...definition.budgets };
  const own = (holder: Record<string, unknown>, name: string) =>
    typeof (holder[name] as { budget?: unknown } | undefined)?.budget === 'number';
  for (const [name, budget] of Object.entries(budgets)) {
    if (name in shared) shared[name] = budget;
    else if (own(environment, name)) environment[name] = { ...(environment[name] as object), budget };
    else if (own(channels, name)) channels[name] = { ...(channels[name] as object), budget };
    else throw unknown('budget', name, Object.keys(budgetsOf(definition)));
  }
  return { ...definition, environment, channels, budgets: shared } as unknown as SystemDefinition<O, C>;
}
