import type { EmittedFrom, EventFromLogic, SnapshotFrom } from 'xstate';
import { Mistake } from './mistake.ts';
import { unknown } from './space.ts';
import type { Components, MachineOf } from './system.ts';

/**
 * How a property speaks of replicas:
 * - `number`: it holds the number of a replica, or a list of such numbers whose order means something. What is not the
 *   number of a replica (`null`, -1) stands for itself.
 * - `set`: a list whose order means nothing, which the machine keeps sorted: numbers ascending, anything else by its JSON
 *   text with keys in alphabetical order.
 * - `indexed`: a list with one item for each replica, or an object whose keys are numbers of replicas.
 * - `{ indexed: … }`: the same, and each item speaks of replicas in turn.
 */
export type Naming = 'number' | 'set' | 'indexed' | { readonly indexed: 'number' | 'set' };

/** The replicas of a component are interchangeable. */
export interface SymmetryOf<C extends Components> {
  /**
   * Components that have as many replicas, of which the first belongs to the first, the second to the second and so on:
   * their replicas are exchanged together.
   */
  readonly with?: readonly ReplicatedIn<C>[];
  /**
   * The properties, of contexts and events and of whatever is inside them, that speak of these replicas, and how. What is not
   * listed does not speak of them.
   */
  readonly names?: {
    readonly [N in PropertiesOf<C>[0]]?: NamingOf<Extract<PropertiesOf<C>, readonly [N, unknown]>[1]>;
  };
}

/**
 * Which replicas are interchangeable, by component; `none` for those that are not. A component that is not listed is taken
 * for symmetric if its machines have no input and no channel to it chooses a replica: then nothing tells them apart.
 *
 * It is only used where symmetry reduction is asked for (`--symmetry`), and then every transition, predicate and step pattern is
 * held against it.
 */
export type Symmetry<C extends Components> = { readonly [K in ReplicatedIn<C>]?: SymmetryOf<C> | 'none' };

/** The components that have replicas. */
type ReplicatedIn<C extends Components> = {
  [K in keyof C & string]: C[K] extends { readonly replicas: number } ? K : never;
}[keyof C & string];

/** The properties of all contexts and events, to a depth of four: pairs of a name and the type of its values. */
type PropertiesOf<C extends Components> = {
  [K in keyof C & string]: PropertiesIn<
    SnapshotFrom<MachineOf<C[K]>>['context'] | EventFromLogic<MachineOf<C[K]>> | EmittedFrom<MachineOf<C[K]>>
  >;
}[keyof C & string];

type PropertiesIn<T, Depth extends readonly unknown[] = []> = Depth['length'] extends 4
  ? never
  : T extends readonly (infer Item)[]
    ? PropertiesIn<Item, [...Depth, 0]>
    : T extends object
      ? { [K in keyof T & string]-?: readonly [K, T[K]] | PropertiesIn<T[K], [...Depth, 0]> }[keyof T & string]
      : never;

/** How a property with values of this type may speak of replicas. */
type NamingOf<V> = V extends number
  ? 'number'
  : V extends readonly number[]
    ? Naming
    : V extends readonly unknown[]
      ? 'set' | 'indexed' | { readonly indexed: 'number' | 'set' }
      : V extends object
        ? 'indexed' | { readonly indexed: 'number' | 'set' }
        : never;

/** As plain data, for whoever reads a system without its types. */
export type PlainSymmetry = Readonly<
  Record<
    string,
    | { readonly with?: readonly string[]; readonly names?: Readonly<Record<string, Naming | undefined>> }
    | 'none'
    | undefined
  >
>;

/** @throws Mistake for a component without replicas, one that is listed twice, and a naming that there is not */
export function checkSymmetry({
  symmetry = {},
  components,
}: {
  readonly symmetry?: PlainSymmetry;
  readonly components: Components;
}): void {
  const replicated = Object.keys(components).filter((name) => components[name]!.replicas !== undefined);
  const listed = new Map<string, string>();
  const named = new Map<string, string>();
  for (const [component, definition] of Object.entries(symmetry)) {
    const fail = (what: string): never => {
      throw new Mistake(`symmetry of '${component}': ${what}`, { component });
    };
    if (definition === undefined) continue;
    for (const name of [component, ...(definition === 'none' ? [] : (definition.with ?? []))]) {
      if (!replicated.includes(name)) fail(unknown('component with replicas', name, replicated).message);
      const before = listed.get(name);
      if (before !== undefined) fail(`'${name}' is listed under '${before}' as well; its replicas have one numbering`);
      listed.set(name, component);
      const [here, there] = [components[component]!.replicas, components[name]!.replicas];
      if (here !== there) fail(`it has ${here} replicas, and '${name}' has ${there}; expected as many`);
    }
    if (definition === 'none') continue;
    for (const [name, naming] of Object.entries(definition.names ?? {})) {
      const before = named.get(name);
      if (before !== undefined) {
        fail(`the property '${name}' speaks of '${before}' as well; give one of the two another name`);
      }
      named.set(name, component);
      const word = typeof naming === 'object' ? naming.indexed : naming;
      if (!NAMINGS.includes(word as string) || (typeof naming === 'object' && word === ('indexed' as string))) {
        fail(
          `the property '${name}' is ${JSON.stringify(naming)}; expected 'number', 'set', 'indexed' or { indexed: 'number' }`,
        );
      }
    }
  }
}

const NAMINGS: readonly string[] = ['number', 'set', 'indexed'];
