import type { Entry } from '../describe/catalogue.ts';
import type { OptionValue } from '../describe/options.ts';

/**
 * Some of the releases of an option: `0.7.0 … 1.0.1, 1.2.0`, `≥ 1.1.0` up to the newest, `all` or `none`.
 * @param all the releases that were looked at, oldest first
 */
export function releasesText(all: readonly OptionValue[], some: readonly OptionValue[]): string {
  if (some.length === 0) return 'none';
  if (some.length === all.length) return all.length === 1 ? String(all[0]) : `all (${all[0]} … ${all.at(-1)})`;
  const runs: { from: number; to: number }[] = [];
  for (const position of some.map((release) => all.indexOf(release)).sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.to === position - 1) last.to = position;
    else runs.push({ from: position, to: position });
  }
  const texts = runs.map(({ from, to }) => {
    if (from === to) return String(all[from]);
    return to === all.length - 1 ? `≥ ${all[from]}` : `${all[from]} … ${all[to]}`;
  });
  return texts.join(', ');
}

/** A published range, as it was published. */
export function publishedText({ published }: Entry): string {
  if (published === undefined) return '—';
  const { from, until } = published;
  if (from !== undefined && until !== undefined) return from === until ? from : `${from} … ${until}`;
  if (from !== undefined) return `≥ ${from}`;
  return until === undefined ? 'all' : `≤ ${until}`;
}
