import type { Change, Message, TraceStep } from '../describe/result.ts';
import { clean, glued } from './layout.ts';
import { messageText, SHORT, stateText, timerText, valueText } from './values.ts';

/** What changed in one place, as phrases: `running → committing`, `pending.2 added`. */
export interface Difference {
  readonly where: string;
  readonly phrases: readonly string[];
}

/**
 * What a step changed in the components, in their order, and what was lost from channels.
 *
 * What the step's sentence says already is left out: the message that was taken, the messages that were
 * sent, the budget that was spent.
 * @param room the columns that one value may take, roughly
 */
export function differences(step: TraceStep, room?: number): Difference[] {
  const places = new Map<string, string[]>();
  for (const change of step.changes) {
    if (change.where.startsWith('budget ')) continue;
    const phrases = change.where.startsWith('channel ')
      ? emptied(change, step)
      : expand(change).map((c) => phrase(c, room));
    if (phrases.length === 0) continue;
    const known = places.get(change.where);
    if (known) known.push(...phrases);
    else places.set(change.where, [...phrases]);
  }
  return [...places].map(([where, phrases]) => ({ where: clean(where), phrases }));
}

/** What is left of the budget that a step spent; undefined where it has none. */
export function budgetLeft(step: TraceStep): number | undefined {
  const spent = step.changes.find((c) => c.where.startsWith('budget '));
  return typeof spent?.after === 'number' ? spent.after : undefined;
}

/**
 * Splits a change of a whole object into changes of its fields, and theirs; and one of a long list of which most items
 * stay where they are into changes of the others.
 */
function expand(change: Change): Change[] {
  const { where, path } = change;
  if (path === 'value' || path === 'timers') return [change];
  const split =
    (isFields(change.before) && isFields(change.after)) ||
    (isLongList(change.before, change.after) && stay(change.before, change.after));
  if (!split) return [change];
  const [before, after] = [change.before as Fields, change.after as Fields];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const was = Object.hasOwn(before, key);
    const is = Object.hasOwn(after, key);
    if (was && is && JSON.stringify(before[key]) === JSON.stringify(after[key])) return [];
    return expand({
      where,
      path: path === '' ? key : `${path}.${key}`,
      ...(was ? { before: before[key] } : {}),
      ...(is ? { after: after[key] } : {}),
    });
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** Is one of two values a long list, and the other a list that has some of its items? */
function isLongList(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return false;
  if (Math.max(JSON.stringify(before).length, JSON.stringify(after).length) <= SHORT) return false;
  return without(before, after).length < before.length;
}

/** Does each item that both lists have stay in its place, or has their order changed and nothing else? */
function stay(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
  const moved = before.filter((item, i) => JSON.stringify(item) !== JSON.stringify(after[i])).length;
  const gone = without(before, after).length;
  return gone === 0 || moved === gone;
}

/** The items of a list that another does not have, each as often as it has more of it. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const counts = new Map<string, number>();
  for (const item of other) counts.set(JSON.stringify(item), (counts.get(JSON.stringify(item)) ?? 0) + 1);
  return list.filter((item) => {
    const n = counts.get(JSON.stringify(item)) ?? 0;
    counts.set(JSON.stringify(item), n - 1);
    return n <= 0;
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Columns up to which a phrase stays on one line. */
const TOGETHER = 44;

function phrase(change: Change, room?: number): string {
  const text = phraseText(change, room);
  return text.length <= TOGETHER ? glued(text) : text;
}

function phraseText(change: Change, room?: number): string {
  const { path, before, after } = change;
  const added = !Object.hasOwn(change, 'before');
  const removed = !Object.hasOwn(change, 'after');
  if (path === 'value') return `${stateText(before)} → ${stateText(after)}`;
  if (path === 'timers' && Array.isArray(before) && Array.isArray(after)) return timers(before, after);
  if (path === 'status' && after === 'done') return 'has ended';
  const name = clean(path.replace(/^context\./, '').replace(/^context$/, 'context'));
  if (added) return after === true ? `${name} added` : `${name} added: ${valueText(after, room)}`;
  if (removed) return `${name} removed`;
  if (Array.isArray(before) && Array.isArray(after)) {
    const was = before.map((v) => JSON.stringify(v));
    const is = after.map((v) => JSON.stringify(v));
    if (is.length > was.length && was.every((v, i) => v === is[i])) {
      return `${name} gains ${valueText(after.slice(before.length), room)}`;
    }
    const start = was.length - is.length;
    if (start > 0 && is.length > 0 && is.every((v, i) => v === was[i + start])) {
      return `${name} loses ${valueText(before.slice(0, start), room)}`;
    }
    if (isLongList(before, after)) {
      const [gone, come] = [without(before, after), without(after, before)];
      if (gone.length + come.length > 0) {
        const loses = gone.length > 0 ? `loses ${valueText(gone, room)}` : '';
        const gains = come.length > 0 ? `gains ${valueText(come, room)}` : '';
        return `${name} ${[loses, gains].filter((t) => t !== '').join(' and ')}`;
      }
    }
  }
  return `${name}: ${valueText(before, room)} → ${valueText(after, room)}`;
}

function timers(before: readonly unknown[], after: readonly unknown[]): string {
  const armed = after.filter((t) => !before.includes(t)).map((t) => `timer ${timerText(String(t))} armed`);
  const ended = before.filter((t) => !after.includes(t)).map((t) => `timer ${timerText(String(t))} over`);
  return [...armed, ...ended].join('; ');
}

/** The messages that a channel lost, apart from the one that the step is about. */
function emptied(change: Change, step: TraceStep): string[] {
  const before = Array.isArray(change.before) ? (change.before as Message[]) : [];
  const after = Array.isArray(change.after) ? (change.after as Message[]) : [];
  const lost = without(before, after) as Message[];
  const mine = step.channel !== undefined && change.where.startsWith(`channel ${step.channel} `);
  const own = mine ? lost.findIndex((m) => JSON.stringify(m) === JSON.stringify(step.event)) : -1;
  if (own >= 0) lost.splice(own, 1);
  return lost.map((m) => `${messageText(m)} is dropped`);
}
