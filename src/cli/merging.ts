import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Part, Shard } from '../check/shard.ts';
import { Mistake } from '../describe/mistake.ts';
import type { OptionValue } from '../describe/options.ts';
import { Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { type CheckFlags, checkCommand } from './check.ts';
import { type Check, type Checked, lazyCheck } from './checker.ts';
import type { Io } from './io.ts';
import { type Job, Local, optionsOf, type Runner, replayAll, systemOf } from './jobs.ts';
import type { MergeFlags } from './merge.ts';
import { loadModel, type ModelModule, modelCalled, shortPath } from './model.ts';
import { jobKey, ONE } from './shard.ts';
import { digestOf, read, readShard, type ShardDocument } from './shard-file.ts';

/**
 * Merges shards.
 * @returns the exit code that `lasso check` has
 * @throws Mistake for a shard that is missing, damaged, there twice, or of another run, model or version of it
 */
export async function mergeCommand(paths: readonly string[], flags: MergeFlags, io: Io): Promise<number> {
  const shards = filesIn(paths, io).map((path): Read => {
    const name = shortPath(path, io.cwd);
    return { name, document: readShard(path, name) };
  });
  const [{ document: first }] = complete(shards);
  const module = await loadModel(flags.model, io.cwd);
  if ((await digestOf(module.path, first.flags)) !== first.digest) {
    const name = shortPath(module.path, io.cwd);
    throw new Mistake(
      `the shards are of model '${first.model}', as another version of '${name}' or of Lasso had it; run them again, ` +
        'or name their model with --model',
    );
  }
  const documents = shards.map(({ document }) => document);
  const { model: _, ...shown } = flags;
  const asked = { set: [], release: [], only: [], ...first.flags } as unknown as CheckFlags;
  const runner = new Merging(module, documents, io);
  return checkCommand(module, { ...asked, ...shown }, io, joining(documents), runner);
}

interface Read {
  readonly name: string;
  readonly document: ShardDocument;
}

/** The files that are named, and those in folders that are. */
function filesIn(paths: readonly string[], io: Io): string[] {
  return paths.flatMap((given) => {
    const path = resolve(io.cwd, given);
    if (!existsSync(path)) throw new Mistake(`there is no shard '${given}'`);
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path).filter((file) => file.endsWith('.json'));
    if (files.length === 0) throw new Mistake(`folder '${given}' has no shards: no file in it ends with .json`);
    return files.sort().map((file) => join(path, file));
  });
}

/**
 * Checks that the shards are all those of one run.
 * @returns them, in their order
 */
function complete(shards: readonly Read[]): readonly [Read, ...Read[]] {
  const first = shards[0]!;
  const text = ({ index, count }: Shard) => `shard ${index} of ${count}`;
  for (const { name, document } of shards) {
    const { digest, shard } = document;
    if (digest !== first.document.digest) {
      const why = 'of another run: another model, another version of it, or other flags';
      throw new Mistake(`'${name}' is ${why} than '${first.name}'`);
    }
    if (shard.count !== first.document.shard.count) {
      throw new Mistake(`'${name}' is ${text(shard)}, but '${first.name}' is ${text(first.document.shard)}`);
    }
    const twin = shards.find((s) => s.name !== name && s.document.shard.index === shard.index);
    if (twin) throw new Mistake(`${text(shard)} is there twice: '${name}' and '${twin.name}'`);
  }
  const { count } = first.document.shard;
  const have = new Set(shards.map(({ document }) => document.shard.index));
  if (have.size < shards.length) throw new Mistake(`a shard is named twice: ${shards.map((s) => s.name).join(', ')}`);
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !have.has(index));
  if (missing.length > 0) {
    const which =
      missing.length === 1 ? `shard ${missing[0]} of ${count} is` : `shards ${missing.join(', ')} of ${count} are`;
    throw new Mistake(`${which} missing`);
  }
  return [...shards].sort((a, b) => a.document.shard.index - b.document.shard.index) as [Read, ...Read[]];
}

/** What "explores" the one model of a run: joins the shards. */
function joining(documents: readonly ShardDocument[]): Check {
  return async (system, invariants, options = {}) => {
    const { mergeShards } = await import('../check/shard.ts');
    const parts = partsIn(documents, ONE, system as unknown as System, options.set);
    return mergeShards(system, invariants, options, parts);
  };
}

/** Answers jobs from shards; what depends on what is found is explored. */
class Merging implements Runner {
  private readonly module: ModelModule;
  private readonly documents: readonly ShardDocument[];
  private readonly others: Local;

  constructor(module: ModelModule, documents: readonly ShardDocument[], io: Io) {
    this.module = module;
    this.documents = documents;
    this.others = new Local(module, lazyCheck, io);
  }

  async run(job: Job): Promise<Checked> {
    const model = modelCalled(this.module, job.scenario);
    const system = systemOf(job, model);
    const options = optionsOf(job);
    const parts = partsIn(this.documents, jobKey(job), system, options.set);
    if (parts.length === 0) return this.others.run(job);
    const { mergeShards } = await import('../check/shard.ts');
    const checked = await mergeShards(system, model.invariants, options, parts);
    await replayAll(system, checked.report);
    return checked;
  }

  part(): never {
    throw new Error('shards of shards are not explored');
  }

  end(): void {
    this.others.end();
  }
}

/** The parts of a job. */
function partsIn(
  documents: readonly ShardDocument[],
  key: string,
  system: System,
  set: Readonly<Record<string, readonly OptionValue[]>> = {},
): Part[] {
  const found = documents.flatMap(({ parts }) => (Object.hasOwn(parts, key) ? [parts[key]!] : []));
  if (found.length === 0) return [];
  const words = new Space(system.options, { features: system.features ?? {}, restrict: set }).empty().length;
  return found.map((part) => read(part, words));
}
