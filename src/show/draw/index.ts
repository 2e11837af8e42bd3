/** The public face of drawing: machines and systems in, pictures out. */
export { type Chart, readChart } from './chart.ts';
export { chartSvg } from './chart-svg.ts';
export { type Drawable, type DrawingFormat, drawingsOf } from './documents.ts';
export { staleDrawings, writeDrawings } from './drawn-files.ts';
export { chartMermaid } from './mermaid-chart.ts';
export { networkMermaid } from './mermaid-network.ts';
export { type Network, readNetwork } from './network.ts';
export { networkSvg } from './network-svg.ts';
