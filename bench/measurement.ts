/** One run of one contender on one model, as the process that ran it measured it. */
export interface Measurement {
  readonly states: number;
  readonly transitions: number;
  /** Of the exploration, with building the machines and their tables, without starting the process or compiling. */
  readonly seconds: number;
  /** Processor time of the same work, of all threads: what else the machine does counts less in it. */
  readonly cpuSeconds: number;
  /** What the exploration holds at its end; undefined where it was not measured. */
  readonly bytes: number | undefined;
  /** By how much the process was larger at its largest than before it started to explore. */
  readonly peakBytes?: number | undefined;
  /** Where a limit stopped it: which one. Then the counts are those of a part. */
  readonly stoppedBy?: 'time' | 'states';
  /** What is worth saying of this run. */
  readonly note?: string;
  /** On the way, for how the cost grows. */
  readonly samples?: readonly Sample[];
}

/** How far a run had come. */
export interface Sample {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Resident memory of the process. */
  readonly bytes: number;
}

/** Where a run stops although it is not finished. */
export interface Limits {
  readonly seconds: number;
  /** For a rate over the first states of a space that is too large for the contender. */
  readonly states?: number;
}
