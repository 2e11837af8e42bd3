/**
 * The reachable graph: what `src/check` asks its questions of. Nodes and edges are numbers; the arrays are
 * read and never written by those who are handed one.
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
  /** The edges of node n are first[n] … last[n]-1. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** Of each edge, the node it leads to. */
  readonly target: Int32Array;
  /** Of each edge, its label; -1 for an edge of a split node. */
  readonly label: Int32Array;
  /** Of each node, the number of its set of configurations. */
  readonly set: Int32Array;
  /** True for a split node. */
  isSplit(node: number): boolean;
  /** True where the exploration ended before this node got its edges. */
  isUnexplored(node: number): boolean;
  /** Does predicate number `predicate` hold in this node? Not defined for split and unexplored nodes. */
  holds(predicate: number, node: number): boolean;
  /** The fairness constraints, by number. */
  readonly fairness: readonly { readonly name: string; readonly strength: 'weak' | 'strong' }[];
  /** The fairness constraint that a label belongs to, or -1. */
  fairnessOf(label: number): number;
  /** How often step pattern number `pattern` occurs in a step with this label. */
  occurrences(pattern: number, label: number): number;
  /** 1 where the step is a fault, else 0. */
  faults(label: number): number;
}

/** A path through the graph: edges, each starting where the one before it leads; the edges of split nodes too. */
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
