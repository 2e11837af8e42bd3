import { getAdjacencyMap, getShortestPaths } from '@xstate/graph';
import type { ActorLogic, EventObject, Snapshot } from 'xstate';
import type { Limits, Measurement } from '../measurement.ts';
import { bytesInUse } from '../memory.ts';
import type { Subject } from '../subjects/subject.ts';
import { Clock, TimeUp, withoutStackTraces } from './clock.ts';
import { type Composed, Composition, type Move } from './composition.ts';

/**
 * `getAdjacencyMap` on a system that is composed by hand, as an actor whose events are the transitions of a state. That
 * is kind to it: it sees no event that changes nothing (each would be one more entry of its queue), a successor is
 * worked out once, and the key of a state is at hand.
 */
export function withGetAdjacencyMap(subject: Subject, limits: Limits): Promise<Measurement> {
  return measure(subject, limits, (logic, options) => Object.values(getAdjacencyMap(logic, options as never)));
}

/** `getShortestPaths` likewise: it makes the adjacency map, and then one path to each state. */
export function withGetShortestPaths(subject: Subject, limits: Limits): Promise<Measurement> {
  return measure(subject, limits, (logic, options) => getShortestPaths(logic, options as never));
}

type Composite = Snapshot<undefined> & { readonly composed: Composed };
type Step = EventObject & { readonly move: Move };

/** @param explore gives something for each state */
async function measure(
  subject: Subject,
  limits: Limits,
  explore: (logic: ActorLogic<Composite, Step>, options: object) => readonly unknown[],
): Promise<Measurement> {
  withoutStackTraces();
  const before = bytesInUse().all;
  const clock = new Clock(limits.seconds);
  const composition = new Composition(subject.system(), subject.space());
  let states = 0;
  let transitions = 0;
  const snapshotOf = (composed: Composed): Composite => ({
    status: 'active',
    output: undefined,
    error: undefined,
    composed,
  });
  const logic = {
    transition: (_: Composite, { move }: Step) => snapshotOf(move.next),
    getInitialSnapshot: () => snapshotOf(composition.initial()),
    getPersistedSnapshot: (snapshot: Composite) => snapshot,
  } as unknown as ActorLogic<Composite, Step>;
  const options = {
    // It asks for the events of each state once.
    events: ({ composed }: Composite): Step[] => {
      states++;
      const moves = composition.moves(composed);
      transitions += moves.length;
      return moves.map((move) => ({ type: move.name, move }));
    },
    serializeState: ({ composed }: Composite): string => {
      if (clock.isUp()) throw new TimeUp();
      return composed.key;
    },
    serializeEvent: ({ type }: Step): string => type,
  };
  try {
    const found = explore(logic, options);
    const time = clock.read();
    const bytes = bytesInUse().all - before;
    // `found` is what has just been weighed, and is needed until here.
    return { states: found.length, transitions, ...time, bytes };
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error;
    return { states, transitions, ...clock.read(), bytes: undefined, stoppedBy: 'time' };
  }
}
