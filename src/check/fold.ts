import type { Lasso } from '../explore/graph.ts';

/**
 * The same endless path, said in the shortest way: a cycle that is a repetition is said once, and what the end
 * of the stem has in common with the end of the cycle is left to the cycle. O(stem + cycle).
 */
export function folded(lasso: Lasso): Lasso {
  const cycle = lasso.cycle.slice(0, period(lasso.cycle));
  if (cycle.length === 0) return lasso;
  const { edges } = lasso.stem;
  let shared = 0;
  while (shared < edges.length && edges.at(-1 - shared) === cycle.at(-1 - (shared % cycle.length))) shared++;
  const turn = cycle.length - (shared % cycle.length);
  return {
    stem: { start: lasso.stem.start, edges: edges.slice(0, edges.length - shared) },
    cycle: [...cycle.slice(turn), ...cycle.slice(0, turn)],
    shortest: lasso.shortest,
  };
}

/** The least number p such that the list is its first p members repeated (Knuth, Morris and Pratt). */
function period(list: readonly number[]): number {
  const border = [0];
  for (let i = 1, k = 0; i < list.length; i++) {
    while (k > 0 && list[i] !== list[k]) k = border[k - 1];
    if (list[i] === list[k]) k++;
    border.push(k);
  }
  const p = list.length - border[border.length - 1];
  return list.length % p === 0 ? p : list.length;
}
