import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Part, Shard } from '../check/shard.ts';
import { Mistake } from '../describe/mistake.ts';
import type { FeatureValue } from '../describe/options.ts';
import { Space } from '../describe/space.ts';
import type { Progress } from '../explore/explorer.ts';
import { progressBar } from '../show/progress.ts';
import type { Checked } from './checker.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import type { Job, Runner } from './jobs.ts';
import { type ModelModule, modelCalled } from './model.ts';
import type { Failure, Found, Said, Told } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.js', import.meta.url));

/** A job that waits or runs, and who waits for it: the whole of it, or a shard. */
interface Order {
  readonly job: Job;
  readonly shard?: Shard;
  readonly done: (answer: Found | Part) => void;
  readonly failed: (error: Error) => void;
}

interface Worker {
  readonly process: ChildProcess;
  /** True once its program has been loaded. */
  ready: boolean;
  order: Order | undefined;
}

/**
 * Explores jobs side by side, each in a process of its own: they share neither memory limits nor a thread. The jobs
 * start in the order in which they are asked for, so the longest should come first.
 *
 * The first Ctrl-C stops what runs, so that what is known is shown; the second ends everything at once.
 */
export class Pool implements Runner {
  private readonly module: ModelModule;
  private readonly size: number;
  private readonly io: Io;
  private readonly waiting: Order[] = [];
  private readonly workers: Worker[] = [];
  private readonly progress = new Map<Job, Progress>();
  private readonly started = performance.now();
  private readonly bar: ReturnType<typeof progressBar> | undefined;
  private readonly release: () => void;
  private stopped = false;
  private ended = false;

  /** @param size the most processes; they are started when there is something to do */
  constructor(module: ModelModule, size: number, io: Io) {
    this.module = module;
    this.size = size;
    this.io = io;
    this.bar = io.terminal ? progressBar(io.terminal) : undefined;
    this.release = io.onInterrupt(() => this.interrupt());
  }

  async run(job: Job): Promise<Checked> {
    const found = (await this.order(job)) as Found;
    const { system } = modelCalled(this.module, job.scenario);
    const { features, set } = job.variant;
    const overrides = { ...system.features, ...features } as Readonly<Record<string, FeatureValue>>;
    return { ...found, space: new Space(system.options, { features: overrides, restrict: set ?? {} }) };
  }

  async part(job: Job, shard: Shard): Promise<Part> {
    return (await this.order(job, shard)) as Part;
  }

  private order(job: Job, shard?: Shard): Promise<Found | Part> {
    return new Promise((done, failed) => {
      this.waiting.push({ job, ...(shard ? { shard } : {}), done, failed });
      this.next();
    });
  }

  end(): void {
    this.ended = true;
    this.bar?.stop();
    this.release();
    for (const { process } of this.workers) process.kill('SIGKILL');
  }

  private interrupt(): void {
    this.bar?.stop();
    if (this.stopped) {
      this.end();
      this.io.quit(EXIT.stopped);
      return;
    }
    this.stopped = true;
    this.io.err('lasso: stopping; here is what is known so far (Ctrl-C again ends at once)\n');
    for (const worker of this.workers) tell(worker, { kind: 'stop' });
  }

  /** Gives the next job to a worker that has none. */
  private next(): void {
    if (this.waiting.length === 0) return;
    const idle = this.workers.find(({ order }) => order === undefined) ?? this.another();
    if (idle === undefined) return;
    idle.order = this.waiting.shift()!;
    if (idle.ready) this.give(idle);
    this.next();
  }

  private give(worker: Worker): void {
    const { path } = this.module;
    if (!worker.order) return;
    const { job, shard } = worker.order;
    tell(worker, { kind: 'job', path, cwd: this.io.cwd, job, ...(shard ? { shard } : {}) });
  }

  /** Starts one more process, if there may be one. */
  private another(): Worker | undefined {
    if (this.workers.length >= this.size) return undefined;
    const child = fork(WORKER, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const worker: Worker = { process: child, ready: false, order: undefined };
    this.workers.push(worker);
    child.on('message', (said: Said) => this.hear(worker, said));
    child.on('error', (error) => this.lose(worker, error.message));
    child.on('exit', (code, signal) => this.lose(worker, signal ?? `code ${code}`));
    return worker;
  }

  private hear(worker: Worker, said: Said): void {
    const { order } = worker;
    if (said.kind === 'ready') {
      worker.ready = true;
      if (this.stopped) tell(worker, { kind: 'stop' });
      this.give(worker);
      return;
    }
    if (order === undefined) return;
    if (said.kind === 'progress') {
      this.show(order.job, said.progress);
      return;
    }
    worker.order = undefined;
    const last = this.progress.get(order.job);
    if (last) this.progress.set(order.job, { ...last, frontier: 0 });
    if (said.kind === 'done') order.done(said.found);
    else if (said.kind === 'part') order.done(said.part);
    else order.failed(errorOf(said.failure));
    this.next();
  }

  /** A process that ends before its job is done has most likely run out of memory. */
  private lose(worker: Worker, why: string): void {
    const at = this.workers.indexOf(worker);
    if (this.ended || at < 0) return;
    this.workers.splice(at, 1);
    const { order } = worker;
    const name = order?.job.scenario ?? '';
    const advice = 'with too little memory, explore with fewer processes (--workers 1) or raise --max-old-space-size';
    order?.failed(new Mistake(`the process that explores '${name}' has ended (${why}); ${advice} in NODE_OPTIONS`));
    this.next();
  }

  /** All explorations that run or have run, as one. */
  private show(job: Job, progress: Progress): void {
    this.progress.set(job, progress);
    const all = [...this.progress.values()];
    const sum = (of: (p: Progress) => number) => all.reduce((n, p) => n + of(p), 0);
    this.bar?.update({
      states: sum((p) => p.states),
      transitions: sum((p) => p.transitions),
      frontier: sum((p) => p.frontier),
      depth: Math.max(...all.map((p) => p.depth)),
      seconds: (performance.now() - this.started) / 1000,
    });
  }
}

function tell({ process }: Worker, told: Told): void {
  if (process.connected) process.send(told);
}

function errorOf({ name, message, stack, trace, where }: Failure): Error {
  if (name === 'Mistake') {
    const mistake = new Mistake(message, where ?? {});
    if (trace !== undefined) mistake.trace = trace;
    return mistake;
  }
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
