import type { FeatureValue, OptionValue } from '../../src/describe/options.ts';
import type { ChannelKind, Fairness } from '../../src/describe/system.ts';

/**
 * A random system as data: what fast-check prints when a test fails. `build` makes a system of it.
 *
 * Every machine has a counter `c`, which never exceeds 2, and the number `me` of its replica. Messages carry a
 * number `n`.
 */
export interface Blueprint {
  readonly options: Readonly<Record<string, OptionBlueprint>>;
  /** Combinations that are no configurations. */
  readonly excluded: readonly Readonly<Record<string, OptionValue>>[];
  readonly features: Readonly<Record<string, FeatureBlueprint>>;
  readonly overrides: Readonly<Record<string, FeatureValue>>;
  readonly components: Readonly<Record<string, MachineBlueprint>>;
  readonly channels: Readonly<Record<string, ChannelBlueprint>>;
  /** What is emitted and nobody listens to. */
  readonly unheard: readonly string[];
  readonly environment: Readonly<Record<string, EnvironmentBlueprint>>;
  /** Budgets that are shared. */
  readonly budgets: Readonly<Record<string, number>>;
  /** Fairness of the timers, by component. */
  readonly timers: Readonly<Record<string, Fairness>>;
}

export interface OptionBlueprint {
  readonly values?: readonly OptionValue[];
  readonly releases?: readonly string[];
  readonly default: OptionValue;
}

/** A feature that follows from one option, value by value. */
export interface FeatureBlueprint {
  readonly of: readonly FeatureValue[];
  readonly option: string;
  readonly where: readonly (readonly [OptionValue, FeatureValue])[];
}

export interface MachineBlueprint extends StateBlueprint {
  readonly replicas?: number;
  /** Where this holds, the counter starts with 1 instead of 0. */
  readonly startsWithOne?: GuardBlueprint;
  /** The counter is the machine's output. */
  readonly outputs?: boolean;
}

/** A state node, written as XState writes it, except for guards and actions. */
export interface StateBlueprint {
  readonly type?: 'parallel' | 'final' | 'history';
  readonly history?: 'shallow' | 'deep';
  readonly initial?: string;
  readonly tags?: readonly string[];
  readonly entry?: readonly ActionBlueprint[];
  readonly exit?: readonly ActionBlueprint[];
  readonly on?: Readonly<Record<string, readonly TransitionBlueprint[]>>;
  readonly always?: readonly TransitionBlueprint[];
  readonly after?: Readonly<Record<string, readonly TransitionBlueprint[]>>;
  readonly states?: Readonly<Record<string, StateBlueprint>>;
}

export interface TransitionBlueprint {
  readonly target?: string;
  readonly guard?: GuardBlueprint;
  readonly actions?: readonly ActionBlueprint[];
  readonly description?: string;
}

export type GuardBlueprint =
  | { readonly c: 'less than' | 'equals'; readonly than: number }
  | { readonly n: 'equals'; readonly than: number }
  | { readonly is: string; readonly value: OptionValue }
  | { readonly since: string; readonly release: string }
  | { readonly feature: string; readonly value: FeatureValue }
  | { readonly not: GuardBlueprint };

export type ActionBlueprint =
  | { readonly set: number }
  | { readonly add: 1 }
  | { readonly emit: string; readonly n: number | 'c' | 'me' }
  | { readonly raise: string; readonly delay?: number; readonly id?: string }
  | { readonly cancel: string }
  /** `enqueueActions`. */
  | { readonly if: GuardBlueprint; readonly do: readonly ActionBlueprint[] };

export interface ChannelBlueprint {
  readonly kind: ChannelKind;
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  /** To the replica `n` modulo their number; default all. */
  readonly byNumber?: boolean;
  readonly capacity?: number;
  readonly full?: 'mistake' | 'blocks';
  readonly budget?: number | string;
  readonly fairness?: Fairness;
  readonly death?: 'empties' | 'survives';
}

export interface EnvironmentBlueprint {
  readonly to: string;
  readonly replicas?: 'each' | 'all';
  readonly variants?: readonly { readonly n: number }[];
  readonly budget?: number | string;
  readonly fairness: Fairness;
  readonly fault?: boolean;
}

/** The `i`-th of a list, counted round and round. */
export function pick<T>(list: readonly T[], i: number): T {
  return list[i % list.length]!;
}

export function valuesOf({ values, releases }: OptionBlueprint): readonly OptionValue[] {
  return values ?? releases!;
}
