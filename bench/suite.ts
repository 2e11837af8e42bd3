import { type Contender, LASSO, type Runner } from './contenders.ts';
import type { BenchDocument, Result } from './document.ts';
import type { Measurement } from './measurement.ts';
import type { BenchModel } from './models.ts';
import { median, ratioOfPairs } from './statistics.ts';

/** Two contenders that explore the same system have counted different things: no time of theirs means anything. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

export interface SuiteOptions {
  readonly rounds: number;
  /** The most that one run of a contender with `limited` may take. */
  readonly seconds: number;
  /** The most that the whole suite may take: what has not begun by then is left out, what has is stopped. */
  readonly deadline?: number;
  /** Told what is about to run. */
  readonly onRun?: (contender: string, model: string, round: number) => void;
}

/** The most that a run may take which is expected to finish. */
const MOST_SECONDS = 1800;

type Outcome = Pick<BenchDocument, 'results' | 'skipped'>;

/**
 * Runs contenders on models, in turns: in each round, on each model, one after the other, this explorer first.
 *
 * @throws Disagreement where a contender that explores the same system counts anything else than this explorer, or
 *   something else than in an earlier round
 */
export async function runSuite(
  models: readonly BenchModel[],
  contenders: readonly Contender[],
  options: SuiteOptions,
): Promise<Outcome> {
  const suite = new Suite(contenders, options);
  try {
    for (let round = 0; round < options.rounds; round++) {
      for (const model of models) await suite.round(model, round);
    }
    return { results: models.flatMap((model) => suite.resultsOf(model)), skipped: suite.skipped };
  } finally {
    suite.end();
  }
}

/** The runs of one contender on one model. */
interface Runs {
  readonly runner: Runner;
  /** By round. */
  readonly measured: Measurement[];
}

class Suite {
  readonly skipped: BenchDocument['skipped'] = [];
  private readonly runs = new Map<string, Runs>();
  /** Contender and family, by the model that it did not finish. */
  private readonly gaveUp = new Map<string, string>();
  private readonly contenders: readonly Contender[];
  private readonly options: SuiteOptions;
  private readonly started = performance.now();

  constructor(contenders: readonly Contender[], options: SuiteOptions) {
    this.options = options;
    // It is what the others are compared with, in counts and in rates.
    this.contenders = [...contenders].sort((a, b) => Number(b.name === LASSO) - Number(a.name === LASSO));
    this.contenders = this.contenders.filter((contender) => {
      const why = contender.missing?.();
      if (why !== undefined) this.skipped.push({ contender: contender.name, why });
      return why === undefined;
    });
  }

  end(): void {
    for (const { runner } of this.runs.values()) runner.end?.();
  }

  async round(model: BenchModel, round: number): Promise<void> {
    let ours: Measurement | undefined;
    for (const contender of this.contenders) {
      if (!contender.fits(model)) continue;
      const measured = await this.run(contender, model, round, ours);
      if (measured && contender.name === LASSO) ours = measured;
      else if (measured && ours) compare(model, contender, measured, ours);
    }
  }

  /** One run; undefined where it was left out. */
  private async run(
    contender: Contender,
    model: BenchModel,
    round: number,
    ours: Measurement | undefined,
  ): Promise<Measurement | undefined> {
    const { deadline = Number.POSITIVE_INFINITY, onRun } = this.options;
    const key = keyOf(contender.name, model.name);
    const left = deadline - (performance.now() - this.started) / 1000;
    if (left <= 0) {
      if (round === 0) this.skip(contender, model, `no time is left of ${deadline} s`);
      return undefined;
    }
    if (round === 0 && this.hasGivenUp(contender, model)) return undefined;
    let runs = this.runs.get(key);
    // A run that has not come to its end is not worth its time again.
    if (runs?.measured.some(({ stoppedBy }) => stoppedBy === 'time')) return undefined;
    if (!runs) {
      if (round > 0) return undefined;
      runs = { runner: await contender.start(model), measured: [] };
      this.runs.set(key, runs);
    }
    onRun?.(contender.name, model.name, round);
    const { firstStates, limited = false } = contender;
    const seconds = Math.min(limited ? this.options.seconds : MOST_SECONDS, left);
    const measured = await runs.runner.run(
      firstStates === undefined ? { seconds } : { seconds, states: firstStates },
      ours,
    );
    const before = runs.measured.find((m) => !m.stoppedBy);
    if (before && !measured.stoppedBy)
      same(model, `${contender.name} in round ${round + 1}`, measured, 'round 1', before);
    // Cut short by the deadline: what is known from the rounds before says more.
    if (before && measured.stoppedBy === 'time') return undefined;
    runs.measured[round] = measured;
    if (measured.stoppedBy === 'time' && contender.givesUp) {
      this.gaveUp.set(keyOf(contender.name, model.family), model.name);
    }
    return measured;
  }

  private hasGivenUp(contender: Contender, model: BenchModel): boolean {
    const smaller = this.gaveUp.get(keyOf(contender.name, model.family));
    if (smaller === undefined) return false;
    this.skip(contender, model, `not finished with ${smaller}, which is smaller`);
    return true;
  }

  private skip({ name }: Contender, model: BenchModel, why: string): void {
    this.skipped.push({ contender: name, model: model.name, why });
  }

  resultsOf(model: BenchModel): Result[] {
    const ours = this.runs.get(keyOf(LASSO, model.name))?.measured ?? [];
    return this.contenders.flatMap((contender) => {
      const measured = this.runs.get(keyOf(contender.name, model.name))?.measured ?? [];
      return measured.length === 0 ? [] : [resultOf(model, contender, measured, ours)];
    });
  }
}

function keyOf(contender: string, of: string): string {
  return `${contender} ${of}`;
}

function compare(model: BenchModel, contender: Contender, theirs: Measurement, ours: Measurement): void {
  const { name, counts, digits } = contender;
  if (counts === 'nothing' || theirs.stoppedBy || ours.stoppedBy) return;
  if (counts === 'states') same(model, name, { ...theirs, transitions: 0 }, LASSO, { ...ours, transitions: 0 }, digits);
  else same(model, name, theirs, LASSO, ours, digits);
}

type Counts = Pick<Measurement, 'states' | 'transitions'>;

function same(model: BenchModel, who: string, one: Counts, whoElse: string, other: Counts, digits?: number): void {
  if (isEqual(one.states, other.states, digits) && isEqual(one.transitions, other.transitions, digits)) return;
  const told = ({ states, transitions }: Counts) => `${states} states and ${transitions} transitions`;
  throw new Disagreement(`${model.name}: ${who} counts ${told(one)}, ${whoElse} counts ${told(other)}`);
}

/** Are two counts equal, as far as the one can be told that was printed with so many digits? */
function isEqual(printed: number, exact: number, digits = Number.POSITIVE_INFINITY): boolean {
  if (exact < 10 ** digits) return printed === exact;
  const unit = 10 ** (Math.floor(Math.log10(exact)) + 1 - digits);
  return Math.abs(printed - exact) <= unit;
}

function resultOf(
  model: BenchModel,
  contender: Contender,
  measured: readonly (Measurement | undefined)[],
  ours: readonly (Measurement | undefined)[],
): Result {
  const all = measured.filter((m) => m !== undefined);
  const last = all.at(-1)!;
  const rate = (m: Measurement | undefined) => m && rateOf(m.states, m.seconds);
  const cpuRate = (m: Measurement | undefined) => m && rateOf(m.states, m.cpuSeconds);
  const bytes = all.flatMap((m) => (m.bytes === undefined ? [] : [m.bytes / m.states]));
  const peak = all.flatMap((m) => (m.peakBytes === undefined ? [] : [m.peakBytes / m.states]));
  const note = last.note ?? noteOf(contender, last);
  return {
    model: model.name,
    contender: contender.name,
    finished: !last.stoppedBy,
    states: last.states,
    transitions: last.transitions,
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    statesPerSecond: median(all.map((m) => rate(m) ?? 0)),
    bytesPerState: bytes.length === 0 ? null : median(bytes),
    peakBytesPerState: peak.length === 0 ? null : median(peak),
    ratio: ratioOfPairs(ours.map(rate), measured.map(rate)) ?? null,
    cpuRatio: ratioOfPairs(ours.map(cpuRate), measured.map(cpuRate)) ?? null,
    rounds: all.length,
    ...(note === undefined ? {} : { note }),
  };
}

function rateOf(states: number, seconds: number): number | undefined {
  return states > 0 && seconds > 0 ? states / seconds : undefined;
}

function noteOf({ counts }: Contender, { stoppedBy, states, seconds }: Measurement): string | undefined {
  if (stoppedBy === 'time') return `not finished in ${Math.round(seconds)} s: the rate is that of its first states`;
  if (stoppedBy === 'states') return `the rate is that of its first ${states} states`;
  return counts === 'nothing' ? 'other states: only the rates compare' : undefined;
}
