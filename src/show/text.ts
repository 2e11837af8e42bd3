import type { StateDocument, Trace, TraceStep } from '../describe/result.ts';
import { differences } from './changes.ts';
import { clean, counted, keepParts, labelled, PAGE, pad, wrap } from './layout.ts';
import { followed, headline, type Sentence } from './steps.ts';
import { PLAIN, type Style } from './style.ts';
import { plainRangeText, type RangeText, stateText, valueText } from './values.ts';

/** How a trace is written as text. */
export interface TextOptions {
  /** Columns; default that of files. */
  readonly width?: number;
  readonly rangeText?: RangeText;
  readonly style?: Style;
}

/**
 * A counterexample as text that can be read aloud: what is violated and for whom, how it begins, each step
 * with what it changed and nothing else, and why the end is a violation.
 */
export function traceText(trace: Trace, options: TextOptions = {}): string {
  const { width = PAGE, rangeText = plainRangeText, style = PLAIN } = options;
  const head = labelled(
    [
      ['affected', keepParts(clean(rangeText(trace.affected)), width / 2)],
      ['shown for', keepParts(shownFor(trace), width / 2)],
      ['length', fullLength(trace)],
    ],
    width,
    '  ',
  );
  const title = [style.bold(`${trace.invariant} is violated`), ...wrap(clean(trace.about), width, '  '), ''];
  const end = ['', style.bold('All options of the configuration shown'), ...optionLines(trace, width)];
  return `${[...title, ...head, '', ...storyLines(trace, width, style), ...end].join('\n')}\n`;
}

/** The story of a trace: how it begins, the steps, and why the end is a violation. */
export function storyLines(trace: Trace, width: number, style: Style): string[] {
  return [
    ...pathLines(trace, width, style),
    '',
    style.bold('Why this is a violation'),
    ...wrap(reason(trace), width, '  '),
  ];
}

/** The path of a trace: how it begins, and the steps. */
export function pathLines(trace: Pick<Trace, 'initial' | 'stem' | 'cycle'>, width: number, style: Style): string[] {
  const lines = [style.bold('At first'), ...stateLines(trace.initial, width), ''];
  lines.push(style.bold(trace.cycle.length > 0 ? 'The way there' : 'Step by step'));
  if (trace.stem.length === 0) lines.push('  (no step is needed)');
  const digits = String(trace.stem.length + trace.cycle.length).length;
  lines.push(...trace.stem.flatMap((s, i) => stepLines(s, i + 1, digits, width, style)));
  if (trace.cycle.length > 0) {
    lines.push('', style.bold('From here these steps repeat for ever'));
    lines.push(...trace.cycle.flatMap((s, i) => stepLines(s, trace.stem.length + i + 1, digits, width, style)));
    lines.push(`${' '.repeat(digits + 4)}and again from step ${trace.stem.length + 1}`);
  }
  return lines;
}

/** `9 steps`, or `9 steps, then 3 for ever`. */
export function lengthText({ stem, cycle, shortest }: Trace): string {
  const before = stem.length > 0 || cycle.length === 0 ? counted(stem.length, 'step') : '';
  const again =
    cycle.length === 0
      ? ''
      : before === ''
        ? `${counted(cycle.length, 'step')} for ever`
        : `, then ${cycle.length} for ever`;
  return before + again + (shortest ? '' : ' (not proved shortest)');
}

/** The length with the number of faults, and whether it is the least. */
function fullLength(trace: Trace): string {
  const faults = trace.stem.concat(trace.cycle).filter((s) => s.fault).length;
  const including = faults === 0 ? '' : `, ${counted(faults, 'fault')} among them`;
  return `${lengthText(trace)}${including}${trace.shortest ? '; there is no shorter way' : ''}`;
}

/** The options that the affected range mentions, with the value that is shown. */
function shownFor(trace: Trace): string {
  const mentioned = Object.entries(trace.configuration).filter(([key]) => Object.hasOwn(trace.affected, key));
  const shown = mentioned.map(([key, value]) => `${clean(key)}=${valueText(value)}`);
  return shown.length === 0
    ? 'the configuration at the end'
    : `${shown.join(', ')} (and the rest as listed at the end)`;
}

/** Every option of the configuration shown, and the features that are overridden. */
export function configurationText(trace: Trace): string {
  const options = Object.entries(trace.configuration).map(([key, value]) => `${clean(key)}=${valueText(value)}`);
  const features = Object.entries(trace.features).map(([key, value]) => `feature ${clean(key)}=${valueText(value)}`);
  return [...options, ...features].join(', ') || 'the only configuration';
}

/** Each component with its state; components that look the same share a line. */
function stateLines(state: StateDocument, width: number): string[] {
  const rows: [string, string][] = [];
  for (const [name, { value, context }] of Object.entries(state.components)) {
    const fields = typeof context === 'object' && context !== null ? Object.keys(context).length : 0;
    const text = stateText(value) + (fields === 0 ? '' : ` ${valueText(context, width - 10)}`);
    const same = rows.find(([other, seen]) => seen === text && stemOf(other) === stemOf(name));
    if (same) same[0] += `, ${clean(name)}`;
    else rows.push([clean(name), text]);
  }
  return labelled(rows, width, '  ');
}

/** The name of a component without its replica. */
const stemOf = (name: string): string => name.replace(/\[.*$/, '');

function stepLines(step: TraceStep, n: number, digits: number, width: number, style: Style): string[] {
  const first = `${String(n).padStart(digits + 2)}. `;
  const indent = ' '.repeat(first.length);
  const head = headline(step);
  const paint = step.fault ? style.fault : style.plain;
  return [
    ...sentenceLines(head, width, first, indent, style, paint),
    ...followed(step).flatMap((s) => sentenceLines(s, width, `${indent}  → `, `${indent}    `, style, style.plain)),
    ...differences(step, Math.max(20, width - 44)).flatMap(({ where, phrases }) =>
      wrap(`${where}: ${phrases.join('; ')}`, width, `${indent}  `, `${indent}    `).map(style.change),
    ),
  ];
}

/** A sentence with its source beside it, or below where there is no room. */
function sentenceLines(
  { text, sources }: Sentence,
  width: number,
  first: string,
  rest: string,
  style: Style,
  paint: (text: string) => string,
): string[] {
  const lines = wrap(text, width, first, rest);
  const source = [...new Set(sources)].map(clean).join('; ');
  if (source === '') return lines.map(paint);
  const last = lines[lines.length - 1]!;
  const beside = pad(last, Math.min(40, width / 2));
  if (beside.length + source.length + 4 <= width) {
    return [
      ...lines.slice(0, -1).map(paint),
      `${paint(last)}${beside.slice(last.length)}  ${style.dim(`[${source}]`)}`,
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
    return `${steps}, so it may go on like this for ever: no fairness that was declared forbids it. In this model, ${violates}.`;
  }
  if (trace.stays)
    return `Nothing more needs to happen ${end}, so it may stay like this for ever. In this model, ${violates}.`;
  return `In this model, ${end}: ${violates}.`;
}

function optionLines(trace: Trace, width: number): string[] {
  const options = Object.entries(trace.configuration).map(([key, v]) => [clean(key), valueText(v)] as const);
  const features = Object.entries(trace.features).map(([key, v]) => [`feature ${clean(key)}`, valueText(v)] as const);
  if (options.length + features.length === 0) return ['  (the system has no options)'];
  return labelled([...options, ...features], width, '  ');
}
