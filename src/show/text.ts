import type { Trace } from '../describe/result.ts';
import { clean, counted, grouped, keepParts, labelled, PAGE, wrap } from './layout.ts';
import { footerLines, storyLines } from './story.ts';
import { PLAIN, type Style } from './style.ts';
import { plainRangeText, type RangeText, valueText } from './values.ts';

export { pathLines } from './story.ts';

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
      ['in short', inShort(trace)],
      ['length', fullLength(trace)],
    ],
    width,
    '  ',
  );
  const title = [style.bold(`${trace.invariant} is violated`), ...wrap(clean(trace.about), width, '  '), ''];
  const all = ['', style.bold('All options of the configuration shown'), ...optionLines(trace, width)];
  const end = [...all, ...footerLines(trace, width, style)];
  return `${[...title, ...head, '', ...storyLines(trace, width, style), ...end].join('\n')}\n`;
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

/** What happens and why that is wrong, in one sentence. */
export function inShort({ stem, cycle, stays, violates }: Trace): string {
  const n = stem.length;
  const why = clean(violates);
  if (cycle.length > 0) {
    const [first, last] = [n + 1, n + cycle.length];
    const again = first === last ? `step ${first} repeats for ever` : `steps ${first} to ${last} repeat for ever`;
    return `${n === 0 ? '' : `after ${counted(n, 'step')}, `}${again}; ${why}`;
  }
  if (stays) return `${n === 0 ? '' : `after ${counted(n, 'step')} `}nothing more needs to happen; ${why}`;
  return n === 0 ? `it is so from the start: ${why}` : `step ${grouped(n)} does it: ${why}`;
}

/** The length with the number of faults, and whether it is the least. */
function fullLength(trace: Trace): string {
  const faults = trace.stem.concat(trace.cycle).filter((s) => s.fault).length;
  const including = faults === 0 ? '' : `, ${counted(faults, 'fault')} among them`;
  return `${lengthText(trace)}${including}${trace.shortest ? ': the fewest steps possible in this configuration; longer ways may be likelier' : ''}`;
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

function optionLines(trace: Trace, width: number): string[] {
  const options = Object.entries(trace.configuration).map(([key, v]) => [clean(key), valueText(v)] as const);
  const features = Object.entries(trace.features).map(([key, v]) => [`feature ${clean(key)}`, valueText(v)] as const);
  if (options.length + features.length === 0) return ['  (the system has no options)'];
  return labelled([...options, ...features], width, '  ');
}
