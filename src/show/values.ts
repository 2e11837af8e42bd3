import type { Message, Range } from '../describe/result.ts';
import { clean, counted, grouped } from './layout.ts';

/** Columns that one value may take in a sentence. */
const ROOM = 72;

/**
 * A value for reading, on one line: `{checkpointId: 2, files: [a.orc, b.orc]}`.
 * What does not fit is left out entry by entry, never in the middle of a word, and what is left out is said.
 * @param room the columns it may take, roughly
 */
export function valueText(value: unknown, room = ROOM): string {
  if (typeof value === 'string') return stringText(value, room);
  if (typeof value !== 'object' || value === null) return value === undefined ? 'nothing' : String(value);
  const list = Array.isArray(value);
  const entries = list ? value.map((v) => ['', v] as const) : Object.entries(value as Record<string, unknown>);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  const parts: string[] = [];
  let left = room - 2;
  for (const [key, inner] of entries) {
    const name = list ? '' : `${keyText(key)}: `;
    const last = parts.length === entries.length - 1;
    const text = name + valueText(inner, left - name.length - (last ? 0 : 2));
    if (text.length > (last ? left : left - REST)) break;
    parts.push(text);
    left -= text.length + 2;
  }
  const rest = entries.length - parts.length;
  if (rest > 0 && parts.length === 0) return `${open}${counted(rest, list ? 'item' : 'field')}${close}`;
  if (rest > 0) parts.push(`… ${grouped(rest)} more`);
  return `${open}${parts.join(', ')}${close}`;
}

/** Columns kept free for `… 12 more`. */
const REST = 10;

/** The name of a field, harmless and short. */
function keyText(key: string): string {
  return /^[\w$.[\]-]+$/.test(key) && key.length <= ROOM ? key : stringText(key, 30);
}

function stringText(text: string, room: number): string {
  if (text.length <= Math.max(room, 16)) return /^[\p{L}\p{N}_$.:/@+-]+$/u.test(text) ? text : `'${clean(text)}'`;
  const shown: string[] = [];
  let left = room - 24;
  for (const word of clean(text.slice(0, room)).split(' ')) {
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
