import { grouped, pad, widest, wrap } from '../src/show/layout.ts';
import type { BenchDocument, Result } from './document.ts';

const WIDTH = 110;

/** The document as plain text, for people. */
export function textOf({ machine, contenders, models, results, skipped }: BenchDocument): string {
  const { cpu, cores, memory, node, os, load, spin } = machine;
  const lines = [
    `${cpu}, ${cores} cores, ${Math.round(memory / 2 ** 30)} GiB; Node ${node}; ${os}; load ${load.toFixed(1)}`,
    spin ?? 'SPIN is not installed',
    '',
  ];
  for (const model of new Set(results.map((result) => result.model))) {
    const rows = results.filter((result) => result.model === model);
    lines.push(...wrap(`${model}: ${models[model] ?? ''}`, WIDTH), ...table([HEAD, ...rows.map(row)]), '');
  }
  lines.push(...wrap(HOW, WIDTH), '');
  for (const name of new Set(results.map(({ contender }) => contender))) {
    lines.push(...wrap(contenders[name] ?? '', WIDTH, `${name}: `, '  '));
  }
  if (skipped.length > 0) lines.push('', 'Skipped');
  for (const { contender, model, why } of skipped) {
    lines.push(...wrap(why, WIDTH, `  ${contender}${model === undefined ? '' : ` on ${model}`}: `, '    '));
  }
  return `${lines.join('\n')}\n`;
}

const HEAD = ['', 'states', 'transitions', 'seconds', 'states/s', 'bytes/state', 'ratio', 'by cpu', ''];

const HOW =
  'Each run has a process of its own, and the contenders take turns. Seconds are the median over the rounds; the ratio ' +
  "is this explorer's rate divided by the contender's, the median over the pairs of one round; 'by cpu' is that ratio " +
  'in processor time, which other work on the machine changes less. Seconds include building the machines and their ' +
  'tables, and leave out starting a process; for SPIN they are what pan reports, and leave out making it. States and ' +
  'transitions were compared before anything was reported.';

function row(result: Result): string[] {
  const { contender, states, transitions, seconds, statesPerSecond, bytesPerState, ratio, cpuRatio } = result;
  return [
    contender,
    result.finished ? grouped(states) : `> ${grouped(states)}`,
    grouped(transitions),
    seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0),
    grouped(Math.round(statesPerSecond)),
    bytesPerState === null ? '–' : bytesPerState < 100 ? bytesPerState.toFixed(1) : bytesPerState.toFixed(0),
    ratioText(ratio),
    ratioText(cpuRatio),
    result.note ?? '',
  ];
}

function ratioText(ratio: number | null): string {
  if (ratio === null) return '–';
  return ratio < 10 ? ratio.toFixed(2) : grouped(Math.round(ratio));
}

/** The first and the last column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => widest(rows.map((cells) => cells[column]!)));
  return rows.map((cells) => {
    const padded = cells.map((cell, column) => {
      if (column === 0 || column === cells.length - 1) return pad(cell, widths[column]!);
      return `${' '.repeat(widths[column]! - widest([cell]))}${cell}`;
    });
    return `  ${padded.join('  ')}`.trimEnd();
  });
}
