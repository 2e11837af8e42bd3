import type { ChannelBetween, EnvironmentEvent } from './system.ts';

/** The parts of a system definition that have budgets. */
export interface Budgeted {
  readonly channels: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly budgets?: Readonly<Record<string, number>>;
}

/**
 * The budgets of a system by name: of environment events and lossy channels that have one of their own, under
 * their names, and the shared ones. They are part of a state, in this order.
 */
export function budgetsOf({ channels, environment, budgets }: Budgeted): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const [name, channel] of Object.entries(channels)) {
    const { budget } = channel as Pick<ChannelBetween<string, string, string, never>, 'budget'>;
    if (typeof budget === 'number') all[name] = budget;
  }
  for (const [name, event] of Object.entries(environment)) {
    const { budget } = event as Pick<EnvironmentEvent, 'budget'>;
    if (typeof budget === 'number') all[name] = budget;
  }
  return { ...all, ...budgets };
}

/** The name of the budget that an event or a channel spends: its own, a shared one, or none. */
export function budgetNameOf(name: string, budget: number | string | undefined): string | undefined {
  return typeof budget === 'number' ? name : budget;
}
