import { Mistake } from '../../describe/mistake.ts';
import type { Naming, PlainSymmetry } from '../../describe/symmetry.ts';
import type { ChannelBetween } from '../../describe/system.ts';
import type { Instance, Plan } from '../plan.ts';

/** Components whose replicas are exchanged together. */
export interface Group {
  readonly index: number;
  /** The component that it is declared for. */
  readonly name: string;
  readonly components: readonly string[];
  /** Number of replicas of each of them. */
  readonly size: number;
}

/** A property that speaks of the replicas of a group. */
export interface Named {
  readonly group: number;
  readonly naming: Naming;
}

/** What is symmetric in a system, according to those who wrote it. */
export interface Groups {
  readonly list: readonly Group[];
  readonly names: ReadonlyMap<string, Named>;
  /** Components that have replicas and are in no group. */
  readonly apart: readonly string[];
}

/**
 * The groups of a system: those that it declares, and each other component with replicas that nothing tells apart.
 * @throws Mistake where there is none
 */
export function groupsOf(plan: Plan): Groups {
  const { components, channels } = plan.system;
  const symmetry = (plan.system.symmetry ?? {}) as PlainSymmetry;
  const list: Group[] = [];
  const names = new Map<string, Named>();
  const listed = new Set<string>();
  const add = (name: string, together: readonly string[]): void => {
    list.push({ index: list.length, name, components: together, size: plan.byComponent.get(name)!.length });
  };
  for (const [name, definition] of Object.entries(symmetry)) {
    if (definition === undefined) continue;
    const together = [name, ...(definition === 'none' ? [] : (definition.with ?? []))];
    for (const component of together) listed.add(component);
    if (definition === 'none') continue;
    for (const [property, naming] of Object.entries(definition.names ?? {})) {
      if (naming !== undefined) names.set(property, { group: list.length, naming });
    }
    add(name, together);
  }
  const chosen = new Set(
    Object.values(channels as Readonly<Record<string, ChannelBetween<string, string, string, never>>>)
      .filter(({ replica }) => replica !== undefined)
      .map(({ to }) => to),
  );
  const replicated = Object.keys(components).filter((name) => plan.byComponent.get(name)!.length > 1);
  for (const name of replicated) {
    if (!listed.has(name) && components[name]!.input === undefined && !chosen.has(name)) {
      listed.add(name);
      add(name, [name]);
    }
  }
  const apart = replicated.filter((name) => !list.some(({ components: within }) => within.includes(name)));
  if (!list.some(({ size }) => size > 1)) {
    const why =
      replicated.length === 0
        ? 'no component has replicas'
        : `the replicas of ${apart.map((name) => `'${name}'`).join(', ')} may differ: they have an input, or a channel chooses one of them; if they are interchangeable, say so (symmetry: { ${replicated[0]}: { names: { … } } })`;
    throw new Mistake(`--symmetry: there is nothing to reduce: ${why}`);
  }
  return { list, names, apart };
}

/** The group that an instance belongs to, or -1. */
export function groupOf({ list }: Groups, { component }: Instance): number {
  return list.findIndex(({ components }) => components.includes(component));
}
