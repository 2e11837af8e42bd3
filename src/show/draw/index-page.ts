import { inMarkdown } from '../files.ts';
import { clean, counted, listed } from '../layout.ts';
import { type Chart, type ChartState, statesOf } from './chart.ts';
import { transitionWords } from './chart-text.ts';
import { type DrawingFormat, type DrawnMachine, type DrawnSystem, ENDINGS } from './documents.ts';
import { channelKind } from './network-text.ts';

const HOW_TO_READ = `
How to read them: a box is a state, with its tags below its name; a black dot is where a state begins; a double border
is a final state; dashed boxes are regions that are active together. An arrow says \`EVENT [guard] / action, action\`:
what must arrive, what must be so, what is done on the way. \`[else if …]\` and \`[else]\` are tried after the other
transitions of the same event, in their order. What is listed in a box happens without leaving the state. \`always\`
needs no event, \`after\` is a timer, and red events are faults.
`;

/** The page that shows all pictures, in Markdown as GitHub renders it. */
export function indexPage(
  systems: readonly DrawnSystem[],
  machines: readonly DrawnMachine[],
  format: DrawingFormat,
  pictures: ReadonlyMap<string, string>,
): string {
  const picture = (file: string, alt: string): string[] => {
    const name = `${file}.${ENDINGS[format]}`;
    if (format === 'svg') return [`![${inMarkdown(alt)}](${name})`];
    return ['```mermaid', pictures.get(name)!.trimEnd(), '```'];
  };
  const lines = [
    '# Machines',
    '',
    `Drawn from the machines themselves: ${counted(machines.length, 'machine')}, and how`,
  ];
  lines[2] += ` ${counted(systems.length, 'system')} ${systems.length === 1 ? 'connects' : 'connect'} them.`;
  lines.push(HOW_TO_READ.trimEnd(), '');
  for (const { name, about } of systems) {
    lines.push(`- [System ${inMarkdown(name)}](#${anchor(`system ${name}`)})${about ? `: ${inMarkdown(about)}` : ''}`);
  }
  for (const { chart } of machines) lines.push(`- [${inMarkdown(chart.id)}](#${anchor(chart.id)})`);
  for (const { file, name, about, network } of systems) {
    lines.push('', `## System ${inMarkdown(name)}`, '');
    if (about !== undefined) lines.push(inMarkdown(about), '');
    lines.push(...picture(file, `How the components of ${name} are connected`), '');
    lines.push(...folded('Channels and events of the environment', wiring(network)));
  }
  for (const { file, chart, uses } of machines) {
    lines.push('', `## ${inMarkdown(chart.id)}`, '');
    if (chart.root.description !== undefined) lines.push(inMarkdown(chart.root.description), '');
    lines.push(`${used(uses)}`, '');
    lines.push(...picture(file, `The statechart of ${chart.id}`), '');
    lines.push(...folded('States and transitions in words', statesAndTransitions(chart)));
  }
  return `${lines.join('\n')}\n`;
}

/** Names and transitions as they are written, in a code span. */
function code(text: string): string {
  const shown = clean(text);
  const fence = '`'.repeat(1 + Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length)));
  return shown.includes('`') ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** The name that GitHub gives a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const folded = (summary: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];

/** Where a machine is used; components that are called as the machine is are not named. */
function used(uses: DrawnMachine['uses']): string {
  const places = [...uses].map(
    ([system, components]) => `${inMarkdown(system)} (${components.map(inMarkdown).join(', ')})`,
  );
  return `Used in ${listed(places)}.`;
}

function wiring({ channels, events }: DrawnSystem['network']): string[] {
  const about = (text: string | undefined): string => (text === undefined ? '' : ` ${inMarkdown(text)}`);
  return [
    ...channels.map(
      (c) =>
        `- **${inMarkdown(c.name)}**, ${channelKind(c)}: ${inMarkdown(c.from)} → ${inMarkdown(c.to)}, ${c.events.map(code).join(', ')}.${about(c.about)}`,
    ),
    ...events.map(
      (e) =>
        `- ${code(e.type)}${e.fault ? ' (fault)' : ''} → ${inMarkdown(e.to)}, ${e.budget ?? 'any number of times'}.${about(e.about)}`,
    ),
  ];
}

function statesAndTransitions({ root, transitions }: Chart): string[] {
  return statesOf(root).flatMap((state) => {
    const own = transitions.filter((t) => t.source === state.path);
    if (own.length === 0 && state.description === undefined) return [];
    const described = state.path !== '' && state.description !== undefined ? ` ${inMarkdown(state.description)}` : '';
    return [
      `- **${nameOf(state, root)}**${described}`,
      ...own.map((t) => `  - ${code(transitionWords(t))}${t.description ? `: ${inMarkdown(t.description)}` : ''}`),
    ];
  });
}

const nameOf = (state: ChartState, root: ChartState): string => inMarkdown(state.path === '' ? root.name : state.path);
