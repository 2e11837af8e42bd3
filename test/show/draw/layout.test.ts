import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { NOT_WHILE_BUILDING } from '../../../src/describe/define.ts';
import { readChart, statesOf } from '../../../src/show/draw/chart.ts';
import { type ChartSketch, sketchChart, stateName } from '../../../src/show/draw/chart-sketch.ts';
import { type Box, type Direction, layout, type SketchNode } from '../../../src/show/draw/layout.ts';
import { build } from '../../random/build.ts';
import { blueprints } from '../../random/systems.ts';
import { hostile, zoo } from './charts.ts';

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const within = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

/** Everything with text in it, as boxes that must not touch each other: leaves, the heads of frames, labels. */
async function textBoxes(sketch: ChartSketch, direction: Direction): Promise<[string, Box][]> {
  const placed = await layout(sketch, direction);
  const texts: [string, Box][] = [...placed.labels].map(([name, box]) => [`label ${name}`, box]);
  const visit = (node: SketchNode): void => {
    const box = placed.boxes.get(node.name)!;
    expect(box.width, node.name).toBeGreaterThanOrEqual(Math.floor(node.width));
    expect(box.height, node.name).toBeGreaterThanOrEqual(Math.floor(node.height));
    texts.push([node.name, node.children ? { ...box, width: node.width, height: node.header! } : box]);
    for (const child of node.children ?? []) {
      expect(within(placed.boxes.get(child.name)!, box), `${child.name} in ${node.name}`).toBe(true);
      visit(child);
    }
  };
  sketch.nodes.forEach(visit);
  for (const [name, box] of texts) {
    expect(within(box, { x: 0, y: 0, width: placed.width, height: placed.height }), name).toBe(true);
  }
  for (const { name } of sketch.edges) expect(placed.lines.get(name)?.length, name).toBeGreaterThan(1);
  for (const edge of sketch.edges) if (edge.label) expect(placed.labels.has(edge.name)).toBe(true);
  return texts;
}

async function expectLegible(machine: AnyStateMachine): Promise<void> {
  const sketch = sketchChart(readChart(machine));
  for (const direction of ['DOWN', 'RIGHT'] satisfies Direction[]) {
    const texts = await textBoxes(sketch, direction);
    texts.forEach(([name, box], i) => {
      for (const [other, its] of texts.slice(i + 1)) {
        expect(overlap(box, its), `${machine.id} ${direction}: '${name}' over '${other}'`).toBe(false);
      }
    });
  }
}

describe('the layout of a chart', () => {
  it('shows every state once, and every text in full, without overlaps', async () => {
    await expectLegible(zoo);
    const sketch = sketchChart(readChart(zoo));
    const { boxes } = await layout(sketch, 'DOWN');
    for (const state of statesOf(sketch.chart.root)) expect(boxes.has(stateName(state.path))).toBe(true);
  });

  it('has room for hostile names', () => expectLegible(hostile));

  it('is the same each time', async () => {
    const sketch = sketchChart(readChart(zoo));
    expect(await layout(sketch, 'RIGHT')).toEqual(await layout(sketch, 'RIGHT'));
  });

  it('is legible for random machines', async () => {
    const runs = Number(process.env.LASSO_RUNS ?? 8);
    await fc.assert(
      fc.asyncProperty(blueprints(), async (blueprint) => {
        for (const { machine } of Object.values(build({ ...blueprint, unheard: [] }).components)) {
          await expectLegible(machine(NOT_WHILE_BUILDING));
        }
      }),
      { numRuns: runs },
    );
  });

  it('merges transitions that differ in their events only', () => {
    const { arrows, texts } = sketchChart(readChart(zoo));
    const root = texts.get('')!;
    expect(root.rows.map((row) => row.transitions.map((t) => t.trigger.text).join())).toEqual([
      '',
      '',
      'NOTE,OTHER',
      'any other event',
    ]);
    expect(new Set(arrows.map(({ from, to }) => `${from} ${to}`)).size).toBe(arrows.length);
  });
});
