import type { Outcome, Tabulated, Tree } from '../../src/describe/tabulated.ts';
import { isLeaf } from '../../src/describe/tabulated.ts';

/** What a search over a document found. */
export interface Searched {
  readonly states: number;
  readonly transitions: number;
  /** By property, the steps of a shortest violation. */
  readonly shortest: readonly (number | undefined)[];
}

/** Explores a document, breadth first, as simply as its definition reads: an engine to compare engines with. */
export function search(document: Tabulated, configuration = 0): Searched {
  const { commands, properties, initial } = document;
  const follow = <L>(tree: Tree<L> | undefined, state: readonly number[]): L => {
    if (tree === undefined) throw new Error('nothing is known of it');
    if (isLeaf(tree)) return tree.leaf;
    const value =
      tree.reads >= 0 ? state[tree.reads]! : Number(document.questions[-1 - tree.reads]!.answers[configuration]);
    return follow(tree.branches.get(value), state);
  };
  const shortest: (number | undefined)[] = properties.map(() => undefined);
  const seen = new Set<string>();
  let transitions = 0;
  let level: number[][] = [];
  const arrive = (state: number[], into: number[][]) => {
    if (seen.has(state.join())) return;
    seen.add(state.join());
    into.push(state);
  };
  arrive([...initial[configuration]!], level);
  for (let depth = 0; level.length > 0; depth++) {
    const next: number[][] = [];
    for (const state of level) {
      const judged = properties.map((p) => !('given' in p) || follow(p.given, state));
      properties.forEach(({ forbids }, p) => {
        if (forbids.kind !== 'states' || !judged[p] || follow(forbids.holds, state) !== forbids.is) return;
        shortest[p] ??= depth;
      });
      let stuck = ![...document.atRest].every(([field, values]) => values.has(state[field]!));
      for (const { offered, budget, environment, tree } of commands) {
        if (![...offered].every(([field, values]) => values.has(state[field]!))) continue;
        const isSpent = budget !== undefined && state[budget] === 0;
        if (isSpent && !(environment && stuck)) continue;
        const outcome: Outcome = follow(tree, state);
        if (outcome === 'nothing') continue;
        stuck = false;
        if (isSpent) continue;
        if (outcome === 'spent') throw new Error('a step that was only asked about');
        transitions++;
        for (const p of outcome.violates) if (judged[p]) shortest[p] ??= depth + 1;
        const after = [...state];
        for (const [field, value] of outcome.writes) after[field] = value;
        if (budget !== undefined) after[budget]!--;
        arrive(after, next);
      }
      properties.forEach(({ forbids }, p) => {
        if (stuck && forbids.kind === 'deadlocks') shortest[p] ??= depth;
      });
    }
    level = next;
  }
  return { states: seen.size, transitions, shortest };
}
