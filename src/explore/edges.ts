import { totalmem } from 'node:os';
import { type Column, int32, uint8, uint16, uint32 } from './column.ts';

/**
 * Where the edges of a graph are: written down while it is explored, or computed again whenever a node is asked for
 * them; a number: written down until they take more bytes than that, then computed; `auto`: so with a bound that the memory
 * gives.
 */
export type EdgeStorage = 'stored' | 'computed' | 'auto' | number;

/** The part of the memory that stored edges may take. */
const PART = 1 / 4;

/**
 * The most bytes that stored edges may take, where it is not said otherwise: a quarter of the memory that the process may
 * use, so that the states, which are not to be computed again, have the rest.
 * @param memory in MiB; absent: that of the machine
 */
export function edgeBound(memory?: number): number {
  return (memory === undefined ? totalmem() : memory * 2 ** 20) * PART;
}

/** The edges of one node, in a list that is used again and again. Its arrays are replaced where they become too short. */
export class EdgeList {
  /** Of each edge, the node it leads to. */
  to = new Int32Array(64);
  /** Of each edge, its label; -1 for an edge of a split node. */
  label = new Int32Array(64);

  /** Makes room for this many edges. What was in the list is kept. */
  reserve(count: number): void {
    if (count <= this.to.length) return;
    const [to, label] = [this.to, this.label];
    this.to = new Int32Array(count * 2);
    this.label = new Int32Array(count * 2);
    this.to.set(to);
    this.label.set(label);
  }

  /** Writes edge number `at`. */
  put(at: number, to: number, label: number): void {
    if (at >= this.to.length) this.reserve(at + 1);
    this.to[at] = to;
    this.label[at] = label;
  }
}

/**
 * The edges of explored nodes, written down one after the other. The nodes may come in any order, each once.
 *
 * Memory: an edge takes 4 bytes and 1, 2 or 4 for its label, depending on how many labels there are; a node 4, and as
 * much as an edge.
 */
export class StoredEdges {
  /** Of each node, where its edges begin: there is their number, after it come they. 0: it has none. */
  private readonly firsts = uint32();
  private readonly targets = int32();
  /** Of each edge, its label plus 1. */
  private labels: Column<Uint8Array> | Column<Uint16Array> | Column<Int32Array> = uint8();
  private most = 2 ** 8 - 1;

  constructor() {
    this.targets.push(0);
    this.labels.push(0);
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.firsts.bytes + this.targets.bytes + this.labels.bytes;
  }

  /** Bytes that are needed at once where this many nodes and edges are added. */
  growth(nodes: number, edges: number): number {
    return this.firsts.growth(nodes) + this.targets.growth(edges) + this.labels.growth(edges);
  }

  /** Is there room for a node with as many edges? Their numbers have 32 bits. */
  hasRoom(degree: number): boolean {
    return this.targets.length + degree < 2 ** 32 - 1;
  }

  /** Begins the edges of a node; `push` adds them. */
  open(node: number, degree: number): void {
    this.firsts.extend(node + 1);
    if (degree === 0) return;
    this.firsts.array[node] = this.targets.length;
    this.targets.push(degree);
    this.labels.push(0);
  }

  /** Adds an edge to the node that was opened last. */
  push(to: number, label: number): void {
    if (label + 1 > this.most) this.widen(label + 1);
    this.targets.push(to);
    this.labels.push(label + 1);
  }

  /** Writes the edges of a node into `out` and returns how many there are. */
  read(node: number, out: EdgeList): number {
    const first = node < this.firsts.length ? this.firsts.array[node]! : 0;
    if (first === 0) return 0;
    const targets = this.targets.array;
    const labels = this.labels.array;
    const degree = targets[first]!;
    out.reserve(degree);
    const { to, label } = out;
    for (let i = 0, e = first + 1; i < degree; i++, e++) {
      to[i] = targets[e]!;
      label[i] = labels[e]! - 1;
    }
    return degree;
  }

  private widen(value: number): void {
    const wider = value < 2 ** 16 ? uint16() : int32();
    this.most = value < 2 ** 16 ? 2 ** 16 - 1 : 2 ** 31 - 1;
    wider.extend(this.labels.length);
    wider.array.set(this.labels.array.subarray(0, this.labels.length));
    this.labels = wider;
  }
}
