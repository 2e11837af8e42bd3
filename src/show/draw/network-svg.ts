import type { ChannelKind } from '../../describe/system.ts';
import { GAP, PAD } from './chart-sketch.ts';
import { type Box, fitting, type Layout, type SketchEdge, type SketchNode } from './layout.ts';
import type { Network, NetworkChannel, NetworkComponent, NetworkEvent } from './network.ts';
import { channelKind, networkSummary } from './network-text.ts';
import { arrow, element, group, path, picture, rectangle, textLines } from './svg.ts';
import { LINE, type Line, oneLineOrEach, run, widestLine, wrapRun } from './words.ts';

/** The most pixels of a line of a label, and of what is written above the picture. */
const LABEL = 215;
const SIDE = 16;

/** All channels of one kind from one component to another are one arrow. */
interface Wire {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly from: string;
  readonly to: string;
  readonly channels: readonly NetworkChannel[];
  readonly paragraphs: readonly (readonly Line[])[];
}

/** What the environment does to one component. */
interface Source {
  readonly name: string;
  readonly to: string;
  readonly events: readonly NetworkEvent[];
  readonly lines: readonly Line[];
}

const componentName = (name: string): string => `c ${name}`;

/** Draws how a system is connected, in SVG, always the same for the same system. */
export async function networkSvg(network: Network): Promise<string> {
  const wires = wiresOf(network);
  const sources = sourcesOf(network);
  const names = new Map(network.components.map((c) => [c.name, componentLines(c)]));
  const nodes: SketchNode[] = [
    ...sources.map(({ name, lines }) => ({
      name,
      width: widestLine(lines) + 2 * PAD,
      height: lines.length * LINE + PAD,
    })),
    ...network.components.map(({ name }) => sizeOfComponent(name, names.get(name)!)),
  ];
  const edges: SketchEdge[] = [
    ...sources.map(({ name, to }) => ({ name, from: name, to: componentName(to) })),
    ...wires.map(({ name, from, to, paragraphs }) => ({
      name,
      from: componentName(from),
      to: componentName(to),
      label: {
        width: Math.max(...paragraphs.map(widestLine)) + PAD,
        height: paragraphs.reduce((sum, lines) => sum + lines.length * LINE + GAP, 0),
      },
    })),
  ];
  const placed = await fitting({ nodes, edges });
  const width = Math.max(placed.width, 420);
  const heading = headingOf(network, width);
  const legend = legendOf(network, width, placed.height);
  return picture(
    {
      id: `system-${network.name.replace(/[^\w-]/g, '_')}`,
      title: `${network.name}: the system`,
      description: networkSummary(network),
      width,
      height: heading.height + placed.height + legend.height,
    },
    [
      ...heading.drawn,
      `<g transform="translate(0 ${heading.height})">`,
      ...sources.map((source) => environment(source, placed)),
      ...network.components.map((component) => box(component, names.get(component.name)!, placed)),
      ...wires.map((wire) => wireLine(wire, placed)),
      ...wires.map((wire) => wireLabel(wire, placed)),
      ...legend.drawn,
      '</g>',
    ],
  );
}

/** The name of the system and what it is, above the picture. */
function headingOf({ name, about }: Network, width: number): { drawn: string[]; height: number } {
  const most = width - 2 * SIDE;
  const names = wrapRun(run(name, 'name'), most);
  const words = about === undefined ? [] : wrapRun(run(about, 'quiet'), most);
  const below = SIDE + names.length * 18;
  return {
    drawn: [...textLines(names, SIDE, SIDE, false, 18), ...textLines(words, SIDE, below)],
    height: below + words.length * LINE,
  };
}

function wiresOf({ channels }: Network): Wire[] {
  const wires = new Map<string, Wire>();
  for (const channel of channels) {
    const { kind, from, to } = channel;
    const key = JSON.stringify([kind, from, to]);
    const wire = wires.get(key) ?? { name: `w ${wires.size}`, kind, from, to, channels: [], paragraphs: [] };
    const all = [...wire.channels, channel];
    wires.set(key, { ...wire, channels: all, paragraphs: all.map((c, i) => channelLines(c, all[i + 1])) });
  }
  return [...wires.values()];
}

/** The events of one channel; what kind of channel it is, unless the next one is the same. */
function channelLines(channel: NetworkChannel, next: NetworkChannel | undefined): Line[] {
  const { events } = channel;
  const names = events.map((event, i) => run(i < events.length - 1 ? `${event},` : event, 'event'));
  const kind = channelKind(channel);
  const told = next !== undefined && channelKind(next) === kind ? [] : wrapRun(run(kind, 'quiet'), LABEL);
  return [...oneLineOrEach(names, LABEL), ...told];
}

function sourcesOf({ events, components }: Network): Source[] {
  return components.flatMap(({ name: to }) => {
    const own = events.filter((event) => event.to === to);
    if (own.length === 0) return [];
    const lines = own.flatMap(({ type, fault, budget }) =>
      oneLineOrEach(
        [run(type, fault ? 'fault' : 'event'), ...(budget === undefined ? [] : [run(budget, 'quiet')])],
        LABEL,
      ),
    );
    return [{ name: `v ${to}`, to, events: own, lines }];
  });
}

function componentLines({ name, replicas, chart }: NetworkComponent): Line[] {
  const lines = wrapRun(run(replicas > 1 ? `${name} × ${replicas}` : name, 'name'), LABEL);
  return chart.id === name ? lines : [...lines, ...wrapRun(run(`machine ${chart.id}`, 'quiet'), LABEL)];
}

function sizeOfComponent(name: string, lines: readonly Line[]): SketchNode {
  return {
    name: componentName(name),
    width: Math.max(90, widestLine(lines) + 3 * PAD),
    height: lines.length * 18 + 2 * PAD,
  };
}

function box({ name, chart, replicas }: NetworkComponent, lines: readonly Line[], { boxes }: Layout): string {
  const place = boxes.get(componentName(name))!;
  const behind = replicas > 1 ? [rectangle('box', { ...place, x: place.x + 4, y: place.y + 4 })] : [];
  const text = textLines(lines, place.x + place.width / 2, place.y + PAD, true, 18);
  return group([name, chart.root.description].filter(Boolean).join(': '), { component: name }, [
    ...behind,
    rectangle('box', place),
    ...text,
  ]);
}

function environment({ name, events, lines }: Source, { boxes, lines: routes }: Layout): string {
  const place = boxes.get(name)!;
  const faulty = events.every((event) => event.fault) ? 'faulty' : '';
  const told = events.map(({ type, about }) => (about === undefined ? type : `${type}: ${about}`)).join('\n');
  return group(told, {}, [
    rectangle(`chip ${faulty}`.trim(), place, 14),
    ...textLines(lines, place.x + PAD, place.y + PAD / 2),
    ...arrow(routes.get(name)!, faulty),
  ]);
}

const tooltip = ({ channels }: Wire): string =>
  channels.map((c) => `${c.name} (${channelKind(c)})${c.about === undefined ? '' : `: ${c.about}`}`).join('\n');

function wireLine(wire: Wire, { lines }: Layout): string {
  return group(
    tooltip(wire),
    { channel: wire.channels.map((c) => c.name).join(' ') },
    arrow(lines.get(wire.name)!, wire.kind),
  );
}

function wireLabel(wire: Wire, { labels }: Layout): string {
  const place: Box = labels.get(wire.name)!;
  let y = place.y + GAP / 2;
  const words = wire.paragraphs.flatMap((lines, i) => {
    const rule = i === 0 ? [] : [path('rule', `M${place.x} ${y - GAP / 2}H${place.x + place.width}`)];
    const text = textLines(lines, place.x + PAD / 2, y);
    y += lines.length * LINE + GAP;
    return [...rule, ...text];
  });
  return group(tooltip(wire), {}, [rectangle('label', place, 4), ...words]);
}

/** What each kind of channel means, in a few words. */
const KINDS: Readonly<Record<ChannelKind, string>> = {
  call: 'call: handled within the step that sends it',
  fifo: 'fifo: in order, each delivery a step of its own',
  lossy: 'lossy: in order, and a message may vanish',
  bag: 'bag: in any order',
  board: 'board: stays, and may be read again',
};

/** Explains the lines and boxes that occur, below the picture. */
function legendOf(
  { channels, components, events }: Network,
  width: number,
  top: number,
): { drawn: string[]; height: number } {
  const kinds = (Object.keys(KINDS) as ChannelKind[]).filter((kind) => channels.some((c) => c.kind === kind));
  const entries: { readonly text: Line; readonly mark: (x: number, y: number) => string[] }[] = kinds.map((kind) => ({
    text: wrapRun(run(KINDS[kind], 'quiet'), width)[0]!,
    mark: (x, y) =>
      arrow(
        [
          { x, y },
          { x: x + 36, y },
        ],
        kind,
      ),
  }));
  if (components.some((c) => c.replicas > 1)) {
    entries.push({
      text: wrapRun(run('× 2: that many of them', 'quiet'), width)[0]!,
      mark: (x, y) => replicaMark(x, y),
    });
  }
  const chip = (what: string, kind: string, tone: 'event' | 'fault') => ({
    text: wrapRun(run(what, tone === 'fault' ? 'fault' : 'quiet'), width)[0]!,
    mark: (x: number, y: number) => [rectangle(kind, { x: x + 4, y: y - 7, width: 28, height: 14 }, 7)],
  });
  if (events.some((e) => !e.fault)) entries.push(chip('the environment', 'chip', 'event'));
  if (events.some((e) => e.fault)) entries.push(chip('a fault of the environment', 'chip faulty', 'fault'));
  const drawn: string[] = [];
  let [x, y] = [SIDE, top + LINE / 2];
  for (const { text, mark } of entries) {
    if (x > SIDE && x + 44 + text.width + SIDE > width) [x, y] = [SIDE, y + LINE + 6];
    drawn.push(...mark(x, y), ...textLines([text], x + 44, y - LINE / 2));
    x += 44 + text.width + 28;
  }
  if (entries.length === 0) return { drawn, height: 0 };
  return { drawn: [element('g', {}, drawn)], height: y + LINE / 2 + SIDE - top };
}

const replicaMark = (x: number, y: number): string[] =>
  [4, 0].map((d) => rectangle('box', { x: x + 6 + d, y: y - 8 + d, width: 22, height: 12 }, 3));
