/**
 * The hash of a packed row: the sum over its words of a number that each gives, then the finalizer of MurmurHash3
 * (Appleby, public domain). A sum, so that the words can be hashed in any order and side by side. `kernel-source.ts` writes
 * the same out for a fixed number of words; a test compares the two.
 */
export function hashOf(rows: Uint32Array, at: number, words: number): number {
  let sum = 0;
  for (let w = 0; w < words; w++) {
    const mixed = Math.imul(rows[at + w]! ^ OFFSETS[w]!, 0x85ebca6b);
    sum = (sum + Math.imul(mixed ^ (mixed >>> 15), FACTORS[w]!)) | 0;
  }
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}

/** The most words of a row: one for each of 256 fields of 32 bits. */
const MOST_WORDS = 256;

/** Of each word, what it is mixed with first. */
export const OFFSETS = Int32Array.from({ length: MOST_WORDS }, (_, w) => Math.imul(w + 1, 0x7feb352d));

/** Of each word, an odd number. */
export const FACTORS = Int32Array.from({ length: MOST_WORDS }, (_, w) => Math.imul(2 * w + 1, 0x9e3779b1));
