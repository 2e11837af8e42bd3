import type { check } from '../check/check.ts';

export { lazyCheck } from '../check/lazy.ts';

/** What explores a system. */
export type Check = typeof check;
export type Checked = Awaited<ReturnType<Check>>;
export type CheckOptions = NonNullable<Parameters<Check>[2]>;
