import type { Configuration } from '../describe/options.ts';
import type { Invariant } from '../describe/properties.ts';
import { minimise } from '../describe/ranges.ts';
import type { Range, Trace, Verdict, VerdictWord } from '../describe/result.ts';
import type { Bits, Space } from '../describe/space.ts';
import { addAll, and, count, isEmpty, minus } from '../describe/space.ts';
import type { Outcome } from './counterexample.ts';

/** What is known of an invariant. */
export interface Evidence {
  readonly space: Space;
  /** Of each of its properties. */
  readonly outcomes: readonly Outcome[];
  /** Its worst case, by the number of the configuration; absent where it has none. */
  readonly worst?: ReadonlyMap<number, number> | undefined;
  /** Was everything explored? */
  readonly complete: boolean;
  /** Shows a range; `within` are its configurations that violate the invariant. */
  readonly trace: (range: Range, within: Bits) => Trace | Promise<Trace>;
}

/** What follows for one invariant: the verdict, and exactly the configurations that violate it. */
export async function judge(
  invariant: Invariant,
  { space, outcomes, worst, complete, trace }: Evidence,
): Promise<{ verdict: Verdict; violating: Bits }> {
  const violating = space.empty();
  for (const outcome of outcomes) addAll(violating, outcome.violating);
  const affected = minimise(space, violating);
  const unjudged = withoutPremise(space, outcomes);
  const word = wordFor(violating, unjudged, space, complete);
  const traces: Trace[] = [];
  for (const range of affected) {
    const inRange = space.where((c) => inside(c, range));
    traces.push(await trace(range, and(violating, inRange)));
  }
  const { name, about, kind } = invariant;
  return {
    violating,
    verdict: {
      name,
      about,
      kind,
      verdict: word,
      violating: count(violating),
      affected,
      vacuousIn: word === 'vacuous' || !complete ? [] : minimise(space, unjudged),
      bounds: worst ? boundsOf(space, worst) : [],
      ...(invariant.worstCase?.unit ? { unit: invariant.worstCase.unit } : {}),
      ...(invariant.worstCase?.remark ? { remark: invariant.worstCase.remark } : {}),
      counterexamples: traces,
    },
  };
}

/** The configurations in which no property of an invariant has its premise. */
function withoutPremise(space: Space, outcomes: readonly Outcome[]): Bits {
  let without = space.all();
  for (const { premise } of outcomes) without = premise ? minus(without, premise) : space.empty();
  return without;
}

function wordFor(violating: Bits, unjudged: Bits, space: Space, complete: boolean): VerdictWord {
  if (!isEmpty(violating)) return 'violated';
  if (!complete) return 'inconclusive';
  return count(unjudged) === space.size ? 'vacuous' : 'holds';
}

function boundsOf(space: Space, values: ReadonlyMap<number, number>): Verdict['bounds'] {
  const different = [...new Set(values.values())].sort((a, b) => b - a);
  return different.map((value) => ({
    value: value === Number.POSITIVE_INFINITY ? ('unbounded' as const) : value,
    affected: minimise(
      space,
      space.where((_, i) => values.get(i) === value),
    ),
  }));
}

function inside(c: Configuration, range: Range): boolean {
  return Object.entries(range).every(([key, values]) => values.includes(c[key]!));
}
