import { Mistake } from '../describe/mistake.ts';
import type { Ask } from '../describe/options.ts';
import type { ConfigurationSets } from './sets.ts';
import { UNDECIDED } from './sets.ts';

/** What a run of user code asked, and what came out. */
export interface Answered<T> {
  /** The question that could not be answered for all configurations of the set, or 0. */
  readonly undecided: number;
  /** The questions asked, in their order, each once, with their answers (0 no, 1 yes). */
  readonly asked: readonly (readonly [question: number, answer: number])[];
  /** Undefined where a question was undecided. */
  readonly value?: T;
}

/**
 * Answers the questions of machines and predicates about the configuration, for a set of configurations, and
 * remembers what was asked.
 *
 * A question on which the set is divided interrupts the run by throwing. XState wraps or swallows what is
 * thrown, so the interruption is kept here and asked for after the run, whatever came out of it.
 */
export class Questionnaire {
  readonly sets: ConfigurationSets;
  /** The question interface that machines are built with. */
  readonly ask: Ask;
  private set = 0;
  private asked: (readonly [number, number])[] = [];
  private undecided = 0;
  private mistake: Mistake | undefined;

  constructor(sets: ConfigurationSets) {
    this.sets = sets;
    const ask = sets.space.asking((question) => this.answer(question));
    const keep =
      <A extends unknown[], R>(f: (...args: A) => R) =>
      (...args: A): R => {
        try {
          return f(...args);
        } catch (error) {
          if (error instanceof Mistake) this.mistake ??= error;
          throw error;
        }
      };
    this.ask = { is: keep(ask.is), since: keep(ask.since), feature: keep(ask.feature) };
  }

  /** True while a run has been interrupted by a question. */
  get interrupted(): boolean {
    return this.undecided !== 0;
  }

  /** A mistake in a question (an option that does not exist), since the last call. */
  takeMistake(): Mistake | undefined {
    const mistake = this.mistake;
    this.mistake = undefined;
    return mistake;
  }

  /** Runs user code for a set of configurations. */
  run<T>(set: number, code: () => T): Answered<T> {
    const outer = [this.set, this.asked, this.undecided] as const;
    this.set = set;
    this.asked = [];
    this.undecided = 0;
    try {
      const value = code();
      return this.undecided === 0
        ? { undecided: 0, asked: this.asked, value }
        : { undecided: this.undecided, asked: this.asked };
    } catch (error) {
      if (this.undecided === 0) throw error;
      return { undecided: this.undecided, asked: this.asked };
    } finally {
      [this.set, this.asked, this.undecided] = outer;
    }
  }

  /** Answers a question within a run. */
  answer(text: string): boolean {
    if (this.set === 0) {
      throw new Mistake(
        `the question '${text}' is asked outside of a run: ask in guards, actions and context factories`,
      );
    }
    if (this.undecided !== 0) throw INTERRUPTED; // user code caught the first interruption and went on
    const question = this.sets.question(text);
    const before = this.asked.find(([q]) => q === question);
    if (before) return before[1] === 1;
    const answer = this.sets.answer(this.set, question);
    if (answer === UNDECIDED) {
      this.undecided = question;
      throw INTERRUPTED;
    }
    this.asked.push([question, answer]);
    return answer === 1;
  }
}

const INTERRUPTED = new Error('a question about the configuration is open');
