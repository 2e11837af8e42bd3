import type { Graph } from '../explore/graph.ts';
import { BitColumn, Labelled, Narrow } from './ints.ts';

/** Classes of nodes of which no predicate is asked. */
export const UNEXPLORED = 0;
export const SPLIT = 1;
const FIRST = 2;

/**
 * What several properties ask of the same graph, found out once: which predicates hold in each node, and which nodes a
 * step with a pattern leads to.
 *
 * Memory: 1 to 4 bytes a node, depending on how many different combinations of truth there are; a bit a node for each
 * pattern.
 */
export class Facts {
  readonly graph: Graph;
  private readonly patterns: readonly number[];
  private known: Classes | undefined;
  private single: boolean | undefined;
  private steps: ReadonlyMap<number, BitColumn> | undefined;

  /** @param patterns the step patterns of which `after` may be asked */
  constructor(graph: Graph, patterns: readonly number[] = []) {
    this.graph = graph;
    this.patterns = patterns;
  }

  /** The classes of the nodes. The first call takes a look at every node. */
  get classes(): Classes {
    this.known ??= new Classes(this.graph);
    return this.known;
  }

  /** Do all nodes have the same set of configurations? */
  get hasOneSet(): boolean {
    this.single ??= this.lookAtSets();
    return this.single;
  }

  /** The nodes that an edge leads to on which a pattern occurs. The first call looks at every edge, for all patterns. */
  after(pattern: number): BitColumn {
    this.steps ??= this.lookAtSteps();
    const found = this.steps.get(pattern);
    if (found === undefined) throw new Error(`nobody said that pattern ${pattern} would be asked for`);
    return found;
  }

  private lookAtSets(): boolean {
    const { graph } = this;
    let node = 1;
    while (node < graph.size && graph.setOf(node) === graph.setOf(0)) node++;
    return node >= graph.size;
  }

  private lookAtSteps(): ReadonlyMap<number, BitColumn> {
    const { graph, patterns } = this;
    const columns = patterns.map(() => new BitColumn(graph.size));
    const occurring = new Labelled((label) =>
      patterns.reduce((bits, pattern, i) => (graph.occurrences(pattern, label) > 0 ? bits | (1 << i) : bits), 0),
    );
    for (let n = 0; n < graph.size; n++) {
      const count = graph.edges(n);
      const { to, label } = graph.out;
      for (let e = 0; e < count; e++) {
        const bits = occurring.of(label[e]);
        if (bits > 0) for (let i = 0; i < patterns.length; i++) if ((bits >>> i) & 1) columns[i].set(to[e]);
      }
    }
    return new Map(patterns.map((pattern, i) => [pattern, columns[i]]));
  }
}

/** The nodes by what holds in them: `UNEXPLORED`, `SPLIT`, or a number for each combination of truth. */
export class Classes {
  /** Of each node, its class. */
  readonly of: Narrow['data'];
  /** How many there are. */
  readonly count: number;
  private readonly graph: Graph;
  /** Of each class, a node. */
  private readonly example: number[] = [];

  constructor(graph: Graph) {
    this.graph = graph;
    const classes = new Narrow(graph.size);
    const numbers: (number | undefined)[] = [];
    this.example.length = FIRST;
    for (let n = 0; n < graph.size; n++) {
      if (graph.isUnexplored(n)) continue;
      if (graph.isSplit(n)) {
        classes.set(n, SPLIT);
        continue;
      }
      const truth = graph.truthOf(n);
      let number = numbers[truth];
      if (number === undefined) {
        number = this.example.push(n) - 1;
        numbers[truth] = number;
      }
      classes.set(n, number);
    }
    this.of = classes.data;
    this.count = this.example.length;
  }

  /** Does a predicate hold in the nodes of this class? Neither `UNEXPLORED` nor `SPLIT`. */
  holds(predicate: number, number: number): boolean {
    return this.graph.holds(predicate, this.example[number]);
  }

  /** By class, 1 where a predicate holds; 0 for those of which it is not asked. */
  where(predicate: number): Uint8Array {
    const found = new Uint8Array(this.count);
    for (let c = FIRST; c < this.count; c++) if (this.holds(predicate, c)) found[c] = 1;
    return found;
  }
}
