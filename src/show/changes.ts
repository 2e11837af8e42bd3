import type { Change, Message, TraceStep } from '../describe/result.ts';
import { clean } from './layout.ts';
import { messageText, stateText, valueText } from './values.ts';

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

/** Splits a change of a whole object into changes of its fields, and theirs. */
function expand(change: Change): Change[] {
  const { where, path, before, after } = change;
  if (path === 'value' || !isFields(before) || !isFields(after)) return [change];
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

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function phrase(change: Change, room?: number): string {
  const { path, before, after } = change;
  const added = !Object.hasOwn(change, 'before');
  const removed = !Object.hasOwn(change, 'after');
  if (path === 'value') return `${stateText(before)} → ${stateText(after)}`;
  if (path === 'timers' && Array.isArray(before) && Array.isArray(after)) return timers(before, after);
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
  }
  return `${name}: ${valueText(before, room)} → ${valueText(after, room)}`;
}

function timers(before: readonly unknown[], after: readonly unknown[]): string {
  const armed = after.filter((t) => !before.includes(t)).map((t) => `timer ${clean(String(t))} armed`);
  const ended = before.filter((t) => !after.includes(t)).map((t) => `timer ${clean(String(t))} ended`);
  return [...armed, ...ended].join('; ');
}

/** The messages that a channel lost, apart from the one that the step is about. */
function emptied(change: Change, step: TraceStep): string[] {
  const before = Array.isArray(change.before) ? (change.before as Message[]) : [];
  const after = Array.isArray(change.after) ? (change.after as Message[]) : [];
  const left = after.map((m) => JSON.stringify(m));
  const lost = before.filter((m) => {
    const at = left.indexOf(JSON.stringify(m));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const mine = step.channel !== undefined && change.where.startsWith(`channel ${step.channel} `);
  const own = mine ? lost.findIndex((m) => JSON.stringify(m) === JSON.stringify(step.event)) : -1;
  if (own >= 0) lost.splice(own, 1);
  return lost.map((m) => `${messageText(m)} is dropped`);
}
