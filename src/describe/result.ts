import type { OptionValue } from './options.ts';

/**
 * A set of configurations, written for reading: for each option that matters, the values it may have.
 * An option that is absent may have any value.
 */
export type Range = Readonly<Record<string, readonly OptionValue[]>>;

export type VerdictWord = 'holds' | 'violated' | 'inconclusive' | 'vacuous';

/** What the exploration says of one invariant. */
export interface Verdict {
  readonly name: string;
  readonly about: string;
  readonly kind: 'safety' | 'liveness' | 'bound' | 'deadlock';
  readonly verdict: VerdictWord;
  /** Number of configurations that violate it. */
  readonly violating: number;
  /** Exactly the configurations that violate it, as few ranges as possible. */
  readonly affected: readonly Range[];
  /** Where its premise never happens although it does elsewhere. */
  readonly vacuousIn: readonly Range[];
  /** Why it is inconclusive although the run came to its end: what was not looked at. */
  readonly reason?: string;
  /** The worst case, largest value first; empty where there is none. */
  readonly bounds: readonly { readonly value: number | 'unbounded'; readonly affected: readonly Range[] }[];
  readonly unit?: string;
  readonly remark?: string;
  /** One for each affected range, in the same order. */
  readonly counterexamples: readonly Trace[];
}

/** What a reduction saved in a run. */
export interface ReductionReport {
  readonly reduction: string;
  /** Number of states that were explored. */
  readonly states: number;
  /**
   * Number of states that these stand for, where it is known: for one configuration that of a run without the reduction.
   * For several that run may have fewer, if it divides them later.
   */
  readonly standFor?: number;
  /** What was saved and what it took, in one sentence. */
  readonly about: string;
}

/** How much the configurations of a run shared. */
export interface Family {
  /** Number of nodes explored, each a state for a set of configurations. */
  readonly nodes: number;
  /** The states that the configurations explored would have one by one, all together. Exact. */
  readonly alone: number;
}

/** How a run remembered states that took some of them for others. */
export interface Lossy {
  readonly mode: 'bitstate' | 'hash-compaction';
  /** Of hash compaction: the bits that were kept of a state. */
  readonly fingerprintBits?: number;
  /** Another seed makes other states be taken for each other. */
  readonly seed: number;
  /** States that were remembered: those explored, and those whose configurations were divided. */
  readonly remembered: number;
  /** Size of the table or the array of bits. */
  readonly bytes: number;
  /** The part of it that is used, 0 to 1: slots, or bits that are set. */
  readonly fill: number;
  /** The probability that at least one state was taken for another one and left out, 0 to 1. */
  readonly omission: number;
  /** How many states are expected to have been left out, not counting what only they lead to. */
  readonly expectedOmissions: number;
}

/** Everything that one run found out. Writers (terminal, JSON, files) read this and nothing else. */
export interface Report {
  readonly model: string;
  /** False where a limit stopped the run before the end, or states may have been left out. */
  readonly complete: boolean;
  /** The limit that stopped it, in words. */
  readonly stoppedBy?: string;
  /** Where it was stopped and can be continued: the file with how far it has come. */
  readonly checkpoint?: string;
  /** Where a limit stopped it: the context fields whose values still grew, so that there may be no end. */
  readonly growing?: readonly string[];
  /** Number of configurations in the space explored. */
  readonly configurations: number;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  /** Longest shortest path from the start, in steps. */
  readonly depth: number;
  /** Budgets by name: what "holds" is said for. */
  readonly budgets: Readonly<Record<string, number>>;
  readonly verdicts: readonly Verdict[];
  /** What the configurations shared; absent where nothing was shared on purpose, as with a reduction. */
  readonly family?: Family;
  /** The number of parts that were explored apart and joined; absent where all was explored at once. */
  readonly shards?: number;
  /** What was explored in place of everything; absent where no reduction was asked for. */
  readonly reductions?: readonly ReductionReport[];
  /** How states were remembered, where that was inexact: then only violations are final. */
  readonly lossy?: Lossy;
  /** Options no one asked about, states never entered, transitions never taken, guards never true. */
  readonly neverHappened: readonly string[];
}

/** A message as it was sent. */
export interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What became of a message in the step that sent it. */
export interface Sent {
  /** Sender, as `component` or `component[replica]`. */
  readonly from: string;
  readonly to: string;
  readonly channel: string;
  readonly message: Message;
  /** handled: a call, within this step; queued: under way; dropped: the receiver is down. */
  readonly fate: 'handled' | 'queued' | 'dropped';
}

/** A transition of one machine within a step. */
export interface Taken {
  readonly component: string;
  readonly event: Message;
  /** XState's `description` of each transition taken: class, release, pull request. */
  readonly descriptions: readonly string[];
  /** True where every guard was false, so the event was ignored. */
  readonly ignored: boolean;
}

/** One difference between two states. */
export interface Change {
  /** `committer[0]`, `channel notifications → committer[0]`, `budget TASK_MANAGER_LOST`. */
  readonly where: string;
  /** Path inside it: `value`, `context.pending.2`, `timers`; empty for the whole. */
  readonly path: string;
  /** Absent where it was added. */
  readonly before?: unknown;
  /** Absent where it was removed. */
  readonly after?: unknown;
}

/** What can be seen of one component. */
export interface ComponentState {
  readonly value: unknown;
  readonly context: unknown;
  readonly status: string;
  readonly timers: readonly string[];
}

/** A whole state, for reading. */
export interface StateDocument {
  readonly components: Readonly<Record<string, ComponentState>>;
  /** Messages under way, by `channel sender → receiver`; empty queues are absent. */
  readonly channels: Readonly<Record<string, readonly Message[]>>;
  /** What is left of each budget. */
  readonly budgets: Readonly<Record<string, number>>;
}

/** One step of a trace. */
export interface TraceStep {
  readonly kind: 'environment' | 'timer' | 'delivery' | 'loss';
  /** Who takes the first message; for a loss, who would have. */
  readonly actor: string;
  /** The first message. */
  readonly event: Message;
  /** For a delivery or a loss. */
  readonly channel?: string;
  /** For a delivery or a loss: who sent it. */
  readonly from?: string;
  readonly fault: boolean;
  readonly taken: readonly Taken[];
  readonly sent: readonly Sent[];
  readonly changes: readonly Change[];
  readonly state: StateDocument;
}

/**
 * A counterexample: a document that stands on its own.
 * Its JSON form is described by `schema/trace.schema.json`.
 */
export interface Trace {
  readonly format: 'lasso-trace-1';
  readonly system: string;
  readonly invariant: string;
  readonly about: string;
  readonly kind: 'safety' | 'liveness' | 'bound' | 'deadlock';
  /** What exactly is violated: the predicate, the bound, the formula. */
  readonly violates: string;
  /** The configurations it stands for. */
  readonly affected: Range;
  /** One of them, in full, except for options that have a single value. */
  readonly configuration: Readonly<Record<string, OptionValue>>;
  /** Feature overrides in force. */
  readonly features: Readonly<Record<string, OptionValue>>;
  readonly initial: StateDocument;
  readonly stem: readonly TraceStep[];
  /** Repeated for ever; empty for a finite counterexample. */
  readonly cycle: readonly TraceStep[];
  /** A liveness counterexample whose last state simply stays. */
  readonly stays: boolean;
  /** False where it is a short one rather than proved shortest. */
  readonly shortest: boolean;
}
