import type { Coverage } from '../check/coverage.ts';
import type { Part, Shard } from '../check/shard.ts';
import { Mistake, type MistakePlace } from '../describe/mistake.ts';
import type { Report } from '../describe/result.ts';
import type { Bits } from '../describe/space.ts';
import type { Progress } from '../explore/explorer.ts';
import { lazyCheck } from './checker.ts';
import { type Job, runJob, runPart } from './jobs.ts';
import { loadModel, type ModelModule, modelCalled } from './model.ts';

/** What a worker is told. */
export type Told =
  | { readonly kind: 'job'; readonly path: string; readonly cwd: string; readonly job: Job; readonly shard?: Shard }
  /** Stop what you do; what comes later ends at once. */
  | { readonly kind: 'stop' };

/** What a worker says. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly found: Found }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What was checked, without the space: the one who asked has it. */
export interface Found {
  readonly report: Report;
  readonly violating: ReadonlyMap<string, Bits>;
  readonly coverage?: Coverage;
}

/** An error as data. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly trace?: unknown;
  readonly where?: MistakePlace;
}

const stop = new AbortController();
let loaded: Promise<ModelModule> | undefined;
const say = (said: Said) => process.send?.(said);

process.on('message', (told: Told) => {
  if (told.kind === 'stop') stop.abort();
  else void work(told);
});
say({ kind: 'ready' });

async function work({ path, cwd, job, shard }: Extract<Told, { kind: 'job' }>): Promise<void> {
  try {
    loaded ??= loadModel(path, cwd);
    const model = modelCalled(await loaded, job.scenario);
    const onProgress = (progress: Progress) => say({ kind: 'progress', progress });
    const also = { signal: stop.signal, onProgress };
    if (shard) {
      say({ kind: 'part', part: await runPart(job, shard, model, also) });
      return;
    }
    const { report, violating, coverage } = await runJob(job, model, lazyCheck, also);
    say({ kind: 'done', found: { report, violating, ...(coverage ? { coverage } : {}) } });
  } catch (error) {
    say({ kind: 'failed', failure: failureOf(error) });
  }
}

function failureOf(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const more = error instanceof Mistake ? { trace: error.trace, where: error.where } : {};
  return { name, message, ...(stack === undefined ? {} : { stack }), ...more };
}
