import type { Trace, TraceStep } from '../describe/result.ts';
import { differences } from './changes.ts';
import { clean, GLUE, wrap } from './layout.ts';
import { idleComponents } from './part.ts';
import { ownCount } from './steps.ts';
import { messageText, SHORT, timerText } from './values.ts';

/** What GitHub renders at most, in characters. */
const MOST = 48_000;
/** The most columns of one line, the most lines of one label, and the most changes of one note. */
const LABEL = 48;
const LINES = 4;
const NOTE = 6;

/**
 * A counterexample as a Mermaid sequence diagram that GitHub renders: one participant for each component that
 * takes part, the environment as another, a `loop` around what repeats for ever, crossed arrows for faults.
 *
 * What comes from the model is escaped, so that no name or value can end a line, a label or the diagram.
 * Where the diagram would be too large to be rendered, the notes and then the later steps are left out.
 */
export function traceMermaid(trace: Trace): string {
  const full = diagram(trace, true, Number.POSITIVE_INFINITY);
  if (full.length <= MOST) return full;
  const bare = diagram(trace, false, Number.POSITIVE_INFINITY);
  if (bare.length <= MOST) return bare;
  const steps = trace.stem.length + trace.cycle.length;
  return diagram(trace, false, Math.max(1, Math.floor((steps * MOST) / bare.length) - 2));
}

function diagram(trace: Trace, notes: boolean, most: number): string {
  const idle = idleComponents(trace);
  const names = participants(trace).filter((name) => !idle.has(name));
  const id = (name: string): string => {
    const at = names.indexOf(name);
    return at < 0 ? 'env' : `p${at}`;
  };
  const lines = ['sequenceDiagram'];
  if (usesEnvironment(trace)) lines.push('  participant env as environment');
  names.forEach((name, i) => {
    lines.push(`  participant p${i} as ${label(clean(name), 1)}`);
  });
  let n = 0;
  const write = (steps: readonly TraceStep[], indent: string): void => {
    for (const step of steps) {
      n += 1;
      if (n <= most) lines.push(...stepLines(step, n, { id, idle, notes }).map((l) => indent + l));
    }
  };
  write(trace.stem, '  ');
  if (trace.cycle.length > 0 && n < most) {
    lines.push('  loop for ever');
    write(trace.cycle, '    ');
    lines.push('  end');
  }
  const total = trace.stem.length + trace.cycle.length;
  const last = names.length > 0 ? 'p0' : 'env';
  if (total > most) lines.push(`  Note over ${last}: ${total - most} more steps are left out here`);
  if (trace.stays || (trace.cycle.length === 0 && total > 0)) {
    lines.push(`  Note over ${last}: ${label(`violated: ${clean(trace.violates)}`)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What is the same for all steps of a diagram. */
interface Drawing {
  readonly id: (name: string) => string;
  readonly idle: ReadonlySet<string>;
  readonly notes: boolean;
}

function stepLines(step: TraceStep, n: number, { id, idle, notes }: Drawing): string[] {
  const event = messageText(step.event, SHORT);
  const actor = id(step.actor);
  const text = (words: string): string => label(`${n}. ${step.fault ? 'fault: ' : ''}${words}`);
  const lines: string[] = [];
  if (step.kind === 'timer') lines.push(`${actor}->>${actor}: ${text(`timer ${timerText(String(step.event.type))}`)}`);
  else if (step.kind === 'loss') lines.push(`${id(step.from ?? '')}-x${actor}: ${text(`${event} is lost`)}`);
  else if (step.kind === 'delivery') lines.push(`${id(step.from ?? '')}->>${actor}: ${text(event)}`);
  else {
    const takers = [...new Set(step.taken.slice(0, ownCount(step)).map((t) => id(t.component)))];
    for (const taker of takers.length > 0 ? takers : [actor]) {
      lines.push(`env${step.fault ? '-x' : '->>'}${taker}: ${text(event)}`);
    }
  }
  for (const sent of step.sent) {
    if (idle.has(sent.to)) continue;
    const arrow = sent.fate === 'handled' ? '->>' : sent.fate === 'queued' ? '--)' : '--x';
    const fate = sent.fate === 'handled' ? '' : sent.fate === 'queued' ? ' (on its way)' : ' (receiver is down)';
    lines.push(`${id(sent.from)}${arrow}${id(sent.to)}: ${label(messageText(sent.message, SHORT) + fate)}`);
  }
  if (!notes) return lines;
  for (const { where, phrases } of differences(step, SHORT)) {
    const place = id(where);
    const shown = phrases.slice(0, NOTE).map((p) => label(place === 'env' ? `${where}: ${p}` : p));
    if (phrases.length > NOTE) shown.push(`… ${phrases.length - NOTE} more`);
    lines.push(`Note over ${place === 'env' ? actor : place}: ${shown.join('<br/>')}`);
  }
  return lines;
}

/** The components that take part, in the order of the system. */
function participants(trace: Trace): string[] {
  const seen = new Set<string>();
  for (const step of [...trace.stem, ...trace.cycle]) {
    seen.add(step.actor);
    if (step.from !== undefined) seen.add(step.from);
    for (const taken of step.taken) seen.add(taken.component);
    for (const sent of step.sent) seen.add(sent.from).add(sent.to);
    for (const { where } of step.changes) if (Object.hasOwn(trace.initial.components, where)) seen.add(where);
  }
  const order = Object.keys(trace.initial.components);
  const known = order.filter((name) => seen.has(name));
  return [...known, ...[...seen].filter((name) => !order.includes(name))];
}

function usesEnvironment(trace: Trace): boolean {
  const steps = [...trace.stem, ...trace.cycle];
  return steps.length === 0 || steps.some((s) => s.kind === 'environment');
}

/** Words on a few lines, as many as fit, escaped. */
export function label(text: string, most = LINES): string {
  const lines = wrap(text.split(' ').map(fitting).join(' '), LABEL);
  const shown = lines.slice(0, most).map(escaped);
  return shown.join('<br/>') + (lines.length > most ? ' …' : '');
}

/** A word, or words that belong together, such that it fits on a line. */
function fitting(word: string): string {
  if (word.length <= LABEL) return word;
  const parts = word.split(GLUE);
  return parts.length > 1 ? parts.map(fitting).join(' ') : `(a name of ${word.length} characters)`;
}

/**
 * Writes every character that Mermaid, Markdown or HTML might read as an entity, which Mermaid shows as the
 * character. The word `end`, which ends a block in Mermaid, is written with an entity too.
 */
function escaped(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} ._,/()[\]'→…+=-]/gu, (c) => `#${c.codePointAt(0)};`)
    .replace(/\](?=\()/g, '#93;')
    .replace(/\bend\b/gi, (word) => `#${word.charCodeAt(0)};${word.slice(1)}`);
}
