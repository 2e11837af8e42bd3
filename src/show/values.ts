import type { Message, Range } from '../describe/result.ts';
import { clean, counted, GLUE, glued, grouped } from './layout.ts';

/** Columns up to which a value is always printed whole. */
export const SHORT = 100;

/** Columns that one value may take in a sentence, which is then broken into lines. */
const ROOM = 300;

/** Columns up to which a value stays on one line. */
const TOGETHER = 44;

/** Columns of the name of a field: of a usual one, and of one with spaces and signs. */
const NAME = 72;
const LABEL = 30;

/**
 * A value for reading: `{checkpointId: 2, files: [a.orc, b.orc]}`.
 * What is short is printed whole. What does not fit is left out entry by entry, never in the middle of a word, and
 * what is left out is said.
 * @param room the columns that it may take where it is not short, roughly
 */
export function valueText(value: unknown, room = ROOM): string {
  const text = whole(value, Math.max(room, SHORT)) ?? part(value, room);
  return text.length <= TOGETHER ? glued(text) : text;
}

/** All of a value, where that takes no more than so many columns. */
function whole(value: unknown, most: number): string | undefined {
  if (typeof value === 'string') return value.length <= most ? quoted(value) : undefined;
  if (typeof value !== 'object' || value === null) return plain(value);
  const parts: string[] = [];
  let left = most - 2;
  for (const [name, inner] of entriesOf(value)) {
    const text = whole(inner, left - name.length);
    if (text === undefined || name.length + text.length > left) return undefined;
    parts.push(name + (text.length <= TOGETHER ? glued(text) : text));
    left -= name.length + text.length + 2;
  }
  return enclosed(value, parts);
}

/** The first entries of a value that is too large: as many as fit. */
function part(value: unknown, room: number): string {
  if (typeof value === 'string') return cut(value, room);
  if (typeof value !== 'object' || value === null) return plain(value);
  const entries = entriesOf(value);
  const parts: string[] = [];
  let left = room - 2;
  for (const [name, inner] of entries) {
    const last = parts.length === entries.length - 1;
    const text = name + (whole(inner, SHORT) ?? part(inner, left - name.length - 2));
    if (text.length > (last ? left : left - REST)) break;
    parts.push(text);
    left -= text.length + 2;
  }
  const rest = entries.length - parts.length;
  if (rest > 0 && parts.length === 0) return enclosed(value, [counted(rest, Array.isArray(value) ? 'item' : 'field')]);
  if (rest > 0) parts.push(`… ${grouped(rest)} more`);
  return enclosed(value, parts);
}

/** Columns kept free for `… 12 more`. */
const REST = 10;

/** The entries of a list or of an object, each with what is written before it. */
function entriesOf(value: object): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((v: unknown) => ['', v] as const);
  return Object.entries(value).map(([key, v]) => [`${keyText(key)}:${GLUE}`, v] as const);
}

function enclosed(value: object, parts: readonly string[]): string {
  return Array.isArray(value) ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
}

const plain = (value: unknown): string => (value === undefined ? 'nothing' : String(value));

/** The name of a field, harmless and short. */
function keyText(key: string): string {
  if (/^[\w$.[\]-]+$/.test(key) && key.length <= NAME) return key;
  return glued(key.length <= LABEL ? quoted(key) : cut(key, LABEL));
}

const quoted = (text: string): string => (/^[\p{L}\p{N}_$.:/@+-]+$/u.test(text) ? text : `'${clean(text)}'`);

/** The first words of a text that is too long. */
function cut(text: string, room: number): string {
  const shown: string[] = [];
  let left = room - 24;
  for (const word of clean(text.slice(0, Math.max(0, room))).split(' ')) {
    if (word.length + 1 > left) break;
    shown.push(word);
    left -= word.length + 1;
  }
  const size = `${grouped(text.length)} characters`;
  return shown.length === 0 ? `(text of ${size})` : `'${shown.join(' ')} …' (${size})`;
}

/** The value of a machine's state: `running`, `restoring.filter`, `writing.open + timer.armed`. */
export function stateText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return clean(String(value));
  return Object.entries(value)
    .map(([name, inner]) => {
      if (typeof inner === 'object' && inner !== null) {
        const regions = Object.keys(inner).length;
        if (regions === 0) return clean(name);
        return `${clean(name)}.${regions > 1 ? `(${stateText(inner)})` : stateText(inner)}`;
      }
      return `${clean(name)}.${stateText(inner)}`;
    })
    .join(' + ');
}

/** A message: its type, then what it carries. */
export function messageText(message: Message, room = ROOM): string {
  const { type, ...payload } = message;
  const name = keyText(String(type));
  return Object.keys(payload).length === 0 ? name : `${name} ${valueText(payload, room)}`;
}

/** What a timer is called, for reading: `'after 1000'` where XState made up the name, otherwise its own name. */
export function timerText(name: string): string {
  const after = /^xstate\.after\.(\d+\.\d+|[^.]+)\./.exec(name);
  return glued(after ? `'after ${clean(after[1]!)}'` : keyText(name));
}

/**
 * A range in words where its space is not at hand: every value is listed.
 * Where the space is known, `rangeText(space, range)` says `0.7.0 … 1.0.1` instead.
 */
export function plainRangeText(range: Range): string {
  const parts = Object.entries(range).map(([option, values]) => {
    const words = values.map((v) => clean(String(v))).join(' or ');
    return `${clean(option)}${values.every((v) => typeof v === 'boolean') ? '=' : ' '}${words}`;
  });
  return parts.length === 0 ? 'every configuration' : parts.join(', ');
}

/** How a range is put into words. */
export type RangeText = (range: Range) => string;
