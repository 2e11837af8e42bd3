import { grouped } from '../src/show/layout.ts';
import type { BenchDocument } from './document.ts';
import type { Sample } from './measurement.ts';
import { measureInChild } from './process.ts';

/** Two-phase commit with 11 resource managers has 366 million states: more than it takes to see how the cost grows. */
const MODEL = 'two-phase-commit-11';
const STATES = 110_000_000;
/** Where the cost is looked at: from a tenth less to a tenth more. */
const AT = [1e6, 3e6, 1e7, 3e7, 1e8];

/** One long run, and what its stretches cost, in processor time. */
export interface Growth {
  readonly machine: BenchDocument['machine'];
  readonly model: string;
  readonly states: number;
  readonly seconds: number;
  readonly bytesPerState: number | null;
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  /** About this many states had been explored. */
  readonly states: number;
  readonly nanosecondsPerSuccessor: number;
  readonly statesPerSecond: number;
  /** Of the whole process, at the end of the stretch, divided by the states explored. */
  readonly residentBytesPerState: number;
}

/** One long run of this explorer, with its cost on the way. Takes minutes and gigabytes. */
export async function measureGrowth(
  machine: BenchDocument['machine'],
  say: (what: string) => void,
  of: { readonly model: string; readonly states: number } = { model: MODEL, states: STATES },
): Promise<Growth> {
  say(`the first ${grouped(of.states)} states of ${of.model}`);
  const limits = { seconds: 3600, states: of.states };
  const {
    states,
    seconds,
    bytes,
    samples = [],
  } = await measureInChild({
    measure: 'lasso-sampled',
    model: of.model,
    limits,
  });
  const stretches = stretchesOf(samples, AT);
  return {
    machine,
    model: of.model,
    states,
    seconds,
    bytesPerState: bytes === undefined ? null : bytes / states,
    stretches,
  };
}

/** The cost around some numbers of states; those that the samples do not reach are left out. */
export function stretchesOf(samples: readonly Sample[], at: readonly number[]): Stretch[] {
  return at.flatMap((states) => {
    const from = samples.find((sample) => sample.states >= 0.9 * states);
    const to = samples.find((sample) => sample.states >= 1.1 * states);
    if (!from || !to || from === to) return [];
    // Of processor time: over minutes, other work on the machine comes and goes.
    const seconds = to.cpuSeconds - from.cpuSeconds;
    return [
      {
        states,
        nanosecondsPerSuccessor: (1e9 * seconds) / (to.transitions - from.transitions),
        statesPerSecond: (to.states - from.states) / seconds,
        residentBytesPerState: to.bytes / to.states,
      },
    ];
  });
}

export function growthText({ machine, model, states, seconds, bytesPerState, stretches }: Growth): string {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load.toFixed(1)}`,
    `${model}, the first ${grouped(states)} states: ${seconds.toFixed(0)} s, ${bytesPerState?.toFixed(1) ?? '–'} bytes a state`,
    '',
    '       states   ns/successor     states/s   resident bytes/state',
  ];
  for (const s of stretches) {
    const cells = [
      grouped(s.states).padStart(13),
      s.nanosecondsPerSuccessor.toFixed(0).padStart(15),
      grouped(Math.round(s.statesPerSecond)).padStart(13),
      s.residentBytesPerState.toFixed(1).padStart(23),
    ];
    lines.push(cells.join(''));
  }
  return `${lines.join('\n')}\n`;
}
