/** The words of the invariants about restart strategies. */
import type { system } from '../../machines/scenarios/restart-strategies.ts';
import type { ViewOf } from '../../src/index.ts';

export type RestartState = ViewOf<typeof system>;

export const attempts = (state: RestartState) => state.strategy.context.attempts;
export const incidents = (state: RestartState) => state.failover.context.incidents;
export const jobHasEnded = (state: RestartState) => state.failover.matches('failed');
export const restartsAtAll = (state: RestartState) => !state.ask.is('restart-strategy.type', 'none');
