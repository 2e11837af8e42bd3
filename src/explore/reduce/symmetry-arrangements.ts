/** Neighbouring places that things are arranged on: `from` … `to - 1` of a group. */
export interface Block {
  readonly group: number;
  readonly from: number;
  readonly to: number;
  /** What stands there: things with the same label cannot be told apart. */
  readonly labels: number[];
}

/**
 * Visits every arrangement of the things in some blocks that can be told apart, each once, by exchanging neighbours. In
 * the end everything stands where it stood.
 * @param exchange exchanges what stands at `at` and `at + 1` of a group
 */
export function arrange(
  blocks: readonly Block[],
  exchange: (group: number, at: number) => void,
  visit: () => void,
): void {
  function place(block: number, at: number): void {
    if (block === blocks.length) {
      visit();
      return;
    }
    const { group, from, to, labels } = blocks[block]!;
    if (at >= to - 1) {
      place(block + 1, blocks[block + 1]?.from ?? 0);
      return;
    }
    for (let next = at; next < to; next++) {
      const label = labels[next - from]!;
      if (labels.indexOf(label, at - from) < next - from) continue;
      labels.splice(at - from, 0, ...labels.splice(next - from, 1));
      for (let i = next - 1; i >= at; i--) exchange(group, i);
      place(block, at + 1);
      for (let i = at; i < next; i++) exchange(group, i);
      labels.splice(next - from, 0, ...labels.splice(at - from, 1));
    }
  }
  place(0, blocks[0]?.from ?? 0);
}

/**
 * Labels for the things on some places: two have the same label where exchanging them changes nothing.
 * @param exchange as above
 * @param isSame is everything as it was?
 */
export function labelled(
  group: number,
  from: number,
  to: number,
  exchange: (group: number, at: number) => void,
  isSame: () => boolean,
): Block {
  const labels = Array.from({ length: to - from }, (_, i) => i);
  for (let b = from + 1; b < to; b++) {
    for (let a = b - 1; a >= from && labels[b - from] === b - from; a--) {
      if (labels[a - from] !== a - from) continue;
      // Exchanging a and b: b goes down to a, then what stood on a goes up to b.
      for (let i = b - 1; i >= a; i--) exchange(group, i);
      for (let i = a + 1; i < b; i++) exchange(group, i);
      if (isSame()) labels[b - from] = a - from;
      for (let i = b - 1; i > a; i--) exchange(group, i);
      for (let i = a; i < b; i++) exchange(group, i);
    }
  }
  return { group, from, to, labels };
}

/** How many exchanges there are among things with these labels that change nothing. */
export function indistinguishable(labels: readonly number[]): number {
  let product = 1;
  for (const label of new Set(labels)) product *= factorial(labels.filter((l) => l === label).length);
  return product;
}

/** n!; from 19! on it is rounded. */
export function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
