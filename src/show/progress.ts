import { duration, grouped } from './layout.ts';

/** How far a run is. */
export interface Progress {
  /** States that have been explored. */
  readonly states: number;
  readonly transitions: number;
  /** States that have been found and not yet explored. */
  readonly frontier: number;
  readonly depth: number;
  readonly seconds: number;
}

/** A bar that shows how far a run is. */
export interface ProgressBar {
  update(progress: Progress): void;
  /** Takes the bar off the screen. */
  stop(): void;
}

/** Seconds before the bar appears: a short run needs none. */
const PATIENCE = 0.5;

/**
 * A bar with states, states per second and frontier on a terminal; nothing in a pipe.
 *
 * Nobody knows how many states there will be. The bar shows how many of the states found so far have been explored: all
 * of them at the end, and it may fall back on the way.
 */
export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (stream.isTTY !== true) return { update: () => undefined, stop: () => undefined };
  let bar: { update(n: number, payload: object): void; setTotal(n: number): void; stop(): void } | undefined;
  let loading = false;
  let stopped = false;
  const start = async (): Promise<void> => {
    loading = true;
    const { default: progress } = await import('cli-progress');
    if (stopped) return;
    const single = new progress.SingleBar({
      stream,
      format: '  exploring {bar} {text}',
      barsize: Math.max(8, Math.min(24, (stream.columns ?? 80) - 66)),
      barCompleteChar: '█',
      barIncompleteChar: '░',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      linewrap: null,
      fps: 8,
    });
    single.start(1, 0, { text: '' });
    bar = single;
  };
  return {
    update(p) {
      if (stopped || p.seconds < PATIENCE) return;
      if (!loading) void start();
      bar?.setTotal(p.states + p.frontier);
      bar?.update(p.states, { text: progressText(p) });
    },
    stop() {
      stopped = true;
      bar?.stop();
    },
  };
}

/** `1,745,408 states, 141,000 a second, frontier 20,113, depth 31, 12 s`. */
export function progressText(p: Progress): string {
  const rate = p.seconds > 0 ? p.states / p.seconds : 0;
  const rounded = rate >= 10_000 ? Math.round(rate / 1000) * 1000 : Math.round(rate);
  return [
    `${grouped(p.states)} states`,
    `${grouped(rounded)}/s`,
    `frontier ${grouped(p.frontier)}`,
    `depth ${p.depth}`,
    duration(p.seconds),
  ].join(', ');
}
