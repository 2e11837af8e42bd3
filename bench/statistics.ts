/**
 * The value in the middle of the sorted ones; of an even number, the mean of the two.
 * @param values at least one
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('the median of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * How many times as fast one is as another: the median over the rounds of the ratio within a round. What slows the
 * machine for a while slows both of a pair, so it moves this less than a ratio of two medians.
 * @param ours rates, by round; undefined: none in this round
 * @param theirs likewise; rounds that lack one of them do not count
 * @returns undefined where no round has both
 */
export function ratioOfPairs(
  ours: readonly (number | undefined)[],
  theirs: readonly (number | undefined)[],
): number | undefined {
  const ratios = ours.flatMap((rate, round) => {
    const other = theirs[round];
    return rate === undefined || other === undefined ? [] : [rate / other];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}
