import { z } from 'zod';

/** A figure that was not measured is null. */
const figure = z.number().nonnegative().nullable();

export const ResultSchema = z.strictObject({
  model: z.string(),
  contender: z.string(),
  /** False where a limit stopped it: the figures are about the part that it explored. */
  finished: z.boolean(),
  states: z.int().nonnegative(),
  transitions: z.int().nonnegative(),
  /** The median of the rounds. */
  seconds: z.number().nonnegative(),
  /** Processor time of all threads, the median of the rounds: other work on the machine counts less in it. */
  cpuSeconds: z.number().nonnegative(),
  statesPerSecond: z.number().nonnegative(),
  /** What it holds at its end, divided by the states. */
  bytesPerState: figure,
  /** By how much its process was larger at its largest than before, divided by the states. */
  peakBytesPerState: figure,
  /** This explorer's rate divided by the contender's: the median over the rounds that have both. */
  ratio: figure,
  /** The same of the states per second of processor time. */
  cpuRatio: figure,
  /** How often it was run. */
  rounds: z.int().positive(),
  /** What must be known to read this line. */
  note: z.string().optional(),
});

export const DocumentSchema = z.strictObject({
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.int().positive(),
    /** Bytes. */
    memory: z.int().positive(),
    node: z.string(),
    os: z.string(),
    /** Processes that wanted to run in the minute before the start, on average: what else went on. */
    load: z.number().nonnegative(),
    /** Undefined where it is not installed. */
    spin: z.string().optional(),
  }),
  /** What each contender is, and what a comparison with it means. */
  contenders: z.record(z.string(), z.string()),
  models: z.record(z.string(), z.string()),
  results: z.array(ResultSchema),
  /** What was left out, and why. */
  skipped: z.array(z.strictObject({ contender: z.string(), model: z.string().optional(), why: z.string() })),
});

export type Result = z.infer<typeof ResultSchema>;
export type BenchDocument = z.infer<typeof DocumentSchema>;
