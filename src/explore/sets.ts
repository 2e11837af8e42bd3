import type { Bits, Space } from '../describe/space.ts';
import { and, bitsKey, equal, isEmpty, minus } from '../describe/space.ts';
import { PairTable } from './pairs.ts';

/** The answer to a question, for a set of configurations. */
export const NO = 0;
export const YES = 1;
export const UNDECIDED = -1;

/**
 * The sets of configurations that occur in an exploration, numbered from 1, and the questions that divide
 * them, numbered from 1. What has been divided once is a table look-up afterwards.
 */
export class ConfigurationSets {
  readonly space: Space;
  /** All sets; 0 is not a set. */
  private readonly sets: Bits[] = [new Uint32Array(0)];
  private readonly numbers = new Map<string, number>();
  private readonly questions: string[] = [''];
  private readonly questionNumbers = new Map<string, number>();
  private readonly answers = new PairTable();
  private readonly parts = new PairTable();
  private readonly pairs: (readonly [yes: number, no: number])[] = [[0, 0]];
  /** The number of the set that an exploration starts with: all configurations, unless it is about a part of them. */
  readonly all: number;

  constructor(space: Space, start: Bits = space.all()) {
    this.space = space;
    this.all = this.number(start);
  }

  get size(): number {
    return this.sets.length;
  }

  /** Number of questions, from 1 on, 0 included. */
  get questionCount(): number {
    return this.questions.length;
  }

  /** The number of a set. */
  numberOf(bits: Bits): number {
    return this.number(bits);
  }

  bits(set: number): Bits {
    return this.sets[set]!;
  }

  /** The number of a question text (see `Space.yes`). */
  question(text: string): number {
    let q = this.questionNumbers.get(text);
    if (q === undefined) {
      q = this.questions.push(text) - 1;
      this.questionNumbers.set(text, q);
    }
    return q;
  }

  /** The text of a question. */
  text(question: number): string {
    return this.questions[question]!;
  }

  /** YES or NO where all configurations of the set agree, else UNDECIDED. */
  answer(set: number, question: number): number {
    const known = this.answers.get(set, question);
    if (known !== 0) return known - 2;
    const bits = this.bits(set);
    const yes = and(bits, this.space.yes(this.questions[question]!));
    const result = isEmpty(yes) ? NO : equal(yes, bits) ? YES : UNDECIDED;
    this.answers.set(set, question, result + 2);
    return result;
  }

  /** The two parts of a set that a question divides. */
  divide(set: number, question: number): readonly [yes: number, no: number] {
    const known = this.parts.get(set, question);
    if (known !== 0) return this.pairs[known]!;
    const yes = this.space.yes(this.questions[question]!);
    const bits = this.bits(set);
    const pair = [this.number(and(bits, yes)), this.number(minus(bits, yes))] as const;
    this.parts.set(set, question, this.pairs.push(pair) - 1);
    return pair;
  }

  private number(bits: Bits): number {
    const key = bitsKey(bits);
    let n = this.numbers.get(key);
    if (n === undefined) {
      n = this.sets.push(bits) - 1;
      this.numbers.set(key, n);
    }
    return n;
  }
}
