import stringWidth from 'string-width';

/** The width of text in columns, as a terminal shows it. Colour codes have none. */
export const columnsOf = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** Most text: one column for each character. */
const ASCII = /^[ -~]*$/;

/** The width of what is written to files: fixed, so that files are the same on every machine. */
export const PAGE = 100;

/** A space at which a line is not broken unless it would be too long; printed as an ordinary one. */
export const GLUE = '\u00a0';

/** Text that is not broken into lines where it fits on one. */
export const glued = (text: string): string => text.replaceAll(' ', GLUE);

/**
 * Makes text harmless and printable on one line: control characters, line ends and the invisible characters
 * that change the direction of text are written as escapes.
 */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => {
    const known = ESCAPES[c];
    return known ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Breaks text into lines at spaces, never inside a word.
 * @param width the most columns a line may have, its indent included; a longer word has a line of its own
 * @param first what the first line starts with
 * @param rest what every other line starts with; default as many spaces
 */
export function wrap(text: string, width: number, first = '', rest = ' '.repeat(columnsOf(first))): string[] {
  const lines: string[] = [];
  const start = columnsOf(rest);
  let line = first;
  let used = columnsOf(first);
  let empty = true;
  const words = text.split(' ').flatMap((w) => (columnsOf(w) > width - start ? w.split(GLUE) : w));
  for (const word of words) {
    if (word === '') continue;
    const columns = columnsOf(word);
    if (!empty && used + 1 + columns > width) {
      lines.push(line);
      line = rest + word;
      used = start + columns;
    } else {
      line += empty ? word : ` ${word}`;
      used += empty ? columns : columns + 1;
    }
    empty = false;
  }
  lines.push(line);
  return lines.map((l) => l.replaceAll(GLUE, ' ').trimEnd());
}

/**
 * Glues the words of each part of a comma-separated list, so that `wrap` breaks between parts.
 * Parts longer than `longest` are left to be broken anywhere.
 */
export function keepParts(text: string, longest: number): string {
  return text
    .split(', ')
    .map((part) => (columnsOf(part) <= longest ? glued(part) : part))
    .join(', ');
}

/** Pads text with spaces on the right to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** The columns of the widest of some texts. */
export function widest(texts: Iterable<string>): number {
  let most = 0;
  for (const text of texts) most = Math.max(most, columnsOf(text));
  return most;
}

/** Lines of two columns: a label, and text that is wrapped beside it, or below a label that is very long. */
export function labelled(rows: readonly (readonly [string, string])[], width: number, indent: string): string[] {
  const most = Math.floor(width / 2) - columnsOf(indent);
  const room = widest(rows.map(([label]) => label).filter((label) => columnsOf(label) <= most)) + 2;
  return rows.flatMap(([label, text]) =>
    columnsOf(label) <= most
      ? wrap(text, width, indent + pad(label, room))
      : [...wrap(label, width, indent, `${indent}  `), ...wrap(text, width, `${indent}    `)],
  );
}

/** `1 step`, `2 steps`, `1,234,567 states`. */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : plural}`;
}

/** A number with its thousands set apart, the same in every locale. */
export function grouped(n: number): string {
  const [whole = '', fraction] = String(n).split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? text : `${text}.${fraction}`;
}

/** Seconds for reading: `0.04 s`, `1.3 s`, `48 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words[words.length - 1]}`;
}
