import { Mistake } from '../../describe/mistake.ts';
import type { Invariant, Property } from '../../describe/properties.ts';
import type { ReductionReport } from '../../describe/result.ts';
import type { Symmetry } from './symmetry.ts';

/** The reductions that are asked for: each explores less, and says the same of what it preserves. */
export interface ReductionChoice {
  /** States that differ only in the numbers of replicas are explored once. */
  readonly symmetry?: boolean;
}

export type ReductionName = keyof ReductionChoice;

/** The reductions of one exploration, built with it. Absent: none. */
export interface Reductions {
  readonly symmetry?: Symmetry;
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
};

/**
 * Refuses reductions that do not preserve what is asked.
 * @throws Mistake naming the invariant and the reason, before anything is explored
 */
export function checkPreserved(choice: ReductionChoice, invariants: readonly Invariant[]): void {
  for (const [name, { flag, preserves, otherwise }] of Object.entries(REDUCTIONS)) {
    if (choice[name as ReductionName] !== true) continue;
    const lost = invariants.find(({ properties }) => properties.some(({ kind }) => !preserves.has(kind)));
    if (lost === undefined) continue;
    throw new Mistake(
      `${flag} cannot check '${lost.name}', which is about what happens for ever: ${otherwise}; leave out ${flag}, or choose other invariants with --only`,
    );
  }
}

/** What the reductions of an exploration have saved, one entry each. */
export function reductionReports({ symmetry }: Reductions): ReductionReport[] {
  return symmetry === undefined ? [] : [symmetry.report()];
}
