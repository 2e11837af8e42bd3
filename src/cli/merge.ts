import { type Command, Option } from 'commander';
import type { CheckFlags } from './check.ts';
import type { Io } from './io.ts';
import type { End } from './program.ts';

/** What a merge is asked besides its shards. */
export type MergeFlags = Pick<
  CheckFlags,
  'format' | 'out' | 'baseline' | 'updateBaseline' | 'catalogue' | 'verbose'
> & {
  readonly model?: string;
};

/** Adds `lasso merge`. */
export function addMerge(program: Command, io: Io, end: End): void {
  program
    .command('merge')
    .summary("join the shards of 'lasso check --shard' into one report")
    .description(
      "Joins what 'lasso check --shard 1/n' … 'n/n' wrote down, compares it with the baseline, writes the shortest " +
        'counterexamples and prints what one run over everything prints: the same verdicts, ranges, worst cases and ' +
        'traces. Numbers of states are sums over the shards, seconds those of the slowest. What is explored follows from ' +
        'the shards; the model must be the one that they explored.',
    )
    .argument('<shards...>', 'the files, or folders with nothing but such files')
    .option('--model <model>', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .addOption(new Option('-f, --format <format>', 'what is printed').choices(['text', 'json']).default('text'))
    .option('--out <folder>', 'where traces are written', 'traces')
    .option('--baseline <file>', 'violations that are accepted (default: baseline.json beside the model)')
    .option('--update-baseline', 'accept what is found: rewrite the baseline, keeping reasons and links')
    .option('--catalogue <file>', 'fail where this file is not the catalogue that the whole run gives')
    .option('-v, --verbose', 'print every trace in full')
    .action(async (paths: string[], flags: MergeFlags) => {
      const { mergeCommand } = await import('./merging.ts');
      end(await mergeCommand(paths, flags, io));
    });
}
