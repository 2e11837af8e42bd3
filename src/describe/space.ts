import { Mistake } from './mistake.ts';
import type { Ask, Configuration, FeatureValue, OptionDefinitions, Options, OptionValue } from './options.ts';
import { valuesOf } from './options.ts';
import { definitionsLeft } from './restrict.ts';
import { unknown } from './unknown.ts';

export { unknown } from './unknown.ts';

/** A set of configurations: bit `i` stands for `space.configurations[i]`. */
export type Bits = Uint32Array;

/** An option of a space, with its values in their order. */
export interface Axis {
  readonly key: string;
  readonly values: readonly OptionValue[];
  readonly ordered: boolean;
  readonly default: OptionValue;
}

/**
 * All configurations of a system, numbered, and the questions about them as sets. The configurations are those of the
 * values that are left of the options; the questions are answered against all of their definitions.
 *
 * @param restrict narrows the space to some values of some options (`--set`)
 * @throws Mistake for an unknown option, value or feature, and for a space without configurations
 */
export class Space {
  readonly axes: readonly Axis[];
  readonly configurations: readonly Configuration[];
  /** Number of configurations. */
  readonly size: number;
  private readonly options: Options;
  private readonly overrides: Readonly<Record<string, FeatureValue>>;
  /** Options that do not exist in every release. */
  private readonly dependent: readonly string[];
  /** These, and the options whose releases they wait for. */
  private readonly related: ReadonlySet<string>;
  private readonly questions = new Map<string, Bits>();
  /** Options that some question, feature or machine has asked about. */
  readonly read = new Set<string>();

  constructor(
    options: Options,
    also: {
      features?: Readonly<Record<string, FeatureValue | undefined>>;
      restrict?: Readonly<Record<string, readonly OptionValue[]>>;
    } = {},
  ) {
    this.options = options;
    this.axes = Object.entries(definitionsLeft(options)).map(([key, o]) => ({
      key,
      values: valuesOf(o),
      ordered: o.releases !== undefined,
      default: o.default,
    }));
    this.dependent = Object.keys(options.definitions).filter((key) => options.definitions[key]!.since !== undefined);
    const before = this.dependent.flatMap((key) => Object.keys(options.definitions[key]!.since!));
    this.related = new Set([...this.dependent, ...before]);
    this.overrides = this.checkedOverrides(also.features ?? {});
    this.configurations = this.enumerate(also.restrict ?? {});
    this.size = this.configurations.length;
    if (this.size === 0) throw new Mistake('no configuration is left: the options given cannot be combined');
  }

  /** The set of all configurations. */
  all(): Bits {
    const bits = this.empty();
    for (let i = 0; i < this.size; i++) bits[i >>> 5]! |= 1 << (i & 31);
    return bits;
  }

  empty(): Bits {
    return new Uint32Array((this.size + 31) >>> 5);
  }

  /** The set of configurations of which `holds` is true. */
  where(holds: (configuration: Configuration, index: number) => boolean): Bits {
    const bits = this.empty();
    this.configurations.forEach((c, i) => {
      if (holds(c, i)) bits[i >>> 5]! |= 1 << (i & 31);
    });
    return bits;
  }

  /** A configuration without the options that have a single value: what is shown of it. */
  shown(configuration: Configuration): Configuration {
    const chosen = this.axes.filter(({ values }) => values.length > 1);
    return Object.fromEntries(chosen.map(({ key }) => [key, configuration[key]!]));
  }

  /** The configurations in a set. */
  *members(bits: Bits): Generator<Configuration> {
    for (let i = 0; i < this.size; i++) if (has(bits, i)) yield this.configurations[i]!;
  }

  /**
   * The set of configurations that answer yes to a question.
   * @param question `is:option=value`, `since:option=release` or `feature:name=value`, as `asking` makes them
   */
  yes(question: string): Bits {
    const known = this.questions.get(question);
    if (known) return known;
    const colon = question.indexOf(':');
    const equals = question.lastIndexOf('=');
    const kind = question.slice(0, colon);
    const name = question.slice(colon + 1, equals);
    const value = JSON.parse(question.slice(equals + 1)) as OptionValue;
    const position = kind === 'since' ? this.position(name, value) : 0;
    const feature = kind === 'feature' ? this.featureOf(name) : undefined;
    const bits = this.where((c) => {
      if (kind === 'is') return c[name] === value;
      if (kind === 'since') return this.position(name, c[name]!) >= position;
      return feature!(c) === value;
    });
    this.questions.set(question, bits);
    return bits;
  }

  /**
   * A question interface whose questions go to `answer`, each as the text that `yes` understands.
   * @throws Mistake, from the questions, for options, values and features that do not exist
   */
  asking(answer: (question: string) => boolean): Ask {
    return {
      is: (option, value) => {
        this.checkIs(option, value);
        return answer(`is:${option}=${JSON.stringify(value)}`);
      },
      since: (option, release) => {
        this.checkSince(option, release);
        return answer(`since:${option}=${JSON.stringify(release)}`);
      },
      feature: (name) => {
        const feature = this.feature(name);
        const override = this.overrides[name];
        if (override !== undefined) return override;
        const booleans = feature.of.every((v) => typeof v === 'boolean');
        if (booleans) return answer(`feature:${name}=true`);
        for (const value of feature.of.slice(0, -1)) {
          if (answer(`feature:${name}=${JSON.stringify(value)}`)) return value;
        }
        return feature.of[feature.of.length - 1]!;
      },
    };
  }

  /** A question interface that answers for one configuration. */
  answersFor(c: Configuration): Ask {
    const index = this.configurations.indexOf(c);
    return this.asking((question) => has(this.yes(question), index));
  }

  /** The value of a feature by configuration. Asked of all of them, so nothing is built for each. */
  private featureOf(name: string): (configuration: Configuration) => FeatureValue {
    const feature = this.feature(name);
    let asked: Configuration = {};
    const ask: Ask = {
      is: (option, value) => {
        this.checkIs(option, value);
        return asked[option] === value;
      },
      since: (option, release) => {
        this.checkSince(option, release);
        return this.position(option, asked[option]!) >= this.position(option, release);
      },
      feature: () => {
        throw new Mistake(`feature '${name}' asks another feature: a feature follows from options alone`);
      },
    };
    return (configuration) => {
      asked = configuration;
      const value = feature.from(ask as never);
      if (!feature.of.includes(value)) {
        throw new Mistake(
          `feature '${name}' is ${JSON.stringify(value)}, which is not one of ${feature.of.join(', ')}`,
        );
      }
      return value;
    };
  }

  private checkIs(option: string, value: OptionValue): void {
    this.checkValue(option, value);
    this.read.add(option);
  }

  private checkSince(option: string, release: OptionValue): void {
    this.checkValue(option, release);
    if (this.options.definitions[option]!.releases === undefined) {
      throw new Mistake(`option '${option}' has no releases, so it cannot be asked with since('${release}')`);
    }
    this.read.add(option);
  }

  private feature(name: string) {
    const feature = this.options.features[name];
    if (!feature) throw unknown('feature', name, Object.keys(this.options.features));
    return feature;
  }

  /** Checks a question: it may name any value, also one that is left out. */
  private checkValue(key: string, value: OptionValue): void {
    const values = this.valuesIn(this.options.definitions, key);
    if (!values.includes(value)) throw unknown(`value of '${key}'`, String(value), values.map(String));
  }

  private valuesIn(definitions: OptionDefinitions, key: string): readonly OptionValue[] {
    const option = Object.hasOwn(definitions, key) ? definitions[key] : undefined;
    if (!option) throw unknown('option', key, Object.keys(definitions));
    return valuesOf(option);
  }

  /** The place of a value among all values of an option. */
  private position(key: string, value: OptionValue): number {
    return valuesOf(this.options.definitions[key]!).indexOf(value);
  }

  private checkedOverrides(features: Readonly<Record<string, FeatureValue | undefined>>) {
    const checked: Record<string, FeatureValue> = {};
    for (const [name, value] of Object.entries(features)) {
      if (value === undefined) continue;
      if (!this.feature(name).of.includes(value)) {
        throw unknown(`value of feature '${name}'`, String(value), this.feature(name).of.map(String));
      }
      checked[name] = value;
    }
    return checked;
  }

  /**
   * Option after option, so that what does not exist is dropped before it is multiplied. The order is that of the full
   * product.
   */
  private enumerate(restrict: Readonly<Record<string, readonly OptionValue[]>>): readonly Configuration[] {
    const isWhole = Object.keys(restrict).length === 0;
    const known = isWhole ? ENUMERATED.get(this.options) : undefined;
    if (known) return known;
    const enumerated = this.enumerated(restrict);
    if (isWhole) ENUMERATED.set(this.options, enumerated);
    return enumerated;
  }

  private enumerated(restrict: Readonly<Record<string, readonly OptionValue[]>>): readonly Configuration[] {
    const left = definitionsLeft(this.options);
    for (const [key, values] of Object.entries(restrict)) {
      const known = this.valuesIn(left, key);
      for (const v of values) if (!known.includes(v)) throw unknown(`value of '${key}'`, String(v), known.map(String));
    }
    let partial: Record<string, OptionValue>[] = [{}];
    for (const { key, values: all } of this.axes) {
      const values = all.filter((v) => restrict[key]?.includes(v) ?? true);
      // Most options of a scenario have one value: no copies for them.
      if (values.length === 1) for (const c of partial) c[key] = values[0]!;
      else partial = partial.flatMap((c) => values.map((v) => ({ ...c, [key]: v })));
      if (this.related.has(key)) partial = partial.filter((c) => this.exists(c));
    }
    return partial.filter((c) => this.options.valid(c)).map((c) => Object.freeze(c));
  }

  /** Before its first release an option has its default and nothing else. What is not decided yet may exist. */
  private exists(c: Record<string, OptionValue>): boolean {
    for (const key of this.dependent) {
      const option = this.options.definitions[key]!;
      if (c[key] === undefined || c[key] === option.default) continue;
      for (const [other, release] of Object.entries(option.since!)) {
        if (c[other] !== undefined && this.position(other, c[other]!) < this.position(other, release)) return false;
      }
    }
    return true;
  }
}

/** The configurations of options, which several systems may have in common. */
const ENUMERATED = new WeakMap<Options, readonly Configuration[]>();

export function has(bits: Bits, i: number): boolean {
  return ((bits[i >>> 5]! >>> (i & 31)) & 1) === 1;
}
export function count(bits: Bits): number {
  let n = 0;
  for (let word of bits) {
    for (; word !== 0; word &= word - 1) n++;
  }
  return n;
}
export function isEmpty(bits: Bits): boolean {
  return bits.every((w) => w === 0);
}
export function equal(a: Bits, b: Bits): boolean {
  return a.every((w, i) => w === b[i]);
}
export function and(a: Bits, b: Bits): Bits {
  return a.map((w, i) => w & b[i]!);
}
export function or(a: Bits, b: Bits): Bits {
  return a.map((w, i) => w | b[i]!);
}
export function minus(a: Bits, b: Bits): Bits {
  return a.map((w, i) => w & ~b[i]!);
}
/** Adds the members of `b` to `a`, in place. */
export function addAll(a: Bits, b: Bits): void {
  for (let i = 0; i < a.length; i++) a[i]! |= b[i]!;
}
export function bitsKey(bits: Bits): string {
  return String.fromCharCode(...new Uint16Array(bits.buffer, bits.byteOffset, bits.length * 2));
}
