import { Mistake } from '../../describe/mistake.ts';

/** How states are remembered, as it is asked for. */
export type LossyChoice =
  /** By a fingerprint of so many bits, 1 to 64; default 64. */
  | { readonly kind: 'hash-compaction'; readonly bits?: number; readonly seed?: number }
  /** By three bits each in an array of so many MiB, 1/1024 to 16,383; default a quarter of the memory that is available. */
  | { readonly kind: 'bitstate'; readonly mebibytes?: number; readonly seed?: number };

/** How states are remembered. */
export type Mode =
  /** `bits` of a fingerprint, 1 to 64. */
  | { readonly kind: 'hash-compaction'; readonly bits: number; readonly seed: number }
  /** `bytes` of an array of bits, a multiple of 4 below 2^34. */
  | { readonly kind: 'bitstate'; readonly bytes: number; readonly seed: number };

/** The largest array of bits, in MiB: the next one would have more 32-bit words than a typed array can have. */
const MOST_MEBIBYTES = 2 ** 14 - 1;

/**
 * A choice with all its defaults.
 *
 * A quarter of the memory, since the states that wait need some as well, and since an array that is larger than it has
 * to be costs time: every state touches three places of it.
 *
 * @throws Mistake for a size or a seed that is out of range
 */
export function modeOf(choice: LossyChoice): Mode {
  const seed = choice.seed ?? 1;
  check('the seed of a lossy search', seed, 0, 2 ** 32 - 1);
  if (choice.kind === 'hash-compaction') {
    const bits = choice.bits ?? 64;
    check('the bits of a fingerprint', bits, 1, 64);
    return { kind: choice.kind, bits, seed };
  }
  const quarter = Math.floor(process.availableMemory() / 4 / 2 ** 20);
  const mebibytes = choice.mebibytes ?? Math.max(1, Math.min(quarter, MOST_MEBIBYTES));
  if (!(mebibytes >= 2 ** -10 && mebibytes <= MOST_MEBIBYTES)) {
    const most = MOST_MEBIBYTES.toLocaleString('en');
    throw new Mistake(`the size of the array of bits is ${mebibytes} MiB: expected 1 KiB to ${most} MiB`);
  }
  return { kind: choice.kind, bytes: Math.floor(mebibytes * 2 ** 18) * 4, seed };
}

function check(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new Mistake(`${what} is ${value}: expected a whole number from ${least} to ${most.toLocaleString('en')}`);
}
