import type { Space } from './space.ts';

/** How many configurations stand for all: every one, so many, or as many as the pairs of values need. */
export type Sample = 'all' | 'pairs' | number;

/**
 * Configurations that stand for many: greedily the one with the most pairs of values of two options that no other one
 * has had yet, the first of several. `pairs` goes on until every pair that occurs in the space has occurred; a number
 * beyond that begins again with those that are left. Always the same ones for the same space.
 *
 * @returns numbers of configurations, in ascending order
 * Time: pairs of a configuration times configurations, times the logarithm of what is chosen, or so.
 */
export function covering(space: Space, sample: Sample): number[] {
  const all = space.configurations.map((_, c) => c);
  if (sample === 'all' || (typeof sample === 'number' && sample >= space.size)) return all;
  const pairs = pairsOf(space);
  const chosen = new Set<number>();
  while (sample === 'pairs' ? chosen.size === 0 : chosen.size < sample) {
    const left = all.filter((c) => !chosen.has(c));
    for (const c of cover(left, pairs)) {
      chosen.add(c);
      if (chosen.size === sample) break;
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Of each configuration, its pairs of values, numbered; of an option alone where there is no other. */
function pairsOf({ axes, configurations }: Space): (configuration: number) => number[] {
  const varied = axes.filter(({ values }) => values.length > 1);
  const numbers = new Map<string, number>();
  const places = configurations.map((c) => varied.map(({ key, values }) => values.indexOf(c[key]!)));
  return (configuration) => {
    const at = places[configuration]!;
    const pairs: number[] = [];
    for (let i = 0; i < at.length; i++) {
      for (let j = at.length === 1 ? i : i + 1; j < at.length; j++) {
        const key = `${i} ${at[i]} ${j} ${at[j]}`;
        let number = numbers.get(key);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(key, number);
        }
        pairs.push(number);
      }
    }
    return pairs;
  };
}

/** Some of the candidates, in the order in which they are chosen, such that every pair of a candidate is in one. */
function* cover(candidates: readonly number[], pairsOf: (candidate: number) => number[]): Generator<number, void> {
  const pairs = new Map(candidates.map((c) => [c, pairsOf(c)]));
  const open = new Set([...pairs.values()].flat());
  // By the number of open pairs that they had when that was last counted: it only falls.
  const most = Math.max(0, ...[...pairs.values()].map(({ length }) => length));
  const byGain: number[][] = Array.from({ length: most + 1 }, () => []);
  for (const c of candidates) byGain[pairs.get(c)!.length]!.push(c);
  if (open.size === 0 && candidates.length > 0) yield candidates[0]!;
  for (let gain = most; gain > 0; gain--) {
    for (const c of byGain[gain]!) {
      const now = pairs.get(c)!.filter((pair) => open.has(pair));
      if (now.length === gain) {
        for (const pair of now) open.delete(pair);
        yield c;
      } else if (now.length > 0) byGain[now.length]!.push(c);
    }
  }
}
