import type { check } from '../check/check.ts';

/** What explores a system. Loaded when it is needed, so that `--help` and mistakes are quick. */
export type Check = typeof check;
export type Checked = Awaited<ReturnType<Check>>;
export type CheckOptions = NonNullable<Parameters<Check>[2]>;

export const lazyCheck: Check = async (...given) => {
  const { check } = await import('../check/check.ts');
  return check(...given);
};
