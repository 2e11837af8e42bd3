import type { OptionValue } from './options.ts';
import { and, type Bits, count, isEmpty, minus, type Space } from './space.ts';

/** A set of configurations that are explored together, and how much work they are. */
export interface Weight {
  readonly bits: Bits;
  readonly work: number;
}

/** The most values of an option without an order for which each way to halve them is tried. */
const FEW_VALUES = 6;

/**
 * Divides the configurations into `parts` of about the same work. Work on a set of configurations has to be done in each
 * part that has one of them, so a good division goes along the options that tell configurations apart early and
 * everywhere, and leaves together what is explored together. Halved again and again, each time by the values of one
 * option, so that the larger half has the least work for each of its parts; of these with the least work in all; of these
 * by the first option.
 *
 * @param weights the work, as far as it is known: a sample is enough
 * @returns disjoint sets that are all configurations together; some are empty where there are more parts than
 *   configurations. The same for the same input.
 * Cost: about parts × weights × (values of all options) × configurations / 32.
 */
export function divided(space: Space, weights: readonly Weight[], parts: number): Bits[] {
  const cuts = cutsOf(space);
  const halve = (all: Bits, known: readonly Weight[], n: number): Bits[] => {
    if (n === 1) return [all];
    let best: { one: Bits; other: Bits; n: number; cost: readonly [number, number] } | undefined;
    const most = count(all);
    for (const cut of most > 1 ? cuts : []) {
      const [one, other] = [and(all, cut), minus(all, cut)];
      const [ones, others] = [count(one), count(other)];
      if (ones === 0 || others === 0) continue;
      const [work, rest] = [workIn(known, one), workIn(known, other)];
      for (let k = 1; k < n; k++) {
        // More parts than configurations are of no use.
        const cost = [Math.max(work / Math.min(k, ones), rest / Math.min(n - k, others)), work + rest] as const;
        if (!best || cost[0] < best.cost[0] || (cost[0] === best.cost[0] && cost[1] < best.cost[1])) {
          best = { one, other, n: k, cost };
        }
      }
    }
    if (!best) return [all, ...Array.from({ length: n - 1 }, () => space.empty())];
    const in_ = (bits: Bits) => known.filter((weight) => !isEmpty(and(weight.bits, bits)));
    return [...halve(best.one, in_(best.one), best.n), ...halve(best.other, in_(best.other), n - best.n)];
  };
  return halve(space.all(), weights, parts);
}

/** The work on the sets that have a configuration among these. */
function workIn(weights: readonly Weight[], part: Bits): number {
  let work = 0;
  for (const weight of weights) if (meets(weight.bits, part)) work += weight.work;
  return work;
}

function meets(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & b[i]!) !== 0) return true;
  return false;
}

/** The ways to halve the configurations by the values of one option. */
function cutsOf(space: Space): Bits[] {
  return space.axes.flatMap(({ key, values, ordered }) => {
    const some = (chosen: (position: number) => boolean) => {
      const names = new Set<OptionValue>(values.filter((_, i) => chosen(i)));
      return space.where((c) => names.has(c[key]!));
    };
    if (ordered || values.length > FEW_VALUES) return values.slice(1).map((_, i) => some((p) => p <= i));
    // Of each way and its opposite the one that leaves out the last value.
    const ways = Array.from({ length: 2 ** (values.length - 1) - 1 }, (_, i) => i + 1);
    return ways.map((way) => some((p) => ((way >>> p) & 1) === 1));
  });
}
