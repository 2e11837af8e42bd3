import type { Bits } from '../../describe/space.ts';
import { addAll, count, isEmpty, minus } from '../../describe/space.ts';
import type { Labels } from '../labels.ts';
import type { Predicates } from '../predicates.ts';
import type { ConfigurationSets } from '../sets.ts';

/** Something that must not happen: in a state, in a step, or that there is no step. Predicates and patterns by number. */
export type Watched =
  | { readonly kind: 'state'; readonly predicate: number; readonly expected: boolean; readonly given?: number }
  | { readonly kind: 'step'; readonly pattern: number; readonly given?: number }
  | { readonly kind: 'deadlock' };

/** It happened. */
export interface Sighting {
  /** The configurations in which it did. */
  readonly set: number;
  /** The labels on the way there; of a step, with its own. */
  readonly labels: () => readonly number[];
}

/**
 * Watches for what must not happen, and keeps of each thing the first way to it for every configuration.
 *
 * What a state or a step violates follows from its vector of truth and its label, so it is found out once for each of these.
 */
export class Watch {
  /** Has everything been seen, in every configuration? Then there is nothing left to find. */
  isDone = false;
  /** Of each thing that is watched for, where it was seen. */
  readonly sightings: Sighting[][];
  private readonly watched: readonly Watched[];
  private readonly predicates: Predicates;
  private readonly labels: Labels;
  private readonly sets: ConfigurationSets;
  /** Of each thing, the configurations in which it was seen, and the sets that have been added to them. */
  private readonly seen: Bits[];
  private readonly known: Set<number>[];
  /** By vector of truth: what its states violate. By label: what may be violated with its step. */
  private readonly inState: (readonly number[] | undefined)[] = [];
  private readonly inStep: (readonly number[] | undefined)[] = [];
  private readonly deadlocks: readonly number[];

  constructor(
    watched: readonly Watched[],
    { predicates, labels, sets }: { predicates: Predicates; labels: Labels; sets: ConfigurationSets },
  ) {
    this.watched = watched;
    this.predicates = predicates;
    this.labels = labels;
    this.sets = sets;
    this.sightings = watched.map(() => []);
    this.seen = watched.map(() => sets.space.empty());
    this.known = watched.map(() => new Set());
    this.deadlocks = watched.flatMap(({ kind }, i) => (kind === 'deadlock' ? [i] : []));
  }

  /** Looks at a state. */
  state(truth: number, deadlock: boolean, set: number, way: () => () => readonly number[]): void {
    for (const thing of this.inState[truth] ?? this.violatedIn(truth)) this.note(thing, set, way);
    if (deadlock) for (const thing of this.deadlocks) this.note(thing, set, way);
  }

  /** Looks at a step from a state. */
  step(label: number, truth: number, set: number, way: () => () => readonly number[]): void {
    for (const thing of this.inStep[label] ?? this.occurringIn(label)) {
      const { given } = this.watched[thing] as Watched & { kind: 'step' };
      if (given !== undefined && !this.holds(given, truth)) continue;
      this.note(thing, set, () => {
        const before = way();
        return () => [...before(), label];
      });
    }
  }

  private note(thing: number, set: number, way: () => () => readonly number[]): void {
    if (this.known[thing]!.has(set)) return;
    this.known[thing]!.add(set);
    const bits = this.sets.bits(set);
    if (isEmpty(minus(bits, this.seen[thing]!))) return;
    addAll(this.seen[thing]!, bits);
    this.sightings[thing]!.push({ set, labels: way() });
    this.isDone = this.seen.every((all) => count(all) === this.sets.space.size);
  }

  private violatedIn(truth: number): readonly number[] {
    const found = this.watched.flatMap((w, thing) => {
      if (w.kind !== 'state' || (w.given !== undefined && !this.holds(w.given, truth))) return [];
      return this.holds(w.predicate, truth) === w.expected ? [] : [thing];
    });
    this.inState[truth] = found;
    return found;
  }

  private occurringIn(label: number): readonly number[] {
    const found = this.watched.flatMap((w, thing) =>
      w.kind === 'step' && this.labels.occurrences(w.pattern, label) > 0 ? [thing] : [],
    );
    this.inStep[label] = found;
    return found;
  }

  private holds(predicate: number, truth: number): boolean {
    const { words, truth: vectors } = this.predicates;
    return ((vectors[truth * words + (predicate >>> 5)]! >>> (predicate & 31)) & 1) === 1;
  }
}
