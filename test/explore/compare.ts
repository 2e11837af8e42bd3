import { expect } from 'vitest';
import { Compiled } from '../../src/check/compile.ts';
import { Findings } from '../../src/check/finding.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import type { Invariant, Property } from '../../src/describe/properties.ts';
import { has, Space } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import type { AnySystem, RGraph } from '../../src/reference/index.ts';
import { explore, referenceOf } from '../../src/reference/index.ts';

/** What can be compared of a system in one configuration. */
export interface Outline {
  /** Of each depth, the number of states at that depth. */
  readonly depths: readonly number[];
  readonly transitions: number;
  readonly deadlocks: number;
}

/** The outline of the graph that the explorer found, seen from one configuration. */
export function outlineOf(explorer: Explorer, configuration: number): Outline {
  const fields = new Int32Array(explorer.plan.fields);
  const seen = new Map<string, { depth: number; degree: number; deadlock: boolean }>();
  for (let node = 0; node < explorer.size; node++) {
    if (explorer.isSplit(node) || !has(explorer.sets.bits(explorer.setOf(node)), configuration)) continue;
    expect(explorer.isUnexplored(node)).toBe(false);
    explorer.read(node, fields);
    const key = fields.slice(0, -1).join(' ');
    const here = {
      depth: explorer.depthOf(node),
      degree: explorer.edges(node),
      deadlock: explorer.isDeadlock(node),
    };
    const before = seen.get(key);
    // The same state may be there for several sets; in one configuration they must agree.
    if (before) expect({ ...here, depth: 0 }).toEqual({ ...before, depth: 0 });
    seen.set(key, { ...here, depth: Math.min(here.depth, before?.depth ?? here.depth) });
  }
  return summary([...seen.values()]);
}

/** The outline of the graph that the reference found. */
export function outlineOfReference(graph: RGraph): Outline {
  return summary(
    graph.states.map((state, i) => ({
      depth: graph.depth[i]!,
      degree: graph.edges[i]!.length,
      deadlock: graph.reference.isDeadlock(state),
    })),
  );
}

function summary(states: readonly { depth: number; degree: number; deadlock: boolean }[]): Outline {
  const depths: number[] = [];
  for (const { depth } of states) depths[depth] = (depths[depth] ?? 0) + 1;
  return {
    depths,
    transitions: states.reduce((sum, s) => sum + s.degree, 0),
    deadlocks: states.filter((s) => s.deadlock).length,
  };
}

export interface Explored {
  readonly space: Space;
  readonly explorer: Explorer;
  readonly findings: Findings;
}

/** Explores with the explorer, watching these properties; or the mistake it found. */
export async function explored(
  system: AnySystem,
  properties: readonly Property[],
  states?: number,
): Promise<Explored | Mistake> {
  try {
    const space = new Space(system.options, { features: system.features ?? {} });
    const invariant: Invariant = { name: 'p', about: '', kind: 'safety', properties };
    const compiled = new Compiled([invariant]);
    compiled.edges = true;
    compiled.deadlocks = true;
    const explorer = new Explorer(system as System, space, compiled);
    await explorer.run({ states });
    return { space, explorer, findings: new Findings(explorer, compiled) };
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}

/** Explores one configuration with the reference; or the mistake it found. */
export function referred(system: AnySystem, space: Space, configuration: number, limit: number): RGraph | Mistake {
  try {
    return explore(referenceOf(system, space, space.configurations[configuration]!), limit);
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}
