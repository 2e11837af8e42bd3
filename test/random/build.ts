import {
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  type MachineContext,
  raise,
} from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { type Ask, defineOptions, type FeatureDefinition, type OptionDefinition } from '../../src/describe/options.ts';
import type { Components, System, SystemDefinition } from '../../src/describe/system.ts';
import type { Options } from '../../src/index.ts';
import type { ActionBlueprint, Blueprint, GuardBlueprint, MachineBlueprint, StateBlueprint } from './blueprint.ts';

/** The counter of a machine never exceeds this, so that every machine is finite. */
export const MOST = 2;

/**
 * The system of a blueprint.
 * @throws Mistake where the blueprint makes no valid definition, which is rare
 */
export function build(blueprint: Blueprint): System {
  const definition = {
    name: 'random',
    options: optionsOf(blueprint),
    features: blueprint.overrides,
    components: Object.fromEntries(
      Object.entries(blueprint.components).map(([name, machine]) => [
        name,
        {
          machine: (ask: Ask) => machineOf(name, machine, ask),
          input: (me: number) => ({ me }),
          ...(machine.replicas === undefined ? {} : { replicas: machine.replicas }),
        },
      ]),
    ),
    channels: Object.fromEntries(
      Object.entries(blueprint.channels).map(([name, { byNumber, ...channel }]) => {
        const receivers = blueprint.components[channel.to]?.replicas ?? 1;
        return [name, { ...channel, ...(byNumber ? { replica: (event: { n: number }) => event.n % receivers } : {}) }];
      }),
    ),
    // A machine may have lost what it emitted on the way to a smaller counterexample.
    unheard: blueprint.unheard.filter((event) => JSON.stringify(blueprint.components).includes(`"${event}"`)),
    environment: blueprint.environment,
    budgets: blueprint.budgets,
    timers: blueprint.timers,
  };
  return defineSystem(definition as unknown as SystemDefinition<Options, Components>);
}

function optionsOf({ options, excluded, features }: Blueprint): Options {
  const definitions = Object.entries(options).map(([key, option]): [string, OptionDefinition] => [
    key,
    { about: key, ...option },
  ]);
  const derived = Object.entries(features).map(([name, feature]): [string, FeatureDefinition<never>] => [
    name,
    {
      about: name,
      of: feature.of,
      from: (ask) => {
        const { is } = ask as unknown as Ask;
        return feature.where.find(([value]) => is(feature.option, value))?.[1] ?? feature.of.at(-1)!;
      },
    },
  ]);
  return defineOptions(Object.fromEntries(definitions), {
    valid: (configuration) =>
      !excluded.some((combination) =>
        Object.entries(combination).every(([key, value]) => configuration[key] === value),
      ),
    features: Object.fromEntries(derived),
  }) as unknown as Options;
}

interface Local {
  context: { readonly c: number; readonly me: number };
  event: { readonly n?: number };
}

function machineOf(id: string, machine: MachineBlueprint, ask: Ask): AnyStateMachine {
  const { startsWithOne, outputs } = machine;
  const config = {
    id,
    ...stateOf(machine, ask),
    context: ({ input }: { input: { me: number } }) => ({
      me: input.me,
      c: startsWithOne && holds(startsWithOne, ask, { context: { c: 0, me: input.me }, event: {} }) ? 1 : 0,
    }),
    ...(outputs ? { output: ({ context }: Local) => context.c } : {}),
    options: { maxIterations: 200 },
  };
  return createMachine(config as unknown as Parameters<typeof createMachine>[0]);
}

function stateOf(state: StateBlueprint, ask: Ask): object {
  const { type, history, initial, tags, entry, exit, on, always, after, states } = state;
  const transitions = (list: StateBlueprint['always']) =>
    list?.map(({ target, guard, actions, description }) => ({
      ...(target === undefined ? {} : { target }),
      ...(description === undefined ? {} : { description }),
      ...(guard === undefined ? {} : { guard: (local: Local) => holds(guard, ask, local) }),
      ...(actions === undefined ? {} : { actions: actions.map((action) => actionOf(action, ask)) }),
    }));
  const each = <V, W>(record: Readonly<Record<string, V>>, f: (value: V) => W) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
  return {
    ...(type ? { type } : {}),
    ...(history ? { history } : {}),
    ...(initial ? { initial } : {}),
    ...(tags ? { tags } : {}),
    ...(entry ? { entry: entry.map((action) => actionOf(action, ask)) } : {}),
    ...(exit ? { exit: exit.map((action) => actionOf(action, ask)) } : {}),
    ...(on ? { on: each(on, transitions) } : {}),
    ...(always ? { always: transitions(always) } : {}),
    ...(after ? { after: each(after, transitions) } : {}),
    ...(states ? { states: each(states, (child) => stateOf(child, ask)) } : {}),
  };
}

function holds(guard: GuardBlueprint, ask: Ask, local: Local): boolean {
  if ('not' in guard) return !holds(guard.not, ask, local);
  if ('is' in guard) return ask.is(guard.is, guard.value);
  if ('since' in guard) return (ask as unknown as Since).since(guard.since, guard.release);
  if ('feature' in guard) return ask.feature(guard.feature) === guard.value;
  if ('n' in guard) return local.event.n === guard.than;
  return guard.c === 'equals' ? local.context.c === guard.than : local.context.c < guard.than;
}

interface Since {
  since(option: string, release: string): boolean;
}

function actionOf(action: ActionBlueprint, ask: Ask): unknown {
  if ('set' in action) return assign({ c: action.set });
  if ('add' in action) return assign({ c: ({ context }) => Math.min(MOST, context.c + 1) });
  if ('emit' in action) return emit(({ context }) => message(action, context));
  if ('raise' in action) {
    const { delay, id } = action;
    const event = { type: action.raise };
    if (delay === undefined) return raise(event);
    return raise(event, { delay, ...(id === undefined ? {} : { id }) });
  }
  if ('cancel' in action) return cancel(action.cancel);
  return enqueueActions(({ enqueue, context, event }) => {
    const local = { context: context as Local['context'], event: event as Local['event'] };
    if (!holds(action.if, ask, local)) return;
    for (const next of action.do) enqueue(actionOf(next, ask) as Parameters<typeof enqueue>[0]);
  });
}

function message(action: Extract<ActionBlueprint, { emit: string }>, context: MachineContext) {
  return { type: action.emit, n: typeof action.n === 'number' ? action.n : context[action.n] };
}
