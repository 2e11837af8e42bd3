import type { Variant } from '../check/catalogue.ts';
import type { Part, Shard } from '../check/shard.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Report } from '../describe/result.ts';
import { MAIN } from '../describe/scenario.ts';
import type { System } from '../describe/system.ts';
import type { Check, Checked, CheckOptions } from './checker.ts';
import { watching } from './explore.ts';
import type { Io } from './io.ts';
import { type Model, type ModelModule, modelCalled } from './model.ts';

/** One exploration of one model of a module, as data: what a worker is told. */
export interface Job {
  /** `main`, or the name of a scenario. */
  readonly scenario: string;
  /** How it differs from the model as it is. */
  readonly variant: Variant;
  readonly countStutter: boolean;
}

/** What explores jobs, one after the other or side by side. */
export interface Runner {
  /** Explores a model, and replays each counterexample that comes out. */
  run(job: Job): Promise<Checked>;
  /** Explores a part of the configurations of a model. */
  part(job: Job, shard: Shard): Promise<Part>;
  /** Lets go of what it holds. */
  end(): void;
}

/** Explores jobs in this process, one after the other. */
export class Local implements Runner {
  private readonly module: ModelModule;
  private readonly check: Check;
  private readonly watch: ReturnType<typeof watching>;
  private before: Promise<unknown> = Promise.resolve();

  constructor(module: ModelModule, check: Check, io: Io) {
    this.module = module;
    this.check = check;
    this.watch = watching(io);
  }

  run(job: Job): Promise<Checked> {
    const model = modelCalled(this.module, job.scenario);
    return this.afterwards((also) => runJob(job, model, this.check, also));
  }

  part(job: Job, shard: Shard): Promise<Part> {
    const model = modelCalled(this.module, job.scenario);
    return this.afterwards((also) => runPart(job, shard, model, also));
  }

  private afterwards<T>(work: (also: Pick<CheckOptions, 'signal' | 'onProgress'>) => Promise<T>): Promise<T> {
    const { signal, onProgress } = this.watch;
    const done = this.before.then(() => work({ signal, onProgress }));
    this.before = done.catch(() => undefined);
    return done;
  }

  end(): void {
    this.watch.end();
  }
}

/** Runs a job of a model. A mistake says in which scenario it is. */
export async function runJob(
  job: Job,
  model: Model,
  check: Check,
  also: Pick<CheckOptions, 'signal' | 'onProgress'>,
): Promise<Checked> {
  const system = systemOf(job, model);
  return saying(model, async () => {
    const checked = await check(system, model.invariants, { ...also, ...optionsOf(job) });
    await replayAll(system, checked.report);
    return checked;
  });
}

/** Explores a part of the configurations for a job, as `runJob`. */
export async function runPart(
  job: Job,
  shard: Shard,
  model: Model,
  also: Pick<CheckOptions, 'signal' | 'onProgress'>,
): Promise<Part> {
  const { checkShard } = await import('../check/shard.ts');
  return saying(model, () => checkShard(systemOf(job, model), model.invariants, { ...also, ...optionsOf(job) }, shard));
}

/** The system that a job explores. */
export function systemOf({ variant: { features } }: Job, { system }: Model): System {
  return features ? system.withFeatures(features as never) : system;
}

/** What a job narrows. */
export function optionsOf({ variant: { set, only }, countStutter }: Job): CheckOptions {
  return { ...(set ? { set } : {}), ...(only ? { only } : {}), ...(countStutter ? { countStutter } : {}) };
}

async function saying<T>({ name }: Model, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Mistake && name !== MAIN) error.message = `scenario '${name}': ${error.message}`;
    throw error;
  }
}

/**
 * Replays each counterexample with running machines before anyone sees it.
 * @throws Error where one disagrees: then Lasso contradicts itself
 */
export async function replayAll(system: System, report: Report): Promise<void> {
  const traces = report.verdicts.flatMap((v) => v.counterexamples);
  if (traces.length === 0) return;
  const { replay } = await import('../show/replay.ts');
  for (const trace of traces) {
    const result = replay(system, trace);
    if (result.ok) continue;
    const at = result.step === 0 ? 'at the start' : `at step ${result.step}`;
    throw new Error(`the counterexample to ${trace.invariant} does not replay ${at}: ${result.difference}`);
  }
}
