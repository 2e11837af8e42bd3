/**
 * The reference: a second implementation of docs/semantics.md, for one configuration, over plain objects and
 * XState's pure functions. It is slow and meant to be obviously right; the tests compare the explorer with it.
 */
export { worstCaseOf } from './bounds.ts';
export { canonical } from './canonical.ts';
export { deadlocks, violationOfAlways, violationOfNeverStep } from './checks.ts';
export { explore, occurrences, pathTo, type REdge, type RGraph, statesWhere } from './explore.ts';
export {
  type FairViolation,
  fairComponents,
  violationOfEventually,
  violationOfInfinitelyOften,
  violationOfLeadsTo,
  violationOfStabilizes,
} from './liveness.ts';
export { type Constraint, type Reference, type RStep, type RTransition, referenceOf } from './reference.ts';
export type { AnySystem, RState } from './state.ts';
