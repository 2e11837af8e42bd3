import type { Limits, Progress } from './explorer.ts';
import { inSandbox } from './sandbox.ts';

/** A search that goes on in slices. */
export interface Sliced {
  readonly states: number;
  readonly transitions: number;
  /** States found and not yet explored. */
  readonly frontier: number;
  readonly depth: number;
  readonly finished: boolean;
  /** What stopped it, in words. */
  stoppedBy: string | undefined;
  /** Explores at most so many states; fewer at the end and where it sets `stoppedBy`. */
  some(limits: Limits, most: number): void;
}

/** Lets a search go on until it is finished or a limit stops it, with a pause for everything else 25 times a second. */
export async function inSlices(
  search: Sliced,
  limits: Limits,
  signal?: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  const started = performance.now();
  for (let reported = started; !search.finished; ) {
    search.stoppedBy = signal?.aborted ? 'interrupted' : limitReached(search, limits, started);
    if (search.stoppedBy !== undefined) return;
    const until = performance.now() + 40;
    while (!search.finished && performance.now() < until) {
      inSandbox(() => search.some(limits, 256));
      if (search.stoppedBy !== undefined) return;
    }
    if (onProgress && performance.now() - reported > 250) {
      reported = performance.now();
      const { states, transitions, frontier, depth } = search;
      onProgress({ states, transitions, frontier, depth, seconds: (reported - started) / 1000 });
    }
    await new Promise((resume) => setImmediate(resume));
  }
}

function limitReached(search: Sliced, { seconds, memory, states }: Limits, started: number): string | undefined {
  if (seconds !== undefined && performance.now() - started > seconds * 1000) return `the limit of ${seconds} seconds`;
  if (memory !== undefined && process.memoryUsage.rss() > memory * 2 ** 20) return `the limit of ${memory} MiB`;
  if (states !== undefined && search.states >= states) return `the limit of ${states} states`;
  return undefined;
}
