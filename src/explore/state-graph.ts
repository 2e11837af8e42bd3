import { int32, uint8 } from './column.ts';
import { EdgeList, type EdgeStorage, edgeBound, StoredEdges } from './edges.ts';
import { type Graph, labelOf, type Path } from './graph.ts';
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
/** A node with one of these has got its parent for good. */
export const SETTLED = LATE | OUT;

/**
 * The states found, the steps between them, and of each the shortest way to it: one column of numbers for each.
 * `Explorer` fills it; everything public here only reads.
 *
 * Nodes are explored in the order of their numbers, level by level: those of the level that is being explored are
 * below `levelEnd`, those of the next from there on. The parts of split nodes, which cost no step, are the exception:
 * they are explored at the end of the level, whatever their number.
 *
 * Memory: the store, 4 bytes a node for its parent, one more where there are faults, one more where nodes are split or
 * deadlocks; and the edges where they are stored.
 */
export abstract class StateGraph implements Graph {
  readonly plan: Plan;
  readonly sets: ConfigurationSets;
  readonly labels: Labels;
  readonly initial: number[] = [];
  protected readonly store: Store;
  /** The field of the set of configurations. */
  protected readonly setField: number;
  readonly out = new EdgeList();
  /** Undefined where edges are computed. */
  private stored: StoredEdges | undefined;
  private readonly edgeStorage: EdgeStorage;
  /** The most bytes that stored edges may take. */
  private edgeBytes = edgeBound();
  /** Only as long as the last node that has a flag. */
  protected readonly flags = uint8();
  protected readonly parents = int32();
  /** Empty where the system has no faults. */
  protected readonly faultCounts = uint8();
  protected readonly hasFaults: boolean;
  /** The nodes below it have been explored, and those that are `OUT`. */
  protected cursor = 0;
  protected levelEnd = 0;

  constructor(plan: Plan, sets: ConfigurationSets, labels: Labels, edgeStorage: EdgeStorage) {
    this.plan = plan;
    this.sets = sets;
    this.labels = labels;
    this.edgeStorage = edgeStorage;
    if (edgeStorage !== 'computed') this.stored = new StoredEdges();
    if (typeof edgeStorage === 'number') this.edgeBytes = edgeStorage;
    this.hasFaults = plan.occasions.some((o) => o.fault) || plan.channels.some((c) => c.kind === 'lossy');
    this.setField = plan.fields - 1;
    const budgets = new Map(plan.budgets.map(({ field, initial }) => [field, initial + 1]));
    this.store = new Store(Array.from({ length: plan.fields }, (_, field) => budgets.get(field) ?? 0));
  }

  get size(): number {
    return this.store.size;
  }
  get fairness() {
    return this.labels.fairness;
  }
  /** Are the edges written down, or computed again? */
  get storesEdges(): boolean {
    return this.stored !== undefined;
  }
  edges(node: number): number {
    return this.stored === undefined ? this.successors(node, this.out) : this.stored.read(node, this.out);
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

  /** The packed rows, and where the fields lie in them: for what looks at all of them. */
  get packed(): Pick<Store, 'rows' | 'layout'> {
    return this.store;
  }

  abstract holds(predicate: number, node: number): boolean;
  abstract truthOf(node: number): number;
  /** Computes the edges of a node into `out` and returns how many there are. */
  protected abstract successors(node: number, out: EdgeList): number;

  /** Bytes that are needed at once where this many nodes and edges are added, without the hash table. */
  protected growth(nodes: number, edges: number): number {
    const { flags, parents, faultCounts, store, stored } = this;
    const columns = flags.growth(nodes) + parents.growth(nodes) + (this.hasFaults ? faultCounts.growth(nodes) : 0);
    return columns + store.growth(nodes) + (stored?.growth(nodes, edges) ?? 0);
  }

  /** From here on edges are computed: those of some nodes are not known. */
  protected forgetEdges(): void {
    this.stored = undefined;
  }

  /** Bytes that are in use. */
  get bytes(): number {
    const columns = [this.flags, this.parents, this.faultCounts];
    return columns.reduce((sum, column) => sum + column.bytes, this.store.bytes + this.storedBytes);
  }

  /** Of these, those of stored edges. */
  get storedBytes(): number {
    return this.stored?.bytes ?? 0;
  }

  /** The labels along a path of edges. */
  labelsOf(path: Path | { readonly edges: readonly number[] }): number[] {
    return path.edges.map((edge) => labelOf(this, edge)).filter((label) => label >= 0);
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

  /** A part of a split node gets its turn, or, asked a second time, waits again. */
  protected markOut(node: number): void {
    this.flags.array[node]! ^= SETTLED;
  }

  protected markSplit(node: number): void {
    this.flag(node, SPLIT);
  }

  protected markDeadlock(node: number): void {
    this.flag(node, DEADLOCK);
  }

  /** Was it found in this level, and not explored yet? */
  protected isOfNextLevel(node: number): boolean {
    return node >= this.levelEnd && (this.flagsOf(node) & SETTLED) === 0;
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

  /** Says how much memory the process may use, in MiB: see `edgeBound`. */
  protected boundEdges(memory: number | undefined): void {
    if (this.edgeStorage === 'auto') this.edgeBytes = edgeBound(memory);
  }

  /** Begins the edges of a node, each of which `edge` then adds. Where they get too many, none is kept from here on. */
  protected open(node: number, degree: number): void {
    const { stored } = this;
    if (stored === undefined) return;
    const fits = this.edgeStorage === 'stored' || stored.bytes <= this.edgeBytes;
    if (fits && stored.hasRoom(degree)) stored.open(node, degree);
    else this.stored = undefined;
  }

  protected edge(to: number, label: number): void {
    this.stored?.push(to, label);
  }
}
