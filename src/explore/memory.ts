import { freemem, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

const MIB = 2 ** 20;

/** Of the memory of the machine, or of the container, the part that is left to others, */
const RESERVE = 1 / 20;
/** of which this much is enough, */
const MOST_RESERVE = 1024 * MIB;
/** and the part of the heap of V8 that may be in use: from here on it collects garbage all the time, then it aborts. */
const HEAP = 0.9;

/**
 * Says when an exploration has to stop because memory ends, before the system kills the process or V8 aborts it.
 *
 * Three things can end: what the run may use (`--max-memory`), what the machine or the container has, and the heap of V8, in
 * which local states and events are; everything that grows with the number of states is outside of it.
 */
export class Memory {
  private readonly limit: number | undefined;
  private readonly machine = machineMemory();
  private readonly heap = getHeapStatistics().heap_size_limit;

  /** @param limit resident memory of the process, in MiB; absent: all that the machine or the container has */
  constructor(limit?: number) {
    this.limit = limit;
  }

  /**
   * What ends if this many bytes more are asked for at once, in words; undefined: nothing.
   * Time: some 30 µs, for questions to the system.
   */
  ends(growth = 0): string | undefined {
    const resident = process.memoryUsage.rss() + growth;
    if (this.limit !== undefined && resident > this.limit * MIB) return `the limit of ${this.limit} MiB`;
    const { machine } = this;
    const reserve = Math.min(machine * RESERVE, MOST_RESERVE);
    const has = `the memory of this machine, ${Math.floor(machine / MIB)} MiB`;
    if (resident > machine - reserve) return has;
    // On other systems `freemem` leaves out what the system would give back at once.
    if (process.platform === 'linux' && freemem() - growth < reserve / 4) return `${has}, of which others use the rest`;
    if (getHeapStatistics().used_heap_size > this.heap * HEAP) {
      return `the heap of Node, ${Math.floor(this.heap / MIB)} MiB (NODE_OPTIONS=--max-old-space-size=<MiB> raises it)`;
    }
    return undefined;
  }
}

/** Bytes that the machine has, or the container, where it is told less. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
