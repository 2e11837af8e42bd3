import { int32, uint8, uint32 } from './column.ts';
import type { Graph, Path } from './graph.ts';
import type { Labels } from './labels.ts';
import type { Plan } from './plan.ts';
import type { ConfigurationSets } from './sets.ts';
import { Store } from './store.ts';

const SPLIT = 1;
const EXPANDED = 2;
const DEADLOCK = 4;

/**
 * The states found, the steps between them, and of each the shortest way to it: one column of numbers for each.
 * `Explorer` fills it; everything public here only reads.
 *
 * Memory: the store, and 30 bytes a node and 8 bytes an edge in columns.
 */
export abstract class StateGraph implements Graph {
  readonly plan: Plan;
  readonly sets: ConfigurationSets;
  readonly labels: Labels;
  readonly initial: number[] = [];
  protected readonly store: Store;
  /** The field of the set of configurations. */
  protected readonly setField: number;
  private readonly keepsEdges: boolean;
  private readonly truthWords: number;
  private readonly flags = uint8();
  private readonly depths = int32();
  private readonly faultCounts = uint8();
  private readonly parents = int32();
  private readonly parentLabels = int32();
  private readonly firsts = uint32();
  private readonly lasts = uint32();
  protected readonly targets = int32();
  private readonly edgeLabels = int32();
  private readonly truths = uint32();
  private setColumn: Int32Array | undefined;

  constructor(plan: Plan, sets: ConfigurationSets, labels: Labels, keeps: { edges: boolean; truthWords: number }) {
    this.plan = plan;
    this.sets = sets;
    this.labels = labels;
    this.keepsEdges = keeps.edges;
    this.truthWords = keeps.truthWords;
    this.setField = plan.fields - 1;
    this.store = new Store(plan.fields, (field) => valuesOf(plan, sets, field));
  }

  get size(): number {
    return this.store.size;
  }
  get first(): Uint32Array {
    return this.firsts.array;
  }
  get last(): Uint32Array {
    return this.lasts.array;
  }
  get target(): Int32Array {
    return this.targets.array;
  }
  get label(): Int32Array {
    return this.edgeLabels.array;
  }
  get fairness() {
    return this.labels.fairness;
  }
  get set(): Int32Array {
    if (this.setColumn?.length !== this.size) {
      this.setColumn = new Int32Array(this.size);
      for (let n = 0; n < this.size; n++) this.setColumn[n] = this.store.value(n, this.setField);
    }
    return this.setColumn;
  }
  isSplit(node: number): boolean {
    return (this.flags.array[node]! & SPLIT) !== 0;
  }
  isUnexplored(node: number): boolean {
    return (this.flags.array[node]! & (EXPANDED | SPLIT)) === 0;
  }
  isDeadlock(node: number): boolean {
    return (this.flags.array[node]! & DEADLOCK) !== 0;
  }
  holds(predicate: number, node: number): boolean {
    return ((this.truths.array[node * this.truthWords + (predicate >>> 5)]! >>> (predicate & 31)) & 1) === 1;
  }
  fairnessOf(label: number): number {
    return this.labels.fairnessOf(label);
  }
  occurrences(pattern: number, label: number): number {
    return this.labels.occurrences(pattern, label);
  }
  faults(label: number): number {
    return this.labels.faults(label);
  }
  setOf(node: number): number {
    return this.store.value(node, this.setField);
  }
  depthOf(node: number): number {
    return this.depths.array[node]!;
  }
  faultsOf(node: number): number {
    return this.faultCounts.array[node]!;
  }

  /** Writes the fields of a node. */
  read(node: number, fields: Int32Array): void {
    this.store.read(node, fields);
  }

  /** The labels of a shortest path to a node, of those with the fewest faults. */
  labelsTo(node: number): number[] {
    const labels: number[] = [];
    for (let n = node; n !== -1; n = this.parents.array[n]!) {
      const label = this.parentLabels.array[n]!;
      if (label >= 0) labels.push(label);
    }
    return labels.reverse();
  }

  /** The labels along a path of edges. */
  labelsOf(path: Path | { readonly edges: readonly number[] }): number[] {
    return path.edges.map((e) => this.label[e]!).filter((l) => l >= 0);
  }

  // ---- for the explorer ------------------------------------------------------------------------------------

  /**
   * Notes a way to a node that the store has just found or appended.
   * @returns whether the node has still to be explored, at this depth
   */
  protected arrive(node: number, depth: number, parent: number, label: number, faults: number): boolean {
    if (node === this.flags.length) {
      this.flags.push(0);
      this.depths.push(depth);
      this.parents.push(parent);
      this.parentLabels.push(label);
      this.faultCounts.push(Math.min(faults, 255));
      return true;
    }
    if (!this.isUnexplored(node)) return false;
    const known = this.depths.array[node]!;
    if (depth < known || (depth === known && faults < this.faultCounts.array[node]!)) {
      this.depths.array[node] = depth;
      this.parents.array[node] = parent;
      this.parentLabels.array[node] = label;
      this.faultCounts.array[node] = Math.min(faults, 255);
    }
    return depth < known;
  }

  protected markSplit(node: number): void {
    this.flags.array[node]! |= SPLIT;
  }

  protected markDeadlock(node: number): void {
    this.flags.array[node]! |= DEADLOCK;
  }

  /** Notes that a node gets its edges now, and which predicates hold in it: the words from truth[from] on. */
  protected markExpanded(node: number, truth: Uint32Array, from: number): void {
    this.flags.array[node]! |= EXPANDED;
    this.truths.extend((node + 1) * this.truthWords);
    for (let w = 0; w < this.truthWords; w++) this.truths.array[node * this.truthWords + w] = truth[from + w]!;
  }

  protected edge(to: number, label: number): void {
    if (!this.keepsEdges) return;
    this.targets.push(to);
    this.edgeLabels.push(label);
  }

  protected close(node: number, first: number): void {
    if (!this.keepsEdges) return;
    this.firsts.extend(node + 1);
    this.lasts.extend(node + 1);
    this.firsts.array[node] = first;
    this.lasts.array[node] = this.targets.length;
  }

  /** Nodes that the search did not reach have no edges and no truth. */
  protected fill(): void {
    this.firsts.extend(this.size);
    this.lasts.extend(this.size);
    this.truths.extend(this.size * this.truthWords);
  }
}

/** How many different values a field may have at the moment. */
function valuesOf(plan: Plan, sets: ConfigurationSets, field: number): number {
  if (field < plan.instances.length) return plan.instances[field]!.locals.size;
  const queue = plan.queues[field - plan.instances.length];
  if (queue) return queue.channel.contents.size;
  const budget = plan.budgets[field - plan.instances.length - plan.queues.length];
  return budget ? budget.initial + 1 : sets.size;
}
