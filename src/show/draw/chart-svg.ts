import { type Chart, type ChartState, type ChartTransition, statesOf } from './chart.ts';
import {
  type Arrow,
  type ChartSketch,
  GAP,
  initialLines,
  MARK,
  PAD,
  type StateText,
  sketchChart,
  stateName,
} from './chart-sketch.ts';
import { chartSummary, transitionText } from './chart-text.ts';
import { type Box, fitting, type Layout } from './layout.ts';
import { arrow, circle, group, path, picture, rectangle, tenth, textLines } from './svg.ts';
import { LINE } from './words.ts';

/**
 * Draws a machine as a statechart in SVG, always the same for the same machine.
 * @param faults the events that are faults of the environment
 */
export async function chartSvg(chart: Chart, faults?: ReadonlySet<string>): Promise<string> {
  const sketch = sketchChart(chart, faults);
  return drawn(sketch, await fitting(sketch));
}

function drawn(sketch: ChartSketch, placed: Layout): string {
  const { chart } = sketch;
  const parallel = statesOf(chart.root).filter((s) => s.kind === 'parallel');
  const regions = new Set(parallel.flatMap((s) => s.states.map((region) => region.path)));
  return picture(
    {
      id: `chart-${chart.id.replace(/[^\w-]/g, '_')}`,
      title: `${chart.id}: statechart`,
      description: chartSummary(chart),
      width: placed.width,
      height: placed.height,
    },
    [
      ...[...sketch.texts.values()].map((text) => stateBox(text, placed, regions)),
      ...[...sketch.initials].map(([name, of]) => initial(name, placed, of)),
      ...[...sketch.places].map(([name, lines]) => {
        const box = placed.boxes.get(name)!;
        return group('', {}, [
          rectangle('chip dashed', box, box.height / 2),
          ...textLines(lines, box.x + box.width / 2, box.y + PAD / 2, true),
        ]);
      }),
      ...sketch.arrows.map((a) => transition(a, placed)),
      ...[...sketch.texts.values()].map((text) => stateText(text, placed)),
      ...sketch.arrows.map((a) => label(a, placed)),
    ],
  );
}

/** The box of a state. Its text is drawn later, over arrows that lead to what is in it. */
function stateBox({ state }: StateText, { boxes }: Layout, regions: ReadonlySet<string>): string {
  const box = boxes.get(stateName(state.path))!;
  const kind = state.states.length > 0 ? 'frame' : 'box';
  const inside = [
    rectangle(regions.has(state.path) ? `${kind} region` : kind, box, state.kind === 'history' ? box.height / 2 : 8),
  ];
  if (state.kind === 'final') {
    inside.push(rectangle('inner', { x: box.x + 4, y: box.y + 4, width: box.width - 8, height: box.height - 8 }, 5));
  }
  return group(tooltip(state), { state: state.path }, inside);
}

function stateText({ state, name, tags, rows }: StateText, { boxes }: Layout): string {
  const box = boxes.get(stateName(state.path))!;
  const centred = state.states.length === 0 && rows.length === 0;
  const x = centred ? box.x + box.width / 2 : box.x + PAD;
  let y = box.y + PAD - 2;
  const inside = textLines(name, x, y, centred, 18);
  y += name.length * 18 + 2;
  const chips = tags.reduce((sum, tag) => sum + tag.width + PAD + 4, -4);
  let left = centred ? x - chips / 2 : x;
  for (const tag of tags) {
    inside.push(rectangle('chip', { x: tenth(left), y, width: tenth(tag.width + PAD), height: LINE }, LINE / 2));
    inside.push(...textLines([tag], left + PAD / 2, y));
    left += tag.width + PAD + 4;
  }
  if (tags.length > 0) y += LINE + 6;
  if (rows.length > 0) {
    inside.push(path('rule', `M${box.x} ${y + 2}H${box.x + box.width}`));
    y += PAD;
  }
  for (const { lines, transitions } of rows) {
    const mark = transitions.length === 0 ? [] : [loop(box.x + PAD + 5, y + LINE / 2)];
    const words = [...mark, ...textLines(lines, box.x + PAD + MARK, y)];
    inside.push(group(transitions.map(transitionText).join('\n'), dataOf(transitions), words));
    y += lines.length * LINE + 4;
  }
  return group(tooltip(state), { text: state.path }, inside);
}

const tooltip = ({ name, description }: ChartState): string =>
  description === undefined ? name : `${name}: ${description}`;

/** The mark of a transition that stays in its state. */
function loop(x: number, y: number): string {
  return [
    path('rule', `M${x + 2.5} ${y - 3.5}A4.3 4.3 0 1 0 ${x + 4.2} ${y + 1}`),
    path('head', `M${x + 5} ${y - 6}L${x + 5} ${y - 1}L${x + 0.5} ${y - 3}Z`),
  ].join('');
}

function initial(name: string, { boxes, lines, labels }: Layout, of: ChartState): string {
  const { x, y, width } = boxes.get(name)!;
  const words = initialLines(of);
  const place = labels.get(name);
  return group(`${of.name} begins here`, {}, [
    circle('dot', x + width / 2, y + width / 2, width / 2),
    ...arrow(lines.get(name)!),
    ...(place === undefined
      ? []
      : [rectangle('label', place, 4), ...textLines(words, place.x + place.width / 2, place.y + 2, true)]),
  ]);
}

/** What a page around the picture needs to find the transitions in it. */
function dataOf(transitions: readonly ChartTransition[]): Record<string, string> {
  const [first] = transitions;
  if (first === undefined) return {};
  const events = new Set(transitions.map((t) => t.trigger.text));
  return { source: first.source, target: first.targets.join(' '), events: [...events].join(' ') };
}

function transition({ name, paragraphs }: Arrow, { lines }: Layout): string {
  const all = paragraphs.flatMap((p) => p.transitions);
  return group(all.map(transitionText).join('\n'), dataOf(all), arrow(lines.get(name)!));
}

function label({ name, paragraphs }: Arrow, { labels }: Layout): string {
  const box: Box = labels.get(name)!;
  let y = box.y + GAP / 2;
  const words = paragraphs.map(({ lines, transitions }, i) => {
    const rule = i === 0 ? [] : [path('rule', `M${box.x} ${y - GAP / 2}H${box.x + box.width}`)];
    const text = textLines(lines, box.x + PAD / 2, y);
    y += lines.length * LINE + GAP;
    return group(transitions.map(transitionText).join('\n'), dataOf(transitions), [...rule, ...text]);
  });
  return group('', {}, [rectangle('label', box, 4), ...words]);
}
