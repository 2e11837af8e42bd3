import { buildMachine, NOT_WHILE_BUILDING } from '../../describe/define.ts';
import type { ChannelBetween, ChannelKind, EnvironmentEvent, Fairness, System } from '../../describe/system.ts';
import { type Chart, readChart } from './chart.ts';

/** A system as it is drawn: plain data. */
export interface Network {
  readonly name: string;
  readonly about?: string;
  readonly components: readonly NetworkComponent[];
  readonly channels: readonly NetworkChannel[];
  readonly events: readonly NetworkEvent[];
}

export interface NetworkComponent {
  readonly name: string;
  readonly replicas: number;
  readonly chart: Chart;
}

export interface NetworkChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  readonly capacity?: number;
  /** How many messages may be lost, in words. */
  readonly losses?: string;
  readonly about?: string;
}

/** An event of the environment. */
export interface NetworkEvent {
  readonly type: string;
  readonly to: string;
  readonly fault: boolean;
  readonly fairness: Fairness;
  /** How often it may happen, in words; absent where any number of times. */
  readonly budget?: string;
  readonly about?: string;
}

/**
 * Reads the structure of a system. Its machines are built, and nothing is run.
 * @throws Mistake for a machine that asks about the configuration while it is being built
 */
export function readNetwork(system: System): Network {
  return {
    name: system.name,
    ...optional('about', system.about),
    components: Object.entries(system.components).map(([name, { machine, replicas = 1 }]) => ({
      name,
      replicas,
      chart: readChart(buildMachine(name, machine, NOT_WHILE_BUILDING)),
    })),
    channels: Object.entries(system.channels).map(([name, definition]) => {
      const channel = definition as ChannelBetween<string, string, string, never>;
      const { kind, from, to, events, capacity, budget, about } = channel;
      return {
        name,
        kind,
        from,
        to,
        events,
        ...optional('capacity', capacity),
        ...optional('losses', budgetText(budget)),
        ...optional('about', about),
      };
    }),
    events: Object.entries(system.environment).map(([type, definition]) => {
      const { to, fault = false, fairness, budget, about } = definition as EnvironmentEvent;
      return { type, to, fault, fairness, ...optional('budget', budgetText(budget)), ...optional('about', about) };
    }),
  };

  function budgetText(budget: number | string | undefined): string | undefined {
    if (typeof budget !== 'string') return budget === undefined ? undefined : `at most ${budget}`;
    return `at most ${system.budgets?.[budget] ?? 0} ${budget}`;
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
