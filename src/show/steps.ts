import type { Sent, Taken, TraceStep } from '../describe/result.ts';
import { budgetLeft } from './changes.ts';
import { clean } from './layout.ts';
import { messageText } from './values.ts';

/** A sentence, and where what it says is known from. */
export interface Sentence {
  readonly text: string;
  readonly sources: readonly string[];
}

/** What a step does, in one sentence: who takes what, from whom. */
export function headline(step: TraceStep): Sentence {
  const own = step.taken.slice(0, ownCount(step));
  const event = messageText(step.event);
  const actor = clean(step.actor);
  const channel = step.channel === undefined ? '' : ` on ${clean(step.channel)}`;
  const from = step.from === undefined ? '' : ` from ${clean(step.from)}`;
  const fault = step.fault ? 'fault: ' : '';
  const sources = own.flatMap((t) => t.descriptions);
  const ignored = own.length > 0 && own.every((t) => t.ignored) ? ' and ignores it' : '';
  switch (step.kind) {
    case 'timer':
      return { text: `${fault}${actor}'s timer ${timerName(event)} fires${ignored}`, sources };
    case 'loss':
      return { text: `${fault}${event}${from} to ${actor}${channel} is lost${left(step)}`, sources };
    case 'delivery':
      return { text: `${fault}${actor} takes ${event}${from}${ignored}`, sources };
    default: {
      const takers = own.length > 1 ? [...new Set(own.map((t) => clean(t.component)))].join(', ') : actor;
      const takes = own.length > 1 ? 'take' : 'takes';
      return { text: `${fault}${takers} ${takes} ${event} from the environment${ignored}${left(step)}`, sources };
    }
  }
}

/** The messages that followed in the same step, in their order. */
export function followed(step: TraceStep): Sentence[] {
  const calls = step.taken.slice(ownCount(step));
  let next = 0;
  return step.sent.map((sent) => {
    const taken = sent.fate === 'handled' ? calls[next++] : undefined;
    return sentence(sent, taken);
  });
}

function sentence(sent: Sent, taken: Taken | undefined): Sentence {
  const from = clean(sent.from);
  const to = clean(sent.to);
  const message = messageText(sent.message);
  if (sent.fate === 'queued') return { text: `${from} sends ${message} to ${to}, on its way`, sources: [] };
  if (sent.fate === 'dropped') return { text: `${from} sends ${message} to ${to}, which is down`, sources: [] };
  const ignores = taken?.ignored === true ? ', which ignores it' : '';
  return { text: `${from} calls ${to}: ${message}${ignores}`, sources: taken?.descriptions ?? [] };
}

/** How many of the transitions of a step belong to its first message rather than to a call that followed. */
export function ownCount(step: TraceStep): number {
  return Math.max(0, step.taken.length - step.sent.filter((s) => s.fate === 'handled').length);
}

function left(step: TraceStep): string {
  const n = budgetLeft(step);
  if (n === undefined) return '';
  return n === 0 ? ' (none left)' : ` (${n} left)`;
}

/** XState's name of a delayed transition, for reading: `'after 1000'`. Other names stay as they are. */
export function timerName(event: string): string {
  const after = /^xstate\.after\.([\w-]+)\./.exec(event);
  return after ? `'after ${after[1]}'` : event;
}
