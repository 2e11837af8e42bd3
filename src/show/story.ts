import type { Trace, TraceStep } from '../describe/result.ts';
import { type Difference, differences } from './changes.ts';
import { clean, columnsOf, counted, GLUE, labelled, listed, pad, wrap } from './layout.ts';
import { idleComponents } from './part.ts';
import { Sources, saysHow } from './sources.ts';
import { followed, headline, type Sentence } from './steps.ts';
import type { Style } from './style.ts';
import { stateText, timerText, valueText } from './values.ts';

/** Columns that the context of one component may take at first: it is the one place where all of it is told. */
const ROOM_AT_FIRST = 400;

type Path = Pick<Trace, 'initial' | 'stem' | 'cycle'>;

/** The story of a trace: how it begins, the steps, and why the end is a violation. */
export function storyLines(trace: Trace, width: number, style: Style): string[] {
  return [
    ...pathLines(trace, width, style, idleComponents(trace)),
    '',
    style.bold('Why this is a violation'),
    ...wrap(reason(trace), width, '  '),
  ];
}

/**
 * The path of a trace: how it begins, and the steps.
 * @param idle components of which nothing is told but that they take no part
 */
export function pathLines(path: Path, width: number, style: Style, idle: ReadonlySet<string> = new Set()): string[] {
  const { stem, cycle } = path;
  const lines = [style.bold('At first'), ...stateLines(path, idle, width)];
  if (idle.size > 0) {
    const names = listed([...idle].map(clean));
    lines.push(...wrap(`${names} ${idle.size === 1 ? 'takes' : 'take'} no part.`, width, '  '));
  }
  if (stem.length + cycle.length > 0 && leavesFieldsOut(path, idle)) {
    lines.push(...wrap('Fields that no step changes are left out.', width, '  '));
  }
  lines.push('', style.bold(cycle.length > 0 ? 'The way there' : 'Step by step'));
  if (stem.length === 0) lines.push('  (no step is needed)');
  const total = stem.length + cycle.length;
  const telling = { digits: String(total).length, idle, sources: new Sources(), width, style };
  lines.push(...stem.flatMap((s, i) => stepLines(s, i + 1, telling)));
  if (cycle.length > 0) {
    const first = stem.length + 1;
    const these = cycle.length === 1 ? 'this step repeats' : `these ${counted(cycle.length, 'step')} repeat`;
    const same = `After step ${total} all states, messages under way and budgets are what they were before step ${first}.`;
    lines.push('', style.bold(`From here ${these} for ever`), ...wrap(same, width, '  '));
    lines.push(...cycle.flatMap((s, i) => stepLines(s, first + i, telling)));
    lines.push(`${' '.repeat(telling.digits + 4)}and again from step ${first}`);
  }
  return lines;
}

/** What the signs in brackets mean, where there are any. */
export function footerLines(trace: Trace, width: number, style: Style): string[] {
  const told = [...trace.stem, ...trace.cycle].flatMap((s) => s.taken.flatMap((t) => t.descriptions));
  if (!told.some(saysHow)) return [];
  const text =
    '[…] is where a transition comes from; read = read in the code of these releases, derived = concluded from it. ' +
    'This is a trace of the model, not of a running system.';
  return ['', ...wrap(text, width).map(style.dim)];
}

/** Each component with its state; components that look the same share a line. */
function stateLines(path: Path, idle: ReadonlySet<string>, width: number): string[] {
  const rows: [string, string][] = [];
  for (const [name, { value, context, timers }] of Object.entries(path.initial.components)) {
    if (idle.has(name)) continue;
    const fields = fieldsToTell(context, name, path);
    const armed = timers.map((t) => `, timer ${timerText(t)} armed`).join('');
    const some = Object.keys(fields).length > 0;
    const text = stateText(value) + (some ? ` ${valueText(fields, ROOM_AT_FIRST)}` : '') + armed;
    const same = rows.find(([other, seen]) => seen === text && stemOf(other) === stemOf(name));
    if (same) same[0] += `, ${clean(name)}`;
    else rows.push([clean(name), text]);
  }
  return labelled(rows, width, '  ');
}

/** The fields of a component's context that some step changes; all of them where there are no steps. */
function fieldsToTell(context: unknown, component: string, { stem, cycle }: Path): Readonly<Record<string, unknown>> {
  if (typeof context !== 'object' || context === null) return {};
  const steps = [...stem, ...cycle];
  if (steps.length === 0) return { ...context };
  const paths = steps.flatMap((s) => s.changes.filter((c) => c.where === component).map((c) => c.path));
  // A change of the whole context has the path 'context', or none.
  if (paths.some((path) => path === '' || path === 'context')) return { ...context };
  const changed = (key: string) => paths.some((path) => `${path}.`.startsWith(`context.${key}.`));
  return Object.fromEntries(Object.entries(context).filter(([key]) => changed(key)));
}

function leavesFieldsOut(path: Path, idle: ReadonlySet<string>): boolean {
  return Object.entries(path.initial.components).some(
    ([name, { context }]) =>
      !idle.has(name) && Object.keys(context ?? {}).length > Object.keys(fieldsToTell(context, name, path)).length,
  );
}

/** The name of a component without its replica. */
const stemOf = (name: string): string => name.replace(/\[.*$/, '');

/** What is the same for all steps of a path. */
interface Telling {
  readonly digits: number;
  readonly idle: ReadonlySet<string>;
  readonly sources: Sources;
  readonly width: number;
  readonly style: Style;
}

function stepLines(step: TraceStep, n: number, telling: Telling): string[] {
  const { width, style } = telling;
  const first = `${String(n).padStart(telling.digits + 2)}. `;
  const indent = ' '.repeat(first.length);
  const paint = step.fault ? style.fault : style.plain;
  return [
    ...sentenceLines(headline(step), n, first, indent, telling, paint),
    ...followed(step, telling.idle).flatMap((s) =>
      sentenceLines(s, n, `${indent}  → `, `${indent}    `, telling, style.plain),
    ),
    ...alike(differences(step)).flatMap(({ where, phrases }) =>
      wrap(`${where}: ${phrases.join('; ')}`, width, `${indent}  `, `${indent}    `).map(style.change),
    ),
  ];
}

/** Replicas that changed in the same way share a line. */
function alike(all: readonly Difference[]): Difference[] {
  const places: { where: string; readonly first: string; readonly phrases: readonly string[] }[] = [];
  for (const { where, phrases } of all) {
    const same = places.find((p) => stemOf(p.first) === stemOf(where) && p.phrases.join(';') === phrases.join(';'));
    if (same) same.where += `, ${where}`;
    else places.push({ where, first: where, phrases });
  }
  return places;
}

/** A sentence with its source beside it, or below where there is no room. */
function sentenceLines(
  { text, sources }: Sentence,
  n: number,
  first: string,
  rest: string,
  telling: Telling,
  paint: (text: string) => string,
): string[] {
  const { width, style } = telling;
  const lines = wrap(text, width, first, rest);
  const source = telling.sources.told(sources, n);
  if (source === '') return lines.map(paint);
  const last = lines[lines.length - 1]!;
  const beside = pad(last, Math.min(40, width / 2));
  if (columnsOf(beside) + columnsOf(source) + 4 <= width) {
    return [
      ...lines.slice(0, -1).map(paint),
      `${paint(last)}${beside.slice(last.length)}  ${style.dim(`[${source.replaceAll(GLUE, ' ')}]`)}`,
    ];
  }
  return [...lines.map(paint), ...wrap(`[${source}]`, width, `${rest}  `).map(style.dim)];
}

function reason(trace: Trace): string {
  const n = trace.stem.length;
  const violates = clean(trace.violates);
  const end = n === 0 ? 'at the start' : `after step ${n}`;
  if (trace.cycle.length > 0) {
    const to = n + trace.cycle.length;
    const ends = trace.cycle.length === 1 ? `Step ${to} ends in the state in which it began` : '';
    const steps = ends || `Steps ${n + 1} to ${to} end in the state in which they began`;
    return `${steps}, so it may go on like this for ever: nothing that is certain to happen at some time gets in its way. In this model, ${violates}.`;
  }
  if (trace.stays)
    return `Nothing more needs to happen ${end}, so it may stay like this for ever. In this model, ${violates}.`;
  return `In this model, ${end}: ${violates}.`;
}
