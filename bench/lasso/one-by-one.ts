import { Explorer } from '../../src/explore/explorer.ts';
import type { Limits, Measurement } from '../measurement.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Subject } from '../subjects/subject.ts';

/** Every configuration on its own, one after the other in one process, which is warm from the second one on. */
export async function exploreOneByOne(subject: Subject, limits: Limits): Promise<Measurement> {
  const read = startStopwatch();
  // They hold nothing together: each is gone when the next one begins.
  const sum = { states: 0, transitions: 0, bytes: undefined };
  for (const configuration of subject.space().configurations) {
    const left = limits.seconds - read().seconds;
    const explorer = new Explorer(subject.system(), subject.only(configuration), subject.questions);
    await explorer.run({ seconds: Math.max(0, left) });
    sum.states += explorer.states;
    sum.transitions += explorer.transitions;
    if (explorer.stoppedBy !== undefined) return { ...sum, ...read(), stoppedBy: 'time' };
  }
  return { ...sum, ...read() };
}
