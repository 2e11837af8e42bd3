import { Explorer } from '../../src/explore/explorer.ts';
import { familyOf } from '../../src/explore/family.ts';
import type { Limits, Measurement, Sample } from '../measurement.ts';
import { bytesInUse, watchPeak } from '../memory.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Subject } from '../subjects/subject.ts';

/**
 * This explorer with all that a check of safety needs: invariants judged in every state, deadlocks, and parents for
 * traces. No edges: nothing that is asked here needs them.
 *
 * Of several configurations, the states are those that they have one by one, summed, whatever they share.
 */
export function explore(subject: Subject, limits: Limits): Promise<Measurement> {
  return measure(subject, limits, () => undefined);
}

/** The same, with samples on the way. */
export async function exploreSampled(subject: Subject, limits: Limits): Promise<Measurement> {
  const samples: Sample[] = [];
  const measured = await measure(subject, limits, (sample) => samples.push(sample));
  return { ...measured, samples };
}

async function measure(subject: Subject, limits: Limits, take: (sample: Sample) => void): Promise<Measurement> {
  const { objects } = bytesInUse();
  const peak = watchPeak();
  const read = startStopwatch();
  const space = subject.space();
  const explorer = new Explorer(subject.system(), space, subject.questions);
  await explorer.run(limits, undefined, ({ states, transitions }) => {
    take({ states, transitions, ...read(), bytes: process.memoryUsage.rss() });
  });
  const time = read();
  const peakBytes = peak();
  const { states, transitions, stoppedBy } = explorer;
  return {
    // Its columns, as far as they are in use, and everything else: tables, trees, interned states.
    bytes: explorer.bytes + bytesInUse().objects - objects,
    states: space.size > 1 ? familyOf(explorer).alone : states,
    transitions,
    ...time,
    peakBytes,
    ...(stoppedBy === undefined ? {} : { stoppedBy: states === limits.states ? 'states' : 'time' }),
  };
}
