import { describe, expect, it } from 'vitest';
import { readChart } from '../../../src/show/draw/chart.ts';
import { chartSvg } from '../../../src/show/draw/chart-svg.ts';
import { widthOf } from '../../../src/show/draw/widths.ts';
import { oneLineOrEach, run, wrapRun } from '../../../src/show/draw/words.ts';
import { clean } from '../../../src/show/layout.ts';
import { EVIL } from '../hostile.ts';
import { HEBREW, hostile, LONG, zoo } from './charts.ts';
import { elementsOf, parseXml, textOf, type Xml } from './xml.ts';

const drawn = async (machine: Parameters<typeof readChart>[0], faults?: ReadonlySet<string>): Promise<Xml> =>
  parseXml(await chartSvg(readChart(machine), faults));
const texts = (svg: Xml): string[] =>
  elementsOf(svg)
    .filter((e) => e.name === 'text')
    .map(textOf);
const titles = (svg: Xml): string[] =>
  elementsOf(svg)
    .filter((e) => e.name === 'title')
    .map(textOf);

describe('a statechart in SVG', () => {
  it('is well formed, has a name and says in words what it shows', async () => {
    const svg = await drawn(zoo);
    expect(svg.attributes.role).toBe('img');
    const [title, about] = svg.attributes['aria-labelledby']!.split(' ');
    const named = (id: string | undefined) => textOf(elementsOf(svg).find((e) => e.attributes.id === id)!);
    expect(named(title)).toBe('zoo: statechart');
    expect(named(about)).toContain('work.left.two: after 30 s [a and (b or not c)] → work.left.one;');
  });

  it('shows states, transitions and, as tooltips, what their descriptions say', async () => {
    const svg = await drawn(zoo);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['work', 'busy', 'H', 'H*', 'NEXT', 'AGAIN / x, y', 'entry / x']),
    );
    expect(texts(svg)).toEqual(expect.arrayContaining(['from any state', 'work begins anew', 'NOTE, OTHER / x']));
    expect(titles(svg)).toEqual(expect.arrayContaining(['two: Waits.', 'FIN [a] → work.right.fin\nIt is over.']));
  });

  it('marks faults', async () => {
    const svg = await drawn(zoo, new Set(['NEXT']));
    const faults = elementsOf(svg).filter((e) => e.attributes.class === 'fault');
    expect(faults.map(textOf)).toEqual(['NEXT']);
  });

  it('is the same each time, and needs nothing from elsewhere', async () => {
    const [one, two] = [await chartSvg(readChart(zoo)), await chartSvg(readChart(zoo))];
    expect(one).toBe(two);
    expect(one.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|href/);
    expect(one).toContain('prefers-color-scheme:dark');
  });

  it('shows hostile names as text', async () => {
    const svg = await drawn(hostile);
    const names = new Set(elementsOf(svg).map((e) => e.name));
    expect([...names].sort()).toEqual(['circle', 'desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title']);
    expect(texts(svg).join(' ')).toContain('<script>alert(1)</script>');
    expect(texts(svg)).toContain(HEBREW);
    expect(titles(svg).join()).toContain(clean(EVIL));
    // what is cut in the picture is whole in the tooltip
    expect(texts(svg).join('')).not.toContain(LONG.slice(0, 130));
    expect(titles(svg).join()).toContain(LONG);
  });
});

describe('words in pictures', () => {
  it('are measured as Arial is', () => {
    expect(widthOf('Hello, world', 1000)).toBe(5223);
    expect(widthOf('', 12)).toBe(0);
    expect(widthOf('漢字', 10)).toBeGreaterThanOrEqual(20);
    expect(widthOf('e\u0301', 10)).toBe(widthOf('é', 10));
  });

  it('are broken at spaces, marks and capitals, and nowhere are too wide', () => {
    const lines = (text: string, most: number) => wrapRun(run(text, 'event'), most).map((l) => l.runs[0]!.text);
    expect(lines('NOTIFY_CHECKPOINT_COMPLETE', 130)).toEqual(['NOTIFY_', 'CHECKPOINT_', 'COMPLETE']);
    expect(lines('restoreLatestCheckpoint', 90)).toEqual(['restoreLatest', 'Checkpoint']);
    for (const line of wrapRun(run(LONG, 'event'), 100)) expect(line.width).toBeLessThanOrEqual(100);
  });

  it('begin a line for each part where they do not fit on one', () => {
    const parts = [run('EVENT', 'event'), run('[guard]', 'guard'), run('/ action', 'action')];
    expect(oneLineOrEach(parts, 500).map((l) => l.runs.length)).toEqual([5]);
    expect(oneLineOrEach(parts, 60).map((l) => l.runs[0]!.text)).toEqual(['EVENT', '[guard]', '/ action']);
  });
});
