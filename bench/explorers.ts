import type { Limits, Measurement } from './measurement.ts';
import type { Subject } from './subjects/subject.ts';

type Explore = (subject: Subject, limits: Limits) => Promise<Measurement>;

/** How the contenders that run in Node measure themselves, by name. Each is loaded by the process that runs it. */
export const explorers = {
  lasso: async () => (await import('./lasso/exploration.ts')).explore,
  'lasso-sampled': async () => (await import('./lasso/exploration.ts')).exploreSampled,
  'liveness-stored': async () => (await import('./lasso/liveness.ts')).judgeLiveness('stored'),
  'liveness-computed': async () => (await import('./lasso/liveness.ts')).judgeLiveness('computed'),
  'one-by-one': async () => (await import('./lasso/one-by-one.ts')).exploreOneByOne,
  'plain-search': async () => (await import('./plain/search.ts')).searchPlainly,
  getAdjacencyMap: async () => (await import('./plain/xstate-graph.ts')).withGetAdjacencyMap,
  getShortestPaths: async () => (await import('./plain/xstate-graph.ts')).withGetShortestPaths,
} as const satisfies Readonly<Record<string, () => Promise<Explore>>>;
