import { grown } from './ints.ts';

/** The number of the empty set. */
export const NO_STATES = 0;

/** The unions of this many sets are kept in a table; those of others in a map. */
const FEW = 64;

/**
 * Sets of an automaton's states, by number, with what becomes of them: the same few sets come up again and again,
 * so what follows from one is looked up.
 */
export class StateSets {
  /** Of each set, its states, ascending. */
  readonly members: (readonly number[])[] = [[]];
  /** After `finish`: rank[set · states + state] is the state's place in the set. */
  rank = new Int32Array(0);
  private readonly states: number;
  private readonly letters: number;
  private readonly following: (state: number, letter: number) => readonly number[];
  private readonly numbers = new Map([['', NO_STATES]]);
  /** By set · letters + letter: the set that follows, plus 1; 0: not known yet. */
  private steps: Int32Array<ArrayBuffer>;
  /** By set · FEW + set: their union plus 1. */
  private readonly unions = new Int32Array(FEW * FEW);
  private readonly moreUnions = new Map<string, number>();

  /** @param following the states that follow when a state reads a letter */
  constructor(states: number, letters: number, following: (state: number, letter: number) => readonly number[]) {
    this.states = states;
    this.letters = letters;
    this.following = following;
    this.steps = new Int32Array(letters);
  }

  /** The number of this set. */
  number(states: Iterable<number>): number {
    const members = [...new Set(states)].sort((a, b) => a - b);
    const key = members.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.members.push(members) - 1;
      this.numbers.set(key, number);
      this.steps = grown(this.steps, this.members.length * this.letters);
    }
    return number;
  }

  /** The set of the states that follow when one of the set reads a letter. */
  step(set: number, letter: number): number {
    const known = this.steps[set * this.letters + letter];
    return known !== 0 ? known - 1 : this.computedStep(set, letter);
  }

  union(a: number, b: number): number {
    if (a === NO_STATES || a === b) return b;
    const known = a < FEW && b < FEW ? this.unions[a * FEW + b] : 0;
    return known !== 0 ? known - 1 : this.computedUnion(a, b);
  }

  /** To be called when all sets are known. */
  finish(): void {
    this.rank = new Int32Array(this.members.length * this.states);
    this.members.forEach((members, set) => {
      members.forEach((state, place) => {
        this.rank[set * this.states + state] = place;
      });
    });
  }

  private computedStep(set: number, letter: number): number {
    const next = this.number(this.members[set].flatMap((state) => this.following(state, letter)));
    this.steps[set * this.letters + letter] = next + 1;
    return next;
  }

  private computedUnion(a: number, b: number): number {
    const key = `${a} ${b}`;
    let union = this.moreUnions.get(key);
    if (union === undefined) {
      union = this.number([...this.members[a], ...this.members[b]]);
      if (a < FEW && b < FEW) this.unions[a * FEW + b] = union + 1;
      else this.moreUnions.set(key, union);
    }
    return union;
  }
}
