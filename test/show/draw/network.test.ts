import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../../src/show/draw/network.ts';
import { networkSvg } from '../../../src/show/draw/network-svg.ts';
import { wired } from './charts.ts';
import { elementsOf, parseXml, textOf, type Xml } from './xml.ts';

describe('the picture of a system', () => {
  const network = readNetwork(wired);
  let svg: Xml;

  it('is well formed', async () => {
    svg = parseXml(await networkSvg(network));
    expect(textOf(elementsOf(svg).find((e) => e.name === 'desc')!)).toContain(
      'two sends LOST to one (lossy, at most 1 under way, at most 2 faults lost)',
    );
  });

  it('draws each kind of channel in its own way, and explains them', () => {
    const kinds = elementsOf(svg)
      .map((e) => /^edge (\w+)$/.exec(e.attributes.class ?? '')?.[1])
      .filter((kind) => kind !== undefined);
    for (const kind of ['call', 'fifo', 'lossy', 'bag', 'board']) {
      // as an arrow, and in the legend; fifo twice
      expect(kinds.filter((k) => k === kind).length, kind).toBe(kind === 'fifo' ? 3 : 2);
    }
    const texts = elementsOf(svg)
      .filter((e) => e.name === 'text')
      .map(textOf);
    expect(texts).toEqual(expect.arrayContaining(['two × 3', 'machine other', 'wired', 'Every kind of channel.']));
    expect(texts).toEqual(
      expect.arrayContaining(['lossy: in order, and a message may vanish', 'TICK', 'CRASH at most 1']),
    );
    expect(texts).toContain('a fault of the environment');
  });

  it('has what is said of channels and events as tooltips', () => {
    const titles = elementsOf(svg)
      .filter((e) => e.name === 'title')
      .map(textOf);
    expect(titles).toEqual(expect.arrayContaining(['calls (call): At once.\nmoreCalls (call)', 'CRASH: It stops.']));
  });

  it('has nothing over something else, and nothing outside', () => {
    const boxes = elementsOf(svg)
      .filter((e) => e.name === 'rect' && e.attributes.class !== 'paper')
      .map(({ attributes: { x, y, width, height, class: kind } }) => ({
        x: +x!,
        y: +y!,
        w: +width!,
        h: +height!,
        kind,
      }));
    const labels = boxes.filter((b) => b.kind === 'label');
    expect(labels).toHaveLength(6);
    for (const a of labels) {
      expect(a.x + a.w).toBeLessThanOrEqual(Number(svg.attributes.width));
      for (const b of boxes) {
        const apart = a === b || a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect(apart, JSON.stringify([a, b])).toBe(true);
      }
    }
  });
});
