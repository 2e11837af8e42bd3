import type { Range } from '../describe/result.ts';
import { share } from './details.ts';
import { clean, counted, grouped, keepParts, labelled, pad, widest, wrap } from './layout.ts';
import type { Style } from './style.ts';
import type { RangeText } from './values.ts';

/** What a remedy does to one invariant. */
export interface Effect {
  readonly invariant: string;
  /** Number of configurations that violate it without the remedy, and with it. */
  readonly before: number;
  readonly after: number;
  /** Number of configurations that no longer violate it, and which. */
  readonly repaired: number;
  readonly repairedIn: readonly Range[];
  /** Number of configurations that violate it only with the remedy, and which. */
  readonly broken: number;
  readonly brokenIn: readonly Range[];
}

/** A remedy and what it does. */
export interface RemedyEffect {
  readonly name: string;
  readonly about: string;
  /** False where a limit stopped the run with the remedy, or the one without. */
  readonly complete: boolean;
  readonly effects: readonly Effect[];
}

/** How an invariant fares with a remedy, in a word. */
export function fate({ before, repaired, broken }: Effect): string {
  if (broken > 0) return repaired > 0 ? 'trades' : 'breaks';
  if (before === 0) return 'holds';
  return repaired === 0 ? 'same' : repaired === before ? 'repairs' : 'in part';
}

const MEANING =
  'repairs: all violations are gone; in part: some are; same: none is; breaks: new ones; trades: some go, new ones come; holds: holds with it and without.';

/**
 * The remedies as text: a table of remedies and invariants, then what each remedy repairs and breaks, and for whom.
 */
export function remediesText(
  model: string,
  configurations: number,
  remedies: readonly RemedyEffect[],
  { width, style, rangeText }: { width: number; style: Style; rangeText: RangeText },
): string {
  const lines = [
    style.bold(
      `${clean(model)}: ${counted(remedies.length, 'remedy', 'remedies')}, ${counted(configurations, 'configuration')}`,
    ),
    '',
  ];
  const invariants = remedies[0]?.effects.map((e) => e.invariant) ?? [];
  const rows = invariants.map((name, i) => [name, ...remedies.map((r) => fate(r.effects[i]!))]);
  const titled =
    widest([...invariants, 'invariant']) + remedies.reduce((n, r) => n + 2 + Math.max(7, widest([r.name])), 0);
  // Names that make the table too wide give way to numbers, by which the remedies are listed below.
  const numbered = titled > width;
  const titles = remedies.map((r, i) => (numbered ? String(i + 1) : clean(r.name)));
  const header = ['invariant', ...titles];
  const columns = header.map((title, i) => widest([title, ...rows.map((row) => row[i]!)]));
  const line = (cells: readonly string[], paint: (text: string) => string): string =>
    cells
      .map((cell, i) => (i === 0 ? String : paint)(pad(cell, columns[i]!)))
      .join('  ')
      .trimEnd();
  lines.push(style.dim(line(header, String)));
  for (const row of rows) lines.push(line(row, (text) => colour(text, style)));
  lines.push('', ...wrap(MEANING, width).map(style.dim), '');
  remedies.forEach((remedy, i) => {
    const title = numbered ? `${i + 1} = ${clean(remedy.name)}` : clean(remedy.name);
    lines.push(style.bold(title), ...remedyLines(remedy, width, style, rangeText), '');
  });
  return `${lines.join('\n')}`;
}

function remedyLines(remedy: RemedyEffect, width: number, style: Style, rangeText: RangeText): string[] {
  const text = (ranges: readonly Range[]): string =>
    ranges.map((range) => keepParts(clean(rangeText(range)), width / 2)).join('; or ');
  const rows: [string, string][] = [];
  for (const { invariant, before, repaired, repairedIn } of remedy.effects) {
    if (repaired === 0) continue;
    const rest = repaired === before ? '' : `: ${text(repairedIn)}`;
    rows.push(['repairs', `${invariant} ${share(repaired, before)} that violate it${rest}`]);
  }
  for (const { invariant, broken, brokenIn } of remedy.effects) {
    if (broken > 0) rows.push(['breaks', `${invariant} in ${counted(broken, 'configuration')}: ${text(brokenIn)}`]);
  }
  const left = remedy.effects
    .filter((e) => e.after > e.broken)
    .map((e) => `${e.invariant} (${grouped(e.after - e.broken)})`);
  if (left.length > 0) rows.push(['leaves', left.join(', ')]);
  if (rows.length === 0) rows.push(['changes', 'nothing']);
  const unfinished = remedy.complete
    ? []
    : wrap('Stopped before the end: there may be more.', width, '  ').map(style.warn);
  return [...wrap(clean(remedy.about), width, '  '), ...unfinished, ...labelled(rows, width, '  ')];
}

function colour(word: string, style: Style): string {
  const fateWord = word.trim();
  if (fateWord === 'breaks' || fateWord === 'trades') return style.bad(word);
  if (fateWord === 'repairs') return style.good(word);
  return fateWord === 'in part' || fateWord === 'same' ? style.warn(word) : style.dim(word);
}
