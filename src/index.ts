/** The public face of Lasso: describe a system, say what must hold, check it. */

export type { Checked, CheckOptions, Progress } from './check/check.ts';
export { lazyCheck as check } from './check/lazy.ts';
export { type Entry, entry } from './describe/catalogue.ts';
export { defineSystem } from './describe/define.ts';
export { Mistake } from './describe/mistake.ts';
export type { Ask, AskOf, Configuration, FeatureValue, Options, OptionValue } from './describe/options.ts';
export { defineOptions } from './describe/options.ts';
export type { Formula, Invariant, Predicate, Property, StepPattern } from './describe/properties.ts';
export {
  always,
  and,
  atMost,
  atom,
  eventually,
  F,
  G,
  implies,
  infinitelyOften,
  invariant,
  leadsTo,
  never,
  noDeadlock,
  not,
  or,
  R,
  stabilizes,
  stepsOf,
  temporal,
  U,
  worstCase,
  X,
} from './describe/properties.ts';
export { restrictOptions } from './describe/restrict.ts';
export type { Range, Report, Trace, TraceStep, Verdict } from './describe/result.ts';
export { type Scenario, scenario } from './describe/scenario.ts';
export type { Naming, Symmetry } from './describe/symmetry.ts';
export type { System, SystemDefinition, View, ViewOf } from './describe/system.ts';
export { expectHolds } from './expect.ts';
