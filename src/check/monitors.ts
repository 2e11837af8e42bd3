import type { Invariant, Property } from '../describe/properties.ts';
import type { Monitor } from '../explore/tabulate.ts';
import type { Compiled } from './compile.ts';

/** A safety property of an invariant, and how it is watched. */
export interface Watched {
  readonly property: Property;
  readonly monitor: Monitor;
}

/** An invariant with a property that is not about single states or steps. */
export interface Unwatched {
  readonly invariant: string;
  readonly kind: 'liveness' | 'bound';
}

/**
 * The safety properties of some invariants, for engines that only look for states and steps that must not be: `always`,
 * `never` and deadlocks. Where an invariant has several, each has a number behind its name.
 */
export function monitorsOf(invariants: readonly Invariant[], compiled: Compiled): Watched[] {
  return invariants.flatMap(({ name, properties }) =>
    properties.flatMap((property, i) => {
      const forbids = forbiddenBy(property, compiled);
      if (forbids === undefined) return [];
      const given = 'given' in property && property.given ? { given: compiled.predicate(property.given) } : {};
      return [{ property, monitor: { name: properties.length > 1 ? `${name} (${i + 1})` : name, forbids, ...given } }];
    }),
  );
}

/** The invariants of which something is left out. */
export function unwatchedIn(invariants: readonly Invariant[]): Unwatched[] {
  return invariants.flatMap(({ name, properties }) => {
    const kinds = new Set(properties.map(({ kind }) => kind));
    return [
      ...(kinds.has('temporal') ? [{ invariant: name, kind: 'liveness' as const }] : []),
      ...(kinds.has('bound') ? [{ invariant: name, kind: 'bound' as const }] : []),
    ];
  });
}

function forbiddenBy(property: Property, compiled: Compiled): Monitor['forbids'] | undefined {
  switch (property.kind) {
    case 'always':
      return { kind: 'states', predicate: compiled.predicate(property.predicate), is: !property.expected };
    case 'never-step':
      return { kind: 'steps', pattern: compiled.pattern(property.pattern) };
    case 'deadlock':
      return { kind: 'deadlocks' };
    case 'temporal':
    case 'bound':
      return undefined;
  }
}
