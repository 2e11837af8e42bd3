import { definitions } from './definitions.ts';

type Definitions = typeof definitions;
type ValueOf<K extends keyof Definitions> = Definitions[K] extends { readonly releases: readonly (infer R)[] }
  ? R
  : Definitions[K] extends { readonly values: readonly (infer V)[] }
    ? V
    : never;

/** Every option at its default: `restrictOptions(options, { ...DEFAULTS, flink: … })` leaves only what a scenario names. */
export const DEFAULTS = Object.fromEntries(
  Object.entries(definitions).map(([key, option]) => [key, [option.default]]),
) as unknown as { readonly [K in keyof Definitions]: readonly ValueOf<K>[] };
