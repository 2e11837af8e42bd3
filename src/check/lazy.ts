import type { check } from './check.ts';

/** `check`, loaded when it is needed: a module that describes a system is loaded before anything is explored. */
export const lazyCheck: typeof check = async (...given) => {
  const { check } = await import('./check.ts');
  return check(...given);
};
