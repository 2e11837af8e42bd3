import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the objects, and with the buffers outside of the heap, that this process holds once the garbage is gone. */
export function bytesInUse(): { readonly objects: number; readonly all: number } {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { objects: heapUsed, all: heapUsed + external };
}

/**
 * Watches how large the process gets from here on.
 * @returns gives by how many bytes it has been larger than now, at its largest; undefined where the operating system
 *   cannot tell (it can on Linux)
 */
export function watchPeak(): () => number | undefined {
  collectGarbage();
  try {
    // The kernel forgets the peak so far.
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    return () => undefined;
  }
  const before = process.memoryUsage.rss();
  return () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024 - before;
}
