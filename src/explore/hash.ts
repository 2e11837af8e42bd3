/**
 * The hash of a packed row: the sum over its words of a number that each gives, then the finalizer of MurmurHash3
 * (Appleby, public domain). A sum, so that the words can be hashed in any order and side by side. `kernel-source.ts` writes
 * the same out for a fixed number of words; a test compares the two.
 */
export function hashOf(rows: Uint32Array, at: number, words: number): number {
  let sum = 0;
  for (let w = 0; w < words; w++) {
    const mixed = Math.imul(rows[at + w]! ^ offsetOf(w), 0x85ebca6b);
    sum = (sum + Math.imul(mixed ^ (mixed >>> 15), factorOf(w))) | 0;
  }
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}

/** What word number `w` is mixed with first. */
export const offsetOf = (w: number): number => Math.imul(w + 1, 0x7feb352d) | 0;

/** An odd number for word number `w`. */
export const factorOf = (w: number): number => Math.imul(2 * w + 1, 0x9e3779b1) | 0;
