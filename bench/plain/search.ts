import type { Limits, Measurement } from '../measurement.ts';
import { bytesInUse } from '../memory.ts';
import type { Subject } from '../subjects/subject.ts';
import { Clock, withoutStackTraces } from './clock.ts';
import { type Composed, Composition } from './composition.ts';

/**
 * Breadth-first search over XState's `transition`, with the JSON of a state as its key. It only counts: no invariant,
 * no parents, no deadlocks.
 */
export async function searchPlainly(subject: Subject, { seconds: limit, states: most }: Limits): Promise<Measurement> {
  withoutStackTraces();
  const before = bytesInUse().all;
  const clock = new Clock(limit);
  const composition = new Composition(subject.system(), subject.space());
  const initial = composition.initial();
  const known = new Set([initial.key]);
  let level: Composed[] = [initial];
  let states = 0;
  let transitions = 0;
  let stoppedBy: Measurement['stoppedBy'];
  search: while (level.length > 0) {
    const nextLevel: Composed[] = [];
    for (const state of level) {
      if (clock.isUp()) stoppedBy = 'time';
      if (states === most) stoppedBy = 'states';
      if (stoppedBy) break search;
      states++;
      for (const { next } of composition.moves(state)) {
        transitions++;
        if (known.has(next.key)) continue;
        known.add(next.key);
        nextLevel.push(next);
      }
    }
    level = nextLevel;
  }
  const time = clock.read();
  const bytes = stoppedBy ? undefined : bytesInUse().all - before;
  // Keeps what was found alive until it has been weighed.
  if (known.size < states) throw new Error('more states were explored than found');
  return { states, transitions, ...time, bytes, ...(stoppedBy ? { stoppedBy } : {}) };
}
