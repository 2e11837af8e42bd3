import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';

/** What is laid out: boxes within boxes, and arrows between them. Names are unique. */
export interface SketchNode {
  readonly name: string;
  /** The least width and height, which the text in it needs. */
  readonly width: number;
  readonly height: number;
  /** Of a box with children: the height of the text above them. */
  readonly header?: number;
  readonly children?: readonly SketchNode[];
}

export interface SketchEdge {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly label?: { readonly width: number; readonly height: number };
}

export interface Sketch {
  readonly nodes: readonly SketchNode[];
  readonly edges: readonly SketchEdge[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is, in pixels from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, readonly Point[]>;
  readonly labels: ReadonlyMap<string, Box>;
}

export type Direction = 'DOWN' | 'RIGHT';

/**
 * Lays out a sketch, always in the same way, by ELK's layered algorithm: labels are given room of their own on their
 * arrows, so that nothing overlaps.
 */
export async function layout({ nodes, edges }: Sketch, direction: Direction): Promise<Layout> {
  const { default: elkjs } = await import('elkjs/lib/elk.bundled.js');
  const elk = new elkjs.default();
  const root = await elk.layout<ElkNode>({
    id: ' root',
    layoutOptions: { ...OPTIONS, 'elk.direction': direction, 'elk.padding': padding(MARGIN) },
    children: nodes.map((node) => elkNode(node, direction)),
    edges: edges.map(elkEdge),
  });
  const boxes = new Map<string, Box>();
  const lines = new Map<string, Point[]>();
  const labels = new Map<string, Box>();
  collect(root);
  return { width: round(root.width ?? 0), height: round(root.height ?? 0), boxes, lines, labels };

  function collect(node: ElkNode): void {
    for (const child of node.children ?? []) {
      boxes.set(child.id, boxOf(child));
      collect(child);
    }
    for (const edge of node.edges ?? []) {
      lines.set(
        edge.id,
        (edge.sections ?? [])
          .flatMap((s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint])
          .map(({ x, y }) => ({ x: round(x), y: round(y) })),
      );
      for (const label of edge.labels ?? []) labels.set(edge.id, boxOf(label));
    }
  }
}

/** The width of a page that shows a README, in pixels: a wider picture is made smaller there. */
const WIDE = 880;

/** The layout downwards where it is not wider than a page; otherwise the one that fits it better. */
export async function fitting(sketch: Sketch): Promise<Layout> {
  const down = await layout(sketch, 'DOWN');
  if (down.width <= WIDE) return down;
  const right = await layout(sketch, 'RIGHT');
  const cost = ({ width, height }: Layout): number => width * height * (1 + Math.max(0, width - WIDE) / WIDE);
  return cost(right) < cost(down) ? right : down;
}

const MARGIN = 16;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.randomSeed': '1',
  // from the initial state onwards: what leads back is drawn upwards
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelLabel': '8',
  'elk.spacing.nodeSelfLoop': '12',
  'elk.layered.edgeLabels.sideSelection': 'SMART_DOWN',
};

const padding = (side: number, top = side): string => `[top=${top},left=${side},bottom=${side},right=${side}]`;

function elkNode(node: SketchNode, direction: Direction): ElkNode {
  const { name: id, width, height, children = [] } = node;
  if (children.length === 0) return { id, width, height };
  return {
    id,
    layoutOptions: {
      ...OPTIONS,
      'elk.direction': direction,
      'elk.padding': padding(MARGIN, (node.header ?? 0) + MARGIN),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      // ELK turns its drawing by 90 degrees for DOWN, and forgets to turn this
      'elk.nodeSize.minimum': direction === 'DOWN' ? `(${height},${width})` : `(${width},${height})`,
    },
    children: children.map((child) => elkNode(child, direction)),
  };
}

function elkEdge({ name, from, to, label }: SketchEdge): ElkExtendedEdge {
  return {
    id: name,
    sources: [from],
    targets: [to],
    labels:
      label === undefined
        ? []
        : [
            {
              text: name,
              ...label,
              layoutOptions: { 'elk.edgeLabels.inline': String(from !== to), 'elk.edgeLabels.placement': 'CENTER' },
            },
          ],
  };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

/** Half pixels are enough, and short. */
const round = (n: number): number => Math.round(n * 2) / 2;
