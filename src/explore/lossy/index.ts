export { compacted } from './fingerprints.ts';
export { type LossyChoice, type Mode, modeOf } from './mode.ts';
export { LossySearch } from './search.ts';
export type { Figures } from './seen.ts';
export type { Sighting, Watched } from './watch.ts';
