import { type Command, InvalidArgumentError } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { CheckOptions } from './checker.ts';
import { whole } from './explore.ts';

/** The switches for spaces that do not fit into memory, as commander hands them over. */
export interface LossyFlags {
  /** True without a size. */
  readonly bitstate?: number | true;
  /** True without a number of bits. */
  readonly hashCompaction?: number | true;
  readonly seed?: number;
  readonly updateBaseline?: boolean;
}

/** Adds them to a command. */
export function addLossyFlags(command: Command): Command {
  return command
    .option(
      '--bitstate [MiB]',
      'remember three bits a state, depth first, in an array of this size (default: a quarter of the free memory); may leave out states',
      sizeOf('MiB', '--bitstate=512'),
    )
    .option(
      '--hash-compaction [bits]',
      'remember so many bits a state, breadth first (32 to 64, default 64); may leave out states',
      sizeOf('bits', '--hash-compaction=48'),
    )
    .option('--seed <n>', 'with these two: another number leaves out others', whole);
}

/** What follows from them for a value that may be missing: a word after it that is no number is most likely the model. */
function sizeOf(unit: string, example: string): (text: string) => number {
  return (text) => {
    try {
      return whole(text);
    } catch {
      throw new InvalidArgumentError(`expected a whole number of ${unit}, as in ${example}; a model comes before it`);
    }
  };
}

export function isLossy({ bitstate, hashCompaction }: LossyFlags): boolean {
  return bitstate !== undefined || hashCompaction !== undefined;
}

/**
 * The option of a run that these switches ask for.
 * @throws Mistake where they contradict each other, or ask for what such a run cannot give
 */
export function lossyOption(flags: LossyFlags): Pick<CheckOptions, 'lossy'> {
  const { bitstate, hashCompaction, seed } = flags;
  if (!isLossy(flags)) {
    if (seed !== undefined) throw new Mistake('--seed goes with --bitstate or --hash-compaction');
    return {};
  }
  if (bitstate !== undefined && hashCompaction !== undefined) {
    throw new Mistake('--bitstate and --hash-compaction are two ways to remember states: choose one');
  }
  if (flags.updateBaseline) throw new Mistake('--update-baseline needs a run that leaves out nothing');
  const chosen = seed === undefined ? {} : { seed };
  if (bitstate !== undefined) {
    return { lossy: { kind: 'bitstate', ...(bitstate === true ? {} : { mebibytes: bitstate }), ...chosen } };
  }
  if (typeof hashCompaction === 'number' && hashCompaction < LEAST_BITS) {
    throw new Mistake(`--hash-compaction=${hashCompaction}: expected 32 to 64 bits`);
  }
  return {
    lossy: { kind: 'hash-compaction', ...(hashCompaction === true ? {} : { bits: hashCompaction! }), ...chosen },
  };
}

/** Fewer would leave out states of a space that fits into memory as it is. */
const LEAST_BITS = 32;
