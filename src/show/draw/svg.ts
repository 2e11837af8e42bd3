import { clean } from '../layout.ts';
import type { Box, Point } from './layout.ts';
import { FONTS, isMeasured } from './widths.ts';
import { LINE, type Line, sizeOf, type Tone } from './words.ts';

/** The colours, for a light and for a dark page. A page around the picture may set the variables itself. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  paper: ['#ffffff', '#0d1117'],
  box: ['#f3f6fa', '#1b222c'],
  frame: ['#fbfcfd', '#12171f'],
  label: ['#ffffff', '#0d1117'],
  ink: ['#1f2328', '#e6edf3'],
  quiet: ['#57606a', '#9da7b3'],
  line: ['#6e7781', '#8b949e'],
  edge: ['#8c959f', '#6e7681'],
  guard: ['#0550ae', '#79c0ff'],
  action: ['#116329', '#7ee787'],
  fault: ['#b3202a', '#ff8b82'],
};

const variables = (theme: 0 | 1): string =>
  Object.entries(COLOURS)
    .map(([name, colours]) => `--${name}:${colours[theme]}`)
    .join(';');

const STYLE = [
  `.lasso{${variables(0)};font-family:${FONTS}}`,
  `@media (prefers-color-scheme:dark){.lasso{${variables(1)}}}`,
  '.lasso text{white-space:pre;fill:var(--ink);font-size:12px}',
  // legible where an arrow passes behind it
  '.lasso [data-text] text{paint-order:stroke;stroke:var(--frame);stroke-width:3px;stroke-linejoin:round}',
  '.lasso .paper{fill:var(--paper)}',
  '.lasso .box{fill:var(--box);stroke:var(--line);stroke-width:1.5}',
  '.lasso .frame{fill:var(--frame);stroke:var(--line);stroke-width:1.5}',
  '.lasso .region{stroke-dasharray:6 4}',
  '.lasso .inner{fill:none;stroke:var(--line)}',
  '.lasso .rule{stroke:var(--edge);stroke-width:1;fill:none}',
  '.lasso .chip{fill:none;stroke:var(--edge)}',
  '.lasso .label{fill:var(--label);stroke:var(--edge)}',
  '.lasso .edge{fill:none;stroke:var(--line);stroke-width:1.5;stroke-linejoin:round}',
  '.lasso .dashed{stroke-dasharray:6 4}',
  '.lasso .edge.fifo{stroke-width:3}',
  '.lasso .edge.lossy{stroke-width:3;stroke-dasharray:9 5}',
  '.lasso .edge.bag{stroke-width:3;stroke-dasharray:0 6;stroke-linecap:round}',
  '.lasso .edge.board{stroke-width:3;stroke-dasharray:12 4 2 4}',
  '.lasso .faulty{stroke:var(--fault)}',
  '.lasso .head{fill:var(--line)}',
  '.lasso .head.faulty{fill:var(--fault);stroke:none}',
  '.lasso .dot{fill:var(--ink)}',
  '.lasso .name{font-size:14px;font-weight:bold}',
  '.lasso .event{font-weight:bold}',
  '.lasso .fault{font-weight:bold;fill:var(--fault)}',
  '.lasso .guard{fill:var(--guard)}',
  '.lasso .action{fill:var(--action)}',
  '.lasso .quiet{fill:var(--quiet)}',
].join('\n');

/** Text inside an element or an attribute: harmless whatever it is. */
export function escaped(text: string): string {
  return clean(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** An element with attributes and, perhaps, others in it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  inside?: readonly string[],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  return inside === undefined || inside.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${inside.join('')}</${name}>`;
}

/** Elements that belong together, with a tooltip. */
export function group(tooltip: string, data: Readonly<Record<string, string>>, inside: readonly string[]): string {
  const attributes = Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key}`, value]));
  const title = tooltip === '' ? [] : [`<title>${tooltip.split('\n').map(escaped).join('\n')}</title>`];
  return element('g', attributes, [...title, ...inside]);
}

export function rectangle(kind: string, { x, y, width, height }: Box, radius = 8): string {
  return element('rect', { class: kind, x, y, width, height, rx: radius });
}

export const circle = (kind: string, cx: number, cy: number, r: number): string =>
  element('circle', { class: kind, cx, cy, r });

export const path = (kind: string, d: string): string => element('path', { class: kind, d });

/** Lines of text, one below the other; `x` is their left side or, where `centred`, their middle. */
export function textLines(lines: readonly Line[], x: number, top: number, centred = false, height = LINE): string[] {
  return lines.map((line, i) => textLine(line, x, top + i * height, centred, height));
}

function textLine({ runs, width }: Line, x: number, top: number, centred: boolean, height: number): string {
  const size = Math.max(...runs.map((run) => sizeOf(run.tone)), 0);
  const text = runs.map((run) => run.text).join('');
  const left = centred ? x - width / 2 : x;
  return element(
    'text',
    {
      class: runs.length === 1 ? runs[0]!.tone : undefined,
      x: tenth(left),
      y: tenth(top + height / 2 + size * 0.36),
      // what was not measured exactly is not squeezed or stretched
      ...(isMeasured(text) && text.length > 1 ? { textLength: tenth(width), lengthAdjust: 'spacingAndGlyphs' } : {}),
    },
    runs.length === 1 ? [escaped(runs[0]!.text)] : runs.map(({ text, tone }) => span(text, tone)),
  );
}

const span = (text: string, tone: Tone): string => element('tspan', { class: tone }, [escaped(text)]);

/** A line with rounded corners and an arrowhead at its end. */
export function arrow(points: readonly Point[], kind = '', head = true): string[] {
  const end = points.at(-1)!;
  const before = points.at(-2) ?? end;
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const drawn = path(
    `edge ${kind}`.trim(),
    rounded(head ? [...points.slice(0, -1), { x: end.x - 6 * dx, y: end.y - 6 * dy }] : points),
  );
  if (!head) return [drawn];
  const corners = [
    [end.x, end.y],
    [end.x - 9 * dx - 4.5 * dy, end.y - 9 * dy + 4.5 * dx],
    [end.x - 9 * dx + 4.5 * dy, end.y - 9 * dy - 4.5 * dx],
  ];
  return [drawn, path(`head ${kind}`.trim(), `M${corners.map((c) => c.map(tenth).join(' ')).join('L')}Z`)];
}

function rounded(points: readonly Point[]): string {
  const parts: string[] = [];
  points.forEach((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (before === undefined || after === undefined) {
      parts.push(`${before === undefined ? 'M' : 'L'}${tenth(point.x)} ${tenth(point.y)}`);
      return;
    }
    const enter = towards(point, before);
    const leave = towards(point, after);
    parts.push(`L${enter}Q${tenth(point.x)} ${tenth(point.y)} ${leave}`);
  });
  return parts.join('');
}

/** A point a little way from a corner. */
function towards(corner: Point, other: Point): string {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y) || 1;
  const part = Math.min(6, length / 2) / length;
  return `${tenth(corner.x + (other.x - corner.x) * part)} ${tenth(corner.y + (other.y - corner.y) * part)}`;
}

export const tenth = (n: number): number => Math.round(n * 10) / 10;

/** A whole picture: its name and description for those who do not see it, and colours for light and dark pages. */
export function picture(
  {
    id,
    title,
    description,
    width,
    height,
  }: { id: string; title: string; description: string; width: number; height: number },
  inside: readonly string[],
): string {
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="lasso" role="img" aria-labelledby="${escaped(id)}-title ${escaped(id)}-about" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="${escaped(id)}-title">${escaped(title)}</title>`,
    `<desc id="${escaped(id)}-about">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    rectangle('paper', { x: 0, y: 0, width, height }),
    ...inside,
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}
