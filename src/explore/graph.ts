import type { EdgeList } from './edges.ts';

/**
 * The reachable graph: what `src/check` asks its questions of. Nodes are numbers, and every one of them can be reached
 * from an initial one. The edges of a node are asked for: whether they are stored or computed again is not to be seen,
 * except in time.
 *
 * A node is a state together with a set of configurations. A *split* node is one of which a question about the
 * configuration was asked: it has no steps of its own, only edges without a label to the same state with a
 * smaller set of configurations, which cost no step. Sets only shrink along edges, so a cycle lies within one
 * set and never passes a split node.
 */
export interface Graph {
  /** Number of nodes; they are 0 … size-1. */
  readonly size: number;
  /** The initial nodes (more than one where the initial state depends on the configuration). */
  readonly initial: readonly number[];
  /**
   * Writes the edges of a node into `out`, always in the same order, and returns how many there are. An unexplored node
   * has none. Fewer than `MOST_EDGES`.
   */
  edges(node: number): number;
  /** The edges of the node that was asked for last. A call of `edges` may replace its arrays. */
  readonly out: EdgeList;
  /** The number of a node's set of configurations. */
  setOf(node: number): number;
  /** True for a split node. */
  isSplit(node: number): boolean;
  /** True where the exploration ended before this node got its edges. */
  isUnexplored(node: number): boolean;
  /** Does predicate number `predicate` hold in this node? Not defined for split and unexplored nodes. */
  holds(predicate: number, node: number): boolean;
  /** A number from 0 on: nodes with the same one agree on all predicates. Not defined for split and unexplored nodes. */
  truthOf(node: number): number;
  /** The fairness constraints, by number. */
  readonly fairness: readonly { readonly name: string; readonly strength: 'weak' | 'strong' }[];
  /** The fairness constraint that a label belongs to, or -1. */
  fairnessOf(label: number): number;
  /** How often step pattern number `pattern` occurs in a step with this label. */
  occurrences(pattern: number, label: number): number;
  /** 1 where the step is a fault, else 0. */
  faults(label: number): number;
}

/** The most edges of a node. */
export const MOST_EDGES = 2 ** 20;

/** An edge as a number: its node, and its place among the edges of that node. */
export const edgeAt = (node: number, place: number): number => node * MOST_EDGES + place;

/** The node that an edge leaves. */
export const sourceOf = (edge: number): number => Math.floor(edge / MOST_EDGES);

/** The place of an edge among those of its node. */
export const placeOf = (edge: number): number => edge % MOST_EDGES;

/** The node that an edge leads to. */
export function targetOf(graph: Graph, edge: number): number {
  graph.edges(sourceOf(edge));
  return graph.out.to[placeOf(edge)]!;
}

/** The label of an edge; -1 for an edge of a split node. */
export function labelOf(graph: Graph, edge: number): number {
  graph.edges(sourceOf(edge));
  return graph.out.label[placeOf(edge)]!;
}

/** A path through the graph: edges (see `edgeAt`), each starting where the one before it leads; the edges of split nodes too. */
export interface Path {
  /** The initial node it starts in. */
  readonly start: number;
  readonly edges: readonly number[];
}

/** A path that never ends: a stem, then a cycle that is repeated for ever (empty: the last state stays). */
export interface Lasso {
  readonly stem: Path;
  readonly cycle: readonly number[];
  /** False where the cycle is a short one rather than proved shortest. */
  readonly shortest: boolean;
}
