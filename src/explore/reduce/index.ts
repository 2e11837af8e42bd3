import { Mistake } from '../../describe/mistake.ts';
import type { Invariant, Property } from '../../describe/properties.ts';
import type { ReductionReport } from '../../describe/result.ts';
import type { PartialOrder } from './partial-order.ts';
import type { Subsumption } from './subsumption.ts';
import type { Symmetry } from './symmetry.ts';

/** The reductions that are asked for: each explores less, and says the same of what it preserves. */
export interface ReductionChoice {
  /** States that differ only in the numbers of replicas are explored once. */
  readonly symmetry?: boolean;
  /** Of steps that commute, one order is explored. */
  readonly partialOrder?: boolean;
  /** A state that was found for a set of configurations is not explored again for a smaller one. */
  readonly subsumption?: boolean;
}

export type ReductionName = keyof ReductionChoice;

/** The reductions of one exploration, built with it. Absent: none. */
export interface Reductions {
  readonly symmetry?: Symmetry;
  readonly partialOrder?: PartialOrder;
  readonly subsumption?: Subsumption;
}

/** How each reduction is called, what it preserves, and why not the rest. */
const REDUCTIONS: Readonly<
  Record<
    ReductionName,
    { readonly flag: string; readonly preserves: ReadonlySet<Property['kind']>; readonly otherwise: string }
  >
> = {
  symmetry: {
    flag: '--symmetry',
    preserves: new Set(['always', 'never-step', 'deadlock', 'bound']),
    otherwise:
      'fairness is promised to each replica on its own, and a state that stands for all exchanges of replicas does not say which of them was served',
  },
  partialOrder: {
    flag: '--partial-order',
    preserves: new Set(['always', 'never-step', 'deadlock']),
    otherwise:
      'of steps that commute only one order is explored, so that a path that never ends, with the steps that are fair on it, or one on which something happens most often, may be missing',
  },
  subsumption: {
    flag: '--subsumption',
    preserves: new Set(['always', 'never-step', 'deadlock']),
    otherwise:
      'a state that was found for more configurations stands for one with fewer, so that a path or a cycle may join what different configurations do',
  },
};

/**
 * Refuses reductions that do not preserve what is asked.
 * @param also are steps that change nothing to be counted? May states be left out?
 * @throws Mistake naming the invariant and the reason, before anything is explored
 */
export function checkPreserved(
  choice: ReductionChoice,
  invariants: readonly Invariant[],
  { countsStutters = false, isLossy = false } = {},
): void {
  const flags = Object.entries(REDUCTIONS).flatMap(([name, { flag }]) => (choice[name as ReductionName] ? [flag] : []));
  if (isLossy && flags.length > 0) {
    throw new Mistake(
      `${flags.join(' and ')} cannot be had with --bitstate or --hash-compaction, which do not remember the states that a reduction has to know; leave out one of them`,
    );
  }
  if (choice.partialOrder && countsStutters) {
    throw new Mistake(
      '--partial-order cannot count what changes nothing: it only sees a part of the steps; leave out --count-stutter or --partial-order',
    );
  }
  if (choice.partialOrder && choice.symmetry) {
    throw new Mistake(
      '--partial-order and --symmetry exclude each other: which steps may wait is decided by which replica takes them; leave out one of them',
    );
  }
  if (choice.subsumption && choice.symmetry) {
    throw new Mistake(
      '--subsumption and --symmetry exclude each other: how many states a run stands for would not be known; leave out one of them',
    );
  }
  for (const [name, { flag, preserves, otherwise }] of Object.entries(REDUCTIONS)) {
    if (choice[name as ReductionName] !== true) continue;
    const lost = invariants.find(
      ({ properties, worstCase }) =>
        properties.some(({ kind }) => !preserves.has(kind)) || (worstCase && !preserves.has(worstCase.kind)),
    );
    if (lost === undefined) continue;
    throw new Mistake(
      `${flag} cannot check '${lost.name}', which is about more than single states and steps: ${otherwise}; leave out ${flag}, or choose other invariants with --only`,
    );
  }
}

/**
 * What the reductions of an exploration have saved, one entry each.
 * @param states the number of states that were explored
 */
export function reductionReports(
  { symmetry, partialOrder, subsumption }: Reductions,
  states: number,
): ReductionReport[] {
  return [
    ...(symmetry === undefined ? [] : [symmetry.report()]),
    ...(partialOrder === undefined ? [] : [partialOrder.report(states)]),
    ...(subsumption === undefined ? [] : [subsumption.report(states)]),
  ];
}
