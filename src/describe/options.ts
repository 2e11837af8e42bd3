import { Mistake } from './mistake.ts';

/** A value that an option may take. */
export type OptionValue = string | number | boolean;

/** One option of a system: a row of the configuration space. */
export interface OptionDefinition {
  /** What the option does, in one sentence. */
  readonly about: string;
  /** All its values. Exactly one of `values` and `releases` is given. */
  readonly values?: readonly OptionValue[];
  /** The values of an ordered option, oldest first: only these can be asked with `since`. */
  readonly releases?: readonly string[];
  /** The value that holds where the option is not set, or does not exist yet. */
  readonly default: OptionValue;
  /** The first release that knows the option, by option key: before it only the default exists. */
  readonly since?: Readonly<Record<string, string>>;
  /** Where it is documented. */
  readonly documented?: string;
}

export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>;

/** The values that option `K` may take. */
export type ValueOf<D extends OptionDefinitions, K extends keyof D> = D[K] extends {
  readonly releases: readonly (infer R)[];
}
  ? R
  : D[K] extends { readonly values: readonly (infer V)[] }
    ? V
    : OptionValue;

/** The keys of the ordered options. */
export type ReleaseOption<D extends OptionDefinitions> = {
  [K in keyof D]: D[K] extends { readonly releases: readonly string[] } ? K : never;
}[keyof D];

/** One configuration: a value for every option. */
export type Configuration<D extends OptionDefinitions = OptionDefinitions> = {
  readonly [K in keyof D]: ValueOf<D, K>;
};

/**
 * The questions that a machine, a feature or a predicate may ask about the configuration.
 *
 * Every question is answered by yes or no, and is answered only where it is asked: the explorer follows
 * both answers from there. So ask in guards, actions and context factories, never while the machine is
 * being built.
 */
export interface Ask<D extends OptionDefinitions = OptionDefinitions, F = Record<string, FeatureValue>> {
  /** Is `option` set to `value`? */
  is<K extends keyof D & string>(option: K, value: ValueOf<D, K>): boolean;
  /** Is the release that `option` names `release` or a later one? */
  since<K extends ReleaseOption<D> & string>(option: K, release: ValueOf<D, K>): boolean;
  /**
   * The value of a feature. Asks one question for a boolean, and one for each value but the last
   * otherwise, in the order of `of`.
   */
  feature<N extends keyof F & string>(name: N): F[N];
}

/** The value of a feature. */
export type FeatureValue = string | boolean;

/** What a release changed, under a name: derived from the options, and open to be overridden. */
export interface FeatureDefinition<D extends OptionDefinitions, V extends FeatureValue = FeatureValue> {
  readonly about: string;
  /** All values, the most common last. */
  readonly of: readonly V[];
  /** Computes the value from the configuration alone. */
  readonly from: (ask: Ask<D, Record<never, never>>) => V;
  /** Where it is known from: class, release, pull request. */
  readonly source?: string;
}

export type FeatureDefinitions<D extends OptionDefinitions> = Readonly<Record<string, FeatureDefinition<D>>>;

/** The values of all features. */
export type FeaturesOf<F> = {
  readonly [N in keyof F]: F[N] extends { readonly of: readonly (infer V)[] } ? V : never;
};

/** The options of a system, which combinations exist, and the features that follow from them. */
export interface Options<
  D extends OptionDefinitions = OptionDefinitions,
  F extends FeatureDefinitions<D> = FeatureDefinitions<D>,
> {
  readonly definitions: D;
  /** The values that are left of an option, where some were left out (see `restrictOptions`). */
  readonly left?: Readonly<Record<string, readonly OptionValue[]>>;
  /** Which combinations are configurations. */
  valid(configuration: Configuration<D>): boolean;
  readonly features: F;
}

/** The question interface that fits `O`. Machine files import this type and nothing else. */
export type AskOf<O> = O extends Options<infer D, infer F> ? Ask<D, FeaturesOf<F>> : never;

/**
 * Defines the options of a system.
 *
 * @param definitions the options, in the order in which ranges are printed
 * @param also.valid which combinations exist; default: all. A value that is not the default is not
 *   combined with a release older than the option's `since`, with nothing said here.
 * @param also.features what releases changed, by name
 * @throws Mistake where a definition contradicts itself
 */
export function defineOptions<
  const D extends OptionDefinitions,
  const F extends FeatureDefinitions<D> = Record<never, never>,
>(
  definitions: D,
  also: { valid?: (configuration: Configuration<D>) => boolean; features?: F & FeatureDefinitions<D> } = {},
): Options<D, F> {
  for (const [key, option] of Object.entries(definitions as OptionDefinitions)) {
    const values = valuesOf(option);
    if (values.length === 0 || (option.values && option.releases)) {
      throw new Mistake(`option '${key}': give either 'values' or 'releases', with at least one entry`);
    }
    if (new Set(values).size !== values.length) {
      throw new Mistake(`option '${key}': a value is listed twice`);
    }
    if (!values.includes(option.default)) {
      throw new Mistake(
        `option '${key}': the default ${JSON.stringify(option.default)} is not among its values ${values.join(', ')}`,
      );
    }
    for (const [other, release] of Object.entries(option.since ?? {})) {
      const releases = (definitions as OptionDefinitions)[other]?.releases;
      if (!releases?.includes(release)) {
        throw new Mistake(`option '${key}': since ${other} ${release}: there is no such release`);
      }
    }
  }
  return { definitions, valid: also.valid ?? (() => true), features: also.features ?? ({} as F) };
}

/** All values of an option, in their order. */
export function valuesOf(option: OptionDefinition): readonly OptionValue[] {
  return option.releases ?? option.values ?? [];
}
