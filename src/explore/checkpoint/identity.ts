import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { Predicate, StepPattern } from '../../describe/properties.ts';
import type { Bits, Space } from '../../describe/space.ts';
import type { System } from '../../describe/system.ts';

/** What an exploration is of, part by part: the name of a part, and a digest or a word for it. */
export type Identity = Readonly<Record<string, string>>;

/**
 * Tells explorations apart before anything is explored, so that a checkpoint of another one is refused with the part that
 * differs. Functions count by their text; what a text does not show (a variable outside, an import) is found later, by
 * what the functions do (see `digests`).
 *
 * @param start the configurations that are explored
 */
export function identityOf(
  system: System,
  space: Space,
  questions: {
    readonly predicates: readonly Predicate[];
    readonly patterns: readonly StepPattern[];
    readonly deadlocks: boolean;
  },
  start: Bits,
): Identity {
  const { components, channels, environment, budgets, timers, unheard, features } = system;
  const { predicates, patterns, deadlocks } = questions;
  return {
    'byte order': endianness(),
    model: system.name,
    components: digest(components),
    channels: digest(channels),
    environment: digest(environment),
    budgets: digest(budgets),
    timers: digest([timers, unheard]),
    features: digest(features),
    'configurations (--set, --release)': digest([space.configurations, [...start]]),
    'invariants (--only)': digest([predicates.map((p) => [p.name, p]), patterns, deadlocks]),
  };
}

/** The first part in which two identities differ. */
export function differenceOf(one: Identity, other: Identity): string | undefined {
  return Object.keys({ ...one, ...other }).find((part) => one[part] !== other[part]);
}

function digest(value: unknown): string {
  const text = JSON.stringify(value, (_, inner) =>
    typeof inner === 'function' ? String(inner) : typeof inner === 'bigint' ? `${inner}n` : inner,
  );
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex')
    .slice(0, 32);
}
