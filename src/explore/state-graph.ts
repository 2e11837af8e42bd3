import { int32, uint8, uint32 } from './column.ts';
import type { Graph, Path } from './graph.ts';
import type { Labels } from './labels.ts';
import type { Plan } from './plan.ts';
import type { ConfigurationSets } from './sets.ts';
import { Store } from './store.ts';

const SPLIT = 1;
const DEADLOCK = 2;
/** Waits for its turn at the end of the level: a part of a split node. */
const LATE = 4;
/** Was explored at the end of the level, out of the order of numbers. */
const OUT = 8;

/**
 * The states found, the steps between them, and of each the shortest way to it: one column of numbers for each.
 * `Explorer` fills it; everything public here only reads.
 *
 * Nodes are explored in the order of their numbers, level by level: those of the level that is being explored are
 * below `levelEnd`, those of the next from there on. The parts of split nodes, which cost no step, are the exception:
 * they are explored at the end of the level, whatever their number.
 *
 * Memory: the store, 4 bytes a node for its parent, one more where there are faults, one more where nodes are split or
 * deadlocks; and 8 bytes a node and 8 an edge where edges are kept.
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
  /** Only as long as the last node that has a flag. */
  private readonly flags = uint8();
  protected readonly parents = int32();
  /** Empty where the system has no faults. */
  protected readonly faultCounts = uint8();
  protected readonly hasFaults: boolean;
  /** The nodes below it have been explored, and those that are `OUT`. */
  protected cursor = 0;
  protected levelEnd = 0;
  private readonly firsts = uint32();
  private readonly lasts = uint32();
  protected readonly targets = int32();
  private readonly edgeLabels = int32();
  private setColumn: Int32Array | undefined;

  constructor(plan: Plan, sets: ConfigurationSets, labels: Labels, keeps: { edges: boolean }) {
    this.plan = plan;
    this.sets = sets;
    this.labels = labels;
    this.keepsEdges = keeps.edges;
    this.hasFaults = plan.occasions.some((o) => o.fault) || plan.channels.some((c) => c.kind === 'lossy');
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
    return (this.flagsOf(node) & SPLIT) !== 0;
  }
  isUnexplored(node: number): boolean {
    return node >= this.cursor && (this.flagsOf(node) & OUT) === 0;
  }
  isDeadlock(node: number): boolean {
    return (this.flagsOf(node) & DEADLOCK) !== 0;
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
  /** The number of steps of a shortest path to a node. Time: linear in it. */
  depthOf(node: number): number {
    let depth = 0;
    for (let n = this.parentOf(node); n !== -1; n = this.parentOf(n)) if (!this.isSplit(n)) depth++;
    return depth;
  }
  /** The number of faults on it, 255 standing for more. */
  faultsOf(node: number): number {
    return this.hasFaults ? this.faultCounts.array[node]! : 0;
  }
  /** The node before it on a shortest path, or -1. */
  parentOf(node: number): number {
    return this.parents.array[node]!;
  }

  /** Writes the fields of a node. */
  read(node: number, fields: Int32Array): void {
    this.store.read(node, fields);
  }

  abstract holds(predicate: number, node: number): boolean;

  /** Bytes that are in use. */
  get bytes(): number {
    const columns = [
      this.flags,
      this.parents,
      this.faultCounts,
      this.firsts,
      this.lasts,
      this.targets,
      this.edgeLabels,
    ];
    return columns.reduce((sum, column) => sum + column.bytes, this.store.bytes);
  }

  /** The labels along a path of edges. */
  labelsOf(path: Path | { readonly edges: readonly number[] }): number[] {
    return path.edges.map((e) => this.label[e]!).filter((l) => l >= 0);
  }

  // ---- for the explorer ------------------------------------------------------------------------------------

  /** Notes a step from an explored node to one that the store has just found or appended. */
  protected arrive(node: number, parent: number, faults: number): void {
    if (node === this.parents.length) this.append(parent, faults);
    else if (this.isOfNextLevel(node) && faults < this.faultsOf(node)) this.lead(node, parent, faults);
  }

  /**
   * Notes a part of a split node.
   * @returns whether it has to be explored at the end of this level
   */
  protected arriveAtPart(node: number, parent: number): boolean {
    const faults = this.faultsOf(parent);
    if (node === this.parents.length) this.append(parent, faults);
    else if (this.isOfNextLevel(node)) this.lead(node, parent, faults);
    else {
      if (this.isUnexplored(node) && faults < this.faultsOf(node)) this.lead(node, parent, faults);
      return false;
    }
    this.flag(node, LATE);
    return true;
  }

  /** Was it explored at the end of an earlier level? */
  protected isOut(node: number): boolean {
    return (this.flagsOf(node) & OUT) !== 0;
  }

  /** A part of a split node gets its turn. */
  protected markOut(node: number): void {
    this.flags.array[node]! ^= LATE | OUT;
  }

  protected markSplit(node: number): void {
    this.flag(node, SPLIT);
  }

  protected markDeadlock(node: number): void {
    this.flag(node, DEADLOCK);
  }

  /** Was it found in this level, and not explored yet? */
  private isOfNextLevel(node: number): boolean {
    return node >= this.levelEnd && (this.flagsOf(node) & (LATE | OUT)) === 0;
  }

  private flagsOf(node: number): number {
    return node < this.flags.length ? this.flags.array[node]! : 0;
  }

  private flag(node: number, flag: number): void {
    this.flags.extend(node + 1);
    this.flags.array[node]! |= flag;
  }

  private append(parent: number, faults: number): void {
    this.parents.push(parent);
    if (this.hasFaults) this.faultCounts.push(Math.min(faults, 255));
  }

  private lead(node: number, parent: number, faults: number): void {
    this.parents.array[node] = parent;
    if (this.hasFaults) this.faultCounts.array[node] = Math.min(faults, 255);
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

  /** Nodes that the search did not reach have no edges. */
  protected fill(): void {
    this.firsts.extend(this.size);
    this.lasts.extend(this.size);
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
