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
  /** The worst case, largest value first; empty where there is none. */
  readonly bounds: readonly { readonly value: number | 'unbounded'; readonly affected: readonly Range[] }[];
  readonly unit?: string;
  readonly remark?: string;
  /** One for each affected range, in the same order. */
  readonly counterexamples: readonly Trace[];
}

/** Everything that one run found out. Writers (terminal, JSON, files) read this and nothing else. */
export interface Report {
  readonly model: string;
  /** False where a limit stopped the run before the end. */
  readonly complete: boolean;
  /** The limit that stopped it, in words. */
  readonly stoppedBy?: string;
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
