import { availableParallelism, cpus, loadavg, machine, release, totalmem, type } from 'node:os';
import type { BenchDocument } from './document.ts';
import { spinVersion } from './spin/pan.ts';

/** What this runs on. */
export function thisMachine(): BenchDocument['machine'] {
  const spin = spinVersion();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    node: process.version,
    os: `${type()} ${release()} ${machine()}`,
    load: loadavg()[0]!,
    ...(spin === undefined ? {} : { spin }),
  };
}
