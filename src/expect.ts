import type { CheckOptions } from './check/check.ts';
import { lazyCheck } from './check/lazy.ts';
import type { Options } from './describe/options.ts';
import type { Invariant } from './describe/properties.ts';
import { rangeText } from './describe/ranges.ts';
import type { Components, System } from './describe/system.ts';

/**
 * For a test of your own: resolves if the invariant holds in every configuration, and rejects with the
 * affected ranges and the counterexample otherwise. A vacuous or inconclusive verdict rejects, too.
 *
 * @example
 *   test('nothing is lost', () => expectHolds(system, nothingLost));
 */
export async function expectHolds<O extends Options, C extends Components>(
  system: System<O, C>,
  invariant: Invariant,
  options: Omit<CheckOptions, 'only'> = {},
): Promise<void> {
  const { report, space } = await lazyCheck(system, [invariant], options);
  const verdict = report.verdicts[0]!;
  if (verdict.verdict === 'holds') return;
  const lines = [`${system.name}: ${invariant.name} is ${verdict.verdict}: ${invariant.about}`];
  if (verdict.verdict === 'vacuous') lines.push('Its premise never happens in any configuration.');
  if (verdict.verdict === 'inconclusive') {
    if (report.lossy) lines.push('It leaves out states, so it can never say that something holds.');
    if (report.stoppedBy) lines.push(`Stopped by ${report.stoppedBy}.`);
    lines.push(...(report.growing ?? []).map((field) => `still growing: ${field}`));
  }
  for (const range of verdict.affected) lines.push(`affected: ${rangeText(space, range)}`);
  const trace = verdict.counterexamples[0];
  if (trace) {
    const { traceText } = await import('./show/text.ts');
    lines.push('', traceText(trace));
  }
  throw new Error(lines.join('\n'));
}
