import type { Report, Verdict, VerdictWord } from '../describe/result.ts';
import { type DetailOptions, detailLines } from './details.ts';
import type { Judged } from './judged.ts';
import { clean, counted, duration, glued, grouped, listed, pad, widest, wrap } from './layout.ts';
import { lossyLines } from './lossy.ts';
import type { Style } from './style.ts';
import type { RangeText } from './values.ts';

/** What the terminal shows of a run. */
export interface Shown {
  readonly report: Report;
  readonly judged: ReadonlyMap<string, Judged>;
  /** Paths of the traces in JSON, by invariant. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly rangeText: RangeText;
  /** Where the baseline is, for reading; undefined where there is none. */
  readonly baseline?: string;
}

/** How many traces are shown in full before the rest is left to the files. */
const MOST_TRACES = 3;
/** How many things that never happened are listed. */
const MOST_NEVER = 6;

/**
 * A run as text: the verdict table, then each violation with whom it affects and how bad it is, then what never
 * happened, then one line that says it all. Traces are shown in full where they are new, otherwise by their path.
 */
export function reportText(
  shown: Shown,
  { width, style, verbose }: { width: number; style: Style; verbose: boolean },
): string {
  const { report } = shown;
  const verdicts = inOrder(report.verdicts, shown.judged);
  const lines = [...heading(report, width, style), ...reductions(report, width), ''];
  lines.push(...table(verdicts, shown, style), '');
  if (!report.complete) lines.push(...stopped(report, width).map(style.warn), '');
  const fresh = verdicts.filter((v) => (shown.judged.get(v.name)?.added ?? 0) > 0);
  const full = new Set(verbose ? verdicts : fresh.length > MOST_TRACES ? fresh.slice(0, 1) : fresh);
  for (const verdict of verdicts) {
    const atLeast = report.lossy !== undefined;
    const options: DetailOptions = { width, style, rangeText: shown.rangeText, everyTrace: verbose, atLeast };
    const details = detailLines(verdict, shown.judged.get(verdict.name), {
      ...options,
      files: shown.files.get(verdict.name) ?? [],
      inFull: full.has(verdict),
    });
    if (details.length > 0) lines.push(...details, '');
  }
  lines.push(...never(report, width, style, verbose), ...budgets(report, width), ...conclusion(shown, width, style));
  return `${lines.join('\n')}\n`;
}

/** The size of a run, in one line. */
export function heading(report: Report, width: number, style: Style): string[] {
  const { configurations, states, transitions, seconds, depth, shards = 1 } = report;
  const found = [
    counted(configurations, 'configuration'),
    `${counted(states, 'state')}${sharing(report)}`,
    counted(transitions, 'transition'),
    `${counted(depth, 'step')} deep`,
    shards === 1 ? duration(seconds) : `${duration(seconds)} in ${counted(shards, 'shard')}`,
  ].join(', ');
  const name = clean(report.model);
  const [first = '', ...rest] = wrap(found, width, `${name}: `, '  ');
  return [style.bold(name) + first.slice(name.length), ...rest];
}

/** How much less that was than one configuration after the other. */
function sharing({ configurations, family }: Report): string {
  if (family === undefined || family.alone === 0 || configurations === 1) return '';
  const percent = Number(((family.nodes / family.alone) * 100).toPrecision(2));
  return ` (${glued(`${percent} %`)} of one by one)`;
}

/** What was explored in place of everything. */
function reductions(report: Report, width: number): string[] {
  return (report.reductions ?? []).flatMap(({ reduction, about }) => wrap(`${reduction}: ${about}`, width, '  '));
}

/** New violations first, then known ones, then the rest, each in the order of the model. */
function inOrder(verdicts: readonly Verdict[], judged: ReadonlyMap<string, Judged>): Verdict[] {
  const rank = (v: Verdict): number => {
    const j = judged.get(v.name);
    if ((j?.added ?? 0) > 0) return 0;
    if (v.verdict === 'violated') return 1;
    if ((j?.vanished ?? 0) > 0) return 2;
    return { inconclusive: 3, vacuous: 4, holds: 5 }[v.verdict];
  };
  return [...verdicts].sort((a, b) => rank(a) - rank(b));
}

export const SIGN: Readonly<Record<VerdictWord, string>> = {
  holds: '✓',
  violated: '✗',
  inconclusive: '?',
  vacuous: '∅',
};

function table(verdicts: readonly Verdict[], { report, judged }: Shown, style: Style): string[] {
  const rows = verdicts.map((v) => ({
    verdict: v,
    cells: [
      `${SIGN[v.verdict]} ${v.verdict}`,
      v.name,
      v.violating === 0 ? '' : `${grouped(v.violating)} of ${grouped(report.configurations)}`,
      standing(v, judged.get(v.name), report.complete),
    ],
  }));
  const header = ['  verdict', 'invariant', 'configurations', 'baseline'];
  const columns = header.map((title, i) => widest([title, ...rows.map((r) => r.cells[i]!)]));
  const line = (cells: readonly string[], paint: (text: string) => string): string =>
    `${paint(pad(cells[0]!, columns[0]!))}  ${cells
      .slice(1)
      .map((cell, i) => pad(cell, columns[i + 1]!))
      .join('  ')}`.trimEnd();
  return [
    style.dim(line(header, String)),
    ...rows.map(({ verdict, cells }) => {
      const surprising = judged.get(verdict.name)?.expected === false;
      const paint = {
        holds: style.good,
        violated: surprising ? style.bad : style.warn,
        inconclusive: style.warn,
        vacuous: style.warn,
      };
      return line(cells, paint[verdict.verdict]);
    }),
  ];
}

/** How a verdict compares with the baseline, in a word or two. */
export function standing(verdict: Verdict, judged: Judged | undefined, complete: boolean): string {
  if (!judged) return '';
  if (judged.added > 0) return judged.added === verdict.violating ? 'new' : `new in ${grouped(judged.added)}`;
  if (judged.vanished > 0 && complete) {
    return verdict.violating === 0 ? 'vanished' : `vanished in ${grouped(judged.vanished)}`;
  }
  return verdict.violating > 0 ? 'known' : '';
}

function stopped(report: Report, width: number): string[] {
  const by = report.stoppedBy === undefined ? '' : ` (${clean(report.stoppedBy)})`;
  const growing = report.growing ?? [];
  const lossy = report.lossy === undefined ? [] : lossyLines(report.lossy, width);
  if (report.lossy !== undefined && report.stoppedBy === undefined) return lossy;
  return [
    ...lossy,
    ...wrap(
      `Stopped before the end${by}: a violation that was found is one, and what was not found may still exist.`,
      width,
    ),
    ...(growing.length === 0 ? [] : wrap('These values still grew, so there may be no end without a budget:', width)),
    ...growing.flatMap((text) => wrap(clean(text), width, '  - ')),
  ];
}

function budgets(report: Report, width: number): string[] {
  const all = Object.entries(report.budgets).map(([name, n]) => `${n} ${clean(name)}`);
  if (all.length === 0 || !report.complete) return [];
  return [...wrap(`Whatever holds, holds for at most ${listed(all)}.`, width), ''];
}

function never(report: Report, width: number, style: Style, verbose: boolean): string[] {
  const all = report.neverHappened;
  if (all.length === 0) return [];
  const shown = verbose ? all : all.slice(0, MOST_NEVER);
  const rest = all.length - shown.length;
  return [
    style.warn('Never happened, so check that the model means what you think:'),
    ...shown.flatMap((text) => wrap(clean(text), width, '  - ')),
    ...(rest > 0 ? [`  - and ${rest} more (--verbose lists them)`] : []),
    '',
  ];
}

function conclusion({ report, judged, baseline }: Shown, width: number, style: Style): string[] {
  const named = (holds: (j: Judged, v: Verdict) => boolean): string[] =>
    report.verdicts.filter((v) => judged.has(v.name) && holds(judged.get(v.name)!, v)).map((v) => v.name);
  const fresh = named((j) => j.added > 0);
  const vanished = report.complete ? named((j) => j.vanished > 0) : [];
  const known = named((j, v) => j.added === 0 && v.violating > 0);
  const lines: string[] = [];
  const say = (text: string, paint: (text: string) => string): void => {
    lines.push(...wrap(text, width).map(paint));
  };
  const where = baseline === undefined ? '' : ` (${baseline})`;
  if (fresh.length > 0) say(`${counted(fresh.length, 'new violation')}: ${listed(fresh)}.`, style.bad);
  if (vanished.length > 0) {
    say(
      `Accepted${where} but no longer violated: ${listed(vanished)}. If that is right: lasso check --update-baseline`,
      style.bad,
    );
  }
  if (!report.complete) {
    const why = report.lossy !== undefined && report.stoppedBy === undefined ? 'States may be missing' : 'Not finished';
    say(`${why}: no verdict but a violation is final.`, style.warn);
  }
  if (lines.length > 0) return lines;
  const each =
    known.length === 0 ? 'Everything holds.' : `${counted(known.length, 'violation')}, all of them known${where}.`;
  say(`As expected. ${each}`, style.good);
  return lines;
}
