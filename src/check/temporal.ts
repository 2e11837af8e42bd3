import type { Graph, Lasso } from '../explore/graph.ts';
import type { Automaton } from './automaton.ts';
import { bestCycle, shortCycle, shortestCycle } from './cycle.ts';
import { Facts } from './facts.ts';
import { FairComponents } from './fair.ts';
import { folded } from './fold.ts';
import { Ints } from './ints.ts';
import { Product } from './product.ts';
import { realEdges, remembered, ShortestPaths } from './search.ts';

/**
 * Is there a fair path that the automaton (of a formula's negation) accepts? It ends in a fair accepting component
 * of the product of the nodes reached, or it stays for ever where it may and where the automaton accepts that.
 * Decided on all of the product that can matter: O(product · (1 + number of strong constraints)) time, linear
 * memory (see `FairComponents`). Nodes that are unexplored are not entered, so what is found is true of the graph as far as it goes.
 */
export class Temporal {
  private readonly graph: Graph;
  private readonly product: Product;
  private readonly fair: FairComponents;
  private stems: ShortestPaths | undefined;
  /** The product nodes settled so far at which a counterexample can end, nearest first. */
  private readonly ends = new Ints();

  /** Does the check. */
  constructor(graph: Graph, negation: Automaton, facts = new Facts(graph)) {
    this.graph = graph;
    this.product = new Product(facts, negation);
    this.fair = new FairComponents(this.product);
  }

  /** The sets of configurations in which the formula is violated, ascending: of all nodes where a path can end up. */
  violatingSets(): number[] {
    return [...this.fair.sets].sort((a, b) => a - b);
  }

  /**
   * A counterexample whose cycle lies in a set that is allowed; undefined where there is none. As `unfolded`, but
   * what the end of the stem has in common with the cycle is left to the cycle, and a cycle that repeats itself
   * is said once: the same path in fewer words.
   */
  lasso(allowed: (set: number) => boolean): Lasso | undefined {
    const found = this.unfolded(allowed);
    return found && folded(found);
  }

  /**
   * A shortest stem to the nearest product nodes in an allowed set that lie in fair components or may stay, then a
   * shortest cycle through one of these that meets all conditions (none, if one of them may stay); among equal ones
   * fewest faults, then a fixed order. `shortest` is false where more than ten conditions matter or the search took too
   * long: the cycle is then a short one.
   */
  unfolded(allowed: (set: number) => boolean): Lasso | undefined {
    const candidates = this.nearest(allowed);
    const first = candidates[0];
    if (first === undefined) return undefined;
    // A path that stays has no cycle, and none is shorter.
    const end = candidates.find((node) => this.fair.mayStay(node));
    if (end !== undefined) return { stem: this.stem(end), cycle: [], shortest: true };
    const best = bestCycle(candidates, this.stemsOf(), (node, most, effort) =>
      shortestCycle(this.fair.problem(node), this.graph, node, most, effort),
    );
    if (best !== undefined) return { stem: this.stem(best.at), cycle: best.cycle.edges, shortest: best.shortest };
    const cycle = shortCycle(this.fair.problem(first), this.graph, first);
    return { stem: this.stem(first), cycle: cycle.edges, shortest: false };
  }

  /** The allowed ends at the least distance, by faults on the way, then in a fixed order. */
  private nearest(allowed: (set: number) => boolean): number[] {
    const isAllowed = remembered(allowed);
    if (![...this.fair.sets].some(isAllowed)) return [];
    const stems = this.stemsOf();
    const found: number[] = [];
    for (let i = 0; ; i++) {
      while (i === this.ends.length && this.lookFurther());
      if (i === this.ends.length) break;
      const node = this.ends.data[i];
      if (found.length > 0 && stems.stepsTo(node) > stems.stepsTo(found[0])) break;
      if (isAllowed(this.setOf(node))) found.push(node);
    }
    return found;
  }

  /** Adds the ends one step further away. False when there are none. */
  private lookFurther(): boolean {
    const stems = this.stemsOf();
    if (!stems.layer()) return false;
    for (const node of stems.layerNodes) if (this.fair.isEnd(node)) this.ends.push(node);
    return true;
  }

  /** Shortest paths to the product nodes, as far as they were needed so far. */
  private stemsOf(): ShortestPaths {
    this.stems ??= new ShortestPaths(this.product, this.graph, this.product.roots);
    return this.stems;
  }

  private stem(node: number): Lasso['stem'] {
    const { root, edges } = this.stemsOf().path(node);
    return { start: this.product.node(root), edges: realEdges(edges) };
  }

  private setOf(node: number): number {
    return this.graph.setOf(this.product.node(node));
  }
}
