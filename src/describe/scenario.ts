import { Mistake } from './mistake.ts';
import type { Options } from './options.ts';
import type { Invariant } from './properties.ts';
import type { Components, System } from './system.ts';

/** What the main model of a module is called where a scenario is named. */
export const MAIN = 'main';

/** Names of folders beside the traces of scenarios. */
const RESERVED: readonly string[] = [MAIN, 'claims', 'catalogue'];

/**
 * One family of questions about a protocol: a system of its own, made of the parts, budgets and options that these
 * questions need, and what must hold of it.
 */
export interface Scenario {
  /** Words of small letters and digits joined by `-`. */
  readonly name: string;
  /** What it asks, in one sentence. */
  readonly about: string;
  readonly system: System;
  readonly invariants: readonly Invariant[];
  /**
   * The violations that are known and accepted: a path, relative to the module that exports the scenario, or a URL.
   * Default `baselines/<name>.json`. A file that is not there accepts nothing.
   */
  readonly baseline?: string | URL;
}

/**
 * Defines a scenario. A model module exports a list of them as `scenarios`.
 * @throws Mistake for a name that cannot be one, and for a scenario without invariants
 */
export function scenario<O extends Options, C extends Components>(
  definition: Omit<Scenario, 'system'> & { readonly system: System<O, C> },
): Scenario {
  const { name, invariants } = definition;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Mistake(`scenario '${name}': a name is words of small letters and digits joined by '-'`);
  }
  if (RESERVED.includes(name)) {
    throw new Mistake(`a scenario cannot be called '${name}'; choose a name other than ${RESERVED.join(', ')}`);
  }
  if (invariants.length === 0) throw new Mistake(`scenario '${name}' has no invariant: there is nothing to check`);
  return definition as unknown as Scenario;
}
