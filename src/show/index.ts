/** The public face of showing: a report or a trace in, text out. Knows nothing of the explorer. */
export { ensureWritable, writeTrace, writeTraces } from './files.ts';
export { resultDocument, traceJson } from './json.ts';
export type { Judged } from './judged.ts';
export { traceMermaid } from './mermaid.ts';
export { progressBar } from './progress.ts';
export { remediesText } from './remedies.ts';
export { PLAIN, type Style, styleOf } from './style.ts';
export { reportText } from './terminal.ts';
export { traceText } from './text.ts';
