import type { Range, Verdict } from '../describe/result.ts';
import { detailLines } from './details.ts';
import { clean, counted, duration, keepParts, listed, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { heading, type Shown, SIGN, standing } from './terminal.ts';
import { lengthText } from './text.ts';

/** Longer than this, and a scenario composes more than its questions need. */
const MOST_SECONDS = 10;

/**
 * A scenario among others: one line that says how large it is, and one for each violation. What is new or has vanished
 * is told in full.
 */
export function scenarioText(
  name: string,
  shown: Shown,
  { width, style, verbose }: { width: number; style: Style; verbose: boolean },
): string {
  const { report, judged, files, rangeText } = shown;
  const lines = heading({ ...report, model: name }, width, style);
  if (!report.complete) {
    const by = report.stoppedBy === undefined ? '' : ` (${clean(report.stoppedBy)})`;
    lines.push(
      ...wrap(`Stopped before the end${by}: what was not found may still exist.`, width, '  ').map(style.warn),
    );
  }
  for (const verdict of report.verdicts) {
    const its = judged.get(verdict.name);
    const expected = its?.expected ?? true;
    if (expected && verdict.verdict === 'holds') continue;
    const word = standing(verdict, its, report.complete);
    const said = verdictLine(verdict, word, rangeText, width);
    lines.push(...said.map(expected ? style.warn : style.bad));
    if (expected) continue;
    const also = { width: width - 4, style, rangeText, everyTrace: verbose };
    const details = detailLines(verdict, its, {
      ...also,
      files: files.get(verdict.name) ?? [],
      inFull: its!.added > 0,
    });
    lines.push(...details.map((line) => (line === '' ? '' : `    ${line}`)));
  }
  if (report.seconds > MOST_SECONDS) {
    const most = `${MOST_SECONDS} s`;
    const said = `It took ${duration(report.seconds)}, more than ${most}: leave out parts, options or budgets that its questions do not need.`;
    lines.push(...wrap(said, width, '  ').map(style.warn));
  }
  return `${lines.join('\n')}\n`;
}

/** `✗ known nothing-lost: paimon 0.7.0 … 1.0.1; 11 steps`. */
function verdictLine(
  { name, verdict, affected, counterexamples }: Verdict,
  word: string,
  rangeText: (range: Range) => string,
  width: number,
): string[] {
  const ranges = affected.map((range) => keepParts(clean(rangeText(range)), width / 2)).join('; or ');
  const shortest = [...counterexamples].sort(
    (a, b) => a.stem.length + a.cycle.length - b.stem.length - b.cycle.length,
  )[0];
  const more = [ranges, shortest ? lengthText(shortest) : ''].filter((text) => text !== '').join('; ');
  const first = `  ${SIGN[verdict]} ${word || verdict} ${name}${more === '' ? '' : ': '}`;
  return wrap(more, width, first, '      ');
}

/** The last line of a run of several models. */
export function scenariosLine(scenarios: number, surprising: readonly string[], width: number, style: Style): string {
  const count = counted(scenarios, 'scenario');
  const said =
    surprising.length === 0 ? `${count}, all as expected.` : `${count}, not as expected: ${listed(surprising)}.`;
  return `${wrap(said, width)
    .map(surprising.length === 0 ? style.good : style.bad)
    .join('\n')}\n`;
}

/** What happened in no model of a run. */
export function neverText(all: readonly string[], width: number, style: Style, verbose: boolean): string {
  if (all.length === 0) return '';
  const shown = verbose ? all : all.slice(0, 6);
  const rest = all.length - shown.length;
  const lines = [
    ...wrap('Never happened in any scenario, so check that the machines mean what you think:', width).map(style.warn),
    ...shown.flatMap((text) => wrap(clean(text), width, '  - ')),
    ...(rest > 0 ? [`  - and ${rest} more (--verbose lists them)`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
