/**
 * A system as tables: what an exploration has learnt of it, as plain data that needs neither XState nor the explorer.
 * `src/explore/tabulate.ts` makes it, `src/export` writes it down for other engines.
 *
 * It is exact for the states that were reached, and says nothing of others: where a tree has no branch for a value,
 * whoever reads it must fail, never go on.
 */
export interface Tabulated {
  readonly name: string;
  /** The configurations that it is exact for, in words; each `option=value option=value`, or empty. */
  readonly configurations: readonly string[];
  /** The fields of a state. */
  readonly fields: readonly Field[];
  /** Questions about the configuration that the trees ask; those that all configurations answer alike are left out. */
  readonly questions: readonly Question[];
  /** By configuration, the value of each field in the initial state. */
  readonly initial: readonly (readonly number[])[];
  readonly commands: readonly Command[];
  readonly properties: readonly SafetyProperty[];
  /** Local states that are at rest: by field of a component, which values are. A state where all are is no deadlock. */
  readonly atRest: ReadonlyMap<number, ReadonlySet<number>>;
}

/** A field of a state: the local state of a component, what is under way in a queue, or what is left of a budget. */
export interface Field {
  /** `committer[0]`, `answers client → store`, `left of FAILURE`. */
  readonly name: string;
  readonly kind: 'local' | 'queue' | 'budget';
  /** The field has the values 0 … values-1, each in some state that was reached; a budget perhaps not each. */
  readonly values: number;
  /** What a value stands for, on one line. */
  readonly meaning: (value: number) => string;
}

export interface Question {
  readonly text: string;
  /** By configuration. */
  readonly answers: readonly boolean[];
}

/** A step, wherever it is possible. */
export interface Command {
  /** Who does what, on one line. */
  readonly name: string;
  /** It is asked for in the states in which each of these fields has one of these values, and nowhere else. */
  readonly offered: ReadonlyMap<number, ReadonlySet<number>>;
  /** The field of a budget that must be above zero, and is counted down; undefined: none. */
  readonly budget?: number;
  /** Is it an environment event? A deadlock is a state where none is possible with its budget unspent either. */
  readonly environment: boolean;
  /** Undefined: it was offered in no state that was reached. */
  readonly tree: Tree<Outcome> | undefined;
}

/** What a state says, by reading some of its fields, one after the other. Equal trees are the same object. */
export type Tree<L> = Read<L> | Leaf<L>;

export interface Read<L> {
  /** A field; or -1 - question, whose values are 0, no, and 1, yes. */
  readonly reads: number;
  /** By value, in ascending order; a value that is not here was never met. */
  readonly branches: ReadonlyMap<number, Tree<L>>;
}

export interface Leaf<L> {
  readonly leaf: L;
}

export type Outcome =
  /** Not possible, or it changes nothing and sends nothing: no transition. */
  | 'nothing'
  /** A transition that was only asked about, where its budget is spent. */
  | 'spent'
  | Done;

/** A transition. Equal ones are the same object. */
export interface Done {
  /** The fields that change, with their new values. Not among them: the budget of the step. */
  readonly writes: ReadonlyMap<number, number>;
  /** The properties on steps that this step violates (where what they are given holds), by number. */
  readonly violates: readonly number[];
}

/** Something that must never be, about single states or single steps. */
export interface SafetyProperty {
  readonly name: string;
  /** What is forbidden: states in which `holds` is `is`, steps that say so (`Done.violates`), or deadlocks. */
  readonly forbids:
    | { readonly kind: 'states'; readonly holds: Tree<boolean> | undefined; readonly is: boolean }
    | { readonly kind: 'steps' }
    | { readonly kind: 'deadlocks' };
  /** Only in states where this is true. */
  readonly given?: Tree<boolean> | undefined;
}

/** Is it a leaf? */
export function isLeaf<L>(tree: Tree<L>): tree is Leaf<L> {
  return 'leaf' in tree;
}
