import type { AnyStateMachine, EmittedFrom, EventFromLogic, SnapshotFrom } from 'xstate';
import type { AskOf, FeaturesOf, FeatureValue, Options, OptionValue } from './options.ts';
import type { Symmetry } from './symmetry.ts';

/** A component: a named machine of the system, once or several times. */
// biome-ignore lint/suspicious/noExplicitAny: the parameter of the factory is checked by defineSystem
export interface ComponentDefinition<A = any, M extends AnyStateMachine = AnyStateMachine> {
  /** Builds the machine. Called once; the questions are asked later, while it runs. */
  readonly machine: (ask: A) => M;
  /** How many of them there are; default one. Replicas are told apart by `input`. */
  readonly replicas?: number;
  /** The machine's input; default none. */
  readonly input?: (replica: number) => unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export type Components = Readonly<Record<string, ComponentDefinition<any, AnyStateMachine>>>;

export type MachineOf<C> = C extends { readonly machine: (...args: never[]) => infer M extends AnyStateMachine }
  ? M
  : never;

/** The event types that component `C` emits. */
export type EmittedBy<C> = EmittedFrom<MachineOf<C>>['type'] & string;
/** The event types that component `C` takes. */
export type TakenBy<C> = EventFromLogic<MachineOf<C>>['type'] & string;

/**
 * How a channel carries messages (each kind is described at its name):
 * - `call`: handled within the step that sends it, first-in first-out, after the sender's macrostep.
 * - `fifo`: ordered and bounded; each delivery is a step of its own.
 * - `lossy`: as `fifo`, and the next message may vanish, as a step of its own, within a budget.
 * - `bag`: bounded, delivered in any order, each once.
 * - `board`: what was sent stays, and may be delivered any number of times.
 */
export type ChannelKind = 'call' | 'fifo' | 'lossy' | 'bag' | 'board';

/** Fairness of a channel, a timer or an environment event. */
export type Fairness = 'weak' | 'strong' | 'none';

/** A channel from one component to another, for a list of event types. */
export type ChannelDefinition<C extends Components> = {
  [F in keyof C & string]: {
    [T in keyof C & string]: ChannelBetween<F, T, EmittedBy<C[F]> & TakenBy<C[T]>, EmittedFrom<MachineOf<C[F]>>>;
  }[keyof C & string];
}[keyof C & string];

export interface ChannelBetween<F extends string, T extends string, E extends string, Event> {
  readonly kind: ChannelKind;
  readonly from: F;
  readonly to: T;
  /** The event types it carries. */
  readonly events: readonly E[];
  /** Which replica a message is for; default: every replica, one delivery each. */
  readonly replica?: (event: Extract<Event, { readonly type: E }>) => number;
  /** The most messages under way, for one pair of sender and receiver (not for `call` and `board`). */
  readonly capacity?: number;
  /** What sending into a full channel means: a mistake (default), or that the step is not possible. */
  readonly full?: 'mistake' | 'blocks';
  /** How many messages may vanish in a run, or the name of a shared budget (`lossy` only; required there). */
  readonly budget?: number | string;
  /** Fairness of the deliveries; default `weak`. A loss has none. */
  readonly fairness?: Fairness;
  /**
   * What happens to messages under way when their sender or receiver goes down: `empties` (default)
   * drops them, `survives` keeps them.
   */
  readonly death?: 'empties' | 'survives';
  readonly about?: string;
}

/** An event that nobody in the system sends. */
export interface EnvironmentEvent<T extends string = string, Payload = unknown> {
  /** The component that takes it. */
  readonly to: T;
  /** Which replicas take it: each on its own (default), or all of them in one step. */
  readonly replicas?: 'each' | 'all';
  /** The payloads it may have; default one without payload. */
  readonly variants?: readonly Payload[];
  /**
   * How often it may happen in a run, all variants and replicas together, or the name of a shared budget;
   * default: any number of times.
   */
  readonly budget?: number | string;
  /** `weak` for what the system does itself or what is due, `none` for faults and the outside world. */
  readonly fairness: Fairness;
  /** True for a fault: of two counterexamples of one length, the one with fewer faults is shown. */
  readonly fault?: boolean;
  readonly about?: string;
}

/** The environment events of a system, by event type. */
export type Environment<C extends Components> = {
  readonly [E in TakenBy<C[keyof C]>]?: {
    [T in keyof C & string]: E extends TakenBy<C[T]>
      ? EnvironmentEvent<T, Omit<Extract<EventFromLogic<MachineOf<C[T]>>, { readonly type: E }>, 'type'>>
      : never;
  }[keyof C & string];
};

/** A change under discussion: feature overrides, evaluated in a table of its own. */
export interface RemedyDefinition {
  readonly about: string;
  /** What it changes in the protocol. */
  readonly features?: Readonly<Record<string, FeatureValue>>;
  /** What it tells users to set instead: judged by the verdicts of the configurations that they then have. */
  readonly set?: Readonly<Record<string, OptionValue>>;
}

/** Components whose machines ask about nothing but these options. */
export type AskingOnly<O, C extends Components> = {
  readonly [K in keyof C]: { readonly machine: (ask: AskOf<O>) => AnyStateMachine };
};

/** What `defineSystem` takes. */
export interface SystemDefinition<O extends Options, C extends Components> {
  readonly name: string;
  readonly about?: string;
  readonly options: O;
  /** Overrides of features: for scenarios and tests. */
  readonly features?: Partial<FeaturesOf<O['features']>>;
  readonly components: C;
  readonly channels: Readonly<Record<string, ChannelDefinition<C>>>;
  /**
   * Event types that components emit and that nobody in this system listens to: what is emitted so is dropped, as if it
   * had not been said. One machine serves in several systems, and not all that it says matters in each.
   */
  readonly unheard?: readonly EmittedBy<C[keyof C]>[];
  /** Events of the environment, by event type. */
  readonly environment: Environment<C>;
  /** Budgets that several environment events and lossy channels spend together, by name: `failures: 2`. */
  readonly budgets?: Readonly<Record<string, number>>;
  /** Fairness of the timers of a component; default `weak`. */
  readonly timers?: { readonly [K in keyof C]?: Fairness };
  /** Which replicas are interchangeable, for symmetry reduction. */
  readonly symmetry?: Symmetry<C>;
  readonly remedies?: Readonly<Record<string, RemedyDefinition>>;
}

/** A system: what the explorer explores. */
export interface System<O extends Options = Options, C extends Components = Components> extends SystemDefinition<O, C> {
  /** The same system with features overridden. */
  withFeatures(features: Partial<FeaturesOf<O['features']>>): System<O, C>;
  /** The same system with other budgets, by their names: a shared one, an environment event, a channel (its losses). */
  withBudgets(budgets: Readonly<Record<string, number>>): System<O, C>;
}

/** Names that a component may not have, because a `View` uses them. */
export const RESERVED_NAMES = ['remaining', 'spent', 'messages', 'ask'] as const;

/**
 * What a predicate sees of a state: the snapshot of each component (an array of them for replicas), the
 * budgets, the messages under way, and the configuration.
 *
 * Everything that is read is remembered, and the predicate is asked again only where something that it
 * read has another value. To list the components, or to keep the view, is refused.
 */
export type View<O extends Options = Options, C extends Components = Components> = {
  readonly [K in keyof C]: C[K] extends { readonly replicas: number }
    ? readonly SnapshotFrom<MachineOf<C[K]>>[]
    : SnapshotFrom<MachineOf<C[K]>>;
} & {
  /** What is left of a budget: a shared one, or that of an environment event or a channel; Infinity without one. */
  remaining(name: string): number;
  /** What has been spent of it; 0 without a budget. */
  spent(name: string): number;
  /** The messages under way on a channel to one replica (default the first), in their order. */
  messages(channel: string, toReplica?: number, fromReplica?: number): readonly { readonly type: string }[];
  /** Questions about the configuration. */
  readonly ask: AskOf<O>;
};

/** The view type of a system: `type State = ViewOf<typeof system>`. */
export type ViewOf<S> = S extends System<infer O, infer C> ? View<O, C> : never;
