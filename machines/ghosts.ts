/** What only invariants look at. */

/** In how many commits each batch of data was (2: twice or more), by batch, after one more. */
export function addCopies(copies: readonly number[], batches: readonly number[]): number[] {
  const length = Math.max(copies.length, ...batches.map((batch) => batch + 1));
  return Array.from({ length }, (_, batch) => Math.min(2, (copies[batch] ?? 0) + (batches.includes(batch) ? 1 : 0)));
}
