/** What a memory of states has to say for itself. */
export interface Figures {
  /** States that are remembered. */
  readonly remembered: number;
  readonly bytes: number;
  /** The part of it that is in use: slots, or bits that are set. */
  readonly fill: number;
  /** The probability that a state was taken for another one and left out. */
  readonly omission: number;
  /** How many states are expected to have been left out like that, not counting what only they lead to. */
  readonly expectedOmissions: number;
}

/** A memory of states that may take a new state for one that it has seen, and never the other way round. */
export interface Seen {
  /**
   * Remembers a state.
   * @param hash of the state, 128 bits
   * @returns false where it was remembered before, or seems to have been
   */
  add(hash: Int32Array): boolean;
  figures(): Figures;
}
