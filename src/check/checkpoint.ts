import { readFileSync } from 'node:fs';
import { Mistake } from '../describe/mistake.ts';
import type { Bits } from '../describe/space.ts';
import { Checkpoints, identityOf } from '../explore/checkpoint/index.ts';
import type { CheckOptions, Task } from './check.ts';

/**
 * The checkpoints of a task; undefined where none are asked for.
 * @param start only these configurations; default all
 * @throws Mistake where the run cannot have any, and as `Checkpoints`
 */
export function checkpointsOf(
  { system, space, compiled }: Task,
  { checkpoint, reduce, lossy }: CheckOptions,
  start: Bits = space.all(),
): Checkpoints | undefined {
  if (checkpoint === undefined) return undefined;
  if (lossy !== undefined || Object.values(reduce ?? {}).some((chosen) => chosen === true)) {
    throw new Mistake(
      'a checkpoint keeps every state, but not what a reduction has learnt: leave out what explores less (--symmetry, --partial-order, --subsumption, --bitstate, --hash-compaction), or --checkpoint and --resume',
    );
  }
  return new Checkpoints(checkpoint, identityOf(system, space, compiled, start), version());
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
