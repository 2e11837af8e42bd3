import type { Range, Trace, Verdict } from '../describe/result.ts';
import type { Judged } from './judged.ts';
import { clean, counted, grouped, keepParts, labelled, wrap } from './layout.ts';
import { storyLines } from './story.ts';
import type { Style } from './style.ts';
import { configurationText, inShort, lengthText } from './text.ts';
import type { RangeText } from './values.ts';

/** Ranges of one value of a worst case that are printed without being asked for. */
const MOST_RANGES = 2;

export interface DetailOptions {
  readonly width: number;
  readonly style: Style;
  readonly rangeText: RangeText;
  /** Whether the traces of all ranges are shown, where any is. */
  readonly everyTrace: boolean;
  /** Whether other configurations may be affected as well. */
  readonly atLeast?: boolean;
}

/**
 * One invariant in detail: what it says, for whom it does not hold, how bad it is, why that is accepted, and the way
 * there. Nothing for an invariant that holds and has no more to say.
 * @param also.files paths of the traces in JSON, in the order of the ranges
 * @param also.inFull whether the trace is shown, rather than its path only
 */
export function detailLines(
  verdict: Verdict,
  judged: Judged | undefined,
  also: DetailOptions & { readonly files: readonly string[]; readonly inFull: boolean },
): string[] {
  const { width, style } = also;
  const text = (range: Range): string => keepParts(clean(also.rangeText(range)), width / 2);
  const rows: [string, string][] = [];
  for (const [i, range] of verdict.affected.entries()) {
    rows.push([i > 0 ? 'or' : also.atLeast ? 'affected, at least' : 'affected', text(range)]);
    const trace = verdict.counterexamples[i];
    if (trace) rows.push(['  path', pathAndLength(trace, also.files[i])]);
  }
  if (judged && judged.added > 0 && judged.added < verdict.violating) {
    rows.push(...eachRange(`new in ${grouped(judged.added)}`, judged.addedIn.map(text)));
  }
  if (judged && judged.vanished > 0) rows.push(...eachRange('not found', judged.vanishedIn.map(text)));
  rows.push(...worstCase(verdict, text, also.everyTrace));
  rows.push(...eachRange('not tried', verdict.vacuousIn.map(text)));
  if (verdict.violating > 0 || (judged?.vanished ?? 0) > 0) {
    const reasons = (judged?.reasons ?? []).map(({ reason, link }) =>
      link === undefined ? reason : `${reason} ${link}`,
    );
    rows.push(...reasons.map((reason, i): [string, string] => [i === 0 ? 'accepted' : '', clean(reason)]));
  }
  if (verdict.reason !== undefined) rows.push(['inconclusive', clean(verdict.reason)]);
  if (rows.length === 0) return [];
  const lines = [style.bold(verdict.name), ...wrap(clean(verdict.about), width, '  '), ...labelled(rows, width, '  ')];
  for (const trace of also.inFull ? tracesShown(verdict, judged, also.everyTrace) : []) {
    const shownFor = keepParts(configurationText(trace), width / 2);
    const head = [['shown for', shownFor] as const, ['in short', inShort(trace)] as const];
    lines.push('', ...labelled(head, width, '  '), '');
    lines.push(...storyLines(trace, width - 2, style).map((line) => (line === '' ? '' : `  ${line}`)));
  }
  return lines;
}

/** One row for each range, the first with a label. */
function eachRange(label: string, all: readonly string[]): [string, string][] {
  return all.map((range, i) => [i === 0 ? label : 'or', range]);
}

/** The worst case: one value for all configurations, or each with its own. */
function worstCase(
  { bounds, unit, remark }: Verdict,
  text: (range: Range) => string,
  every: boolean,
): [string, string][] {
  if (bounds.length === 0) return [];
  const what = clean(unit ?? 'times');
  const values = bounds.map(({ value }) => (typeof value === 'number' ? grouped(value) : value));
  const rows: [string, string][] = [['worst case', bounds.length === 1 ? `${values[0]} ${what}` : `${what}:`]];
  for (const [i, { affected }] of bounds.length === 1 ? [] : bounds.entries()) {
    const shown = every ? affected : affected.slice(0, MOST_RANGES);
    rows.push(...shown.map((range, n): [string, string] => [n === 0 ? `  ${values[i]}` : '', text(range)]));
    const hidden = affected.length - shown.length;
    if (hidden > 0) rows.push(['', `and ${counted(hidden, 'more range')} (--verbose)`]);
  }
  if (remark !== undefined) rows.push(['', clean(remark)]);
  return rows;
}

/** The traces that are shown: all of them, or that of the first range that has something new. */
function tracesShown(verdict: Verdict, judged: Judged | undefined, every: boolean): readonly Trace[] {
  if (every) return verdict.counterexamples;
  const fresh = verdict.counterexamples.find(
    (t) => judged?.addedIn.some((range) => overlap(t.affected, range)) ?? true,
  );
  const first = fresh ?? verdict.counterexamples[0];
  return first ? [first] : [];
}

/** Whether two ranges have values in common for every option. */
function overlap(a: Range, b: Range): boolean {
  return Object.entries(a).every(([option, values]) => b[option]?.some((v) => values.includes(v)) ?? true);
}

function pathAndLength(trace: Trace, path: string | undefined): string {
  const length = lengthText(trace);
  return path === undefined ? length : `${path.replace(/\.json$/, '.txt')} (${length})`;
}

/** `in all 840 configurations`, `in 12 of 840 configurations`. */
export function share(part: number, whole: number): string {
  return part === whole
    ? `in all ${counted(whole, 'configuration')}`
    : `in ${grouped(part)} of ${counted(whole, 'configuration')}`;
}
