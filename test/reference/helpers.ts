import { Space } from '../../src/describe/space.ts';
import { type AnySystem, type Reference, referenceOf } from '../../src/reference/index.ts';

/** Any system, whatever its options and components are. */
export type SystemLike = { readonly [K in keyof AnySystem]?: unknown } & Pick<AnySystem, 'name'>;

export function plain(system: SystemLike): AnySystem {
  return system as AnySystem;
}

/** The space of a system, with its overrides of features. */
export function spaceOf(system: SystemLike): Space {
  const { options, features } = plain(system);
  return new Space(options, { features: features ?? {} });
}

/** The reference of a system that has one configuration, or of its first. */
export function onlyReference(system: SystemLike, also: { stutters?: boolean } = {}): Reference {
  const space = spaceOf(system);
  return referenceOf(plain(system), space, space.configurations[0]!, also);
}
