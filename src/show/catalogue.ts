import type { Row } from '../describe/catalogue.ts';
import { clean, counted, listed, pad, widest, wrap } from './layout.ts';
import { publishedText, releasesText } from './releases.ts';
import type { CatalogueDocument } from './schema.ts';
import type { Style } from './style.ts';

/** How a row fares: what a reader, and the exit code, must know of it. */
export type Standing = 'fine' | 'remarked' | 'differs' | 'not found';

/**
 * A row without a violation is not found. One whose releases are not the published ones, or whose old behaviour is not
 * what the violation comes from, differs, unless a remark says why.
 */
export function standingOf({ found, agrees, fix, entry }: Row): Standing {
  if (found.length === 0) return 'not found';
  const differs = agrees === false || (fix?.by === 'feature' && !fix.confirmed);
  if (!differs) return 'fine';
  return entry.remark === undefined ? 'differs' : 'remarked';
}

/** The catalogue as a table for a terminal, with a remark for what needs one. */
export function catalogueText(rows: readonly Row[], { width, style }: { width: number; style: Style }): string {
  const header = ['issue', 'invariant', 'found', 'agrees', 'steps'];
  const all = rows.map((row) => [
    clean(row.entry.issue),
    row.entry.invariant,
    foundText(row),
    agreesText(row),
    stepsText(row),
  ]);
  const columns = header.map((title, i) => widest([title, ...all.map((line) => line[i]!)]));
  // Of all columns the invariant is missed least: it is in the document, and in the trace.
  const tooWide = columns.reduce((sum, column) => sum + column + 2, -2) > width;
  const shown = header.flatMap((title, i) => (tooWide && title === 'invariant' ? [] : [i]));
  const line = (texts: readonly string[]) =>
    shown
      .map((i) => pad(texts[i]!, columns[i]!))
      .join('  ')
      .trimEnd();
  const lines = [style.dim(line(header))];
  for (const [i, row] of rows.entries()) {
    const standing = standingOf(row);
    const paint = standing === 'fine' ? String : standing === 'remarked' ? style.warn : style.bad;
    lines.push(paint(line(all[i]!)));
    const { remark } = row.entry;
    if (standing === 'not found') {
      lines.push(...wrap('Nothing violates this invariant here, so the entry shows nothing.', width, '  ').map(paint));
    }
    if (standing === 'differs') {
      const why =
        row.kind === 'range' ? `published: ${publishedText(row.entry)}` : 'it is violated without the features, too';
      lines.push(...wrap(`${why}; if that is right, say why in 'remark'`, width, '  ').map(paint));
    }
    if (remark !== undefined && standing === 'remarked') lines.push(...wrap(clean(remark), width, '  '));
  }
  return `${[...lines, '', ...wrap(summary(rows), width)].join('\n')}\n`;
}

/** `29 entries: 4 agree with what was reported, 20 with the releases that have the fix; 2 do not; 3 cannot be compared.` */
function summary(rows: readonly Row[]): string {
  const agreeing = rows.filter((row) => row.agrees === true);
  const reported = agreeing.filter(({ entry }) => entry.published?.by !== 'releases').length;
  const released = agreeing.length - reported;
  const agree = [
    ...(reported > 0 || released === 0 ? [`${reported} with what was reported`] : []),
    ...(released > 0 ? [`${released} with the releases that have the fix`] : []),
  ].join(' and ');
  const differ = rows.filter((row) => row.agrees === false).length;
  const unsaid = rows.length - agreeing.length - differ;
  return [
    `${counted(rows.length, 'entry', 'entries')}: ${agreeing.length} ${agreeing.length === 1 ? 'agrees' : 'agree'}, ${agree}`,
    ...(differ === 0 ? [] : [`${differ} ${differ === 1 ? 'does' : 'do'} not`]),
    ...(unsaid === 0 ? [] : [`${unsaid} cannot be compared`]),
  ]
    .join('; ')
    .concat('.');
}

/**
 * The catalogue as a Markdown document. It says nothing that differs from run to run.
 * @param model what the catalogue is of
 * @param command what writes it
 */
export function catalogueMarkdown(model: string, rows: readonly Row[], command: string): string {
  const header = [
    'issue',
    'what goes wrong',
    'scenario',
    'invariant',
    'kind',
    'affected range found',
    'range published',
    'agree',
    'steps',
    'fix confirmed',
  ];
  const remarks = rows.flatMap(({ entry }) => (entry.remark === undefined ? [] : [entry]));
  return [
    `# Catalogue of ${inMarkdown(model)}`,
    '',
    `Known failures, each found again by exploration. ${inMarkdown(summary(rows))}`,
    '',
    `<!-- Written by '${command}' from a run. Do not edit: a run of the checks fails where it is stale. -->`,
    '',
    `| ${header.join(' | ')} |`,
    `|${header.map(() => ' --- |').join('')}`,
    ...rows.map((row) => `| ${markdownCells(row).join(' | ')} |`),
    '',
    'A _range_ is the set of releases of which some configuration violates the invariant. _Feature only_: the releases',
    'with the failure are older than the model, so the behaviour that they had is brought back by overriding features,',
    'and the releases found say nothing. _Steps_: the length of the shortest counterexample; `3 + 4` is a stem of three',
    'steps and a cycle of four that repeats for ever.',
    ...(remarks.length === 0 ? [] : ['', '## Remarks', '']),
    ...remarks.map((entry) => `- ${inMarkdown(entry.issue)} (${entry.invariant}): ${inMarkdown(entry.remark!)}`),
    '',
  ].join('\n');
}

function markdownCells(row: Row): string[] {
  const { entry } = row;
  const features = Object.entries(entry.features ?? {}).map(([name, value]) => `\`${name}=${value}\``);
  const found =
    row.kind === 'range' || row.found.length === 0 ? inMarkdown(foundText(row)) : `with ${features.join(', ')}`;
  return [
    `[${inMarkdown(entry.issue)}](${entry.link})`,
    inMarkdown(entry.title),
    entry.scenario,
    entry.invariant,
    row.kind,
    found,
    inMarkdown(`${entry.published ? `${entry.release} ` : ''}${publishedText(entry)} (${entry.source})`),
    agreesText(row),
    stepsText(row),
    inMarkdown(fixText(row)),
  ];
}

/** Text in a cell: nothing in it ends the cell or is a tag. */
function inMarkdown(text: string): string {
  return clean(text).replace(/[\\`*_[\]<>|~]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function foundText({ kind, entry, releases, found }: Row): string {
  if (found.length === 0) return 'nothing';
  return kind === 'feature only' ? kind : `${entry.release} ${releasesText(releases, found)}`;
}

const agreesText = ({ agrees }: Row): string => (agrees === undefined ? '—' : agrees ? 'yes' : 'no');

function stepsText({ trace }: Row): string {
  if (!trace) return '—';
  const { stem, cycle } = trace;
  return cycle.length === 0 ? String(stem.length) : `${stem.length} + ${cycle.length}`;
}

/** Whether the fix is one, and what it is. */
function fixText({ entry, fix }: Row): string {
  if (!fix) return `no: ${entry.fix}`;
  const { by, since, breaks = [] } = fix;
  const word = fix.confirmed ? 'yes' : 'no';
  if (by === 'release') return `${word}, from ${since}: ${entry.fix}`;
  if (by === 'feature') return `${word}: ${entry.fix}`;
  const price = breaks.length === 0 ? 'breaks nothing else' : `breaks ${listed(breaks)}`;
  return `${word}, remedy '${entry.remedy}', which ${price}: ${entry.fix}`;
}

/** The catalogue for programs. */
export function catalogueDocument(rows: readonly Row[]): CatalogueDocument {
  return rows.map((row) => ({
    issue: row.entry.issue,
    link: row.entry.link,
    title: row.entry.title,
    scenario: row.entry.scenario,
    invariant: row.entry.invariant,
    kind: row.kind,
    release: row.entry.release,
    releases: [...row.releases],
    found: [...row.found],
    ...(row.entry.published ? { published: { ...row.entry.published } } : {}),
    ...(row.agrees === undefined ? {} : { agrees: row.agrees }),
    ...(row.trace ? { steps: { stem: row.trace.stem.length, cycle: row.trace.cycle.length } } : {}),
    ...(row.fix ? { fix: { ...row.fix, ...(row.fix.breaks ? { breaks: [...row.fix.breaks] } : {}) } } : {}),
    ...(row.entry.remark === undefined ? {} : { remark: row.entry.remark }),
  })) as CatalogueDocument;
}
