import { type Bits, has } from '../describe/space.ts';
import type { Explorer } from '../explore/explorer.ts';
import type { Findings } from './finding.ts';
import type { Watched } from './monitors.ts';

/** What another engine must find in one configuration, if both are right. */
export interface Expected {
  /** The number of the configuration in its space. */
  readonly configuration: number;
  /** The states that can be reached, and the steps between them, stutters left out. */
  readonly states: number;
  readonly transitions: number;
  /** By property: the steps of a shortest violation; undefined where it holds. */
  readonly shortest: readonly (number | undefined)[];
}

/**
 * What an exploration says of each of its configurations as if it had been explored alone.
 *
 * A state is in the graph once for each set of configurations that came there together, so a configuration may have it
 * several times: it is counted once.
 * @param explorer finished
 * Time: states times the configurations that have them. Memory: a text for each state.
 */
export function expectedOf(explorer: Explorer, findings: Findings, watched: readonly Watched[]): Expected[] {
  const { space } = explorer.sets;
  const found = watched.map(({ property }) => findings.of(property));
  const counts = countsIn(explorer);
  return counts.map(({ configuration, ...figures }) => {
    const only = space.where((_, c) => c === configuration);
    const shortest = found.map((finding) =>
      has(finding.violating, configuration) ? finding.example(only)!.stem.length : undefined,
    );
    return { configuration, ...figures, shortest };
  });
}

function countsIn(explorer: Explorer): { configuration: number; states: number; transitions: number }[] {
  const { sets, plan } = explorer;
  const states = new Uint32Array(sets.space.size);
  const transitions = new Float64Array(sets.space.size);
  const counted = new Map<string, Bits>();
  const row = new Int32Array(plan.fields);
  for (let node = 0; node < explorer.size; node++) {
    if (explorer.isSplit(node)) continue;
    explorer.read(node, row);
    const key = row.subarray(0, plan.fields - 1).join(' ');
    const its = sets.bits(explorer.setOf(node));
    let steps = 0;
    for (let i = explorer.edges(node) - 1; i >= 0; i--) if (explorer.out.label[i]! >= 0) steps++;
    const before = counted.get(key);
    for (let w = 0; w < its.length; w++) {
      for (let left = its[w]! & ~(before?.[w] ?? 0); left !== 0; left &= left - 1) {
        const c = w * 32 + 31 - Math.clz32(left & -left);
        states[c]!++;
        transitions[c]! += steps;
      }
    }
    counted.set(key, before ? before.map((word, w) => word | its[w]!) : its);
  }
  return sets.space.configurations.flatMap((_, configuration) =>
    has(sets.bits(sets.all), configuration)
      ? [{ configuration, states: states[configuration]!, transitions: transitions[configuration]! }]
      : [],
  );
}
