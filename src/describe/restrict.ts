import { Mistake } from './mistake.ts';
import {
  type Configuration,
  type FeatureDefinitions,
  type OptionDefinitions,
  type Options,
  type OptionValue,
  type ValueOf,
  valuesOf,
} from './options.ts';
import { unknown } from './unknown.ts';

/** Which values of some options are left. */
export type Restriction<D extends OptionDefinitions> = { readonly [K in keyof D]?: readonly ValueOf<D, K>[] };

/**
 * The same options, with a configuration space of these values only. Options that are not named keep theirs.
 *
 * A system that answers one question needs few options of a large protocol. Its machines are the same, so what they
 * may ask stays the same too: every question is answered against all definitions, and `since('paimon', '0.8.1')` is
 * right where 0.8.1 is not among the values left. What a run shows knows only the values left. Where the default is
 * not among them, the first one is the default.
 *
 * @param valid replaces `valid` of the options; it sees only combinations of values that are left
 * @throws Mistake for an option or value that does not exist or was left out before, and where no value is left
 */
export function restrictOptions<const D extends OptionDefinitions, F extends FeatureDefinitions<D>>(
  options: Options<D, F>,
  only: Restriction<D>,
  valid?: (configuration: Configuration<D>) => boolean,
): Options<D, F> {
  const before = definitionsLeft(options as unknown as Options);
  const left: Record<string, readonly OptionValue[]> = { ...options.left };
  for (const [key, wanted] of Object.entries(only) as [string, readonly OptionValue[] | undefined][]) {
    const option = Object.hasOwn(before, key) ? before[key] : undefined;
    if (!option) throw unknown('option', key, Object.keys(before));
    if (wanted === undefined) continue;
    const known = valuesOf(option);
    for (const value of wanted) {
      if (!known.includes(value)) throw unknown(`value of '${key}'`, String(value), known.map(String));
    }
    if (wanted.length === 0) throw new Mistake(`option '${key}': no value is left; list at least one`);
    left[key] = known.filter((value) => wanted.includes(value));
  }
  return { ...options, left, valid: valid ?? ((configuration) => options.valid(configuration)) };
}

/** The definitions of what a run knows: each option with the values that are left of it, in their order. */
export function definitionsLeft({ definitions, left = {} }: Options): OptionDefinitions {
  const entries = Object.entries(definitions).map(([key, option]) => {
    const values = Object.hasOwn(left, key) ? left[key]! : valuesOf(option);
    const kept = option.releases ? { releases: values as readonly string[] } : { values };
    return [key, { ...option, ...kept, default: values.includes(option.default) ? option.default : values[0]! }];
  });
  return Object.fromEntries(entries) as OptionDefinitions;
}
