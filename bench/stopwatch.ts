import type { Measurement } from './measurement.ts';

/** Begins to measure time, of the clock and of the processors; the function that is returned reads it. */
export function startStopwatch(): () => Pick<Measurement, 'seconds' | 'cpuSeconds'> {
  const started = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}
