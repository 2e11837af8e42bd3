import { Compiled } from '../../src/check/compile.ts';
import { Findings } from '../../src/check/finding.ts';
import { isEmpty } from '../../src/describe/space.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import type { Limits, Measurement } from '../measurement.ts';
import { watchPeak } from '../memory.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Subject } from '../subjects/subject.ts';

/**
 * The exploration with what a liveness property needs, and then the verdict, for a property that holds: to be compared
 * with the exploration alone. Its bytes are what the exploration holds and by how much the process grows at most while
 * the property is judged.
 *
 * @param edges where the successors come from then
 * @throws Error where it does not hold
 */
export function judgeLiveness(edges: 'stored' | 'computed') {
  return async (subject: Subject, limits: Limits): Promise<Measurement> => {
    const liveness = subject.liveness!;
    const [property] = liveness.properties;
    const whole = watchPeak();
    const read = startStopwatch();
    const compiled = new Compiled([liveness]);
    compiled.edgeStorage = edges;
    const explorer = new Explorer(subject.system(), subject.space(), compiled);
    await explorer.run(limits);
    const exploring = read();
    const { states, transitions, bytes } = explorer;
    const wholePeak = whole();
    if (explorer.stoppedBy !== undefined) return { states, transitions, ...exploring, bytes, stoppedBy: 'time' };
    const peak = watchPeak();
    const readJudging = startStopwatch();
    const { violating } = new Findings(explorer, compiled).of(property!);
    const judging = readJudging();
    const grown = peak();
    if (!isEmpty(violating)) throw new Error(`'${liveness.name}' should hold, and is violated`);
    return {
      states,
      transitions,
      seconds: exploring.seconds + judging.seconds,
      cpuSeconds: exploring.cpuSeconds + judging.cpuSeconds,
      bytes: grown === undefined ? undefined : bytes + grown,
      peakBytes: grown === undefined || wholePeak === undefined ? undefined : Math.max(wholePeak, bytes + grown),
      note: `the verdict: ${(judging.cpuSeconds / exploring.cpuSeconds).toFixed(2)} times the processor time of its exploration`,
    };
  };
}
