import type { Range } from '../describe/result.ts';

/** A verdict compared with what the baseline accepts. */
export interface Judged {
  /** True where exactly the accepted configurations violate the invariant. */
  readonly expected: boolean;
  /** Number of configurations that violate it and are not accepted, and which. */
  readonly added: number;
  readonly addedIn: readonly Range[];
  /** Number of configurations that are accepted and do not violate it, and which. */
  readonly vanished: number;
  readonly vanishedIn: readonly Range[];
  /** Why the accepted ones are. */
  readonly reasons: readonly { readonly reason: string; readonly link?: string }[];
}
