import { startStopwatch } from '../stopwatch.ts';

/** Thrown out of a search that has no other way to stop. */
export class TimeUp extends Error {}

/** Says when the time of a run is up, at little cost: it looks at the clock once in 64 calls. */
export class Clock {
  /** The time since the start. */
  readonly read = startStopwatch();
  private readonly started = performance.now();
  private readonly limit: number;
  private calls = 0;

  /** @param limit in seconds */
  constructor(limit: number) {
    this.limit = limit * 1000;
  }

  isUp(): boolean {
    return (this.calls++ & 63) === 0 && performance.now() - this.started > this.limit;
  }
}

/**
 * XState's `transition` makes an actor, whose context factory runs without its input: one that reads it throws, and
 * XState drops the error. To collect its stack takes a third of the time of a plain search, and is left out here.
 */
export function withoutStackTraces(): void {
  Error.stackTraceLimit = 0;
}
