import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import { MAIN } from '../describe/scenario.ts';
import type { Checked, CheckOptions } from './checker.ts';
import { type ExploreFlags, positive } from './explore.ts';
import type { Io } from './io.ts';
import { type Model, shortPath } from './model.ts';
import { digestOf } from './shard-file.ts';

/** The switches for runs that are continued, as commander hands them over. */
export interface CheckpointFlags {
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly resume?: string;
}

/** Adds them to a command. */
export function addCheckpointFlags(command: Command): Command {
  return command
    .option('--checkpoint <folder>', 'write now and then how far the run has come: docs/long-runs.md')
    .option('--checkpoint-every <s>', 'how often, in seconds (default: 60)', positive)
    .option('--resume <folder>', 'go on from the checkpoint there; with --checkpoint, too: begin where there is none');
}

/** Is anything said about checkpoints? Then the run is about one model. */
export function hasCheckpoints({ checkpoint, checkpointEvery, resume }: CheckpointFlags): boolean {
  return [checkpoint, checkpointEvery, resume].some((given) => given !== undefined);
}

/**
 * The option of a run that these switches ask for.
 * @throws Mistake where they contradict each other
 */
export async function checkpointOption(
  flags: CheckpointFlags,
  model: Model,
  io: Io,
): Promise<Pick<CheckOptions, 'checkpoint'>> {
  const { checkpoint, resume, checkpointEvery } = flags;
  const given = resume ?? checkpoint;
  if (given === undefined) {
    if (checkpointEvery !== undefined) throw new Mistake('--checkpoint-every goes with --checkpoint or --resume');
    return {};
  }
  if (checkpoint !== undefined && resume !== undefined && resolve(io.cwd, checkpoint) !== resolve(io.cwd, resume)) {
    throw new Mistake(
      `a run that is continued writes its checkpoints where they were: --checkpoint ${resume}, or none`,
    );
  }
  return {
    checkpoint: {
      folder: resolve(io.cwd, given),
      called: given,
      resume: resume === undefined ? 'never' : checkpoint === undefined ? 'always' : 'if there is one',
      ...(checkpointEvery === undefined ? {} : { seconds: checkpointEvery }),
      sources: await digestOf(model.path, null),
      onFailure: (why) => io.err(`lasso: ${why}; the run goes on\n`),
    },
  };
}

/** Removes the checkpoint of a run that came to its end and has been told. */
export async function forgetCheckpoint({ report }: Checked, { checkpoint }: CheckOptions): Promise<void> {
  if (!report.complete || checkpoint === undefined) return;
  const { removeCheckpoint } = await import('../explore/checkpoint/index.ts');
  await removeCheckpoint(checkpoint.folder);
}

/** How a run that was stopped is continued; empty where it cannot be. */
export function continuation(
  { report }: Checked,
  model: Model,
  flags: ExploreFlags & CheckpointFlags & { readonly only?: readonly string[] },
  io: Io,
): string {
  if (report.checkpoint === undefined) return '';
  const folder = shortPath(dirname(report.checkpoint), io.cwd);
  const { set, release, budget = [], only = [] } = flags;
  const lists = { '--set': set, '--release': release, '--budget': budget, '--only': only };
  const words = [
    shortPath(model.path, io.cwd),
    ...(model.name === MAIN ? [] : ['--scenario', model.name]),
    ...Object.entries(lists).flatMap(([flag, values]) => values.flatMap((value) => [flag, value])),
    '--resume',
    folder,
  ];
  return `To go on from here: lasso check ${words.map(quoted).join(' ')}\n`;
}

/** A word as a shell reads it. */
const quoted = (word: string): string =>
  /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
