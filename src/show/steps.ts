import type { Sent, TraceStep } from '../describe/result.ts';
import { budgetLeft } from './changes.ts';
import { clean, glued, listed } from './layout.ts';
import { messageText, timerText } from './values.ts';

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
      return { text: `${fault}${actor}'s timer ${timerText(String(step.event.type))} fires${ignored}`, sources };
    case 'loss':
      return { text: `${fault}${event}${from} to ${actor}${channel} is lost${left(step, 'be lost')}`, sources };
    case 'delivery':
      return { text: `${fault}${actor} takes ${event}${from}${ignored}`, sources };
    default: {
      const takers = own.length > 1 ? listed([...new Set(own.map((t) => clean(t.component)))]) : actor;
      const takes = own.length > 1 ? 'take' : 'takes';
      const more = left(step, 'come');
      return { text: `${fault}${takers} ${takes} ${event} from the environment${ignored}${more}`, sources };
    }
  }
}

/** The same message to one receiver or several. */
interface Group extends Pick<Sent, 'from' | 'message' | 'fate'> {
  readonly to: string[];
  readonly ignored: boolean;
  readonly sources: string[];
}

/**
 * The messages that followed in the same step, in their order. What one sender tells several receivers one after the
 * other is one sentence.
 * @param idle receivers of whom nothing is told
 */
export function followed(step: TraceStep, idle: ReadonlySet<string> = new Set()): Sentence[] {
  const calls = step.taken.slice(ownCount(step));
  const groups: Group[] = [];
  let next = 0;
  let turn = 0;
  for (const { from, to, message, fate } of step.sent) {
    const taken = fate === 'handled' ? calls[next++] : undefined;
    if (idle.has(to)) continue;
    if (groups.at(-1)?.from !== from) turn = groups.length;
    const ignored = taken?.ignored === true;
    const same = groups.slice(turn).find((g) => {
      return g.fate === fate && g.ignored === ignored && JSON.stringify(g.message) === JSON.stringify(message);
    });
    const sources = taken?.descriptions ?? [];
    if (same && !same.to.includes(to)) {
      same.to.push(to);
      same.sources.push(...sources);
    } else groups.push({ from, to: [to], message, fate, ignored, sources: [...sources] });
  }
  return groups.map(sentence);
}

function sentence(group: Group): Sentence {
  const { fate, ignored, sources } = group;
  const many = group.to.length > 1;
  const from = clean(group.from);
  const to = listed(group.to.map(clean));
  const message = messageText(group.message);
  if (fate === 'handled') {
    const ignores = ignored ? `, which ${many ? 'ignore' : 'ignores'} it` : '';
    return { text: `${from} calls ${to}: ${message}${ignores}`, sources };
  }
  const queued = many ? 'on their way' : 'on its way';
  const dropped = many ? 'which are down' : 'which is down';
  return { text: `${from} sends ${message} to ${to}, ${fate === 'queued' ? queued : dropped}`, sources };
}

/** How many of the transitions of a step belong to its first message rather than to a call that followed. */
export function ownCount(step: TraceStep): number {
  return Math.max(0, step.taken.length - step.sent.filter((s) => s.fate === 'handled').length);
}

/** What is left of the budget that a step spent. */
function left(step: TraceStep, what: string): string {
  const n = budgetLeft(step);
  return n === undefined ? '' : ` ${glued(`(${n === 0 ? 'no' : n} more may ${what})`)}`;
}
