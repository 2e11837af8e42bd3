import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { variantsOf } from '../check/catalogue.ts';
import type { Part, Shard } from '../check/shard.ts';
import { Mistake } from '../describe/mistake.ts';
import { count, Space } from '../describe/space.ts';
import { counted, grouped } from '../show/layout.ts';
import { type CheckFlags, isWhole } from './check.ts';
import { runnerOf } from './check-all.ts';
import { lazyCheck } from './checker.ts';
import { settled } from './entries.ts';
import { EXIT } from './exit.ts';
import type { ExploreFlags } from './explore.ts';
import { budgeted, checkOptions, onlyNames, watching } from './explore.ts';
import type { Io } from './io.ts';
import { type Job, optionsOf, systemOf } from './jobs.ts';
import { isLossy } from './lossy.ts';
import { type Model, type ModelModule, modelCalled, shortPath } from './model.ts';
import { digestOf, type ShardDocument, shardText, written } from './shard-file.ts';

/** Models with more configurations are divided among the shards; the others go to one shard as they are. */
const LARGE = 1_000;

/** The flags that say what is explored: a merge takes them from the shards. */
const ASKED = [
  'set',
  'release',
  'budget',
  'only',
  'scenario',
  'depth',
  'maxStates',
  'maxSeconds',
  'maxMemory',
  'countStutter',
] as const satisfies readonly (keyof ExploreFlags | keyof CheckFlags)[];

/**
 * Explores one shard and writes it down. What is found is judged when the shards are merged.
 * @returns the exit code: 0, or that a limit stopped the shard
 * @throws Mistake as `checkCommand`
 */
export async function checkShardCommand(
  module: ModelModule,
  models: readonly Model[],
  flags: CheckFlags,
  shard: Shard,
  io: Io,
): Promise<number> {
  if (flags.updateBaseline) throw new Mistake("--update-baseline needs all shards: give it to 'lasso merge'");
  if (flags.symmetry || flags.partialOrder || flags.subsumption || isLossy(flags)) {
    throw new Mistake('a shard is explored in full: leave out what explores less (--partial-order, --subsumption, …)');
  }
  const path = resolve(io.cwd, flags.output ?? `shard-${shard.index}-of-${shard.count}.json`);
  writeShard(path, '', io);
  const isOne = models.length === 1 && !isWhole(module, flags);
  const parts = isOne
    ? await onePart(models[0]!, flags, shard, io)
    : await partsOf(module, jobsOf(module, models, flags), flags, shard, io);
  const asked = askedIn(flags);
  const document: ShardDocument = {
    format: 'lasso-shard-1',
    digest: await digestOf(module.path, asked),
    model: module.system.name,
    shard: { ...shard },
    flags: asked,
    parts: Object.fromEntries([...parts].map(([key, part]) => [key, written(part)])),
  };
  writeShard(path, shardText(document), io);
  const stopped = [...parts.values()].flatMap(({ stoppedBy }) => stoppedBy ?? []);
  io.out(summary(shard, [...parts.values()], shortPath(path, io.cwd)));
  if (stopped.length === 0) return EXIT.expected;
  io.err(`lasso: stopped by ${stopped[0]}, before the end of this shard\n`);
  return EXIT.stopped;
}

/** What the flags ask, without those that were not given. */
export function askedIn(flags: CheckFlags): ShardDocument['flags'] {
  const given = ASKED.flatMap((name) => {
    const value = flags[name];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    return isGiven ? [[name, Array.isArray(value) ? [...value] : value] as const] : [];
  });
  return Object.fromEntries(given) as ShardDocument['flags'];
}

/** A job as text: which it is of those of a run. */
export function jobKey({ scenario, variant: { features = {}, set = {}, only = [] } }: Job): string {
  const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([scenario, sorted(features), sorted(set), only]);
}

/** The only job of a run of one model. */
export const ONE = 'one';

async function onePart(model: Model, flags: CheckFlags, shard: Shard, io: Io): Promise<Map<string, Part>> {
  const { system, invariants } = budgeted(model, flags);
  const options = checkOptions(flags, system, onlyNames(flags.only, invariants));
  const { checkShard } = await import('../check/shard.ts');
  const watch = watching(io);
  try {
    const { signal, onProgress } = watch;
    return new Map([[ONE, await checkShard(system, invariants, { ...options, signal, onProgress }, shard)]]);
  } finally {
    watch.end();
  }
}

/** The jobs of a run of several models that are known beforehand: those that depend on what is found are left to the merge. */
function jobsOf(module: ModelModule, models: readonly Model[], flags: CheckFlags): Job[] {
  const countStutter = flags.countStutter === true;
  const jobs = models.map(({ name }): Job => ({ scenario: name, variant: {}, countStutter }));
  if (!isWhole(module, flags)) return jobs;
  for (const entry of module.catalogue) {
    const { own, remedied } = variantsOf(entry, modelCalled(module, entry.scenario).system);
    for (const variant of [own, remedied]) {
      if (variant) jobs.push({ scenario: entry.scenario, variant, countStutter });
    }
  }
  return [...new Map(jobs.map((job) => [jobKey(job), job])).values()];
}

/** Explores what a shard has of some jobs. */
async function partsOf(
  module: ModelModule,
  jobs: readonly Job[],
  flags: CheckFlags,
  shard: Shard,
  io: Io,
): Promise<Map<string, Part>> {
  const runner = runnerOf(module, flags.workers, io, lazyCheck);
  try {
    const own = shareOf(module, jobs, shard);
    const parts = await settled(
      own.map(({ job, divided }) => runner.part(job, divided ? shard : { index: 1, count: 1 })),
    );
    return new Map(own.map(({ job }, i) => [jobKey(job), parts[i]!]));
  } finally {
    runner.end();
  }
}

/**
 * What a shard has to do: its part of the large ones, and its share of the others, dealt out from the one with the most
 * configurations down, each to the shard that has the fewest so far.
 */
function shareOf(module: ModelModule, jobs: readonly Job[], { index, count }: Shard): { job: Job; divided: boolean }[] {
  const sized = jobs.map((job) => {
    const system = systemOf(job, modelCalled(module, job.scenario));
    const { set = {} } = optionsOf(job);
    return { job, size: new Space(system.options, { features: system.features ?? {}, restrict: set }).size };
  });
  const loads = new Array<number>(count).fill(0);
  const own: { job: Job; divided: boolean }[] = [];
  for (const { job, size } of sized.sort((a, b) => b.size - a.size)) {
    if (size > LARGE) {
      own.push({ job, divided: true });
      continue;
    }
    const least = loads.indexOf(Math.min(...loads));
    loads[least]! += size;
    if (least === index - 1) own.push({ job, divided: false });
  }
  return own;
}

function summary({ index, count: all }: Shard, parts: readonly Part[], path: string): string {
  const sum = (of: (part: Part) => number) => parts.reduce((n, part) => n + of(part), 0);
  const explorations = parts.length === 1 ? '' : ` in ${counted(parts.length, 'exploration')}`;
  const found = [
    `${counted(
      sum((part) => count(part.explored)),
      'configuration',
    )}${explorations}`,
    counted(
      sum((part) => part.states),
      'state',
    ),
    counted(
      sum((part) => part.transitions),
      'transition',
    ),
  ];
  return `shard ${grouped(index)} of ${grouped(all)}: ${found.join(', ')}; written to ${path}\n`;
}

/** Writes the file at once: a shard that is there is whole. An empty text only makes sure that it can be written. */
function writeShard(path: string, text: string, io: Io): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.part`;
    writeFileSync(draft, text);
    if (text === '') rmSync(draft);
    else renameSync(draft, path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Mistake(`shard '${shortPath(path, io.cwd)}' cannot be written: ${code}`);
  }
}
