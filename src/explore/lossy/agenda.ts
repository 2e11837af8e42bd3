/** Which states are explored when, and the way to each of them. */
export interface Agenda {
  /** Number of states that wait. */
  readonly waiting: number;
  /** Of the state that was taken last, the number of steps to it. */
  readonly depth: number;
  /**
   * Adds a state that was found.
   * @param label of the step to it from the state that was taken last; -1: no step, since it is a part of that state's
   *   configurations, or a state at the start
   */
  add(state: Int32Array, label: number): void;
  /** Takes the state whose turn it is; false where there is none. */
  take(state: Int32Array): boolean;
  /** Offers to explore the state that was taken last later, now that its set will not be divided; false: do it now. */
  postpone(state: Int32Array): boolean;
  /** The labels on the way to the state that was taken last. What it gives may be called at any time later. */
  way(): () => readonly number[];
}
