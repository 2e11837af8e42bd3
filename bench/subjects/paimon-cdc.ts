import { invariants, system as shipped } from '../../invariants/index.ts';
import { Compiled } from '../../src/check/compile.ts';
import type { OptionValue } from '../../src/describe/options.ts';
import { definitionsLeft } from '../../src/describe/restrict.ts';
import { Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import type { Subject } from './subject.ts';

export type Budgets = Readonly<Record<string, number>>;
type Values = Readonly<Record<string, readonly OptionValue[]>>;

const system = shipped as unknown as System;

/** The shipped model in one configuration: two tables, a restart strategy, and otherwise the defaults. */
export function oneConfiguration(budgets: Budgets): Subject {
  const defaults = Object.entries(definitionsLeft(system.options)).map(([key, option]) => [key, [option.default]]);
  return slice(budgets, {
    ...(Object.fromEntries(defaults) as Values),
    mode: ['divided'],
    'restart-strategy.type': ['exponential-delay'],
  });
}

/** All configurations with one table with fixed buckets, on one release of Flink, without a restart strategy: 48. */
export function manyConfigurations(): Subject {
  return slice({}, { mode: ['table'], flink: ['1.20'], bucket: ['fixed'], 'restart-strategy.type': ['unset'] });
}

/** Some configurations, asked all that the shipped invariants ask of states and steps. */
function slice(budgets: Budgets, set: Values): Subject {
  const restricted = (restrict: Values) => new Space(system.options, { features: system.features ?? {}, restrict });
  return {
    system: () => system.withBudgets(budgets),
    space: () => restricted(set),
    only: (configuration) =>
      restricted(Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, [value]]))),
    questions: { ...new Compiled(invariants), edges: false },
  };
}
