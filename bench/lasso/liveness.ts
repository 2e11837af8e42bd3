import { Compiled } from '../../src/check/compile.ts';
import { Findings } from '../../src/check/finding.ts';
import { isEmpty } from '../../src/describe/space.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import type { Limits, Measurement } from '../measurement.ts';
import { watchPeak } from '../memory.ts';
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
    const started = performance.now();
    const compiled = new Compiled([liveness]);
    compiled.edgeStorage = edges;
    const explorer = new Explorer(subject.system(), subject.space(), compiled);
    await explorer.run(limits);
    const exploring = (performance.now() - started) / 1000;
    const { states, transitions, bytes } = explorer;
    const wholePeak = whole();
    if (explorer.stoppedBy !== undefined) return { states, transitions, seconds: exploring, bytes, stoppedBy: 'time' };
    const peak = watchPeak();
    const judged = performance.now();
    const { violating } = new Findings(explorer, compiled).of(property!);
    const judging = (performance.now() - judged) / 1000;
    const grown = peak();
    if (!isEmpty(violating)) throw new Error(`'${liveness.name}' should hold, and is violated`);
    return {
      states,
      transitions,
      seconds: exploring + judging,
      bytes: grown === undefined ? undefined : bytes + grown,
      peakBytes: grown === undefined || wholePeak === undefined ? undefined : Math.max(wholePeak, bytes + grown),
      note: `the verdict took ${judging.toFixed(2)} s of it, ${(judging / exploring).toFixed(1)} times the exploration`,
    };
  };
}
