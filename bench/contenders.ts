import type { explorers } from './explorers.ts';
import type { Limits, Measurement } from './measurement.ts';
import type { BenchModel } from './models.ts';
import { exportInChild, measureInChild } from './process.ts';
import { PAN_DIGITS, panOf, spinMissing } from './spin/pan.ts';

/** One of those that are compared. */
export interface Contender {
  readonly name: string;
  /** What it is, and what a comparison with it means. */
  readonly about: string;
  /** What must be exactly as this explorer counts it. */
  readonly counts: 'states and transitions' | 'states' | 'nothing';
  /** Has it anything to do with this model? */
  fits(model: BenchModel): boolean;
  /** Why it cannot run on this machine; undefined: it can. */
  missing?(): string | undefined;
  /** How many digits of a count it prints; what it rounds is compared so. */
  readonly digits?: number;
  /** It explores at most so many states of a model. */
  readonly firstStates?: number;
  /** Is it so slow that its runs are given a limit? */
  readonly limited?: true;
  /** Once it has not finished a model, are the larger ones of the family left out? */
  readonly givesUp?: true;
  /** Gets ready, which is not measured. */
  start(model: BenchModel): Promise<Runner>;
}

/** A contender that is ready for a model. */
export interface Runner {
  /** @param ours what this explorer measured in the same round */
  run(limits: Limits, ours: Measurement | undefined): Promise<Measurement>;
  end?(): void;
}

/** This explorer's name: the others are compared with it. */
export const LASSO = 'lasso';
/** States over which the rate of the plain search is measured where there are more. */
const FIRST_STATES = 100_000;

/** What knows nothing of configurations. */
const one = ({ many }: BenchModel) => !many;

export const contenders: readonly Contender[] = [
  {
    ...inNode('lasso', 'states and transitions'),
    about:
      'this explorer, one worker: an invariant and deadlocks judged in every state, parents kept for traces; all ' +
      'configurations at once where a model has several',
    fits: () => true,
  },
  {
    ...spin((model) => model.promela!.singleProcess()),
    name: 'spin-single-process',
    about:
      'SPIN on a model written by hand as one process of d_steps over bit masks, with the same states and ' +
      'transitions: the same work, in the form that suits SPIN best',
    counts: 'states and transitions',
    fits: ({ promela }) => promela !== undefined,
  },
  {
    ...spin((model) => model.promela!.processes()),
    name: 'spin-processes',
    about:
      'SPIN on a model written by hand as processes with channels, as the protocol is usually written for it: other ' +
      'and larger states, so only the rates can be compared, not the work',
    counts: 'nothing',
    fits: ({ promela }) => promela !== undefined,
    limited: true,
    givesUp: true,
  },
  {
    ...spin(({ name }) => exportInChild(name)),
    name: 'spin',
    about:
      'SPIN on the model that this explorer exports from its tables, with the same states and transitions: what it ' +
      'costs SPIN to explore these machines, not what it would cost to explore a model made for it',
    counts: 'states and transitions',
    fits: one,
  },
  {
    ...inNode('plain-search', 'states and transitions'),
    about: "a breadth-first search over XState's transition with the JSON of a state as its key; it only counts",
    fits: one,
    limited: true,
    firstStates: FIRST_STATES,
  },
  {
    ...inNode('getAdjacencyMap', 'states and transitions'),
    about: '@xstate/graph, given the composed system as an actor that lists the transitions of a state',
    fits: one,
    limited: true,
    givesUp: true,
  },
  {
    ...inNode('getShortestPaths', 'states and transitions'),
    about: '@xstate/graph likewise; it builds the adjacency map first',
    fits: one,
    limited: true,
    givesUp: true,
  },
  ...(['stored', 'computed'] as const).map(
    (edges): Contender => ({
      ...inNode(`liveness-${edges}`, 'states and transitions'),
      about:
        'this explorer up to the verdict on a liveness property that holds, ' +
        (edges === 'stored' ? 'with the edges stored' : 'with the successors computed again') +
        ': the ratio is how many times as long it takes as the exploration alone',
      fits: ({ liveness = false }) => liveness,
    }),
  ),
  {
    ...inNode('one-by-one', 'states'),
    about:
      'this explorer on each configuration alone, one after the other: the ratio is what it gains to explore them ' +
      'at once; states are those of all configurations together',
    fits: ({ many = false }) => many,
  },
];

function inNode(name: keyof typeof explorers, counts: Contender['counts']) {
  const start = async (model: BenchModel): Promise<Runner> => ({
    run: (limits) => measureInChild({ measure: name, model: model.name, limits }),
  });
  return { name, counts, start };
}

function spin(promelaOf: (model: BenchModel) => string | Promise<string>) {
  return {
    missing: () => spinMissing(),
    digits: PAN_DIGITS,
    async start(model: BenchModel): Promise<Runner> {
      const pan = await panOf(await promelaOf(model));
      return { run: (limits, ours) => pan.run(ours?.states ?? SLOTS, limits), end: () => pan.remove() };
    },
  };
}

/** For the hash table of SPIN where nobody has counted the states: what pan takes by itself. */
const SLOTS = 2 ** 24;
