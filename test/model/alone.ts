/** All configurations explored at once, against each on its own. */
import { expect } from 'vitest';
import { invariants, system } from '../../invariants/index.ts';
import { type Checked, check } from '../../src/check/check.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import type { Invariant } from '../../src/describe/properties.ts';
import { unionOf } from '../../src/describe/ranges.ts';
import { type Bits, has, type Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { explore, type RGraph, referenceOf } from '../../src/reference/index.ts';
import { type Explored, explored, outlineOf, outlineOfReference } from '../explore/compare.ts';
import { violatedIn, worstCaseIn } from './naive.ts';

type Budgets = Readonly<Record<string, number>>;

const ALL: readonly Invariant[] = invariants;

/** Every configuration of the shipped model, explored together. */
export interface Family {
  readonly system: typeof system;
  readonly space: Space;
  readonly checked: Checked;
  readonly explored: Explored;
}

export async function familyWith(budgets: Budgets): Promise<Family> {
  const changed = system.withBudgets(budgets);
  const graph = await explored(changed as unknown as System, []);
  if (graph instanceof Mistake) throw graph;
  const checked = await check(changed, ALL);
  return { system: changed, space: checked.space, checked, explored: graph };
}

/** What one configuration is told: the names of the violated invariants, and the worst cases. */
export interface Judged {
  readonly violated: readonly string[];
  readonly worst: Readonly<Record<string, number | 'unbounded'>>;
}

/** What a check of many configurations says of one. */
export function judgedTogether(checked: Checked, configuration: number): Judged {
  const { violating } = checked;
  return {
    violated: ALL.map(({ name }) => name).filter((name) => has(violating.get(name)!, configuration)),
    worst: Object.fromEntries(
      worstCases(checked).flatMap(({ name, value, of }) => (has(of, configuration) ? [[name, value]] : [])),
    ),
  };
}

interface WorstCases {
  readonly name: string;
  readonly value: number | 'unbounded';
  readonly of: Bits;
}

const known = new WeakMap<Checked, readonly WorstCases[]>();

function worstCases(checked: Checked): readonly WorstCases[] {
  const { space, report } = checked;
  const found =
    known.get(checked) ??
    report.verdicts.flatMap(({ name, bounds }) =>
      bounds.map(({ value, affected }) => ({ name, value, of: unionOf(space, affected) })),
    );
  known.set(checked, found);
  return found;
}

/** What the naive search says. */
export function judgedAlone(graph: RGraph): Judged {
  const worst = ALL.flatMap((invariant) => {
    const value = worstCaseIn(graph, invariant);
    return value === undefined ? [] : [[invariant.name, value]];
  });
  return { violated: violatedIn(graph, ALL), worst: Object.fromEntries(worst) };
}

/** Holds one configuration against the naive search: states by depth, transitions, deadlocks, verdicts, worst cases. */
export function expectTheSameAlone(family: Family, configuration: number): Judged {
  const { space } = family;
  const which = space.configurations[configuration]!;
  const graph = explore(referenceOf(family.system as unknown as System, space, which));
  const alone = judgedAlone(graph);
  const message = JSON.stringify(which);
  expect(judgedTogether(family.checked, configuration), message).toEqual(alone);
  expect(outlineOf(family.explored.explorer, configuration), message).toEqual(outlineOfReference(graph));
  return alone;
}
